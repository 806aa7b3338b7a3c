"""A worker process: takes batches from its pipe, analyses them, sends the outcomes back, and ends when its parent does."""

from __future__ import annotations

import logging
import os
import queue
import signal
import threading
from dataclasses import dataclass, field
from multiprocessing.connection import Connection

from baochi.engines.batches import Batch, Outcome, analyse_batch
from baochi.engines.lean import load_for_good
from baochi.engines.settings import RunSettings

LogLine = tuple[int, str]
"""Level and text of what a worker has to say, for the log of the run."""


@dataclass(slots=True)
class Answer:
    """What a worker sends: that it is ready (`task` is None), or the outcome of a task."""

    task: int | None = None
    outcome: Outcome | None = None
    log: list[LogLine] = field(default_factory=list)


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


def work(pipe: Connection, settings: RunSettings) -> None:
    """Serve until the pipe is closed."""
    # Ctrl-C reaches all processes of a terminal; the parent stops its workers.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    said = _Collect()
    logging.getLogger("baochi").addHandler(said)
    tasks: queue.SimpleQueue[tuple[int, Batch]] = queue.SimpleQueue()
    threading.Thread(target=_receive, args=(pipe, tasks), daemon=True).start()
    nlp = load_for_good(settings)
    pipe.send(Answer())
    while True:
        number, batch = tasks.get()
        outcome = analyse_batch(batch, nlp, words=settings.words)
        del batch
        try:
            pipe.send(Answer(number, outcome, said.taken()))
        except OSError:
            os._exit(1)


def _receive(pipe: Connection, tasks: queue.SimpleQueue[tuple[int, Batch]]) -> None:
    """Empty the pipe into memory, so that the parent never waits for a worker to take something.

    When the parent ends, however it ends, its end of the pipe is closed: then this process has no more to do.
    """
    try:
        while True:
            tasks.put(pipe.recv())
    except (EOFError, OSError):
        os._exit(0)
