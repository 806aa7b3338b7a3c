"""`baochi export`, `info` and `schema`."""

from __future__ import annotations

import csv
import json
import sqlite3
from pathlib import Path

import pytest

from baochi.schema import TABLES, as_markdown


def test_export(cli, dataset: Path, tmp_path: Path):
    for to, path in {"csv": "csv", "jsonl": "jsonl", "parquet": "copy", "sqlite": "a.sqlite", "duckdb": "a.duckdb"}.items():
        done = cli("export", dataset, "--to", to, tmp_path / path)
        assert (done.code, done.out) == (0, f"{tmp_path / path}\n")
    with (tmp_path / "csv" / "officials.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [row["name"] for row in csv.DictReader(file)] == ["Phạm Khắc Vịnh", "Tô Văn Điềm"]
    assert sqlite3.connect(tmp_path / "a.sqlite").execute("SELECT count(*) FROM articles").fetchone() == (2,)
    assert cli("info", tmp_path / "copy").out == cli("info", dataset).out


def test_export_replaces_only_when_told(cli, dataset: Path, tmp_path: Path):
    path = tmp_path / "csv"
    assert cli("export", dataset, path, "--to", "csv").code == 0
    done = cli("export", dataset, path, "--to", "csv")
    assert done.code == 1
    assert "exists already" in done.err
    assert cli("export", dataset, path, "--to", "csv", "--overwrite", "--no-bom").code == 0
    assert (path / "articles.csv").read_bytes().startswith(b"article_id")
    assert cli("export", dataset, path).code == 2
    assert cli("export", tmp_path, "--to", "csv", tmp_path / "x").code == 1


def test_info(cli, dataset: Path, tmp_path: Path):
    shown = cli("info", dataset).out
    for part in ("Published 2021-07-02 to 2021-07-05", "bao-thu", "Tô Văn Điềm", "Cục trưởng Cục Thuế tỉnh Hà Nam", "json"):
        assert part in shown
    figures = json.loads(cli("info", dataset, "--json", "--top", 1).out)
    assert figures["tables"]["articles"] == 2
    assert len(figures["officials"]) == 1
    assert figures["rejects"] == {"json": 1}
    done = cli("info", tmp_path)
    assert done.code == 1
    assert "not a complete baochi dataset" in done.err


def test_schema(cli, tmp_path: Path):
    assert cli("schema").out == as_markdown()
    statements = cli("schema", "--to", "sql").out
    sqlite3.connect(":memory:").executescript(statements)
    for dialect in ("duckdb", "postgresql"):
        assert cli("schema", "--to", "sql", "--dialect", dialect).out.count("CREATE TABLE") == len(TABLES)
    assert set(json.loads(cli("schema", "--to", "json-schema").out)["$defs"]) == set(TABLES)
    assert cli("schema", "-o", tmp_path / "tables.md").out == ""
    assert (tmp_path / "tables.md").read_text(encoding="utf-8") == as_markdown()
    assert cli("schema", "--to", "xml").code == 2


@pytest.mark.parametrize("folder", ["file", "nothing"])
def test_no_dataset(cli, tmp_path: Path, folder: str):
    (tmp_path / "file").write_text("x", encoding="utf-8")
    for command in (["info", tmp_path / folder], ["export", tmp_path / folder, "--to", "csv", tmp_path / "out"]):
        assert cli(*command).code == 1
