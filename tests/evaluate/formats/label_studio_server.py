"""A real Label Studio server for the slow tests: from PyPI in an environment of its own, on the loopback only."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

RELEASE = "1.23.2"
USER, PASSWORD, TOKEN = "annotator@bao.example", "mat-khau-thu-1", "0123456789abcdef0123456789abcdef01234567"
INSTALL_SECONDS, START_SECONDS, CALL_SECONDS = 1500, 300, 60
NOWHERE = "http://127.0.0.1:9"
"""A proxy that answers nobody: whatever would leave the machine ends here."""


class NotInstalled(Exception):
    """The package cannot be had on this machine."""


def environment() -> Path:
    """Return the folder of a virtual environment with Label Studio, which is made at first use and kept.

    Raises:
        NotInstalled: pip could not install it; the message is the last line that pip wrote.
    """
    folder = Path(tempfile.gettempdir()) / f"baochi-label-studio-{RELEASE}"
    ready = folder / "ready"
    if not ready.exists():
        venv.create(folder, with_pip=True, clear=True)
        command = [folder / "bin" / "pip", "install", "--quiet", "--disable-pip-version-check", f"label-studio=={RELEASE}"]
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=INSTALL_SECONDS, check=False)
        except subprocess.TimeoutExpired as error:
            raise NotInstalled(f"pip did not end within {INSTALL_SECONDS} s") from error
        if done.returncode:
            raise NotInstalled((done.stderr.strip() or "pip failed").splitlines()[-1])
        ready.touch()
    return folder


@dataclass(frozen=True)
class Server:
    """A running server: `call` speaks to its API as the annotator."""

    url: str

    def call(self, path: str, body: Any = None, method: str = "") -> Any:
        """Return what the API answers, as JSON."""
        data = None if body is None else json.dumps(body).encode()
        headers = {"Authorization": f"Token {TOKEN}", "Content-Type": "application/json"}
        verb = method or ("GET" if body is None else "POST")
        request = urllib.request.Request(self.url + path, data, headers, method=verb)
        direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with direct.open(request, timeout=CALL_SECONDS) as answer:
                return json.loads(answer.read() or b"null")
        except urllib.error.HTTPError as error:
            raise AssertionError(f"{verb} {path}: {error.code} {error.read()[:2000].decode()}") from error


@contextmanager
def running(folder: Path) -> Iterator[Server]:
    """Run a server that keeps its data in `folder`; it is stopped at the end, whatever happens."""
    program = environment() / "bin" / "label-studio"
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = {
        "LABEL_STUDIO_BASE_DATA_DIR": str(folder),
        "DJANGO_DB": "sqlite",
        "LABEL_STUDIO_ENABLE_LEGACY_API_TOKEN": "true",
        "COLLECT_ANALYTICS": "false",
        "LATEST_VERSION_CHECK": "false",
        "FEATURE_FLAGS_OFFLINE": "true",
        "SENTRY_DSN": "",
        "FRONTEND_SENTRY_DSN": "",
        "DO_NOT_TRACK": "1",
        "HTTP_PROXY": NOWHERE,
        "HTTPS_PROXY": NOWHERE,
        "NO_PROXY": "127.0.0.1,localhost",
    }
    command = [program, "start", "--no-browser", "--internal-host", "127.0.0.1", "--port", str(port)]
    command += ["--username", USER, "--password", PASSWORD, "--user-token", TOKEN]
    with (folder / "server.log").open("wb") as log:
        process = subprocess.Popen(
            command, stdout=log, stderr=log, stdin=subprocess.DEVNULL, env=os.environ | settings, start_new_session=True
        )
        try:
            server = Server(f"http://127.0.0.1:{port}")
            _wait(server, process, folder / "server.log")
            yield server
        finally:
            _stop(process)


def _wait(server: Server, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            if server.call("/health")["status"] == "UP":
                return
        except (OSError, AssertionError):
            time.sleep(1)
    raise AssertionError(f"the server did not start:\n{log.read_text(errors='replace')[-3000:]}")


def _stop(process: subprocess.Popen[bytes]) -> None:
    """Stop the process and its children, which share its process group."""
    for sign in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, sign)
            process.wait(timeout=15)
        except ProcessLookupError:
            break
        except subprocess.TimeoutExpired:
            continue
    process.wait(timeout=15)
