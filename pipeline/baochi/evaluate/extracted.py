"""Reads a dataset as one side of a comparison: the rows of its tables by article, checked."""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import partial
from pathlib import Path

import pyarrow as pa
import pyarrow.dataset as pds

from baochi.evaluate.annotated import Annotated, Row
from baochi.evaluate.labels import work_area_codes
from baochi.schema import TABLES as SCHEMA
from baochi.store.layout import DatasetError

PLACE = ("start", "end")
COLUMNS = {
    "officials": ["article_id", "official_id", "name", "sector", "ranks"],
    "positions": ["article_id", "official_id", "title", "unit", "status"],
    "units": ["article_id", "unit"],
    "quantities": [
        *("article_id", "para", "measure", "value", "unit", "change_direction", "actor", "period", "status"),
    ],
    "awards": ["article_id", "award", "recipient"],
    "assessments": ["article_id", "para", "aspect", "evaluation"],
    "paragraphs": ["article_id", "para", "kind", "work_areas"],
}
"""What is compared, by table; a table without one of these columns cannot be measured."""
MORE = {
    "articles": ["source", "title", "published", "text"],
    "officials": PLACE,
    "positions": ["para", *PLACE],
    "units": ["para", *PLACE],
    "quantities": ["quote", "qualifier", *PLACE],
    "awards": ["para", "giver", "count", *PLACE],
    "assessments": PLACE,
    "paragraphs": PLACE,
}
"""What is used where a table has it."""


def is_dataset(folder: Path) -> bool:
    """Say whether `folder` holds a table of a dataset."""
    return any(_path(folder, name) for name in COLUMNS)


def lists_articles(folder: Path) -> bool:
    """Say whether `folder` holds the table `articles`."""
    return _path(folder, "articles") is not None


def read_extracted(folder: str | Path, wanted: Collection[str] | None = None) -> tuple[dict[str, Annotated], list[str]]:
    """Return the articles of a dataset by id, and the names of tables that the folder lacks.

    Any folder of Parquet tables will do (`NAME.parquet`, or a folder `NAME` of Parquet files), with a manifest or
    without, so that the output of other programs can be measured too.

    Args:
        wanted: ids of the articles to read; null for all.

    Raises:
        DatasetError: the folder holds none of the tables, or one lacks a column, cannot be read, or holds a label that
            the schema does not know or offsets that lie outside the text; the message names table, article and record.
    """
    folder = Path(folder)
    absent = [name for name in COLUMNS if not _path(folder, name)]
    if len(absent) == len(COLUMNS):
        raise DatasetError(f"{folder}: holds no table of a dataset (officials …)")
    articles: dict[str, Annotated] = {}
    if path := _path(folder, "articles"):
        for row in _rows(path, ["article_id"], MORE["articles"], wanted):
            articles[row["article_id"]] = Annotated(**row)
    for name, columns in COLUMNS.items():
        if path := _path(folder, name):
            complaint = partial(_complaint, path, name)
            for row in _rows(path, columns, MORE[name], wanted):
                article = articles.setdefault(row["article_id"], Annotated(row["article_id"]))
                _check(name, row, article, complaint)
                article.rows(name).append({key: value for key, value in row.items() if key != "article_id"})
    for article in articles.values():
        article.paragraphs.sort(key=lambda row: row["para"])
        if article.text is not None and article.paragraphs and all(row.get("end") for row in article.paragraphs):
            article.layout = [(row["start"], row["end"]) for row in article.paragraphs]
    return articles, absent


def _path(folder: Path, name: str) -> Path | None:
    return next((p for p in (folder / f"{name}.parquet", folder / name) if p.exists()), None)


def _rows(path: Path, columns: list[str], more: Collection[str], wanted: Collection[str] | None) -> list[Row]:
    try:
        table = pds.dataset(path, format="parquet")
        missing = [column for column in columns if column not in table.schema.names]
        if missing:
            raise DatasetError(f"{path}: lacks the column {missing[0]!r}")
        there = [*columns, *(column for column in more if column in table.schema.names)]
        chosen = None if wanted is None else pds.field("article_id").isin(list(wanted))
        return table.to_table(columns=there, filter=chosen).to_pylist()
    except (OSError, pa.ArrowException) as error:
        raise DatasetError(f"{path}: cannot be read: {error}") from error


def _complaint(path: Path, table: str, row: Row, what: str) -> DatasetError:
    name = next((str(row[c]) for c in ("name", "title", "unit", "award", "evaluation", "measure") if row.get(c)), "")
    record = f"¶{row['para']}" if table == "paragraphs" else f"record {name!r}"
    return DatasetError(f"{path}: article {row['article_id']!r}, {record}: {what}")


def _check(table: str, row: Row, article: Annotated, complaint: Callable[[Row, str], DatasetError]) -> None:
    """Raise for a label that the schema does not know, and for offsets outside the text."""
    for column, value in row.items():
        allowed = _labels(table, column)
        if allowed and value and value not in allowed:
            raise complaint(row, f"unknown {column} {value!r}; one of {', '.join(sorted(allowed))}")
    if unknown := set(row.get("work_areas") or []) - work_area_codes():
        raise complaint(row, f"unknown work area {min(unknown)!r}; one of {', '.join(sorted(work_area_codes()))}")
    start, end = row.get("start"), row.get("end")
    if start is None or end is None or article.text is None:
        return
    if not 0 <= start <= end <= len(article.text):
        raise complaint(row, f"offsets {start}-{end} lie outside the text, which has {len(article.text)} code points")


def _labels(table: str, column: str) -> frozenset[str]:
    metadata = SCHEMA[table].field(column).metadata or {} if column in SCHEMA[table].names else {}
    return frozenset(metadata.get(b"values", b"").decode().split())
