"""From the sample archive to a dataset that common tools open and whose every record leads back to its text."""

from __future__ import annotations

import csv
import json
import sqlite3
from collections import Counter
from pathlib import Path

import pandas as pd
import pytest

import baochi
from baochi.schema import ON_REQUEST, TABLES, validate

from .conftest import SAMPLE

ARTICLES = 28  # corpora/README.md
WITH_PLACE = [name for name, schema in TABLES.items() if "start" in schema.names]
COPIED = {
    "paragraphs": "text",
    "sentences": "text",
    "words": "text",
    "mentions": "text",
    "units": "unit",
    "officials": "name",
    "quantities": "quote",
}
"""Columns that are the evidence itself, to the letter."""
INSIDE = {
    "positions": ["title"],
    "quantities": ["measure", "unit"],
    "awards": ["award"],
    "assessments": ["evaluation"],
}
"""Columns whose words stand in the article, if not always between `start` and `end`."""


def table(dataset: Path, name: str) -> pd.DataFrame:
    return pd.read_parquet(dataset / name)


def stands_in(words: str, text: str) -> bool:
    """Return whether the words stand in the text in their order; an award leaves its recipient out: `thưởng … 5 triệu`."""
    rest = iter(text.split())
    return words in text or all(any(word in other for other in rest) for word in words.split())


def test_what_the_run_said(sample_run: tuple[Path, str, str]):
    _, said, warned = sample_run
    assert f"{ARTICLES} articles in" in said
    for part in ("Tables", "Most named officials", "Most named units", "Work areas", "Not read"):
        assert part in said
    assert warned.startswith("Warning: not read: 4 (empty_text 2, json 1, truncated 1)")


def test_articles_and_rejects_are_what_was_read(sample: Path):
    rejects = table(sample, "rejects")
    assert len(table(sample, "articles")) == ARTICLES
    assert sorted(Path(source).name for source in rejects["source"]) == [
        "articles.jsonl",
        "empty.txt",
        "table.csv",
        "truncated.jsonl.gz",
    ]
    assert all(rejects["reason"]) and all(rejects["detail"])


def test_every_table_has_rows_and_fits_its_schema(sample: Path):
    dataset = baochi.read(sample)
    assert set(dataset.tables) == set(TABLES)
    for name in TABLES:
        validate(name, dataset.arrow(name))
        assert dataset.tables[name] > 0, f"table {name} is empty"


@pytest.mark.parametrize("name", WITH_PLACE)
def test_offsets_lead_back_to_the_text(sample: Path, name: str):
    texts = table(sample, "articles").set_index("article_id")["text"]
    spans = table(sample, "paragraphs").set_index(["article_id", "para"])
    for row in table(sample, name).to_dict("records"):
        text = texts[row["article_id"]]
        assert 0 <= row["start"] <= row["end"] <= len(text)
        evidence = text[row["start"] : row["end"]]
        if name in COPIED:
            assert evidence == row[COPIED[name]]
        if name not in ("paragraphs", "sentences", "words"):
            assert evidence.strip()
        if "para" in row:
            paragraph = spans.loc[(row["article_id"], row["para"])]
            assert paragraph["start"] <= row["start"] <= row["end"] <= paragraph["end"]
        for column in INSIDE.get(name, ()):
            assert stands_in(row[column], text)


def test_references_between_tables(sample: Path):
    articles = set(table(sample, "articles")["article_id"])
    officials = table(sample, "officials")
    units = set(table(sample, "units")["unit_id"].dropna())
    for name in TABLES.keys() - {"rejects"}:
        assert set(table(sample, name)["article_id"]) <= articles
    assert officials["official_id"].is_unique
    assert set(table(sample, "positions")["official_id"]) <= set(officials["official_id"])
    mentions = table(sample, "mentions")
    people = mentions[mentions["label"] == "PERSON"]["record"].dropna()
    assert set(people) <= set(officials["official_id"])
    assert set(mentions[mentions["label"] == "UNIT"]["record"].dropna()) <= units


