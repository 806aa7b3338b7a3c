"""Workers that die: nothing is lost, nothing comes twice, and the article that kills is left out."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from functools import partial
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import psutil
import pyarrow as pa
import pytest

from baochi.article import SourceArticle
from baochi.engines import pool, server, worker
from baochi.engines.batches import Batch, Outcome
from baochi.engines.errors import RunError
from baochi.engines.pool import Pool
from baochi.engines.settings import RunSettings

from .torment import helpers_of


def stand_in(batch: Batch, *_: Any, **__: Any) -> Outcome:
    """Analyse nothing; die of articles that say so."""
    for source in batch.sources:
        if source.title == "deadly":
            os.kill(os.getpid(), signal.SIGKILL)
    return Outcome({"articles": pa.table({"article_id": [source.article_id for source in batch.sources]})}, [])


def quick(pipe: Connection, begun: Connection, settings: RunSettings) -> None:
    """Work without a pipeline."""
    vars(worker).update(load_for_good=lambda *_: None, analyse_batch=stand_in)
    worker.work(pipe, begun, settings)


def stillborn(*_: Any) -> None:
    """End before the work has begun."""
    os._exit(7)


def fifth_time_lucky(starts: Path, *given: Any) -> None:
    """Be killed at the start, the first four times."""
    with starts.open("a") as file:
        file.write(".")
    if starts.stat().st_size < 5:
        os.kill(os.getpid(), signal.SIGKILL)
    quick(*given)


def batches(sizes: Sequence[int], deadly: Sequence[int] = ()) -> list[Batch]:
    numbers = iter(range(sum(sizes)))

    def article() -> SourceArticle:
        number = next(numbers)
        return SourceArticle(["x"], article_id=str(number), title="deadly" if number in deadly else "")

    return [Batch([article() for _ in range(size)]) for size in sizes]


def outcome(found: Sequence[tuple[Batch, Outcome]]) -> tuple[list[str], list[str]]:
    ids = [i for _, done in found for i in (done.tables["articles"]["article_id"].to_pylist() if done.tables else [])]
    return ids, [reject.detail.split()[1] for _, done in found for reject in done.rejects]


@pytest.mark.parametrize(("workers", "deadly"), [(1, [3]), (2, [0, 1, 17]), (2, [9, 10, 19])])
def test_the_article_that_kills_is_left_out(monkeypatch: pytest.MonkeyPatch, workers: int, deadly: list[int]):
    monkeypatch.setattr(pool, "work", quick)
    work = batches([8, 0, 1, 8, 3], deadly)
    with Pool(workers, RunSettings()) as running:
        found = list(running.run(iter(work)))
    assert [batch for batch, _ in found] == work
    ids, rejects = outcome(found)
    assert ids == [str(n) for n in range(20) if n not in deadly]
    assert rejects == [str(n) for n in deadly]
    assert all(reject.reason == "crash" for _, done in found for reject in done.rejects)


def test_a_worker_killed_from_outside_costs_nothing(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(pool, "work", quick)
    with Pool(2, RunSettings()) as running:
        found = []
        for number, pair in enumerate(running.run(iter(batches([5] * 40)))):
            found.append(pair)
            if number % 12 == 5:
                victim = running._workers[-1]
                victim.started.result()
                victim.process.kill()
                victim.process.join()  # a process takes time to die, in which the other worker could do all that is left
        assert running.deaths == 3
    assert outcome(found) == ([str(n) for n in range(200)], [])


def test_the_server_of_the_workers_killed_costs_nothing(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(pool, "work", quick)
    with Pool(2, RunSettings()) as running:
        found = []
        for number, pair in enumerate(running.run(iter(batches([5] * 20)))):
            found.append(pair)
            if number == 2:
                for worker in running._workers:
                    worker.started.result()
                for helper in helpers_of(psutil.Process()):
                    helper.kill()
        assert running.deaths == 2
    assert outcome(found) == ([str(n) for n in range(100)], [])


def test_workers_killed_while_they_start_cost_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setattr(pool, "work", partial(fifth_time_lucky, tmp_path / "starts"))
    with Pool(1, RunSettings()) as running:
        assert outcome(list(running.run(iter(batches([5, 5]))))) == ([str(n) for n in range(10)], [])


def test_a_start_told_as_failed_loses_no_batch(monkeypatch: pytest.MonkeyPatch):
    """A server that dies while it forks leaves a worker that works."""
    begin_for_good, told = server.start, []

    def told_as_failed(process: BaseProcess) -> None:
        begin_for_good(process)
        if not told:
            told.append(process)
            raise EOFError

    monkeypatch.setattr(server, "start", told_as_failed)
    monkeypatch.setattr(pool, "work", quick)
    with Pool(1, RunSettings()) as running:
        found = list(running.run(iter(batches([4, 4], [2]))))
    assert outcome(found) == ([str(n) for n in range(8) if n != 2], ["2"])


def test_workers_that_cannot_start_are_told(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(pool, "work", stillborn)
    with (
        Pool(2, RunSettings()) as running,
        pytest.raises(RunError, match=r"end before they have begun \(exit code 7\).* try fewer workers"),
    ):
        list(running.run(iter(batches([5, 5]))))


@pytest.mark.parametrize("forked", [True, False])
def test_workers_import_nothing_from_an_archive(tmp_path: Path, forked: bool):
    (tmp_path / "tin.txt").write_text("Hội nghị\nĐại tá Lê Văn Mẫu phát biểu tại Công an tỉnh Đắk Lắk.\n", encoding="utf-8")
    for name in ("csv", "numpy", "baochi", "pickle", "socket"):
        (tmp_path / f"{name}.py").write_text("open('hostile', 'w')\n")
    command = [Path(sys.executable).with_name("baochi"), "run", "tin.txt", "-o", "out", "--workers", "2", "--quiet"]
    temporary = tmp_path / ("t" * (1 if forked else 120))  # a socket's path cannot be so long: there can be no server
    temporary.mkdir()
    subprocess.run(command, cwd=tmp_path, env=os.environ | {"TMPDIR": str(temporary)}, check=True)
    assert (tmp_path / "out" / "manifest.json").exists()
    assert not (tmp_path / "hostile").exists()


def test_without_a_server_each_worker_starts_from_nothing(monkeypatch: pytest.MonkeyPatch):
    def none() -> None:
        raise OSError("AF_UNIX path too long")

    monkeypatch.setattr(server.forkserver, "ensure_running", none)
    monkeypatch.setattr(server._Way, "forks", True)
    monkeypatch.setattr(pool, "work", quick)
    with Pool(1, RunSettings()) as running:
        assert outcome(list(running.run(iter(batches([5]))))) == ([str(n) for n in range(5)], [])
    assert not server._Way.forks
