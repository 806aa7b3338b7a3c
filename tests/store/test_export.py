import builtins
import csv
import json
import sqlite3

import duckdb
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from baochi.article import Reject
from baochi.store import export as module
from baochi.store.export import export
from baochi.store.layout import DatasetError
from baochi.store.read import read

from .writer import DatasetWriter

FORMATS = ["csv", "jsonl", "sqlite", "duckdb", "parquet"]


def test_csv(dataset, tmp_path):
    folder = export(dataset, "csv", tmp_path / "csv")
    raw = (folder / "officials.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    (row, _) = csv.DictReader(raw.decode("utf-8-sig").splitlines())
    assert (row["name"], json.loads(row["ranks"])) == ("Phùng Khắc Lãm", ["Đại tá"])
    assert pd.read_csv(folder / "quantities.csv")["value"].tolist() == [42.0, 42.0]
    assert not (export(dataset, "csv", tmp_path / "plain", bom=False) / "units.csv").read_bytes().startswith(b"\xef")


def test_csv_holds_no_formula(dataset, tmp_path):
    folder = export(dataset, "csv", tmp_path / "csv")
    text = pd.read_csv(folder / "articles.csv")["text"][0]
    assert text == "'" + read(dataset).articles["text"][0]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_formula_starts(start):
    assert module._csv_cell(start + "1") == "'" + start + "1"
    assert module._csv_cell("1" + start) == "1" + start
    assert module._csv_cell(-1.5) == -1.5


def test_jsonl(dataset, tmp_path):
    folder = export(dataset, "jsonl", tmp_path / "jsonl")
    first, second = [json.loads(line) for line in (folder / "articles.jsonl").open(encoding="utf-8")]
    assert (first["published"], second["published"]) == ("2021-04-02", None)
    assert "Phùng" in (folder / "officials.jsonl").read_text(encoding="utf-8")


def test_sqlite(dataset, tmp_path):
    connection = sqlite3.connect(export(dataset, "sqlite", tmp_path / "deep" / "press.sqlite"))
    query = "SELECT name, ranks, p.title, published FROM officials JOIN positions p USING (official_id) JOIN articles a ON "
    row = connection.execute(query + "a.article_id = officials.article_id ORDER BY official_id").fetchone()
    assert row == ("Phùng Khắc Lãm", '["Đại tá"]', "Giám đốc", "2021-04-02")
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    plan = connection.execute("EXPLAIN QUERY PLAN SELECT * FROM positions WHERE official_id = 'a1#0'").fetchone()
    assert "USING INDEX" in plan[-1]


def test_duckdb(dataset, tmp_path):
    with duckdb.connect(str(export(dataset, "duckdb", tmp_path / "press.duckdb")), read_only=True) as connection:
        assert connection.execute("SELECT ranks[1] FROM officials").fetchall() == [("Đại tá",)] * 2
        query = "SELECT work_area_scores[1].code FROM paragraphs WHERE len(work_areas) > 0"
        assert connection.execute(query).fetchall() == [("crime",)] * 2
    assert sorted(p.name for p in tmp_path.iterdir()) == ["out", "press.duckdb"]


def test_duckdb_missing(dataset, tmp_path, monkeypatch):
    real = builtins.__import__

    def without(name, *args, **kwargs):
        if name == "duckdb":
            raise ImportError(name)
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(DatasetError, match=r"pip install 'baochi\[duckdb\]'"):
        export(dataset, "duckdb", tmp_path / "press.duckdb")


def test_parquet_is_a_dataset_again(dataset, tmp_path):
    copy = read(export(dataset, "parquet", tmp_path / "copy"))
    assert copy.tables == read(dataset).tables
    assert copy.arrow("officials").equals(read(dataset).arrow("officials"))


@pytest.mark.parametrize("to", FORMATS)
def test_an_earlier_export_is_replaced_only_when_asked(dataset, tmp_path, to):
    target = export(dataset, to, tmp_path / "there")
    with pytest.raises(DatasetError, match="exists already"):
        export(dataset, to, target)
    export(dataset, to, target, overwrite=True)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["out", "there"]


@pytest.mark.parametrize("to", FORMATS)
def test_other_things_are_never_replaced(dataset, tmp_path, to):
    folder, file = tmp_path / "home", tmp_path / "thesis"
    folder.mkdir()
    (folder / "letter.txt").write_text("dear")
    file.write_text("years of work")
    for target in (folder, file):
        with pytest.raises(DatasetError, match="will not be overwritten"):
            export(dataset, to, target, overwrite=True)
    for target in (dataset, tmp_path):
        with pytest.raises(DatasetError, match="would replace the dataset itself"):
            export(dataset, to, target, overwrite=True)


@pytest.mark.parametrize("to", ["csv", "jsonl", "sqlite", "duckdb"])
def test_a_failed_export_leaves_nothing(dataset, tmp_path, to):
    (dataset / "mentions" / "00000.parquet").write_bytes(b"PAR1broken")
    with pytest.raises(DatasetError, match="cannot be read"):
        export(dataset, to, tmp_path / "there")
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


def test_unknown_format(dataset, tmp_path):
    with pytest.raises(ValueError, match="csv, jsonl, sqlite, duckdb, parquet"):
        export(dataset, "xlsx", tmp_path / "x")  # type: ignore[arg-type]


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
def test_text_survives_every_format(tmp_path, text):
    """To the letter, but for the apostrophe in CSV; quotes, separators and line ends of every kind included."""
    with DatasetWriter(tmp_path / "in") as writer:
        writer.reject(Reject("s", "", "r", text))
    for to in FORMATS:
        export(tmp_path / "in", to, tmp_path / to, overwrite=True)
    with (tmp_path / "csv" / "rejects.csv").open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert row["detail"] == ("'" if text.startswith(module.FORMULA_STARTS) else "") + text
    with (tmp_path / "jsonl" / "rejects.jsonl").open(encoding="utf-8", newline="\n") as file:
        (line,) = file
    assert json.loads(line)["detail"] == text
    assert sqlite3.connect(tmp_path / "sqlite").execute("SELECT detail FROM rejects").fetchall() == [(text,)]
    assert read(tmp_path / "parquet").rejects["detail"].tolist() == [text]
    with duckdb.connect(str(tmp_path / "duckdb")) as connection:
        assert connection.execute("SELECT detail FROM rejects").fetchall() == [(text,)]
