"""A worker process: takes batches from its pipe, analyses them, sends the outcomes back, and ends when its parent does."""

from __future__ import annotations

import logging
import os
import queue
import signal
import threading
import traceback
from contextlib import suppress
from multiprocessing.connection import Connection
from multiprocessing.reduction import ForkingPickler

from baochi.engines.batches import Batch, analyse_batch
from baochi.engines.lean import load_for_good
from baochi.engines.parcels import Answer, LogLine, Receiver
from baochi.engines.settings import RunSettings


class _Collect(logging.Handler):
    """Keeps what is logged until it is sent."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.lines: list[LogLine] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append((record.levelno, self.format(record)))

    def taken(self) -> list[LogLine]:
        lines, self.lines = self.lines, []
        return lines


def work(pipe: Connection, begun: Connection, settings: RunSettings) -> None:
    """Serve until the pipe is closed.

    Args:
        begun: takes 0 when there is a pipeline, and the number of each task when the work on it begins: if this process
            dies, its parent must know of what, and an answer may still be waiting to be sent.
    """
    # Ctrl-C reaches all processes of a terminal; the parent stops its workers.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    said = _Collect()
    logging.getLogger("baochi").addHandler(said)
    tasks: queue.SimpleQueue[tuple[int, Batch]] = queue.SimpleQueue()
    answers: queue.SimpleQueue[memoryview] = queue.SimpleQueue()
    threading.Thread(target=_receive, args=(pipe, tasks), daemon=True).start()
    threading.Thread(target=_send, args=(pipe, answers), daemon=True).start()
    nlp = load_for_good(settings)
    with suppress(OSError):  # the parent has ended, and soon so will this
        begun.send(0)
    while True:
        number, batch = tasks.get()
        with suppress(OSError):
            begun.send(number)
        answer = Answer(number, analyse_batch(batch, nlp, words=settings.words), said.taken())
        answers.put(ForkingPickler.dumps(answer))  # here: if it cannot be packed, this task is to blame
        del batch


def _receive(pipe: Connection, tasks: queue.SimpleQueue[tuple[int, Batch]]) -> None:
    """Empty the pipe into memory, so that the parent never waits for a worker to take something.

    When the parent ends, however it ends, its end of the pipe is closed: then this process has no more to do.
    """
    parcels = Receiver()
    try:
        while True:
            parcel = pipe.recv()
            tasks.put((parcel.task, parcels.unpack(parcel)))
            del parcel
    except (EOFError, OSError):
        os._exit(0)
    except BaseException:  # else the main thread would wait for ever
        traceback.print_exc()
        os._exit(1)


def _send(pipe: Connection, answers: queue.SimpleQueue[memoryview]) -> None:
    """Fill the pipe, so that the work goes on while the parent does something else, like writing a shard.

    What waits here is bounded: the parent gives a worker no batch beyond those that it holds.
    """
    try:
        while True:
            pipe.send_bytes(answers.get())
    finally:  # what cannot be sent is as good as not done
        os._exit(1)
