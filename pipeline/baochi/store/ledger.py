"""What a dataset has read: settles ids and duplicates, and knows again what an earlier run has read.

Every shard keeps its part of the ledger beside its tables (`.known`), so that a later run, or the same one after a kill,
begins where the shard ended. An article is known by its id and its text, a reject by all it says. If something was read n
times before, n more times are known and not read again; an input that has not changed need not be read at all.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Protocol

import pyarrow as pa

from baochi.article import Reject, SourceArticle
from baochi.store.identity import Register, scratch

KNOWN_SCHEMA = pa.schema(
    [
        pa.field("key", pa.binary(16), nullable=False),
        pa.field("input", pa.string(), nullable=False),
        pa.field("known", pa.bool_(), nullable=False),
        pa.field("article_id", pa.string()),
        pa.field("digest", pa.binary(32)),
        pa.field("sketch", pa.binary()),
    ],
    metadata={"description": "What was read for a shard; `known` rows had been read by an earlier run."},
)


class Similar(Protocol):
    """Finds articles that are nearly the same as an earlier one; asked in the order of reading."""

    def sketch(self, source: SourceArticle) -> bytes:
        """Return a small digest of the text from which likeness can be told; it is stored."""
        ...

    def enter(self, article_id: str, sketch: bytes) -> str | None:
        """Enter an article and return the id of an earlier one that it repeats, or None."""
        ...


class Ledger:
    """What was read, in the order of reading.

    Args:
        path: a file for what does not fit into memory; it is of no use after the run.
        similar: finds near duplicates; without it only texts that are equal are duplicates.
    """

    def __init__(self, path: Path | str = ":memory:", similar: Similar | None = None) -> None:
        self._db = scratch(path)
        self._register = Register(self._db)
        self._similar = similar
        self._db.execute("CREATE TABLE known (key BLOB NOT NULL, input TEXT NOT NULL)")
        self._db.execute("CREATE INDEX known_key ON known (key)")
        self._has_known = False
        self._rows: list[tuple[bytes, str, bool, str | None, bytes | None, bytes | None]] = []

    def take(self, item: SourceArticle | Reject, label: str) -> tuple[bool, str | None]:
        """Enter what was read from input `label`, and settle the id of an article.

        Returns:
            Whether an earlier run has read it; and the id of the article that it repeats, or None.
        """
        label = _clean(label)
        if isinstance(item, Reject):
            key = _key("reject", item.source, item.position, item.reason, item.detail)
            known = self._meet(key)
            self._rows.append((key, label, known, None, None, None))
            return known, None
        digest = item.digest()
        key = _key("article", item.article_id, digest)
        if self._meet(key):
            self._rows.append((key, label, True, None, None, None))
            return True, None
        first = self._register.enter(item, digest)
        sketch = None
        if first is None and self._similar is not None:
            sketch = self._similar.sketch(item)
            first = self._similar.enter(item.article_id, sketch)
        self._rows.append((key, label, False, item.article_id, bytes.fromhex(digest), sketch))
        return False, first

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

    def rows(self) -> pa.Table:
        """Return what was taken since the last call, for the shard."""
        columns = list(zip(*self._rows, strict=True)) or [()] * len(KNOWN_SCHEMA)
        self._rows = []
        return pa.Table.from_arrays(
            [pa.array(column, field.type) for column, field in zip(columns, KNOWN_SCHEMA, strict=True)], schema=KNOWN_SCHEMA
        )

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
                self._register.put(row["article_id"], row["digest"])
                if row["sketch"] is not None and self._similar is not None:
                    self._similar.enter(row["article_id"], row["sketch"])

    def unchanged(self, labels: list[str]) -> None:
        """Count all that earlier runs read from these inputs as met, because they will not be read."""
        if labels:
            self._db.execute("CREATE INDEX IF NOT EXISTS known_input ON known (input)")
            self._db.executemany("DELETE FROM known WHERE input = ?", ((_clean(label),) for label in labels))

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()


def _key(*parts: str) -> bytes:
    # Lengths, because a separator could stand in a part.
    packed = "".join(f"{len(part)}:{part}" for part in parts)
    return hashlib.blake2b(packed.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def _clean(label: str) -> str:
    return label.encode("utf-8", "replace").decode()
