"""Batches to worker processes and their outcomes back, in order; survives the death of any worker.

A worker holds at most two batches, one under way and one waiting. When it dies, the one under way is cut in halves, and
these in halves if they kill a worker again, until the article that does it is alone; when it has killed a worker twice
alone, it becomes a reject. A worker that somebody killed from outside costs the time of a batch and nothing else.
"""

from __future__ import annotations

import logging
import time
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, suppress
from dataclasses import dataclass, field
from multiprocessing import Pipe
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from types import TracebackType
from typing import Self

from baochi.article import Reject
from baochi.engines import server
from baochi.engines.batches import Batch, Outcome, join
from baochi.engines.errors import RunError
from baochi.engines.parcels import Answer, Sender
from baochi.engines.settings import RunSettings
from baochi.engines.worker import work

log = logging.getLogger(__name__)

HELD = 2
"""Batches a worker holds."""
MAX_DEATHS = 40
"""Deaths in a row, without a batch done in between, after which the cause is not the articles."""
MAX_FALSE_STARTS = 10
"""Deaths in a row of workers that had not begun; fewer, and a system short of memory for a moment would end the run."""
DYING = 0.1
"""Seconds in which a server that was killed is gone for good: before that no other is begun."""


@dataclass(slots=True, eq=False)
class _Task:
    batch: Batch
    outcome: Outcome | None = None
    deaths: int = 0


@dataclass(slots=True, eq=False)
class _Slot:
    """A batch as it was read, and the tasks that it was cut into, in order."""

    batch: Batch
    tasks: list[_Task]


@dataclass(slots=True, eq=False)
class _Worker:
    """A process, its pipes, the numbered tasks that it holds, and which it began last: 0 none yet, None before it can.

    To start it takes until the server has loaded, so that another thread does.
    """

    process: BaseProcess
    started: Future[None]
    pipe: Connection
    begun: Connection
    parcels: Sender = field(default_factory=Sender)
    began: int | None = None
    held: deque[tuple[int, _Slot, _Task]] = field(default_factory=deque)

    def look(self) -> None:
        """Find out what it began last; what it has said of that outlives it."""
        with suppress(EOFError, OSError):
            while self.begun.poll():
                self.began = self.begun.recv()

    def close(self) -> None:
        """Wait for its end, if it was started, and close our ends of the pipes."""
        if not self.started.cancelled() and self.started.exception() is None:
            self.process.join()
        self.pipe.close()
        self.begun.close()


