"""How a dataset lies on disk: a folder with one Parquet file a table and `manifest.json`, which is written last."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from baochi.schema import TABLES

FORMAT = "baochi dataset"
FORMAT_VERSION = 1
MANIFEST = "manifest.json"
PARTIAL = ".partial"
"""Folder inside the dataset that holds what is not complete yet."""


class DatasetError(ValueError):
    """A folder is no dataset, or cannot become one; the message says what to do."""


def table_file(name: str) -> str:
    """Return the file name of a table."""
    return f"{name}.parquet"


def read_manifest(folder: Path) -> dict[str, Any]:
    """Return the manifest of the dataset in `folder`.

    Raises:
        DatasetError: there is no such folder, no manifest, or one that this version cannot read.
    """
    if not folder.is_dir():
        raise DatasetError(f"{folder}: no such folder")
    path = folder / MANIFEST
    if not path.is_file():
        hint = "the run that wrote it was stopped; run it again" if (folder / PARTIAL).exists() else "no manifest.json"
        raise DatasetError(f"{folder}: not a complete baochi dataset ({hint})")
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise DatasetError(f"{path}: not valid JSON: {error}") from error
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise DatasetError(f"{path}: not the manifest of a baochi dataset")
    if manifest.get("format_version") != FORMAT_VERSION:
        found = manifest.get("format_version")
        raise DatasetError(f"{path}: format version {found}, this baochi reads version {FORMAT_VERSION}")
    counts = manifest.get("tables")
    if not isinstance(counts, dict) or not all(isinstance(n, int) for n in counts.values()):
        raise DatasetError(f"{path}: field `tables` must map table names to numbers of rows")
    return manifest


@contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """Yield a path beside `target` to write to; what is there when the block ends well takes the place of `target`."""
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_name(f".{target.name}.partial")
    remove(partial)
    try:
        yield partial
        if target.is_dir() or partial.is_dir():  # a folder cannot be renamed over one that holds files, nor over a file
            remove(target)
        partial.replace(target)
    finally:
        remove(partial)


def remove(path: Path) -> None:
    """Remove a file or a folder, if it is there."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def check_target(folder: Path) -> None:
    """Check that a dataset may be written to `folder`: absent, empty, or a dataset, complete or not.

    Raises:
        DatasetError: it is something else, which must not be overwritten.
    """
    if not folder.exists():
        return
    if not folder.is_dir():
        raise DatasetError(f"{folder}: is a file; name a folder for the dataset")
    if (folder / MANIFEST).exists():
        read_manifest(folder)
        return
    ours = {table_file(name) for name in TABLES} | {PARTIAL}
    foreign = sorted(entry.name for entry in folder.iterdir() if entry.name not in ours)
    if foreign:
        raise DatasetError(f"{folder}: holds other files ({foreign[0]} …); name an empty or a new folder")
