"""The extracted side of an evaluation: the rows of a dataset by article."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.dataset as pds

from baochi.store.layout import DatasetError, table_file

Row = dict[str, Any]

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
"""What is compared, by table."""


@dataclass(slots=True)
class Extracted:
    """Rows of one article by table; an article that the dataset lacks has none."""

    officials: list[Row] = field(default_factory=list)
    positions: list[Row] = field(default_factory=list)
    units: list[Row] = field(default_factory=list)
    quantities: list[Row] = field(default_factory=list)
    awards: list[Row] = field(default_factory=list)
    assessments: list[Row] = field(default_factory=list)
    paragraphs: list[Row] = field(default_factory=list)


def read_extracted(folder: str | Path, article_ids: Collection[str]) -> tuple[dict[str, Extracted], list[str]]:
    """Return the rows of the given articles, and the names of tables that the folder lacks.

    Any folder of Parquet tables will do (`NAME.parquet`, or a folder `NAME` of Parquet files), with a manifest or
    without, so that the output of other programs can be measured too.

    Raises:
        DatasetError: the folder holds none of the tables, or one lacks a column or cannot be read.
    """
    folder = Path(folder)
    articles: dict[str, Extracted] = defaultdict(Extracted)
    absent = []
    for name, columns in COLUMNS.items():
        path = next((p for p in (folder / table_file(name), folder / name) if p.exists()), None)
        if path is None:
            absent.append(name)
            continue
        for row in _rows(path, columns, article_ids):
            getattr(articles[row["article_id"]], name).append(row)
    if len(absent) == len(COLUMNS):
        raise DatasetError(f"{folder}: holds no table of a dataset ({table_file('officials')} …)")
    return articles, absent


def _rows(path: Path, columns: list[str], article_ids: Collection[str]) -> list[Row]:
    try:
        table = pds.dataset(path, format="parquet")
        missing = [column for column in columns if column not in table.schema.names]
        if missing:
            raise DatasetError(f"{path}: lacks the column {missing[0]!r}")
        wanted = pds.field("article_id").isin(list(article_ids))
        return table.to_table(columns=columns, filter=wanted).to_pylist()
    except (OSError, pa.ArrowException) as error:
        raise DatasetError(f"{path}: cannot be read: {error}") from error
