"""Opens a dataset folder; tables are loaded when asked for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from baochi.schema import TABLES
from baochi.store.layout import DatasetError, read_manifest, table_file

if TYPE_CHECKING:
    import pandas as pd


class Dataset:
    """A dataset on disk. `dataset.officials` is a pandas frame, loaded at first use and kept.

    Attributes:
        path: its folder.
        manifest: `manifest.json` as read.
        tables: number of rows by table name.
    """

    def __init__(self, path: Path, manifest: dict[str, Any]) -> None:
        self.path = path
        self.manifest = manifest
        self.tables: dict[str, int] = manifest["tables"]
        self._frames: dict[str, pd.DataFrame] = {}

    def __repr__(self) -> str:
        return f"Dataset({str(self.path)!r}, {', '.join(f'{n} {name}' for name, n in self.tables.items())})"

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self.tables]

    def __getattr__(self, name: str) -> pd.DataFrame:
        if name not in TABLES:
            raise AttributeError(f"a dataset has no table or attribute {name!r}")
        return self.pandas(name)

    def pandas(self, name: str) -> pd.DataFrame:
        """Return a table as a pandas frame; dates as `datetime64`, lists as arrays."""
        if name not in self._frames:
            self._frames[name] = self.arrow(name).to_pandas(date_as_object=False)
        return self._frames[name]

    def arrow(self, name: str, columns: list[str] | None = None) -> pa.Table:
        """Return a table, or some of its columns, as Arrow.

        Raises:
            DatasetError: the dataset has no such table, or its file cannot be read.
        """
        with self._open(name) as file:
            return file.read(columns=columns)

    def batches(self, name: str, rows: int = 4096) -> Iterator[pa.RecordBatch]:
        """Yield a table in batches of up to `rows` rows, for what does not fit into memory."""
        with self._open(name) as file:
            yield from file.iter_batches(batch_size=rows)

    def _open(self, name: str) -> pq.ParquetFile:
        if name not in self.tables:
            hint = "; run with words to have it" if name in TABLES else f": it has {', '.join(self.tables)}"
            raise DatasetError(f"{self.path}: the dataset has no table {name!r}{hint}")
        path = self.path / table_file(name)
        try:
            return pq.ParquetFile(path)
        except (OSError, pa.ArrowException) as error:
            raise DatasetError(f"{path}: cannot be read ({error}); write the dataset again") from error


def read(path: str | Path) -> Dataset:
    """Open the dataset in folder `path`.

    Raises:
        DatasetError: the folder is no dataset, or an incomplete one.

    Example:
        >>> read("out").officials[["name", "ranks"]]  # doctest: +SKIP
    """
    folder = Path(path)
    manifest = read_manifest(folder)
    missing = [name for name in manifest["tables"] if not (folder / table_file(name)).is_file()]
    if missing:
        raise DatasetError(f"{folder}: {table_file(missing[0])} is missing; write the dataset again")
    return Dataset(folder, manifest)
