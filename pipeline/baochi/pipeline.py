"""The stages in their order, over plain articles: the path that a batch takes.

Every stage is an object with `annotate(articles)`, which adds to each `Article` and returns nothing. The spaCy components
(`baochi.components`) are thin shells around the same stages.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from baochi.article import Article
from baochi.lexicon import Lexicon
from baochi.text.tokens import tokenise_all


class Stage(Protocol):
    """One step of the pipeline."""

    def annotate(self, articles: Sequence[Article]) -> None:
        """Add this stage's findings to every article."""
        ...


class Tokeniser:
    """Sets `Article.tokens`, the token range of each paragraph and `Article.title_tokens`."""

    def annotate(self, articles: Sequence[Article]) -> None:
        """Tokenise all articles at once."""
        texts = tokenise_all([article.text for article in articles], [article.stretches for article in articles])
        titles = tokenise_all([article.title for article in articles])
        for article, text, title in zip(articles, texts, titles, strict=True):
            article.tokens, article.title_tokens = text, title
            starts, at = article.tokens.start, 0
            for paragraph in article.paragraphs:
                paragraph.first_token = at
                at = paragraph.last_token = bisect_left(starts, paragraph.end, at)


class Spotter:
    """Sets `Article.hits` and `Article.title_hits`: every lexicon entry in them, by category (see `Lexicon.spot`)."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon

    def annotate(self, articles: Sequence[Article]) -> None:
        """Scan all articles at once."""
        texts = [article.tokens for article in articles] + [article.title_tokens for article in articles]
        paragraphs = [[paragraph.first_token for paragraph in article.paragraphs] for article in articles]
        hits = self.lexicon.spot(texts, paragraphs + [[]] * len(articles))
        for i, article in enumerate(articles):
            article.hits, article.title_hits = hits[i], hits[len(articles) + i]


def _segmenter(lexicon: Lexicon) -> Stage:
    from baochi.text.segment import Segmenter

    return Segmenter(lexicon)


def _tagger(lexicon: Lexicon) -> Stage:
    from baochi.extract.names import NameTagger
    from baochi.tag.stage import Tagger

    return NameTagger(lexicon, Tagger.load())


def _units(lexicon: Lexicon) -> Stage:
    from baochi.extract.units.stage import UnitExtractor

    return UnitExtractor(lexicon)


def _officials(lexicon: Lexicon) -> Stage:
    from baochi.extract.officials.stage import OfficialExtractor

    return OfficialExtractor(lexicon)


def _periods(lexicon: Lexicon) -> Stage:
    from baochi.extract.periods import Periods

    return Periods()


def _quantities(lexicon: Lexicon) -> Stage:
    from baochi.extract.quantities import Quantities

    return Quantities()


def _awards(lexicon: Lexicon) -> Stage:
    from baochi.extract.awards import Awards

    return Awards(lexicon)


def _assessments(lexicon: Lexicon) -> Stage:
    from baochi.extract.assessments import Assessments

    return Assessments(lexicon)


def _work_areas(lexicon: Lexicon) -> Stage:
    from baochi.classify import WorkAreaClassifier

    return WorkAreaClassifier.load()


STAGES: dict[str, Callable[[Lexicon], Stage]] = {
    "segmenter": _segmenter,
    "tagger": _tagger,
    "units": _units,
    "officials": _officials,
    "periods": _periods,
    "quantities": _quantities,
    "awards": _awards,
    "assessments": _assessments,
    "work_areas": _work_areas,
}
"""Makers of the shipped stages by name, in the order in which they run; each imports its module at first use."""


@dataclass(frozen=True, slots=True)
class Pipeline:
    """Stages by name, in their order, over one lexicon."""

    lexicon: Lexicon
    stages: tuple[tuple[str, Stage], ...]

    def without(self, disable: Collection[str]) -> Pipeline:
        """Leave out stages.

        Raises:
            ValueError: there is no stage of that name.
        """
        names = [name for name, _ in self.stages]
        if unknown := [name for name in disable if name not in names]:
            raise ValueError(f"no component {', '.join(unknown)} to disable; there are {', '.join(names)}")
        return Pipeline(self.lexicon, tuple(stage for stage in self.stages if stage[0] not in disable))


@lru_cache(maxsize=1)
def shipped() -> Pipeline:
    """Return the stages of the shipped configuration, made once a process.

    Example:
        >>> [name for name, _ in shipped().stages][:2]
        ['segmenter', 'tagger']
    """
    lexicon = Lexicon.load()
    return Pipeline(lexicon, tuple((name, make(lexicon)) for name, make in STAGES.items()))


def prepare(articles: Sequence[Article], lexicon: Lexicon) -> None:
    """Tokenise and scan the articles that nobody has prepared yet."""
    Tokeniser().annotate([article for article in articles if not len(article.tokens)])
    Spotter(lexicon).annotate([article for article in articles if not article.hits])
