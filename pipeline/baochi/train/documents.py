"""Annotated articles for training, as the stages that come before what is trained leave them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from baochi.article import Article, SourceArticle
from baochi.evaluate.gold import GoldArticle
from baochi.lexicon import Lexicon
from baochi.pipeline import STAGES, prepare


def source_of(gold: GoldArticle) -> SourceArticle:
    """Return the text of an annotated article.

    Raises:
        ValueError: it has none.
    """
    if gold.paragraphs is None:
        raise ValueError(f"annotated article {gold.id}: has no paragraphs; models are trained on text")
    return SourceArticle(gold.paragraphs, article_id=gold.id, title=gold.title)


def prepared(sources: Iterable[SourceArticle], lexicon: Lexicon, stages: Sequence[str]) -> list[Article]:
    """Return articles tokenised, scanned and put through the named stages."""
    articles = [Article.from_source(source) for source in sources]
    prepare(articles, lexicon)
    for name in stages:
        STAGES[name](lexicon).annotate(articles)
    return articles


def annotated(golds: Sequence[GoldArticle], lexicon: Lexicon, stages: Sequence[str]) -> list[Article]:
    """Return annotated articles as the named stages leave them, with the kinds of paragraphs that are annotated."""
    articles = prepared(map(source_of, golds), lexicon, stages)
    for article, gold in zip(articles, golds, strict=True):
        for paragraph, kind in zip(article.paragraphs, gold.annotation.kinds, strict=True):
            paragraph.kind = kind
    return articles
