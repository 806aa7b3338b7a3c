"""The process that workers are forked from: it has loaded the shipped pipeline, and workers share what it holds."""

from __future__ import annotations

from multiprocessing import forkserver, get_all_start_methods, get_context
from multiprocessing.process import BaseProcess
from typing import Any

FORKS = "forkserver" in get_all_start_methods()
"""Whether the system can fork workers from a server; else each starts from nothing."""


def begin() -> None:
    """Have the server load, which takes half a second, and go on; does nothing if it has begun or the system cannot fork."""
    if FORKS:
        forkserver.set_forkserver_preload(["baochi.engines.forked"])
        forkserver.ensure_running()


def process(target: Any, *args: Any) -> BaseProcess:
    """Return a process that will call `target` in a fork of the server.

    Its `start` raises EOFError or OSError if the server has died; the next one begins another.
    """
    context = get_context("forkserver") if FORKS else get_context("spawn")
    return context.Process(target=target, args=args, daemon=True)
