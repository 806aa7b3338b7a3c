"""What a command costs with all its processes, and how large they are. Linux only: other systems have no `/proc`."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import psutil

POLLED = 0.1
"""Seconds between two looks at the processes; what one of them does after the last look is not counted."""


class Cost(NamedTuple):
    """Wall and CPU seconds of a command with all its processes, and bytes of the largest of them."""

    wall: float
    cpu: float
    peak: int


def descendants(pid: int) -> list[psutil.Process]:
    """Return the processes that a process has started, and those that these have started."""
    with suppress(psutil.NoSuchProcess):
        return psutil.Process(pid).children(recursive=True)
    return []


def peak(pid: int) -> int:
    """Return the largest memory that a process has had, in bytes."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) << 10 for line in lines if line.startswith("VmHWM")), 0)


def cost_of(command: Sequence[str]) -> Cost:
    """Run a command and return what it cost."""
    started = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    seconds: dict[int, float] = {}
    largest = 0
    while os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
        for other in descendants(process.pid):
            with suppress(psutil.NoSuchProcess):
                times = other.cpu_times()
                seconds[other.pid] = times.user + times.system
            largest = max(largest, peak(other.pid))
        time.sleep(POLLED)
    wall = time.perf_counter() - started
    _, status, used = os.wait4(process.pid, 0)  # its own figures are exact, and hold those children that it has waited for
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} failed")
    return Cost(wall, used.ru_utime + used.ru_stime + sum(seconds.values()), max(largest, used.ru_maxrss << 10))
