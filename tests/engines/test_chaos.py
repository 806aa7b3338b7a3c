"""Real processes killed at random moments, by the dozen. Prints a table: `pytest -m slow -s tests/engines/test_chaos.py`."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from .conftest import row
from .torment import Torment, compare, start

KILLS = 20
ARTICLES = 1500
OPTIONS = ("--disable", "tagger", "--shard-articles", "40")


@pytest.mark.slow
@pytest.mark.parametrize(("fault", "workers"), [("parent", 1), ("parent", 2), ("worker", 2), ("both", 2), ("stop", 2)])
def test_killed_at_random(tmp_path: Path, capsys: pytest.CaptureFixture[str], fault: str, workers: int):
    archive = tmp_path / "archive.jsonl"
    archive.write_text("".join(row(n) for n in range(ARTICLES)) + "{\n", encoding="utf-8")
    whole = tmp_path / "whole"
    assert start(archive, whole, 1, OPTIONS).wait() == 0
    dice = random.Random(fault)
    found, kills = [], 0
    while kills < KILLS:
        torment = Torment(fault, workers, KILLS - kills, 2.0, OPTIONS)
        torment.run(archive, out := tmp_path / f"out{len(found)}", dice)
        found.append(compare(whole, out))
        kills += torment.done
    equal, lost, repeated = (sum(column) for column in zip(*found, strict=True))
    with capsys.disabled():
        print(f"\n{fault:8} workers {workers}  kills {kills:3}  datasets {len(found):2}", end="  ")
        print(f"equal {equal:2}  lost {lost}  repeated {repeated}")
    assert (equal, lost, repeated) == (len(found), 0, 0)
