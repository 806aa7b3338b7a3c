"""The sample archive, processed once for all tests here, by the command line."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "corpora" / "sample"


@pytest.fixture(scope="session")
def sample_run(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, str]:
    """Return the dataset of the sample archive with words, and what the run said."""
    out = tmp_path_factory.mktemp("sample") / "out"
    command = [sys.executable, "-m", "baochi", "run", str(SAMPLE), "-o", str(out), "--words"]
    done = subprocess.run(command, capture_output=True, check=True, text=True, encoding="utf-8")
    return out, done.stdout, done.stderr


@pytest.fixture(scope="session")
def sample(sample_run: tuple[Path, str, str]) -> Path:
    """Return the dataset of the sample archive."""
    return sample_run[0]
