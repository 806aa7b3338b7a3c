"""Opens a dataset folder; tables are loaded when asked for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from baochi.schema import TABLES
from baochi.store import journal
from baochi.store.layout import SHARDS, DatasetError, read_manifest

if TYPE_CHECKING:
    import pandas as pd


class Dataset:
    """A dataset on disk. `dataset.officials` is a pandas frame, loaded at first use and kept.

    Attributes:
        path: its folder.
        manifest: `manifest.json` as read.
        tables: number of rows by table name.
        files: paths of the Parquet files of each table, in the order of the articles.
    """

    def __init__(self, path: Path, manifest: dict[str, Any], files: dict[str, list[Path]]) -> None:
        self.path = path
        self.files = files
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
        return pa.concat_tables(self._read(path, columns) for path in self._paths(name))

    def _read(self, path: Path, columns: list[str] | None) -> pa.Table:
        with _opened(path) as file:
            return file.read(columns=columns)

    def batches(self, name: str, rows: int = 4096, columns: list[str] | None = None) -> Iterator[pa.RecordBatch]:
        """Yield a table, or some of its columns, in batches of up to `rows` rows, for what does not fit into memory."""
        for path in self._paths(name):
            with _opened(path) as file:
                yield from file.iter_batches(batch_size=rows, columns=columns)

    def _paths(self, name: str) -> list[Path]:
        if name not in self.tables:
            hint = "; run with words to have it" if name in TABLES else f": it has {', '.join(self.tables)}"
            raise DatasetError(f"{self.path}: the dataset has no table {name!r}{hint}")
        return self.files[name]


@contextmanager
def _opened(path: Path) -> Iterator[pq.ParquetFile]:
    try:
        with pq.ParquetFile(path) as file:
            yield file
    except (OSError, pa.ArrowException) as error:
        raise DatasetError(f"{path}: cannot be read ({error}); write the dataset anew") from error


def read(path: str | Path) -> Dataset:
    """Open the dataset in folder `path`.

    Raises:
        DatasetError: the folder is no dataset, or an incomplete one.

    Example:
        >>> read("out").officials[["name", "ranks"]]  # doctest: +SKIP
    """
    folder = Path(path)
    manifest = read_manifest(folder)
    files = table_files(folder, manifest)
    missing = next((path for paths in files.values() for path in paths if not path.is_file()), None)
    if missing is not None:
        raise DatasetError(f"{missing} is missing; write the dataset anew, with --restart")
    return Dataset(folder, manifest, files)


def table_files(folder: Path, manifest: dict[str, Any]) -> dict[str, list[Path]]:
    """Return the Parquet files of every table in the order of the articles. Raises DatasetError if their list is damaged."""
    files: dict[str, list[Path]] = {name: [] for name in manifest["tables"]}
    try:
        for record in journal.records(folder / SHARDS, manifest["shards"]):
            for path in record["files"]:
                if (name := path.partition("/")[0]) in files:
                    files[name].append(folder / path)
    except (OSError, journal.JournalError) as error:
        raise DatasetError(f"{folder}: the list of shards cannot be read ({error}); run with --restart") from error
    return files
