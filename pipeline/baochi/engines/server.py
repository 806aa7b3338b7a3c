"""The process that workers are forked from: it has loaded the shipped pipeline, and workers share what it holds.

It is there until this process ends, and has the environment of the moment in which it began.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import forkserver, get_all_start_methods, get_context
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any


class _Way:
    forks = "forkserver" in get_all_start_methods()


def begin() -> None:
    """Have the server load, which takes half a second, and go on; does nothing if it has begun.

    Where there can be none (another system, no folder for its socket) each worker starts from nothing.
    """
    if not _Way.forks:
        return
    # The script `baochi` itself imports `baochi.cli`, and a worker imports the script of its parent.
    forkserver.set_forkserver_preload(["baochi.engines.forked", "baochi.cli"])
    try:
        with _path_as_here():
            forkserver.ensure_running()
    except OSError:
        _Way.forks = False


def process(target: Any, *args: Any) -> BaseProcess:
    """Return a process that will call `target`."""
    context = get_context("forkserver") if _Way.forks else get_context("spawn")
    return context.Process(target=target, args=args, daemon=True)


def start(worker: BaseProcess) -> None:
    """Start a process.

    Raises:
        EOFError, OSError: the server has died; the next start begins another one.
    """
    begin()
    with _path_as_here():
        worker.start()


@contextmanager
def _path_as_here() -> Iterator[None]:
    """Keep the current folder out of the module path of a server, unless it is in that of this process.

    Python puts it there, and the folder may be an archive that somebody else has filled.
    """
    name = "PYTHONSAFEPATH"
    if name in os.environ or not {"", str(Path.cwd())}.isdisjoint(sys.path):
        yield
        return
    os.environ[name] = "1"
    try:
        yield
    finally:
        del os.environ[name]
