"""Writes the tables of one shard, each to a Parquet file: the same bytes for the same rows, whatever the batches."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from baochi.schema import ON_REQUEST, TABLES
from baochi.store import durable
from baochi.store.layout import KNOWN, shard_file
from baochi.store.ledger import KNOWN_SCHEMA

ROW_GROUP = {"articles": 1024, "paragraphs": 8192}
"""Rows of a row group, fewer where rows are long."""
DEFAULT_ROW_GROUP = 32768
MAX_PENDING_BYTES = 64 * 2**20
"""Rows waiting for their row group are written early beyond this, so that memory stays bounded whatever the articles."""
SCHEMAS = TABLES | {KNOWN: KNOWN_SCHEMA}
USUAL = tuple(name for name in TABLES if name not in ON_REQUEST)

FileInfo = dict[str, Any]
"""Of a file of a shard: `rows`, `bytes`, `sha256`."""


class _TableFile:
    """One Parquet file, written in row groups of a fixed number of rows whatever the batches."""

    def __init__(self, path: Path, name: str) -> None:
        self.path = path
        self._name = name
        self._size = ROW_GROUP.get(name, DEFAULT_ROW_GROUP)
        self._pending: list[pa.Table] = []
        self._n_pending = 0
        self._n_bytes = 0
        self.n_rows = 0
        self._file = pq.ParquetWriter(path, SCHEMAS[name], compression="zstd", compression_level=3)

    def add(self, table: pa.Table) -> None:
        self._pending.append(table)
        self._n_pending += table.num_rows
        self._n_bytes += table.nbytes
        if self._n_pending >= self._size or self._n_bytes >= MAX_PENDING_BYTES:
            self._flush(keep=self._n_bytes < MAX_PENDING_BYTES)

    def _flush(self, *, keep: bool) -> None:
        """Write the pending rows; with `keep`, hold back what does not fill a row group."""
        rows = pa.concat_tables(self._pending) if self._pending else SCHEMAS[self._name].empty_table()
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


class ShardWriter:
    """Writes shard `number` below `folder`, from many batches; nothing has its name before `finish`.

    Args:
        names: tables of the dataset; shard 0 has a file for each of them, other shards for those with rows.
    """

    def __init__(self, folder: Path, number: int, names: Iterable[str] = USUAL) -> None:
        self.folder, self.number, self._names = folder, number, tuple(names)
        self._files: dict[str, _TableFile] = {}

    def write(self, tables: Mapping[str, pa.Table]) -> None:
        """Add the rows of a batch, which were checked when they were built (`baochi.store.build.tables`)."""
        for name, table in tables.items():
            if table.num_rows or self.number == 0:
                self._open(name).add(table)

    def _open(self, name: str) -> _TableFile:
        if name not in self._files:
            path = self.folder / (shard_file(name, self.number) + durable.PENDING)
            path.parent.mkdir(parents=True, exist_ok=True)
            self._files[name] = _TableFile(path, name)
        return self._files[name]

    def finish(self) -> dict[str, FileInfo]:
        """Give every file its name, lasting, and return what each holds, by its path in the dataset."""
        if self.number == 0:
            for name in self._names:
                self._open(name)
        files = {name: self._files[name] for name in SCHEMAS if name in self._files}
        for file in files.values():
            file.finish()
        durable.sync_all(file.path for file in files.values())
        infos = {}
        for name, file in files.items():
            size, digest = file.path.stat().st_size, durable.sha256(file.path)
            infos[shard_file(name, self.number)] = {"rows": file.n_rows, "bytes": size, "sha256": digest}
            durable.move(file.path, self.folder / shard_file(name, self.number))
        durable.sync_all([self.folder, *(file.path.parent for file in files.values())])
        self._files = {}
        return infos

    def abort(self) -> None:
        """Remove what was written."""
        for file in self._files.values():
            with suppress(OSError, pa.ArrowException):  # closing writes the footer, for which there may be no room
                file.close()
            file.path.unlink(missing_ok=True)
        self._files = {}
