"""A dataset grows by what is new; what has changed is told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import baochi
from baochi.engines import job
from baochi.engines.errors import RunStopped
from baochi.store.layout import DatasetError
from baochi.store.verify import verify

from .conftest import content, row


def ids(out: Path) -> list[str]:
    return baochi.read(out).articles["article_id"].tolist()


def test_nothing_new(archive: Path, tmp_path: Path, run: Any):
    out = tmp_path / "out"
    run(archive, out=out)
    before = content(out)
    summary = run(archive, out=out)
    assert (summary.articles, summary.rejects, summary.known, summary.known_rejects, summary.kept) == (0, 0, 43, 3, 40)
    assert content(out) == before


def test_new_files_and_longer_files(archive: Path, tmp_path: Path, run: Any):
    out = tmp_path / "out"
    run(archive, out=out)
    (archive / "0.jsonl").write_text(row(7) + row(100), encoding="utf-8")  # one is known, but from another file: a copy
    with (archive / "d.jsonl").open("a", encoding="utf-8") as file:
        file.write(row(101))
    summary = run(archive, out=out)
    assert (summary.articles, summary.rejects, summary.known) == (3, 0, 43)
    dataset = baochi.read(out)
    assert ids(out)[-3:] == ["bai-7~2", "bai-100", "bai-101"]
    assert dataset.arrow("articles")["duplicate_of"].to_pylist()[-3:] == ["bai-7", None, None]
    assert not verify(out).faults
    assert run(archive, out=out).articles == 0


def test_an_article_that_has_changed_stands_beside_the_old_one(archive: Path, tmp_path: Path, run: Any):
    out = tmp_path / "out"
    run(archive, out=out)
    changed = (archive / "d.jsonl").read_text("utf-8").replace("lần thứ 31", "lần thứ ba mươi mốt, đã đính chính")
    (archive / "d.jsonl").write_text(changed, encoding="utf-8")
    assert run(archive, out=out).articles == 1
    assert ids(out)[-1] == "bai-31~2"


def test_other_sources_add(archive: Path, tmp_path: Path, run: Any):
    out = tmp_path / "out"
    run(archive / "a.jsonl", out=out)
    assert run(archive / "d.jsonl", out=out).kept == 15
    assert len(ids(out)) == 20
    assert baochi.read(out).manifest["sources"] == [str(archive / "a.jsonl"), str(archive / "d.jsonl")]


def test_growth_that_is_interrupted_gives_the_same(archive: Path, tmp_path: Path, run: Any, monkeypatch: Any):
    for name in ("whole", "out"):
        run(archive, out=tmp_path / name)
    (archive / "aa.jsonl").write_text("".join(row(n) for n in range(5, 25)), encoding="utf-8")
    (archive / "e.jsonl").write_text("".join(row(n) for n in range(30, 50)), encoding="utf-8")
    run(archive, out=tmp_path / "whole")
    append = job.journal.append

    def stop(*args: Any) -> None:
        append(*args)
        raise KeyboardInterrupt

    for _ in range(3):
        with monkeypatch.context() as patch, pytest.raises(RunStopped):
            patch.setattr(job.journal, "append", stop)
            run(archive, out=tmp_path / "out")
        assert len(ids(tmp_path / "out")) == 40  # what was there before can be read all the time
    run(archive, out=tmp_path / "out")
    assert content(tmp_path / "out") == content(tmp_path / "whole")


def interrupted(archive: Path, out: Path, run: Any, monkeypatch: Any, **options: Any) -> None:
    def stop(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(RunStopped):
        patch.setattr(job, "publish", stop)
        run(archive, out=out, **options)


@pytest.mark.parametrize(("name", "again"), [("a.jsonl", 8), ("b.jsonl.gz", 6), ("d.jsonl", 2)])
def test_an_input_that_changes_meanwhile_is_told(
    archive: Path, tmp_path: Path, run: Any, monkeypatch: Any, name: str, again: int
):
    out = tmp_path / "out"
    interrupted(archive, out, run, monkeypatch)
    (archive / name).unlink()
    (archive / name.removesuffix(".gz")).write_text(row(200) + row(201), encoding="utf-8")
    summary = run(archive, out=out)
    assert summary.notes[0].startswith(f"{again} of 8 shards of the interrupted run are done again")
    run(archive, out=tmp_path / "fresh")
    assert content(out) == content(tmp_path / "fresh")


def test_settings_that_change_are_told(archive: Path, tmp_path: Path, run: Any, monkeypatch: Any):
    out = tmp_path / "out"
    interrupted(archive, out, run, monkeypatch)
    summary = run(archive, out=out, words=True)
    assert summary.notes == ["The settings differ from those of the interrupted run (words): it begins anew."]
    summary = run(archive, out=out)
    assert summary.notes == ["The settings differ from those of the dataset (words): all of it is done anew."]
    run(archive, out=tmp_path / "fresh")
    assert content(out) == content(tmp_path / "fresh")


def test_other_settings_with_other_sources_are_refused(archive: Path, tmp_path: Path, run: Any):
    out = tmp_path / "out"
    run(archive, out=out)
    before = content(out)
    with pytest.raises(DatasetError, match=r"settings differ .*\(words\).* also holds .*b\.jsonl\.gz.* --restart"):
        run(archive / "a.jsonl", out=out, words=True)
    assert content(out) == before
    run(archive / "a.jsonl", out=out, words=True, restart=True)
    assert len(ids(out)) == 15


def test_dropped_duplicates_are_rejects(archive: Path, tmp_path: Path, run: Any):
    summary = run(archive, out=tmp_path / "out", drop_duplicates=True)
    assert (summary.articles, summary.rejects, summary.reasons["duplicate"]) == (28, 15, 12)
    assert not verify(tmp_path / "out").faults


@pytest.mark.parametrize("as_json", [False, True])
def test_the_log_says_what_was_done(archive: Path, tmp_path: Path, run: Any, as_json: bool):
    import json

    run(archive, out=tmp_path / "out", log_json=as_json)
    (log,) = (tmp_path / "out" / "logs").iterdir()
    lines = log.read_text("utf-8").splitlines()
    assert any("shard 7 is done: " in line for line in lines)
    assert any("b.jsonl.gz: 20 items" in line for line in lines)
    if as_json:
        assert json.loads(lines[-1])["data"]["stages"]["read"]["count"] == 43
    stages = json.loads((tmp_path / "out" / "times.json").read_text("utf-8"))["runs"][0]["stages"]
    assert stages["write"]["seconds"] > 0 and stages["units"]["count"] > 0
