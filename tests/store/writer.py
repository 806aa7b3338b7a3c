"""Writes datasets of one shard with what `baochi run` writes its many with: the lock, the shard, its record, publishing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pyarrow as pa

from baochi.article import Reject
from baochi.schema import TABLES, SchemaError, validate
from baochi.store import durable, journal
from baochi.store.build import rejects_table
from baochi.store.layout import PARTIAL, SHARDS, check_target
from baochi.store.lock import locked
from baochi.store.publish import discard, finish, manifest_of, publish
from baochi.store.shard import ShardWriter


class DatasetWriter:
    """Writes the dataset folder `path` from many batches; a context manager.

    Everything goes to a subfolder first and takes its place when the block ends without an exception; otherwise it is
    removed and an earlier dataset in the folder stays as it was.

    Args:
        path: a new or empty folder, or an earlier dataset, which is replaced.
        sources: what was read, for the manifest.
        config: settings that the result depends on (JSON values); the manifest holds their digest.

    Raises:
        DatasetError: `path` holds something else, or another process is writing there.
    """

    def __init__(self, path: str | Path, *, sources: Iterable[str] = (), config: Mapping[str, Any] | None = None) -> None:
        self.path = Path(path)
        self._sources = [str(source) for source in sources]
        self._config = dict(config or {})
        self._article_ids: set[str] = set()
        self._reasons: Counter[str] = Counter()

    def __enter__(self) -> Self:
        check_target(self.path, restart=True)
        self._held = ExitStack()
        self._held.enter_context(locked(self.path))
        finish(self.path)
        discard(self.path)
        self._partial = self.path / PARTIAL
        durable.make_folder(self._partial)
        self._shard = ShardWriter(self._partial, 0)
        return self

    def write(self, tables: Mapping[str, pa.Table]) -> None:
        """Add the rows of a batch (`baochi.store.build.tables`).

        Raises:
            SchemaError: a table does not fit its schema, or an `article_id` was written before (see
                `baochi.store.identity`); nothing is added.
        """
        ids = tables["articles"]["article_id"].to_pylist() if "articles" in tables else []
        repeated = next((i for i in ids if i in self._article_ids), None)
        if repeated is not None:
            raise SchemaError(f"article_id {repeated!r} was written before: ids must be unique in a dataset")
        for name, table in tables.items():
            if name not in TABLES:
                raise SchemaError(f"unknown table {name!r}: choose from {', '.join(TABLES)}")
            validate(name, table)
        self._shard.write(tables)
        self._article_ids.update(ids)
        if "rejects" in tables:
            self._reasons.update(tables["rejects"]["reason"].to_pylist())

    def reject(self, *rejects: Reject) -> None:
        """Add rows to the table `rejects`."""
        self.write({"rejects": rejects_table(rejects)})

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        with self._held:
            try:
                if kind is None:
                    self._publish()
            finally:
                self._shard.abort()
                if not finish(self.path):
                    discard(self.path)

    def _publish(self) -> None:
        articles, rejects = len(self._article_ids), self._reasons.total()
        record = {
            "shard": 0,
            "read": articles + rejects,
            "articles": articles,
            "rejects": rejects,
            "known": 0,
            "reasons": dict(sorted(self._reasons.items())),
            "files": self._shard.finish(),
            "inputs": [],
            "cursor": None,
        }
        journal.write(self._partial / SHARDS, [record])
        manifest = manifest_of(self._partial, sources=self._sources, settings=self._config)
        publish(self.path, manifest, grows=False)
