"""A small archive with everything that a run must keep apart, and what tells two datasets apart."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import baochi
from baochi.engines.assemble import load_pipeline
from baochi.engines.settings import RunSettings
from baochi.engines.summary import RunSummary

NAMES = ("Lưu Thị Sâm", "Phạm Khắc Vịnh", "Tô Văn Điềm", "Kiều Xuân Hoạt", "Cầm Bá Thước")


def row(number: int, text: str = "") -> str:
    """Return an article as a line of JSON; every fifth repeats the one before."""
    number -= number % 5 == 4
    text = text or f"Đại tá {NAMES[number % 5]}, Trưởng Công an huyện Mù Tăm, phát biểu tại hội nghị lần thứ {number}."
    return json.dumps({"id": f"bai-{number}", "title": f"Tin {number}", "text": text}, ensure_ascii=False) + "\n"


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """Return a folder of 40 articles, copies among them, and three rejects, in four files."""
    folder = tmp_path / "archive"
    folder.mkdir()
    (folder / "a.jsonl").write_text("".join(map(row, range(15))) + "{broken\n", encoding="utf-8")
    (folder / "b.jsonl.gz").write_bytes(gzip.compress("".join(map(row, range(10, 30))).encode(), mtime=0))
    (folder / "c.txt").write_text("", encoding="utf-8")
    (folder / "d.jsonl").write_text("".join(map(row, range(30, 35))) + "[]\n", encoding="utf-8")
    return folder


def content(folder: Path) -> dict[str, bytes]:
    """Return every file of a dataset but what tells of the run: when, and how long."""
    files = {str(path.relative_to(folder)): path for path in sorted(folder.rglob("*")) if path.is_file()}
    return {name: path.read_bytes() for name, path in files.items() if name != "times.json" and not name.startswith("logs/")}


OPTIONS: dict[str, Any] = {"disable": ("work_areas", "assessments", "tagger"), "shard_articles": 6, "batch_articles": 4}
"""Fast to load, and many shards."""


loaded = cache(lambda config, overrides, disable: load_pipeline(config, dict(overrides), disable))


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Callable[..., RunSummary]:
    """Run in this process, without the slow stages and with small shards; a pipeline is loaded once for all tests."""
    monkeypatch.setattr(
        "baochi.engines.assemble.load_pipeline", lambda config, o, d: loaded(config, tuple(o.items()), tuple(d))
    )

    def run(*sources: Path, out: Path, **options: object) -> RunSummary:
        return baochi.run(sources, out, RunSettings(**(OPTIONS | options)))

    return run
