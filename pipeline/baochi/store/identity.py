"""Gives every article of a dataset an id of its own and recognises repeated texts, in the order of reading."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from baochi.article import SourceArticle

CACHE_KIB = 64 << 10
"""Memory for the register; what goes beyond it lies in its file."""


def scratch(path: str | Path) -> sqlite3.Connection:
    """Return a database for this run only, so without any care for its safety: bounded memory for sets of any size."""
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    connection.executescript(
        f"PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA locking_mode=EXCLUSIVE; PRAGMA cache_size=-{CACHE_KIB};"
        "BEGIN;"
    )
    return connection


def writable(name: str) -> str:
    """Return `name` with a question mark for each half of a surrogate pair: SQLite, like everything written, holds none."""
    return name.encode("utf-8", "replace").decode()


class Register:
    """The articles read so far; keeps an id and a digest of each, no text.

    Args:
        database: where to keep them, from `scratch`; in memory if None.

    Example:
        >>> register = Register()
        >>> twice = [SourceArticle(["Một dòng."], article_id="a") for _ in range(2)]
        >>> [(register.enter(source), source.article_id) for source in twice]
        [(None, 'a'), ('a', 'a~2')]
    """

    def __init__(self, database: sqlite3.Connection | None = None) -> None:
        self._db = database or scratch(":memory:")
        self._db.execute("CREATE TABLE taken (id TEXT PRIMARY KEY, last INTEGER NOT NULL) WITHOUT ROWID")
        self._db.execute("CREATE TABLE first (digest BLOB PRIMARY KEY, id TEXT NOT NULL) WITHOUT ROWID")

    def enter(self, source: SourceArticle) -> str | None:
        """Settle `source.article_id`: as the source gives it, else from the digest, with `~2`, `~3` … if it is taken.

        Call it before analysis, because ids of records are made from the article's.

        Returns:
            The `article_id` of the first article with the same title and text, or None (column `duplicate_of`).
        """
        digest = source.digest()
        wanted = writable(source.article_id or digest[:16])
        source.article_id = unique = self._settle(wanted)
        return self.put(unique, bytes.fromhex(digest))

    def _settle(self, wanted: str) -> str:
        last = self._last(wanted)
        if last is None:
            return wanted
        while True:
            last += 1
            unique = f"{wanted}~{last}"
            if self._last(unique) is None:
                self._db.execute("UPDATE taken SET last = ? WHERE id = ?", (last, wanted))
                return unique

    def _last(self, article_id: str) -> int | None:
        row = self._db.execute("SELECT last FROM taken WHERE id = ?", (article_id,)).fetchone()
        return row and row[0]

    def put(self, article_id: str, digest: bytes) -> str | None:
        """Enter an article whose id is settled; return the id of the first with its digest, or None if it is the first."""
        self._db.execute("INSERT OR IGNORE INTO taken VALUES (?, 1)", (article_id,))
        if self._db.execute("INSERT OR IGNORE INTO first VALUES (?, ?)", (digest, article_id)).rowcount:
            return None
        return self._db.execute("SELECT id FROM first WHERE digest = ?", (digest,)).fetchone()[0]
