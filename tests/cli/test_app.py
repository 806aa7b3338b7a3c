"""The application: help, version, start-up, errors, interruption, pipes."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import baochi

COMMANDS = ("run", "show", "export", "info", "schema", "evaluate")


def test_version_and_help(cli):
    assert cli("--version").out == f"baochi {baochi.__version__}\n"
    shown = cli("--help")
    assert shown.code == 0
    assert all(command in shown.out for command in COMMANDS)
    for command in COMMANDS:
        assert cli(command, "--help").code == 0
        assert cli(command, "-h").code == 0


def test_no_command_and_unknown_command(cli):
    assert "Usage" in cli().out
    done = cli("rum")
    assert done.code == 2
    assert "No such command 'rum'" in done.err


def test_help_is_there_at_once():
    """Measured in processor time, so that a busy machine does not count."""
    assert min(_seconds("-m", "baochi", "--help") for _ in range(3)) < 0.4


def _seconds(*args: str) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, *args], capture_output=True, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def test_a_fault_of_ours_is_one_line(cli, dataset: Path, monkeypatch: pytest.MonkeyPatch):
    def fault(*args: object, **options: object) -> None:
        raise KeyError("x")

    monkeypatch.setattr("baochi.store.info.describe", fault)
    assert "please report it (KeyError: 'x'); BAOCHI_TRACEBACK=1" in cli("info", dataset).err
    monkeypatch.setenv("BAOCHI_TRACEBACK", "1")
    with pytest.raises(KeyError):
        from baochi.cli import main

        main(["info", str(dataset)])


def test_messages_cannot_command_the_terminal(cli):
    done = cli("info", "no\x1b[31m-such")
    assert done.code == 1
    assert "\x1b" not in done.err


def test_the_reader_of_our_output_may_go_away(tmp_path: Path):
    command = [sys.executable, "-m", "baochi", "schema"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.close()
        assert running.stderr.read() == b""
    assert running.returncode == 1


@pytest.mark.parametrize("locale", ["C", "en_US.ISO-8859-1"])
def test_output_is_utf8_whatever_the_locale(process, source: Path, locale: str):
    done = process("show", source, "--json", LC_ALL=locale, PYTHONUTF8="0", PYTHONIOENCODING="ascii")
    assert done.code == 0, done.err
    assert "Phạm Khắc Vịnh" in done.out


@pytest.mark.parametrize("workers", [1, 2])
def test_interruption_says_how_to_go_on(source: Path, tmp_path: Path, workers: int):
    """Standard input never ends, so the run is under way when the interruption comes."""
    command = [sys.executable, "-m", "baochi", "run", "-", "-o", "out", "--workers", str(workers)]
    options = {"stdin": subprocess.PIPE, "stderr": subprocess.PIPE, "cwd": tmp_path, "start_new_session": True}
    with subprocess.Popen(command, **options) as running:  # type: ignore[call-overload]
        running.stdin.write(source.read_bytes())
        running.stdin.flush()
        deadline = time.monotonic() + 60
        while not (tmp_path / "out" / ".partial").exists() and time.monotonic() < deadline:
            time.sleep(0.05)
        time.sleep(0.5)
        os.killpg(running.pid, signal.SIGINT)
        message = running.stderr.read().decode()
        running.stdin.close()
    assert running.returncode == 130
    assert "Traceback" not in message
    assert "0 articles are done and kept. Run the same command again to go on." in message
    assert not (tmp_path / "out" / "manifest.json").exists()
