"""The public functions."""

import doctest
import importlib
import pkgutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest

import baochi
from baochi.schema import ON_REQUEST, TABLES

TEXT = "Thiếu tướng Phạm Khắc Vịnh, Giám đốc Công an tỉnh Quảng Nam, chủ trì hội nghị."
UNUSABLE = [{}, {"text": ""}, {"text": 7}, {"nothing": "x"}, {"paragraphs": [None]}, ""]


@pytest.fixture(scope="module")
def nlp():
    return baochi.load()


def test_extract_gives_every_table_in_its_schema(nlp):
    tables = baochi.extract([TEXT], nlp=nlp, to="arrow")
    assert set(tables) == set(TABLES) - ON_REQUEST
    for name, table in tables.items():
        assert isinstance(table, pa.Table)
        assert table.schema.equals(TABLES[name]), name
    words = baochi.extract([TEXT], nlp=nlp, words=True)
    assert set(words) == set(TABLES)
    assert isinstance(words["words"], pd.DataFrame)
    assert "".join(words["words"]["text"]).replace(" ", "") == TEXT.replace(" ", "")


def test_extract_takes_texts_mappings_and_articles(nlp):
    source = baochi.SourceArticle([TEXT], article_id="own", title="Tin")
    row = {"noi_dung": TEXT, "tieu_de": "Tin", "ngay": "12/06/2020", "id": 7}
    tables = baochi.extract([TEXT, row, source], nlp=nlp)
    articles = tables["articles"]
    assert articles["article_id"].tolist()[1:] == ["7", "own"]
    assert articles["title"].tolist() == ["", "Tin", "Tin"]
    assert str(articles["published"][1]) == "2020-06-12"
    assert articles["duplicate_of"].fillna("").tolist() == ["", "", "7"]
    assert len(tables["officials"]) == 3
    assert tables["officials"]["official_id"].is_unique


def test_what_is_no_article_becomes_a_reject(nlp):
    tables = baochi.extract([*UNUSABLE, TEXT], nlp=nlp)
    assert len(tables["articles"]) == 1
    assert tables["rejects"]["position"].tolist() == [str(n) for n in range(len(UNUSABLE))]
    assert all(tables["rejects"]["detail"])


def test_no_articles_give_empty_tables(nlp):
    tables = baochi.extract([], nlp=nlp)
    assert {name: len(table) for name, table in tables.items()} == dict.fromkeys(set(TABLES) - ON_REQUEST, 0)


def test_run_and_read(tmp_path: Path):
    (tmp_path / "bai.txt").write_text(TEXT, encoding="utf-8")
    summary = baochi.run([tmp_path / "bai.txt"], tmp_path / "out", words=True)
    assert (summary.articles, summary.rejects) == (1, 0)
    assert summary.bytes_done == len(TEXT.encode())
    dataset = baochi.read(tmp_path / "out")
    assert dataset.officials["name"].tolist() == ["Phạm Khắc Vịnh"]
    assert dataset.tables == summary.rows
    with pytest.raises(TypeError, match="colour"):
        baochi.run([], tmp_path / "out", colour="red")


def test_importing_costs_next_to_nothing():
    heavy = "{m for m in ('spacy', 'pandas', 'pyarrow', 'sklearn', 'underthesea', 'trafilatura') if m in sys.modules}"
    for module in ("baochi", "baochi.cli"):
        code = f"import sys, {module}; print({heavy} or 'none')"
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        assert done.stdout.strip() == "none", module


def test_public_names():
    assert set(baochi.__all__) <= set(dir(baochi))
    assert all(getattr(baochi, name).__doc__ for name in baochi.__all__)
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = baochi.nothing


MODULES = sorted(m.name for m in pkgutil.walk_packages(baochi.__path__, "baochi."))


@pytest.mark.parametrize("name", MODULES)
def test_examples_in_docstrings(name: str):
    module = importlib.import_module(name)
    assert module.__doc__, f"{name} does not say what it is for"
    failed, _ = doctest.testmod(module)
    assert not failed
