"""The list of shards: `shards.jsonl`, one line a shard, only ever appended to, each line with its own checksum.

A record says what a shard holds (`files`: rows, bytes and SHA-256 of each, by its path in the dataset), what was read for
it (`read` = `articles` + `rejects` + `known`), which inputs ended in it (`inputs`), and how far reading had come
(`cursor`). A line that was cut short, by a kill or a loss of power, fails its checksum; it and what follows do not count.
"""

from __future__ import annotations

import json
import os
import zlib
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from baochi.store import durable

Record = dict[str, Any]


class JournalError(ValueError):
    """A line of the list of shards is damaged."""


def to_line(record: Record) -> str:
    """Return a record as a line of JSON that begins with the checksum of the rest.

    Example:
        >>> to_line({"shard": 0})
        '{"crc32":"e2a0f53f","shard":0}\\n'
    """
    body = json.dumps(record, ensure_ascii=True, separators=(",", ":"))
    return f'{{"crc32":"{zlib.crc32(body.encode()):08x}",{body[1:]}\n'


def from_line(line: str) -> Record:
    """Return the record of a line. Raises JournalError if it is not as it was written."""
    try:
        record = json.loads(line)
        crc32 = record.pop("crc32")
    except (ValueError, AttributeError, KeyError, TypeError, RecursionError) as error:
        raise JournalError("not a record") from error
    if to_line(record) != line or not crc32:
        raise JournalError("the checksum is wrong")
    return record


def records(path: Path, count: int | None = None) -> Iterator[Record]:
    """Yield the first `count` records of a list, or all. Raises JournalError at a damaged one, with its number."""
    with path.open(encoding="ascii", errors="replace", newline="\n") as file:
        for number, line in enumerate(islice(file, count), start=1):
            try:
                yield from_line(line)
            except JournalError as error:
                raise JournalError(f"{path}, line {number}: {error}") from error


def whole_records(path: Path) -> Iterator[Record]:
    """Yield the records up to the first that is damaged."""
    if path.is_file():
        try:
            yield from records(path)
        except JournalError:
            return


def write(path: Path, kept: Iterable[Record]) -> None:
    """Write a list anew, lasting."""
    durable.write(path, map(to_line, kept))


def append(path: Path, record: Record) -> None:
    """Add a record to a list that is there; it lasts when the call returns."""
    with path.open("a", encoding="ascii", newline="\n") as file:
        file.write(to_line(record))
        file.flush()
        os.fsync(file.fileno())
