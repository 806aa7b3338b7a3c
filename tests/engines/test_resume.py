"""A run that is cut short anywhere and started again gives the dataset that it would have given."""

from __future__ import annotations

import errno
import itertools
import os
import shutil
import threading
from pathlib import Path
from typing import Any

import pytest

import baochi
from baochi.engines import job
from baochi.engines.errors import RunError, RunStopped
from baochi.store import durable, journal
from baochi.store.layout import DatasetError
from baochi.store.lock import locked
from baochi.store.shard import ShardWriter
from baochi.store.verify import verify

from .conftest import content


class Killed(BaseException):
    """Stands for a kill: nothing catches it, and what is left to be tidied is not."""


@pytest.fixture
def whole(archive: Path, tmp_path: Path, run: Any) -> Path:
    summary = run(archive, out=tmp_path / "whole")
    assert (summary.articles, summary.rejects, summary.shards) == (40, 3, 8)
    return tmp_path / "whole"


def test_the_dataset_adds_up(whole: Path):
    found = verify(whole)
    assert not found.faults
    dataset = baochi.read(whole)
    assert len(set(dataset.articles["article_id"])) == 40
    assert dataset.articles["duplicate_of"].notna().sum() == 12
    assert sum(len(paths) for paths in dataset.files.values()) > len(dataset.files)


@pytest.mark.parametrize("at", range(1, 9))
def test_interrupted_after_any_shard(archive: Path, tmp_path: Path, whole: Path, run: Any, monkeypatch: Any, at: int):
    append, count = journal.append, itertools.count(1)

    def stop(*args: Any) -> None:
        append(*args)
        if next(count) == at:
            raise KeyboardInterrupt

    out = tmp_path / "out"
    with monkeypatch.context() as patch:
        patch.setattr(journal, "append", stop)
        with pytest.raises(RunStopped, match="Run the same command again"):
            run(archive, out=out)
    with pytest.raises(DatasetError, match="run it again to go on"):
        baochi.read(out)
    summary = run(archive, out=out)
    assert (summary.articles, summary.rejects, summary.shards) == (40, 3, 8)
    assert summary.resumed == sum(r["articles"] for r in itertools.islice(journal.records(whole / "shards.jsonl"), at))
    assert content(out) == content(whole)


def test_a_full_disk(archive: Path, tmp_path: Path, whole: Path, run: Any, monkeypatch: Any):
    out, finish, count = tmp_path / "out", ShardWriter.finish, itertools.count(1)

    def full(shard: ShardWriter) -> Any:
        if next(count) == 3:
            raise OSError(errno.ENOSPC, "No space left on device")
        return finish(shard)

    with monkeypatch.context() as patch:
        patch.setattr(ShardWriter, "finish", full)
        with pytest.raises(RunError, match=r"no space left on the disk\. 12 articles are done and kept"):
            run(archive, out=out)
    assert run(archive, out=out).resumed == 12
    assert content(out) == content(whole)


