"""How a dataset lies on disk.

    manifest.json           what is here, in numbers; written last
    shards.jsonl            what each shard holds, with checksums (`baochi.store.journal`)
    officials/00000.parquet a folder a table, a file a shard; shard 0 has a file for every table, others only where they
    have rows .known/00000.parquet    ids and digests of what was read (`baochi.store.ledger`) times.json, logs/       how
    long the runs took, and what they said; nothing reads them .partial/               a run that is not complete .lock
    held while a run writes

But for `times.json` and `logs/`, the same input and settings give the same bytes.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from baochi.schema import TABLES
from baochi.store.durable import remove

FORMAT = "baochi dataset"
FORMAT_VERSION = 2
MANIFEST = "manifest.json"
SHARDS = "shards.jsonl"
TIMES = "times.json"
LOGS = "logs"
KNOWN = ".known"
LOCK = ".lock"
PARTIAL = ".partial"
"""Folder inside the dataset that holds what is not complete yet."""
OURS = frozenset({*TABLES, MANIFEST, SHARDS, TIMES, LOGS, KNOWN, LOCK, PARTIAL})


class DatasetError(ValueError):
    """A folder is no dataset, or cannot become one; the message says what to do."""


def shard_file(name: str, shard: int) -> str:
    """Return the path inside the dataset of a table's file.

    Example:
        >>> shard_file("officials", 3)
        'officials/00003.parquet'
    """
    return f"{name}/{shard:05d}.parquet"


def read_manifest(folder: Path) -> dict[str, Any]:
    """Return the manifest of the dataset in `folder`.

    Raises:
        DatasetError: there is no such folder, no manifest, or one that this version cannot read.
    """
    if not folder.is_dir():
        raise DatasetError(f"{folder}: no such folder")
    path = folder / MANIFEST
    if not path.is_file():
        hint = (
            "the run that writes it is not done; run it again to go on"
            if (folder / PARTIAL).exists()
            else "no manifest.json"
        )
        raise DatasetError(f"{folder}: not a complete baochi dataset ({hint})")
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise DatasetError(f"{path}: not valid JSON: {error}") from error
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise DatasetError(f"{path}: not the manifest of a baochi dataset")
    if manifest.get("format_version") != FORMAT_VERSION:
        found = manifest.get("format_version")
        raise DatasetError(
            f"{path}: format version {found}, this baochi reads version {FORMAT_VERSION};"
            " run with --restart to write it anew"
        )
    counts = manifest.get("tables")
    if not isinstance(counts, dict) or not all(isinstance(n, int) for n in counts.values()):
        raise DatasetError(f"{path}: field `tables` must map table names to numbers of rows")
    if not isinstance(manifest.get("shards"), int):
        raise DatasetError(f"{path}: field `shards` must be the number of shards")
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


def check_target(folder: Path, *, restart: bool = False) -> None:
    """Check that a dataset may be written to `folder`: absent, empty, or a dataset, complete or not.

    Args:
        restart: what is there will be replaced, so a dataset of another version will do.

    Raises:
        DatasetError: it is something else, which must not be overwritten.
    """
    if not folder.exists():
        return
    if not folder.is_dir():
        raise DatasetError(f"{folder}: is a file; name a folder for the dataset")
    if (folder / MANIFEST).exists():
        if not (restart and is_dataset(folder)):
            read_manifest(folder)
        return
    foreign = sorted(entry.name for entry in folder.iterdir() if entry.name not in OURS)
    if foreign:
        raise DatasetError(f"{folder}: holds other files ({foreign[0]} …); name an empty or a new folder")


def is_dataset(folder: Path) -> bool:
    """Return whether `folder` has the manifest of a dataset of any version."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(manifest, dict) and manifest.get("format") == FORMAT
