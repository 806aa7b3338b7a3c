"""A stage that fails on one article costs that article alone, and it is told."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from baochi.api import load
from baochi.article import Article, SourceArticle
from baochi.engines.local import extract_tables


class Fragile:
    """Wraps a stage; fails on articles that hold `word`."""

    def __init__(self, stage: Any, word: str) -> None:
        self.stage, self.word = stage, word

    def annotate(self, articles: Sequence[Article]) -> None:
        if any(self.word in article.text for article in articles):
            raise RuntimeError("no idea what to do")
        self.stage.annotate(articles)


@pytest.fixture(scope="module")
def nlp() -> Any:
    return load(disable=["work_areas"])


def test_only_the_failing_article_is_rejected(nlp: Any) -> None:
    component: Any = nlp.get_pipe("units")
    whole = component.stage
    component.stage = Fragile(whole, "quái gở")
    try:
        sources = [SourceArticle([f"Bộ Y tế họp lần {n}."], article_id=str(n)) for n in range(5)]
        sources[3].paragraphs[0] += " Một đoạn quái gở."
        tables = extract_tables(sources, nlp, words=False)
    finally:
        component.stage = whole
    assert tables["articles"]["article_id"].to_pylist() == ["0", "1", "2", "4"]
    (reject,) = tables["rejects"].to_pylist()
    assert reject["reason"] == "analysis"
    assert "article 3" in reject["detail"] and "no idea what to do" in reject["detail"]
