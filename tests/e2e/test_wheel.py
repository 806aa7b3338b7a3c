"""The wheel by itself: in an environment of its own, away from the checkout, without a network."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

import baochi

from .conftest import ROOT, SAMPLE

NO_NETWORK = """
import socket

def refused(*args, **kwargs):
    raise AssertionError("the network was used")

class Local(socket.socket):
    def connect(self, address):
        if self.family != getattr(socket, "AF_UNIX", None):  # by which processes of one machine speak
            refused()
        super().connect(address)

    connect_ex = refused

socket.socket, socket.getaddrinfo = Local, refused
"""


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel with the locked build tools."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--no-index"]
    subprocess.run([*command, "--wheel-dir", folder, ROOT], check=True)
    return next(folder.glob("*.whl"))


def test_data_files_are_in_the_wheel(wheel: Path):
    inside = set(zipfile.ZipFile(wheel).namelist())
    data = [path for path in (ROOT / "pipeline" / "baochi").rglob("*") if path.is_file() and path.suffix != ".pyc"]
    assert {str(path.relative_to(ROOT / "pipeline")) for path in data} <= inside
    models = [path for path in (ROOT / "models").rglob("*") if path.is_file() and not path.name.startswith(".")]
    assert models
    assert {f"baochi/models/{path.relative_to(ROOT / 'models')}" for path in models} <= inside
    assert not [name for name in inside if name.startswith(("tests", "corpora")) or name.endswith((".pkl", ".pickle"))]


def test_sample_is_processed_away_from_the_checkout(wheel: Path, sample: Path, tmp_path: Path):
    home = tmp_path / "venv"
    venv.create(home)
    python = home / "bin" / "python"
    install = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet", "--no-deps", "--no-index"]
    subprocess.run([*install, str(wheel)], check=True)
    site = next((home / "lib").glob("python*/site-packages"))
    # The dependencies as they are here; path files inside them, the checkout's too, are not followed from a path file.
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    (site / "sitecustomize.py").write_text(NO_NETWORK, encoding="utf-8")

    alone = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    show = [python, "-c", "import baochi; print(baochi.__file__)"]
    where = subprocess.run(show, cwd=tmp_path, env=alone, check=True, capture_output=True, text=True)
    assert Path(where.stdout.strip()).is_relative_to(home)
    for workers in ("1", "2"):
        command = [home / "bin" / "baochi", "run", SAMPLE, "-o", f"out{workers}", "--words", "--workers", workers, "--quiet"]
        subprocess.run(command, cwd=tmp_path, env=alone, check=True)
        assert baochi.read(tmp_path / f"out{workers}").tables == baochi.read(sample).tables
        for file in sample.glob("*/*.parquet"):
            assert (tmp_path / f"out{workers}" / file.relative_to(sample)).read_bytes() == file.read_bytes(), file