class Pool:
    """Worker processes; a context manager, which ends them.

    Raises:
        RunError: workers die before they have done anything.
    """

    def __init__(self, workers: int, settings: RunSettings) -> None:
        self._size, self._settings = workers, settings
        self._workers: list[_Worker] = []
        self._starter = ThreadPoolExecutor(1)
        self._queue: deque[tuple[_Slot, _Task]] = deque()
        self._number = 0
        self._deaths = self._false_starts = 0
        self.deaths = 0

    def __enter__(self) -> Self:
        server.begin()  # it loads while the first batches are read
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        self._starter.shutdown(cancel_futures=True)
        for worker in self._workers:
            if worker.process.pid:
                worker.process.kill()
        for worker in self._workers:
            worker.close()

    def run(self, batches: Iterable[Batch]) -> Iterator[tuple[Batch, Outcome]]:
        """Yield every batch with its outcome, in order; at most three batches a worker are under way."""
        slots: deque[_Slot] = deque()
        left = iter(batches)
        more = True
        while more or slots:
            while more and len(slots) < 3 * self._size:
                batch = next(left, None)
                if batch is None:
                    more = False
                    break
                slots.append(self._slot(batch))
                self._hand_out()
                self._listen(timeout=0)
            while slots and (outcome := _finished(slots[0])):
                yield slots.popleft().batch, outcome
                self._listen(timeout=0)
            if slots and (not more or len(slots) >= 3 * self._size):
                self._hand_out()
                self._listen(timeout=None)

    def _slot(self, batch: Batch) -> _Slot:
        if not batch.sources:
            return _Slot(batch, [_Task(batch, Outcome({}, []))])
        task = _Task(batch.part(0, len(batch.sources)))
        slot = _Slot(batch, [task])
        self._queue.append((slot, task))
        return slot

    def _hand_out(self) -> None:
        """Give waiting tasks to the workers that hold least, of those that can begin."""
        if not self._queue:
            return
        while len(self._workers) < self._size:
            self._start()
        while self._queue:
            ready = [worker for worker in self._workers if worker.began is not None]
            worker = min(ready, key=lambda worker: len(worker.held), default=None)
            if worker is None or len(worker.held) >= HELD:
                return
            slot, task = self._queue.popleft()
            self._number += 1
            worker.held.append((self._number, slot, task))
            try:
                worker.pipe.send(worker.parcels.pack(self._number, task.batch))
            except OSError:  # it has died; its end is noticed when we listen
                return

    def _start(self) -> None:
        pipe, theirs = Pipe()
        begun, begins = Pipe(duplex=False)
        process = server.process(work, theirs, begins, self._settings)

        def start() -> None:
            with closing(theirs), closing(begins):
                server.start(process)

        self._workers.append(_Worker(process, self._starter.submit(start), pipe, begun))

    def _listen(self, timeout: float | None) -> None:
        """Take in what workers have sent, and what became of those that have ended."""
        starting = [worker for worker in self._workers if worker.began is None]
        heard = set(wait([*(w.pipe for w in self._workers), *(w.begun for w in starting)], timeout))
        for worker in starting:
            worker.look()
            if worker.began is not None:
                log.info("worker %s started", worker.process.pid)
        for worker in [worker for worker in self._workers if worker.pipe in heard]:
            try:
                self._take(worker, worker.pipe.recv())
            except (EOFError, OSError):
                self._bury(worker)
        self._hand_out()

    def _take(self, worker: _Worker, answer: Answer) -> None:
        for level, text in answer.log:
            log.log(level, "worker %s: %s", worker.process.pid, text)
        worker.look()
        number, _, task = worker.held.popleft()
        assert number == answer.task
        task.outcome = answer.outcome
        self._deaths = self._false_starts = 0

    def _bury(self, worker: _Worker) -> None:
        """Take the work of a worker that has died back, and cut what it was doing in halves."""
        self._workers.remove(worker)
        worker.look()
        worker.close()
        # A server that died while it forked leaves a worker that works, and whose start is told as failed.
        if (error := worker.started.exception()) and worker.began is None:
            if not isinstance(error, (EOFError, OSError)):
                raise error
            self._note_false_start(f"{type(error).__name__} {error}")
            time.sleep(DYING)
            return
        self.deaths += 1
        self._deaths += 1
        cause, held = _cause(worker.process), worker.held
        log.warning("worker %s died (%s), %d batches under way", worker.process.pid, cause, len(held))
        if worker.began is None:
            self._note_false_start(cause)
        if self._deaths >= MAX_DEATHS:
            raise RunError(
                f"{self._deaths} worker processes ended one after the other ({cause}), most often for want"
                " of memory; try fewer workers. What is done is kept: run the same command again to go on"
            )
        for number, slot, task in reversed(held):
            if number == worker.began:
                self._retry(slot, task)
            else:  # not begun, or done and not sent
                self._queue.appendleft((slot, task))

    def _note_false_start(self, cause: str) -> None:
        self._false_starts += 1
        if self._false_starts >= MAX_FALSE_STARTS:
            raise RunError(
                f"worker processes end before they have begun ({cause}), most often for want of memory;"
                " try fewer workers. What is done is kept: run the same command again to go on"
            )

    def _retry(self, slot: _Slot, task: _Task) -> None:
        task.deaths += 1
        size = len(task.batch.sources)
        if size > 1:
            halves = [_Task(task.batch.part(0, size // 2)), _Task(task.batch.part(size // 2, size))]
            at = slot.tasks.index(task)
            slot.tasks[at : at + 1] = halves
            self._queue.extendleft((slot, half) for half in reversed(halves))
        elif task.deaths < 2:
            self._queue.appendleft((slot, task))
        else:
            (source,) = task.batch.sources
            chars = sum(map(len, source.paragraphs))
            detail = (
                f"article {source.article_id} ({chars:,} characters): the process that analysed it alone was ended twice,"
                " most often for want of memory. Lower max_article_chars, or report it with the article."
            )
            log.error("article %s is left out: it ended its worker twice", source.article_id)
            task.outcome = Outcome({}, [Reject(source.file or source.source, source.position, "crash", detail)])


def _finished(slot: _Slot) -> Outcome | None:
    outcomes = [task.outcome for task in slot.tasks if task.outcome is not None]
    return join(outcomes) if len(outcomes) == len(slot.tasks) else None


def _cause(process: BaseProcess) -> str:
    code = process.exitcode
    return f"signal {-code}" if code is not None and code < 0 else f"exit code {code}"
