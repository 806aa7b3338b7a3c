"""Copies a dataset to other formats, a batch at a time; the target appears whole or not at all.

- `csv`: a folder with one file a table, for spreadsheets. UTF-8 with a byte order mark, without which Excel garbles
  Vietnamese (read it as `utf-8-sig`; pandas copes); lists as JSON; null and the empty string are both an empty cell.
  A string that begins with `=`, `+`, `-`, `@`, their wide forms, a tab or a line break gets a leading apostrophe, so that
  no spreadsheet takes text of the article for a formula; numbers are left alone. For exact text use another format.
- `jsonl`: a folder with one JSON Lines file a table, rows as `baochi.schema.as_json_schema` says.
- `sqlite`, `duckdb`: one database file with the tables, keys and indexes of `baochi.schema.as_sql`.
- `parquet`: a copy of the dataset.
"""

from __future__ import annotations

import csv
import datetime as dt
import json
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal

from baochi.schema import TABLES, as_sql
from baochi.store import journal
from baochi.store.durable import remove
from baochi.store.layout import KNOWN, LOCK, LOGS, MANIFEST, SHARDS, TIMES, DatasetError, replacing
from baochi.store.read import Dataset, read

Format = Literal["csv", "jsonl", "sqlite", "duckdb", "parquet"]
FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠")  # the wide ones in East Asian settings
BATCH_ROWS = 2048
NO_DUCKDB = "DuckDB is not installed: pip install 'baochi[duckdb]', or choose sqlite"


def export(
    dataset_dir: str | Path,
    to: Format,
    path: str | Path,
    *,
    overwrite: bool = False,
    bom: bool = True,
) -> Path:
    """Write the dataset in `dataset_dir` to `path` as `to` and return `path`.

    Args:
        path: a folder for csv, jsonl and parquet, a file for sqlite and duckdb.
        overwrite: replace an earlier export at `path`; anything else there is never replaced.
        bom: begin CSV files with a byte order mark, for Excel.

    Raises:
        DatasetError: `dataset_dir` is no dataset, `path` is taken, or a needed package is missing.
        ValueError: `to` is not known.

    Example:
        >>> export("out", "sqlite", "press.sqlite")  # doctest: +SKIP
    """
    writers: dict[str, Callable[[Dataset, Path], None]] = {
        "csv": lambda dataset, folder: _write_csv(dataset, folder, bom=bom),
        "jsonl": _write_jsonl,
        "sqlite": _write_sqlite,
        "duckdb": _write_duckdb,
        "parquet": _write_parquet,
    }
    if to not in writers:
        raise ValueError(f"unknown format {to!r}: choose one of {', '.join(writers)}")
    dataset, target = read(dataset_dir), Path(path)
    source, place = dataset.path.resolve(), target.resolve()
    if place == source or place in source.parents:
        raise DatasetError(f"{target}: would replace the dataset itself; name another place")
    check_target(target, to, overwrite=overwrite)
    with replacing(target) as partial:
        try:
            writers[to](dataset, partial)
        finally:
            remove(partial.with_name(partial.name + ".wal"))  # DuckDB's, if it was stopped
    return target


def check_target(target: Path, to: Format, *, overwrite: bool) -> None:
    """Check that `export` may write to `target`, before the work that leads there.

    Raises:
        DatasetError: `target` is taken, or a needed package is missing.
    """
    if to == "duckdb" and find_spec("duckdb") is None:
        raise DatasetError(NO_DUCKDB)
    if not target.exists() or (target.is_dir() and not any(target.iterdir())):
        return
    if not overwrite:
        raise DatasetError(f"{target}: exists already; name another place or ask to overwrite it")
    if to in ("sqlite", "duckdb"):
        ours = target.is_file() and _is_database(target, to)
    else:
        ending = {"csv": ".csv", "jsonl": ".jsonl", "parquet": ""}[to]
        more = {MANIFEST, SHARDS, TIMES, LOGS, KNOWN, LOCK} if to == "parquet" else set()
        names = {name + ending for name in TABLES} | more
        ours = target.is_dir() and all(entry.name in names for entry in target.iterdir())
    if not ours:
        raise DatasetError(f"{target}: is not an earlier {to} export; it will not be overwritten")


