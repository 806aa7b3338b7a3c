"""The corpora that ship with the project hold what their readers rely on."""

from __future__ import annotations

import json
import unicodedata
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from baochi.archive.reader import read
from baochi.article import Reject, SourceArticle
from baochi.classify.train import read_taxonomy, read_terms
from baochi.text.fold import fold

CORPORA = Path(__file__).parents[2] / "corpora"
LABELS = read_taxonomy(CORPORA / "taxonomy.toml")


def rows(name: str) -> list[dict[str, Any]]:
    text = (CORPORA / "work_areas" / name).read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def test_every_area_has_enough_training_paragraphs() -> None:
    train = rows("train.jsonl")
    counts = Counter(area for row in train for area in row["work_areas"])
    assert len(train) >= 1600
    assert set(counts) == set(LABELS)
    assert min(counts.values()) >= 60
    assert sum(not row["work_areas"] for row in train) >= 200


def test_no_paragraph_stands_twice_or_in_both_parts() -> None:
    texts = [fold(row["text"]) for name in ("train.jsonl", "dev.jsonl") for row in rows(name)]
    ids = [row["id"] for name in ("train.jsonl", "dev.jsonl") for row in rows(name)]
    assert len(set(texts)) == len(texts)
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize("name", ["train.jsonl", "dev.jsonl"])
def test_rows_are_well_formed(name: str) -> None:
    for row in rows(name):
        assert row.keys() == {"id", "kind", "work_areas", "text"}
        assert set(row["work_areas"]) <= set(LABELS)
        assert row["text"].strip() == row["text"]


def test_every_area_has_its_terms() -> None:
    assert all(len(terms) >= 20 for terms in read_terms(LABELS).values())


def test_the_sample_archive_reads_whole_and_shows_rejects() -> None:
    found = list(read([str(CORPORA / "sample")]))
    articles = [item for item in found if isinstance(item, SourceArticle)]
    rejects = [item for item in found if isinstance(item, Reject)]
    assert len(articles) >= 24
    assert len(rejects) >= 3
    texts = [unicodedata.normalize("NFC", " ".join(article.paragraphs)) for article in articles]
    assert any("Trường Nghiệp vụ Hải quan" in text for text in texts)  # Windows-1258
    assert any("Huân chương Bảo vệ Tổ quốc" in text for text in texts)  # UTF-16


def test_ordinary_press_reads_whole_and_repeats_nothing() -> None:
    found = [item for item in read([str(CORPORA / "press")]) if isinstance(item, SourceArticle)]
    assert len(found) >= 150
    assert len({article.article_id for article in found}) == len(found)
    assert all(article.title and article.published for article in found)
    paragraphs = [paragraph for article in found for paragraph in article.paragraphs]
    assert all(unicodedata.is_normalized("NFC", paragraph) for paragraph in paragraphs)
    others = {
        p
        for a in read([str(CORPORA / name) for name in ("sample", "gold")])
        if isinstance(a, SourceArticle)
        for p in a.paragraphs
    }
    assert not [paragraph for paragraph, times in Counter([*paragraphs, *others]).items() if times > 1]
