"""What a dataset has read: settles ids and duplicates, and knows again what an earlier run has read.

Every shard keeps its part of the ledger beside its tables (`.known`), so that a later run, or the same one after a kill,
begins where the shard ended. An article is known by its id and its text, a reject by all it says. If something was read n
times before, n more times are known and not read again; an input that has not changed need not be read at all.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from baochi.archive.boilerplate import source_of
from baochi.archive.screen import Screen, traces
from baochi.article import Reject, SourceArticle
from baochi.store.identity import Register, scratch, writable

KNOWN_SCHEMA = pa.schema(
    [
        pa.field("key", pa.binary(16), nullable=False),
        pa.field("input", pa.string(), nullable=False),
        pa.field("known", pa.bool_(), nullable=False),
        pa.field("article_id", pa.string()),
        pa.field("digest", pa.binary(32)),
        pa.field("source", pa.string()),
        pa.field("traces", pa.binary()),
    ],
    metadata={"description": "What was read for a shard; `known` rows had been read by an earlier run."},
)


Row = dict[str, Any]


@dataclass(slots=True)
class Taken:
    """What became of something that was read.

    Attributes:
        row: of the ledger, to be kept with the shard (`known_table`).
        known: an earlier run has read it.
        first: id of the article that it repeats, or None.
    """

    row: Row
    known: bool
    first: str | None = None


def known_table(rows: Iterable[Row]) -> pa.Table:
    """Return rows of the ledger as they are kept with a shard."""
    return pa.Table.from_pylist(list(rows), schema=KNOWN_SCHEMA)


class Ledger:
    """What was read, in the order of reading.

    Args:
        path: a file for what does not fit into memory; it is of no use after the run.
        screen: finds near duplicates and the lines that a site repeats; without it only texts that are equal are duplicates.
    """

    def __init__(self, path: Path | str = ":memory:", screen: Screen | None = None) -> None:
        self._db = scratch(path)
        self._register = Register(self._db)
        self._screen = screen
        self._db.execute("CREATE TABLE known (key BLOB NOT NULL, input TEXT NOT NULL)")
        self._db.execute("CREATE INDEX known_key ON known (key)")
        self._has_known = False

    def take(self, item: SourceArticle | Reject, label: str) -> Taken:
        """Enter what was read from input `label`, and settle the id of an article."""
        if isinstance(item, Reject):
            key = _key("reject", item.source, item.position, item.reason, item.detail)
        else:
            key = _key("article", item.article_id, item.digest())
        row: Row = {"key": key, "input": writable(label), "known": self._meet(key)}
        if row["known"] or isinstance(item, Reject):
            return Taken(row, row["known"])
        first = self._register.enter(item)
        row |= {"article_id": item.article_id, "digest": bytes.fromhex(item.digest()), "source": writable(source_of(item))}
        if self._screen is not None:
            row["traces"] = traces(item)
            first = self._screen.enter(item.article_id, row["source"], row["traces"], first)
        return Taken(row, False, first)

    def judge(self, item: SourceArticle | Reject, taken: Taken) -> None:
        """Set `SourceArticle.repeated`. Call it when some articles behind it have been taken, in the order of taking."""
        if self._screen is not None and isinstance(item, SourceArticle) and not taken.known:
            item.repeated = self._screen.repeated(taken.row["source"], taken.row["traces"])

    def _meet(self, key: bytes) -> bool:
        """Return whether `key` was read by an earlier run once more than by this one."""
        if not self._has_known:
            return False
        row = self._db.execute("SELECT rowid FROM known WHERE key = ? LIMIT 1", (key,)).fetchone()
        if row is not None:
            self._db.execute("DELETE FROM known WHERE rowid = ?", row)
        return row is not None

    def _move(self, key: bytes, label: str) -> None:
        """Note that what was read from one input stood in another when an earlier run met it again."""
        one = "SELECT rowid FROM known WHERE key = ? AND input != ? LIMIT 1"
        self._db.execute(f"UPDATE known SET input = ? WHERE rowid = ({one})", (label, key, label))

    def replay(self, rows: pa.RecordBatch, *, earlier: bool) -> None:
        """Enter again what a shard read.

        Args:
            rows: of the shard, in order.
            earlier: the shard is of an earlier run, so what was read for it is known when it is met again.
        """
        for row in rows.to_pylist():
            if row["known"]:
                if earlier:
                    self._move(row["key"], row["input"])
                else:
                    self._meet(row["key"])
                continue
            if earlier:
                self._db.execute("INSERT INTO known VALUES (?, ?)", (row["key"], row["input"]))
                self._has_known = True
            if row["article_id"] is not None:
                first = self._register.put(row["article_id"], row["digest"])
                if self._screen is not None and row["traces"] is not None:
                    self._screen.enter(row["article_id"], row["source"], row["traces"], first)

    def unchanged(self, labels: list[str]) -> None:
        """Count all that earlier runs read from these inputs as met, because they will not be read."""
        if labels:
            self._db.execute("CREATE INDEX IF NOT EXISTS known_input ON known (input)")
            self._db.executemany("DELETE FROM known WHERE input = ?", ((writable(label),) for label in labels))

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()


def _key(*parts: str) -> bytes:
    # Lengths, because a separator could stand in a part.
    packed = "".join(f"{len(part)}:{part}" for part in parts)
    return hashlib.blake2b(packed.encode("utf-8", "surrogatepass"), digest_size=16).digest()
