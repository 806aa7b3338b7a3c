"""The log of a run: one file in the folder `logs` of the dataset, for a person or, as JSON Lines, for a program."""

from __future__ import annotations

import datetime as dt
import json
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from baochi.store.layout import LOGS


class _Lines(logging.Formatter):
    """One line a message; a traceback follows on lines of its own."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)-7s %(message)s")

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:
        return _time(record)


class _Json(logging.Formatter):
    """A JSON object a line: `time`, `level`, `message`, and `data` with the figures of the message where it has some."""

    def format(self, record: logging.LogRecord) -> str:
        row = {"time": _time(record), "level": record.levelname.lower(), "message": record.getMessage()}
        if data := getattr(record, "data", None):
            row["data"] = data
        if record.exc_info:
            row["traceback"] = self.formatException(record.exc_info)
        return json.dumps(row, ensure_ascii=False, default=str)


class _File(logging.FileHandler):
    def handleError(self, record: logging.LogRecord) -> None:
        """Say nothing: a disk that is too full for the log is too full for the dataset, and that is told."""


def _time(record: logging.LogRecord) -> str:
    return dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


@contextmanager
def run_log(out: Path, *, as_json: bool) -> Iterator[Path]:
    """Write what the package logs to a file of this run in `out`, and yield its path."""
    folder = out / LOGS
    folder.mkdir(parents=True, exist_ok=True)
    now = dt.datetime.now(dt.UTC).strftime("%Y-%m-%dT%H%M%SZ")
    path = folder / f"{now}-{os.getpid()}{'.jsonl' if as_json else '.log'}"
    handler = _File(path, encoding="utf-8", errors="backslashreplace", delay=True)
    handler.setFormatter(_Json() if as_json else _Lines())
    logger = logging.getLogger("baochi")
    level, propagate = logger.level, logger.propagate
    logger.setLevel(logging.INFO)
    logger.propagate = False  # a library that sets up the root logger must not make the terminal a second log
    logger.addHandler(handler)
    try:
        yield path
    finally:
        logger.removeHandler(handler)
        logger.setLevel(level)
        logger.propagate = propagate
        handler.close()