# ---------------------------------------------------------------------- power
class Disk:
    """Knows what of a folder is on the disk: of a file the bytes at its last sync, of a folder the names at its last."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.bytes: dict[int, bytes] = {}
        self.names: dict[Path, dict[str, tuple[int, bool]]] = {}
        self.syncs = 0
        self.fails_at = 0
        self._lock = threading.Lock()

    def sync(self, handle: int) -> None:
        path = Path(f"/proc/self/fd/{handle}").readlink()
        with self._lock:  # several are under way at once
            self.syncs += 1
            if self.fails_at and self.syncs >= self.fails_at:
                raise Killed
        if path.is_dir():
            self.names[path] = {p.name: (p.stat().st_ino, p.is_dir()) for p in path.iterdir()}
        else:
            self.bytes[os.fstat(handle).st_ino] = path.read_bytes()

    def restore(self) -> None:
        """Leave of the folder what was synced, as after a loss of power."""
        shutil.rmtree(self.root)
        self._make(self.root)

    def _make(self, folder: Path) -> None:
        folder.mkdir()
        for name, (inode, is_folder) in self.names.get(folder, {}).items():
            if is_folder:
                self._make(folder / name)
            else:
                (folder / name).write_bytes(self.bytes.get(inode, b""))


@pytest.mark.parametrize("step", [13, pytest.param(1, marks=pytest.mark.slow)])
def test_power_fails_at_any_sync(archive: Path, tmp_path: Path, run: Any, monkeypatch: Any, step: int):
    """What was never synced is gone, down to names in folders; whatever is left, the same command makes it whole."""
    for name in ("c.txt", "d.jsonl"):
        (archive / name).unlink()
    options = {"shard_articles": 20, "disable": ("segmenter", *job_stages())}
    run(archive, out=tmp_path / "whole", **options)
    trials = 0
    for fails_at in itertools.count(1, step):
        out = tmp_path / "power" / "out"
        shutil.rmtree(out.parent, ignore_errors=True)
        out.parent.mkdir()
        disk = Disk(out.parent)
        disk.fails_at = fails_at
        with monkeypatch.context() as patch:
            patch.setattr(os, "fsync", disk.sync)
            try:
                run(archive, out=out, **options)
            except Killed:
                pass
            else:
                break
        disk.restore()
        run(archive, out=out, **options)
        assert content(out) == content(tmp_path / "whole"), fails_at
        trials += 1
    assert trials > 50 // step


def job_stages() -> tuple[str, ...]:
    """Return all stages but the first: what is written does not matter here, only when."""
    return tuple(name for name in baochi.load().pipe_names if name != "segmenter")


# ---------------------------------------------------------------------- locks, restarts, what is in the way
def test_two_runs_at_once(archive: Path, tmp_path: Path, run: Any):
    with (
        locked(tmp_path / "out"),
        pytest.raises(DatasetError, match=rf"another run \(process {os.getpid()}\) is writing there"),
    ):
        run(archive, out=tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_restart(archive: Path, tmp_path: Path, whole: Path, run: Any):
    before = content(whole)
    (whole / "notes.txt").write_text("mine", encoding="utf-8")
    (archive / "d.jsonl").unlink()
    summary = run(archive, out=whole, restart=True)
    assert (summary.articles, summary.rejects) == (35, 2)
    run(archive, out=tmp_path / "fresh")
    after = content(whole)
    assert after.pop("notes.txt") == b"mine"
    assert after == content(tmp_path / "fresh") != before


def test_a_half_written_record_does_not_count(archive: Path, tmp_path: Path, whole: Path, run: Any, monkeypatch: Any):
    append, count = journal.append, itertools.count(1)

    def tear(path: Path, record: Any) -> None:
        append(path, record)
        if next(count) == 4:
            path.write_bytes(path.read_bytes()[:-30])
            raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(RunStopped):
        patch.setattr(journal, "append", tear)
        run(archive, out=tmp_path / "out")
    summary = run(archive, out=tmp_path / "out")
    assert summary.resumed < 24
    assert content(tmp_path / "out") == content(whole)


def test_a_shard_whose_file_is_damaged_is_done_again(archive: Path, tmp_path: Path, whole: Path, run: Any, monkeypatch: Any):
    with monkeypatch.context() as patch, pytest.raises(RunStopped):
        patch.setattr(job, "publish", interrupt)
        run(archive, out=tmp_path / "out")
    (tmp_path / "out" / ".partial" / "units" / "00002.parquet").write_bytes(b"PAR1")
    run(archive, out=tmp_path / "out")
    assert content(tmp_path / "out") == content(whole)


def interrupt(*_: Any, **__: Any) -> None:
    raise KeyboardInterrupt


@pytest.mark.parametrize("moves", [0, 1, 7, 30])
def test_publishing_is_finished_by_whoever_comes_next(
    archive: Path, tmp_path: Path, whole: Path, run: Any, monkeypatch: Any, moves: int
):
    out, move, left = tmp_path / "out", durable.move, iter(range(moves))

    def stop(source: Path, target: Path) -> None:
        if ".partial" not in target.parts and next(left, None) is None:
            raise Killed
        move(source, target)

    with monkeypatch.context() as patch, pytest.raises(Killed):
        patch.setattr(durable, "move", stop)
        run(archive, out=out)
    run(archive, out=out)
    assert content(out) == content(whole)