def test_repeated_articles_point_at_the_first(cli, tmp_path: Path):
    cli("run", SAMPLE / "more.jsonl.gz", SAMPLE / "more.jsonl.gz", "-o", tmp_path / "out")
    articles = table(tmp_path / "out", "articles").set_index("article_id")
    repeated = articles[articles["duplicate_of"].notna()]
    assert len(repeated) == 3
    for _, row in repeated.iterrows():
        first = articles.loc[row["duplicate_of"]]
        assert first["text"] == row["text"]
        assert pd.isna(first["duplicate_of"])


def test_words_cover_every_letter(sample: Path):
    words, articles = table(sample, "words"), table(sample, "articles")
    for article_id, group in words.groupby("article_id"):
        text = articles.set_index("article_id")["text"][article_id]
        assert "".join("".join(group["text"]).split()) == "".join(text.split())


def content(folder: Path) -> dict[str, bytes]:
    """Return every file of a dataset or an export but what tells of the run: when, and how long."""
    files = {str(path.relative_to(folder)): path for path in sorted(folder.rglob("*")) if path.is_file()}
    return {name: path.read_bytes() for name, path in files.items() if name != "times.json" and not name.startswith("logs/")}


def test_same_bytes_for_any_number_of_workers(sample: Path, process, tmp_path: Path):
    for workers in (1, 2):
        done = process("run", SAMPLE, "-o", tmp_path / str(workers), "--words", "--workers", workers, "-q")
        assert done.code == 0, done.err
    assert content(tmp_path / "1") == content(tmp_path / "2") == content(sample)


def test_exports_hold_the_same_rows(sample: Path, cli, tmp_path: Path):
    officials = table(sample, "officials")
    names = Counter(officials["name"])
    cli("export", sample, "--to", "csv", tmp_path / "csv")
    with (tmp_path / "csv" / "officials.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert Counter(row["name"] for row in rows) == names
    assert [json.loads(row["ranks"]) for row in rows] == [list(ranks) for ranks in officials["ranks"]]
    frame = pd.read_csv(tmp_path / "csv" / "articles.csv", dtype=str, keep_default_na=False)
    assert frame["title"].tolist() == table(sample, "articles")["title"].tolist()

    cli("export", sample, "--to", "jsonl", tmp_path / "jsonl")
    lines = (tmp_path / "jsonl" / "officials.jsonl").read_text(encoding="utf-8").splitlines()
    assert Counter(json.loads(line)["name"] for line in lines) == names

    query = (
        "SELECT o.name, p.title, a.text FROM officials o JOIN positions p USING (official_id)"
        " JOIN articles a ON a.article_id = o.article_id"
    )
    cli("export", sample, "--to", "sqlite", tmp_path / "a.sqlite")
    held = sqlite3.connect(tmp_path / "a.sqlite").execute(query).fetchall()
    assert len(held) == len(table(sample, "positions"))
    assert all(name in text and title in text for name, title, text in held)
    duckdb = pytest.importorskip("duckdb")
    cli("export", sample, "--to", "duckdb", tmp_path / "a.duckdb")
    with duckdb.connect(str(tmp_path / "a.duckdb"), read_only=True) as connection:
        assert sorted(connection.execute(query).fetchall()) == sorted(held)


@pytest.mark.parametrize("format", ["csv", "sqlite"])
def test_a_run_in_another_format_is_the_export_of_the_run(sample: Path, cli, tmp_path: Path, format: str):
    cli("run", SAMPLE, "-o", tmp_path / "run", "--words", "-q", "--format", format)
    target = "export" if format == "csv" else "export/baochi.sqlite"
    cli("export", sample, "--to", format, tmp_path / target)
    if format == "csv":
        assert content(tmp_path / "run") == content(tmp_path / "export")
    else:
        dumps = [list(sqlite3.connect(tmp_path / f / "baochi.sqlite").iterdump()) for f in ("run", "export")]
        assert dumps[0] == dumps[1]


def test_python_gives_what_the_command_line_writes(sample: Path):
    from baochi.archive import read
    from baochi.article import SourceArticle

    articles = [item for item in read([SAMPLE]) if isinstance(item, SourceArticle)]
    tables = baochi.extract(articles, words=True, to="arrow")
    dataset = baochi.read(sample)
    for name in TABLES.keys() - {"rejects"} | ON_REQUEST:
        assert tables[name].equals(dataset.arrow(name)), name
