"""Small gold folders and datasets, invented, whose figures can be computed by hand."""

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from baochi.schema import TABLES


@pytest.fixture
def gold_dir(tmp_path):
    """Function that writes gold articles and returns their folder."""

    def write(*articles: dict, name: str = "gold") -> Path:
        folder = tmp_path / name
        folder.mkdir(exist_ok=True)
        for number, article in enumerate(articles):
            (folder / f"{number:02}.json").write_text(json.dumps(article, ensure_ascii=False), encoding="utf-8")
        return folder

    return write


@pytest.fixture
def dataset_dir(tmp_path):
    """Function that writes rows, with only the columns that matter given, and returns the folder of tables."""

    def blank(field: pa.Field):
        if field.nullable:
            return None
        return [] if pa.types.is_list(field.type) else "" if pa.types.is_string(field.type) else 0

    def write(folder_name: str = "out", **rows: list[dict]) -> Path:
        folder = tmp_path / folder_name
        folder.mkdir(exist_ok=True)
        always = ("officials", "positions", "units", "quantities", "awards", "assessments", "paragraphs")
        for name in dict.fromkeys((*always, *rows)):
            defaults = {field.name: blank(field) for field in TABLES[name]} | {"article_id": "g1"}
            table = pa.Table.from_pylist([defaults | row for row in rows.get(name, [])], schema=TABLES[name])
            pq.write_table(table, folder / f"{name}.parquet")
        return folder

    return write
