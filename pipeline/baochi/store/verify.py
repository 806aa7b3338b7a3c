"""Checks a dataset against its own record: every checksum, every count, nothing missing and nothing beside."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from baochi.schema import TABLES
from baochi.store import durable, journal
from baochi.store.identity import scratch
from baochi.store.journal import Record
from baochi.store.layout import KNOWN, SHARDS, read_manifest
from baochi.store.publish import sums


@dataclass(slots=True)
class Verified:
    """What was checked.

    Attributes:
        manifest: of the dataset; its `read` is `articles` + `rejects` + `known`.
        files, bytes: how many files have the right checksum, and their size.
        faults: what is wrong, a line each; empty if the dataset is as it was written.
    """

    manifest: dict[str, Any]
    files: int = 0
    bytes: int = 0
    faults: list[str] = field(default_factory=list)


def verify(folder: str | Path) -> Verified:
    """Check the dataset in `folder`, in constant memory.

    Raises:
        DatasetError: there is no dataset to check, or a run into it is not done.

    Example:
        >>> verify("out").faults  # doctest: +SKIP
        []
    """
    folder = Path(folder)
    found = Verified(read_manifest(folder))
    listed: set[str] = set()
    try:
        for record in journal.records(folder / SHARDS, found.manifest["shards"]):
            found.faults += _sum_rule(f"shard {record['shard']}", record)
            for path, said in record["files"].items():
                listed.add(path)
                _check_file(found, folder / path, path, said)
            found.faults += _rows_match(record)
        found.faults += _totals(folder, found.manifest)
    except (OSError, journal.JournalError, KeyError, TypeError) as error:
        found.faults.append(f"{SHARDS}: {error}")
        return found
    found.faults += [f"{path}: belongs to no shard" for path in _unlisted(folder, listed)]
    if not found.faults:
        found.faults += _ids(folder, listed)
    return found


def _check_file(found: Verified, path: Path, name: str, said: Record) -> None:
    if not path.is_file():
        found.faults.append(f"{name}: missing")
    elif path.stat().st_size != said["bytes"]:
        found.faults.append(f"{name}: {path.stat().st_size:,} bytes, written were {said['bytes']:,}")
    elif durable.sha256(path) != said["sha256"]:
        found.faults.append(f"{name}: the checksum is wrong")
    elif (rows := _rows(path)) != said["rows"]:
        found.faults.append(f"{name}: {rows} rows, written were {said['rows']}")
    else:
        found.files += 1
        found.bytes += said["bytes"]


def _rows(path: Path) -> int | None:
    try:
        return pq.read_metadata(path).num_rows
    except (OSError, pa.ArrowException):
        return None


def _sum_rule(where: str, counts: Record) -> list[str]:
    read, articles, rejects, known = (counts[name] for name in ("read", "articles", "rejects", "known"))
    if read == articles + rejects + known:
        return []
    return [f"{where}: {read:,} read are not {articles:,} articles + {rejects:,} rejects + {known:,} known"]


def _rows_match(record: Record) -> list[str]:
    """Compare the counts of a shard with the rows of its tables."""
    faults = []
    for name in ("articles", "rejects"):
        rows = sum(file["rows"] for path, file in record["files"].items() if path.startswith(f"{name}/"))
        if rows != record[name]:
            faults.append(f"shard {record['shard']}: {record[name]} {name}, but {rows} rows")
    return faults


def _totals(folder: Path, manifest: dict[str, Any]) -> list[str]:
    faults = _sum_rule("manifest.json", manifest)
    total = sums(journal.records(folder / SHARDS, manifest["shards"]))
    faults += [f"manifest.json: {name} is not what the shards hold" for name in total if manifest.get(name) != total[name]]
    if manifest.get("shards_sha256") != durable.sha256(folder / SHARDS):
        faults.append(f"{SHARDS}: the checksum is wrong")
    return faults


def _unlisted(folder: Path, listed: set[str]) -> Iterator[str]:
    for name in (*TABLES, KNOWN):
        if (folder / name).is_dir():
            yield from sorted(
                f"{name}/{file.name}" for file in (folder / name).iterdir() if f"{name}/{file.name}" not in listed
            )


def _ids(folder: Path, listed: set[str]) -> list[str]:
    """Check that ids of articles are unique."""
    ids = scratch("")  # a file that SQLite removes
    try:
        ids.execute("CREATE TABLE seen (id TEXT PRIMARY KEY) WITHOUT ROWID")
        for path in sorted(path for path in listed if path.startswith("articles/")):
            with pq.ParquetFile(folder / path) as file:
                for batch in file.iter_batches(columns=["article_id"]):
                    for article_id in batch.column(0).to_pylist():
                        if not ids.execute("INSERT OR IGNORE INTO seen VALUES (?)", (article_id,)).rowcount:
                            return [f"{path}: article_id {article_id!r} is not unique"]
    finally:
        ids.close()
    return []
