"""The annotated articles that come with the project, and the figures that the documentation takes from them."""

from __future__ import annotations

from pathlib import Path

import pytest

from baochi.archive.reader import read
from baochi.article import SourceArticle
from baochi.evaluate import agree, evaluate
from baochi.evaluate.gold import read_gold

CORPORA = Path(__file__).parents[2] / "corpora"
FIRST, SECOND = CORPORA / "sample_gold" / "first", CORPORA / "sample_gold" / "second"


@pytest.mark.parametrize("folder", [FIRST, SECOND], ids=lambda path: path.name)
def test_texts_are_those_of_the_sample_archive(folder: Path):
    archive = {a.article_id: a for a in read([CORPORA / "sample"]) if isinstance(a, SourceArticle)}
    for article_id, article in read_gold(folder).items():
        source = archive[article_id]
        assert (article.paragraphs, article.title) == (source.paragraphs, source.title)
        assert article.published == source.published


@pytest.mark.parametrize("folder", [FIRST, SECOND], ids=lambda path: path.name)
def test_every_string_stands_in_the_text(folder: Path):
    report = evaluate(folder, folder, boot=0)
    placed = [side.total() for pair in report.measured.pairs for side in pair.lost]
    assert sum(placed) == 0
    assert {figure.f1 for figure in report.figures.values() if figure.gold} == {1}


def test_two_readers():
    found = agree(FIRST, SECOND)
    assert found.n_articles == 5
    layers = {a.layer: a for a in found.layers}
    assert layers["officials: name"].f1 == 1
    assert layers["units"].f1 == pytest.approx(2 * 10 / (11 + 11))
    assert 0.8 < (layers["label: work area"].kappa or 0) < 1
