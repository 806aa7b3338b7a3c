"""Real processes killed at random moments, by the dozen. Prints a table: `pytest -m slow -s tests/engines/test_chaos.py`."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import baochi
from baochi.store.verify import verify

from .conftest import content, row

KILLS = 20
ARTICLES = 1500
pytestmark = pytest.mark.slow


def start(archive: Path, out: Path, workers: int) -> subprocess.Popen[bytes]:
    options = ["--disable", "tagger", "--shard-articles", "40", "--workers", str(workers), "--quiet"]
    command = [sys.executable, "-m", "baochi", "run", str(archive), "-o", str(out), *options]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def workers_of(pid: int) -> list[int]:
    try:
        children = [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
        return [child for child in children if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes()]
    except OSError:
        return []


def done(out: Path) -> bool:
    return (out / "manifest.json").exists()


def torment(archive: Path, out: Path, workers: int, fault: str, dice: random.Random) -> tuple[int, int]:
    """Run until the dataset is there, killing all the while; return how many kills and starts that took."""
    kills = starts = 0
    while not done(out):
        running = start(archive, out, workers)
        starts += 1
        begun = time.monotonic()
        while running.poll() is None and kills < KILLS and not (out / ".partial" / "running").exists():
            time.sleep(0.01)
        slow = time.monotonic() - begun  # how long everything takes on this machine now
        while kills < KILLS and running.poll() is None:
            time.sleep(dice.uniform(0, slow))
            victims = workers_of(running.pid) if fault == "worker" else [running.pid]
            if victims and running.poll() is None:
                kills += 1
                os.kill(dice.choice(victims), signal.SIGTERM if fault == "stop" else signal.SIGKILL)
            if fault != "worker":
                break
        _, said = running.communicate()
        assert running.returncode in ((0, 130) if fault == "stop" else (0, -signal.SIGKILL)), said.decode()
    return kills, starts


@pytest.mark.parametrize(("fault", "workers"), [("parent", 1), ("parent", 2), ("worker", 2), ("stop", 2)])
def test_killed_at_random(tmp_path: Path, capsys: pytest.CaptureFixture[str], fault: str, workers: int):
    archive = tmp_path / "archive.jsonl"
    archive.write_text("".join(row(n) for n in range(ARTICLES)) + "{\n", encoding="utf-8")
    whole = tmp_path / "whole"
    assert start(archive, whole, 1).wait() == 0
    expected, dice = baochi.read(whole).articles["article_id"].tolist(), random.Random(fault)
    trials = kills = equal = lost = repeated = 0
    while kills < KILLS:
        out = tmp_path / f"out{trials}"
        more, _ = torment(archive, out, workers, fault, dice)
        trials, kills = trials + 1, kills + more
        found = baochi.read(out).articles["article_id"].tolist()
        equal += content(out) == content(whole) and not verify(out).faults
        lost += len(set(expected) - set(found))
        repeated += len(found) - len(set(found))
    with capsys.disabled():
        print(f"\n{fault:8} workers {workers}  kills {kills:3}  datasets {trials:2}", end="  ")
        print(f"equal {equal:2}  lost {lost}  repeated {repeated}")
    assert (equal, lost, repeated) == (trials, 0, 0)
