"""Writes a dataset folder from batches of tables: whole or not at all, the same bytes for the same rows."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterable, Mapping
from importlib.metadata import version
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pyarrow as pa
import pyarrow.parquet as pq

from baochi.article import Reject
from baochi.schema import ON_REQUEST, TABLES, SchemaError, validate
from baochi.store.build import rejects_table
from baochi.store.layout import FORMAT, FORMAT_VERSION, MANIFEST, PARTIAL, check_target, table_file

ROW_GROUP = {"articles": 1024, "paragraphs": 8192}
"""Rows of a row group, fewer where rows are long."""
DEFAULT_ROW_GROUP = 32768
MAX_PENDING_BYTES = 256 * 2**20
"""Rows waiting for their row group are written early beyond this, so that memory stays bounded whatever the articles."""


class _TableFile:
    """One Parquet file, written in row groups of a fixed number of rows whatever the batches."""

    def __init__(self, path: Path, name: str) -> None:
        self._name = name
        self._size = ROW_GROUP.get(name, DEFAULT_ROW_GROUP)
        self._pending: list[pa.Table] = []
        self._n_pending = 0
        self._n_bytes = 0
        self.n_rows = 0
        self._file = pq.ParquetWriter(path, TABLES[name], compression="zstd", compression_level=3)

    def add(self, table: pa.Table) -> None:
        self._pending.append(table)
        self._n_pending += table.num_rows
        self._n_bytes += table.nbytes
        if self._n_pending >= self._size or self._n_bytes >= MAX_PENDING_BYTES:
            self._flush(keep=self._n_bytes < MAX_PENDING_BYTES)

    def _flush(self, *, keep: bool) -> None:
        """Write the pending rows; with `keep`, hold back what does not fill a row group."""
        rows = pa.concat_tables(self._pending) if self._pending else TABLES[self._name].empty_table()
        done = rows.num_rows - rows.num_rows % self._size if keep else rows.num_rows
        for at in range(0, done, self._size):
            # One contiguous chunk a row group: page borders, hence bytes, would follow the borders of batches otherwise.
            group = rows.slice(at, min(self._size, done - at)).combine_chunks()
            self._file.write_table(group, row_group_size=self._size)
        self.n_rows += done
        rest = rows.slice(done).combine_chunks()  # a copy, so that the written rows are freed
        self._pending, self._n_pending, self._n_bytes = [rest], rest.num_rows, rest.nbytes

    def finish(self) -> None:
        self._flush(keep=False)
        self._file.close()

    def close(self) -> None:
        self._file.close()


class DatasetWriter:
    """Writes the dataset folder `path` from many batches; a context manager.

    Everything goes to a subfolder first and takes its place when the block ends without an exception; otherwise it is
    removed and an earlier dataset in the folder stays as it was. The manifest comes last, so that a folder with a
    manifest is always complete.

    Args:
        path: a new or empty folder, or an earlier dataset, which is replaced.
        sources: what was read, for the manifest.
        config: settings that the result depends on (JSON values); the manifest holds their digest.

    Raises:
        DatasetError: `path` holds something else.

    Example:
        >>> with DatasetWriter("out", sources=["bao.jsonl"]) as writer:  # doctest: +SKIP
        ...     writer.write(tables(batch))
    """

    def __init__(self, path: str | Path, *, sources: Iterable[str] = (), config: Mapping[str, Any] | None = None) -> None:
        self.path = Path(path)
        self._sources = [str(source) for source in sources]
        self._digest = config_digest(config or {})
        self._files: dict[str, _TableFile] = {}
        self._article_ids: set[str] = set()

    def __enter__(self) -> Self:
        check_target(self.path)
        self._partial = self.path / PARTIAL
        shutil.rmtree(self._partial, ignore_errors=True)
        self._partial.mkdir(parents=True)
        for name in TABLES:
            if name not in ON_REQUEST:
                self._open(name)
        return self

    def _open(self, name: str) -> _TableFile:
        if name not in TABLES:
            raise SchemaError(f"unknown table {name!r}: choose from {', '.join(TABLES)}")
        if name not in self._files:
            self._files[name] = _TableFile(self._partial / table_file(name), name)
        return self._files[name]

    def write(self, tables: Mapping[str, pa.Table]) -> None:
        """Add the rows of a batch (`baochi.store.build.tables`).

        Raises:
            SchemaError: a table does not fit its schema, or an `article_id` was written before (see
                `baochi.store.identity`); nothing is added.
        """
        for name, table in tables.items():
            if name not in TABLES:
                raise SchemaError(f"unknown table {name!r}: choose from {', '.join(TABLES)}")
            validate(name, table)
        if "articles" in tables:
            ids = tables["articles"]["article_id"].to_pylist()
            repeated = next((i for i in ids if i in self._article_ids), None)
            if repeated is not None:
                raise SchemaError(f"article_id {repeated!r} was written before: ids must be unique in a dataset")
            self._article_ids.update(ids)
        for name, table in tables.items():
            self._open(name).add(table)

    def reject(self, *rejects: Reject) -> None:
        """Add rows to the table `rejects`."""
        self.write({"rejects": rejects_table(rejects)})

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        try:
            if kind is None:
                for file in self._files.values():
                    file.finish()
                self._publish()
        finally:
            self._discard()

    def _publish(self) -> None:
        (self._partial / MANIFEST).write_text(self._manifest(), encoding="utf-8")
        (self.path / MANIFEST).unlink(missing_ok=True)
        for name in TABLES:
            if name in self._files:
                (self._partial / table_file(name)).replace(self.path / table_file(name))
            else:
                (self.path / table_file(name)).unlink(missing_ok=True)
        (self._partial / MANIFEST).replace(self.path / MANIFEST)

    def _discard(self) -> None:
        """Remove what was not published."""
        for file in self._files.values():
            file.close()
        shutil.rmtree(self._partial, ignore_errors=True)
        if not any(self.path.iterdir()):
            self.path.rmdir()

    def _manifest(self) -> str:
        manifest = {
            "format": FORMAT,
            "format_version": FORMAT_VERSION,
            "baochi": version("baochi"),
            "sources": self._sources,
            "config": self._digest,
            "tables": {name: self._files[name].n_rows for name in TABLES if name in self._files},
        }
        return json.dumps(manifest, ensure_ascii=False, indent=2) + "\n"


def config_digest(config: Mapping[str, Any]) -> str:
    """Return the SHA-256 (hex) of `config` as canonical JSON; equal settings give equal digests in any order."""
    canonical = json.dumps(config, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()