def _is_database(path: Path, to: str) -> bool:
    with path.open("rb") as file:
        head = file.read(16)
    return not head or (head == b"SQLite format 3\0" if to == "sqlite" else head[8:12] == b"DUCK")


def _rows(dataset: Dataset, name: str) -> Iterator[list[dict[str, Any]]]:
    for batch in dataset.batches(name, BATCH_ROWS):
        yield batch.to_pylist()


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=dt.date.isoformat)


def _write_csv(dataset: Dataset, folder: Path, *, bom: bool) -> None:
    folder.mkdir()
    for name in dataset.tables:
        with (folder / f"{name}.csv").open("w", encoding="utf-8-sig" if bom else "utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(TABLES[name].names)
            for rows in _rows(dataset, name):
                writer.writerows([_csv_cell(cell) for cell in row.values()] for row in rows)


def _csv_cell(cell: Any) -> Any:
    if isinstance(cell, list):
        return _json(cell)
    if isinstance(cell, str) and cell.startswith(FORMULA_STARTS):
        return "'" + cell
    return cell


def _write_jsonl(dataset: Dataset, folder: Path) -> None:
    folder.mkdir()
    for name in dataset.tables:
        with (folder / f"{name}.jsonl").open("w", encoding="utf-8", newline="\n") as file:
            for rows in _rows(dataset, name):
                file.writelines(_json(row) + "\n" for row in rows)


def _write_sqlite(dataset: Dataset, path: Path) -> None:
    create, index = _statements("sqlite", dataset)
    connection = sqlite3.connect(path)
    try:
        # The file is thrown away if anything fails, so it needs no journal.
        connection.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;" + create)
        for name in _in_order(dataset):
            marks = ", ".join("?" * len(TABLES[name]))
            for rows in _rows(dataset, name):
                cells = ([_sqlite_cell(cell) for cell in row.values()] for row in rows)
                connection.executemany(f'INSERT INTO "{name}" VALUES ({marks})', cells)
        connection.executescript(index)
        connection.commit()
    finally:
        connection.close()


def _sqlite_cell(cell: Any) -> Any:
    if isinstance(cell, list):
        return _json(cell)
    return cell.isoformat() if isinstance(cell, dt.date) else cell


def _write_duckdb(dataset: Dataset, path: Path) -> None:
    try:
        import duckdb
    except ImportError as error:
        raise DatasetError(NO_DUCKDB) from error
    create, index = _statements("duckdb", dataset)
    settings: dict[str, Any] = {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}
    with duckdb.connect(str(path), config=settings) as connection:
        connection.execute(create)
        for name in _in_order(dataset):
            columns = ", ".join(f'"{column}"' for column in TABLES[name].names)
            # A glob character in the path would select other files; batches from Arrow have no such trap.
            for batch in dataset.batches(name, 65536):
                connection.register("batch", batch)
                connection.execute(f'INSERT INTO "{name}" SELECT {columns} FROM batch')
                connection.unregister("batch")
        if index:
            connection.execute(index)


def _in_order(dataset: Dataset) -> list[str]:
    """Return the tables so that a row comes after the rows it refers to."""
    return [name for name in TABLES if name in dataset.tables]


def _statements(dialect: Literal["sqlite", "duckdb"], dataset: Dataset) -> tuple[str, str]:
    """Return the statements that make the tables, and those that index them once they are full, which is faster."""
    tables = _in_order(dataset)
    create = as_sql(dialect, tables=tables, indexes=False)
    return create, as_sql(dialect, tables=tables).removeprefix(create.rstrip("\n"))


def _write_parquet(dataset: Dataset, folder: Path) -> None:
    folder.mkdir()
    for record in journal.records(dataset.path / SHARDS, dataset.manifest["shards"]):
        for path in record["files"]:
            (folder / path).parent.mkdir(exist_ok=True)
            shutil.copyfile(dataset.path / path, folder / path)
    for name in (SHARDS, MANIFEST):
        shutil.copyfile(dataset.path / name, folder / name)
