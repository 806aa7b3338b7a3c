"""What tests of several folders share."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd  # noqa: F401  or a command that is run in this process has pyarrow do without
import pytest
from hypothesis import settings

from baochi.cli import main

ROOT = Path(__file__).parent.parent

settings.register_profile("baochi", deadline=None)  # a busy machine fails no test
settings.load_profile("baochi")


@dataclass(frozen=True)
class Result:
    """What a command left: exit code, standard output, standard error."""

    code: int
    out: str
    err: str


@pytest.fixture
def cli(capfdbinary: pytest.CaptureFixture[bytes]) -> Callable[..., Result]:
    """Run a command in this process. A command that fails says why in one line and shows no traceback."""

    def run(*args: object) -> Result:
        capfdbinary.readouterr()
        with pytest.raises(SystemExit) as left:
            main([str(arg) for arg in args])
        gc.unfreeze()  # this process does not end with the command
        out, err = (stream.decode() for stream in capfdbinary.readouterr())
        assert "Traceback" not in out + err
        assert isinstance(left.value.code, int)
        if left.value.code == 1:
            assert err.startswith("baochi: ")
            assert err.count("\n") == 1
        return Result(left.value.code, out, err)

    return run


@pytest.fixture
def process() -> Callable[..., Result]:
    """Run a command in a process of its own, as a user does."""

    def run(*args: object, stdin: bytes = b"", cwd: Path = ROOT, **environment: str) -> Result:
        command = [sys.executable, "-m", "baochi", *map(str, args)]
        done = subprocess.run(
            command, input=stdin, capture_output=True, cwd=cwd, env=os.environ | environment, timeout=120, check=False
        )
        return Result(done.returncode, done.stdout.decode(), done.stderr.decode())

    return run
