"""Kills a run at random moments and starts it again until its dataset is there.

    python -m engines.torment ARCHIVE OUT --kills 24 --workers 2        (in tests/)

runs ARCHIVE undisturbed into OUT/whole, then tormented into OUT/killed, and compares the two byte for byte. Moments are
drawn in processor time of the run and its workers, so that a busy machine changes nothing.
"""

from __future__ import annotations

import argparse
import random
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

import baochi
from baochi.store.verify import verify

from .conftest import content


@dataclass
class Torment:
    """How a run is killed: `fault` is parent, worker, both or stop (SIGTERM); `longest` is in seconds of processor time."""

    fault: str
    workers: int
    kills: int
    longest: float
    options: tuple[str, ...] = ()
    done: int = 0
    starts: int = 0

    def run(self, archive: Path, out: Path, dice: random.Random) -> None:
        """Run `archive` into `out` until the dataset is there."""
        while not (out / "manifest.json").exists():
            running = start(archive, out, self.workers, self.options)
            self.starts += 1
            while self.done < self.kills and wait(running, dice.uniform(0, self.longest)):
                parent = psutil.Process(running.pid)
                victims = helpers_of(parent) if dice.random() < self._share_of_workers else [parent]
                if victims:
                    self.done += 1
                    with suppress(psutil.NoSuchProcess):
                        dice.choice(victims).send_signal(signal.SIGTERM if self.fault == "stop" else signal.SIGKILL)
                if victims == [parent]:
                    break
            _, said = running.communicate()
            # Asked to stop before it has begun, it ends by the signal; while it imports, by SIGINT (a shell shows 130).
            stopped = (0, 130, -signal.SIGTERM, -signal.SIGINT)
            allowed = stopped if self.fault == "stop" else (0, -signal.SIGKILL)
            assert running.returncode in allowed, (running.returncode, said.decode())

    @property
    def _share_of_workers(self) -> float:
        return {"worker": 1.0, "both": 0.5}.get(self.fault, 0.0)


def start(archive: Path, out: Path, workers: int, options: tuple[str, ...] = ()) -> subprocess.Popen[bytes]:
    """Begin, or go on with, a run in a process of its own."""
    command = [
        sys.executable,
        "-m",
        "baochi",
        "run",
        str(archive),
        "-o",
        str(out),
        "--workers",
        str(workers),
        "-q",
        *options,
    ]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def helpers_of(parent: psutil.Process) -> list[psutil.Process]:
    """Return the processes that help a run: the server that workers are forked from, and the workers."""
    helpers: list[psutil.Process] = []
    with suppress(psutil.NoSuchProcess):
        for child in parent.children():
            if any("multiprocessing.forkserver" in argument for argument in child.cmdline()):
                helpers += [child, *child.children()]
    return helpers


def wait(running: subprocess.Popen[bytes], seconds: float) -> bool:
    """Wait until a run has worked for so long, beyond what it takes to start; return whether it is still there."""
    at = None
    while running.poll() is None:
        parent = psutil.Process(running.pid)
        used = sum(map(processor_time, [parent, *helpers_of(parent)]))
        at = used + seconds if at is None else at
        if used >= at:
            return True
        time.sleep(0.01)
    return False


def processor_time(process: psutil.Process) -> float:
    """Return the seconds that a process has worked."""
    with suppress(psutil.NoSuchProcess):
        used = process.cpu_times()
        return used.user + used.system
    return 0.0


def compare(whole: Path, killed: Path) -> tuple[bool, int, int]:
    """Return whether two datasets are equal byte for byte, and how many articles the second lost and repeats."""
    expected, found = (
        [*baochi.read(out).arrow("articles", ["article_id"])["article_id"].to_pylist()] for out in (whole, killed)
    )
    same = content(whole) == content(killed) and not verify(killed).faults
    return same, len(set(expected) - set(found)), len(found) - len(set(found))


def main() -> None:
    """Torment one run over an archive."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("archive", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--kills", type=int, default=24)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--longest", type=float, default=20.0)
    parser.add_argument("--seed", type=int, default=0)
    args, options = parser.parse_known_args()
    whole, killed = args.out / "whole", args.out / "killed"
    assert start(args.archive, whole, args.workers, tuple(options)).wait() == 0
    torment = Torment("both", args.workers, args.kills, args.longest, tuple(options))
    torment.run(args.archive, killed, random.Random(args.seed))
    equal, lost, repeated = compare(whole, killed)
    print(f"kills {torment.done}, starts {torment.starts}, equal {equal}, lost {lost}, repeated {repeated}")
    for log in sorted((killed / "logs").iterdir()):
        print(log.read_text("utf-8"), end="")


if __name__ == "__main__":
    main()
