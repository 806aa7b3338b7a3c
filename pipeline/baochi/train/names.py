"""Names marked in annotated articles: where people, bodies and places stand, as labels of tokens.

An annotated article lists officials, units and, under `entities`, everybody's names and the places that stand alone. Each
form is marked wherever it stands as written; of names inside each other the longest counts. Where `entities` is missing,
other people and places are what the rules take for them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from baochi.article import Article
from baochi.evaluate.gold import GoldArticle
from baochi.evaluate.locate import Locator
from baochi.extract.names import Name, hints
from baochi.extract.units.knowledge import UnitKnowledge
from baochi.lexicon import Lexicon
from baochi.tag.columns import columns
from baochi.tag.features import Hashes, Ints, Layout
from baochi.tag.stage import MENTION
from baochi.train.documents import prepared, source_of

LABELS = ("O", *(f"{border}-{kind}" for kind in MENTION for border in "BI"))
BEFORE = ("segmenter",)
"""The stages before the tagger."""


class Marked:
    """Articles with their columns for the tagger and their names.

    Args:
        sources: articles; gold: what is annotated of each.

    Attributes:
        rules: names that the rules see, article by article; names: the annotated ones.
        columns, layout: for the tagger; labels: one a row, number in `LABELS`; home: article of each sequence.
    """

    def __init__(self, golds: Sequence[GoldArticle], lexicon: Lexicon) -> None:
        self.articles = prepared(map(source_of, golds), lexicon, BEFORE)
        self.hints, self.rules = hints(self.articles, UnitKnowledge(lexicon))
        self.names = [marked(*each) for each in zip(self.articles, golds, self.rules, strict=True)]
        self.columns: dict[str, Hashes]
        self.layout: Layout
        self.columns, self.layout, token = columns(self.articles, self.hints)
        self.labels = labels_of(self.articles, self.names)[token]
        self.home = _homes(self.articles, token, self.layout)


def _homes(articles: Sequence[Article], token: Ints, layout: Layout) -> Ints:
    first = token[np.cumsum(layout.lengths) - layout.lengths] if len(token) else token
    return np.searchsorted(np.cumsum([len(article.tokens) for article in articles]), first, side="right")


def marked(article: Article, gold: GoldArticle, rules: Iterable[Name]) -> list[Name]:
    """Return the names of an annotated article; `rules`: those that the rules see in it."""
    people = [official.name for official in gold.annotation.officials]
    places: list[str] = []
    if gold.entities is not None:
        people, places = people + gold.entities.people, gold.entities.places
    find = Locator(article.text)
    spans: list[Name] = []
    for label, forms in (("UNIT", gold.annotation.units), ("PERSON", people), ("LOCATION", places)):
        for form in dict.fromkeys(forms):
            found = find.find(form)
            as_written = [(start, end) for start, end in found if article.text[start:end] == form]
            spans += on_tokens(article, as_written or found, label)
    names = longest(spans)
    if gold.entities is None:
        taken = {i for first, last, _ in names for i in range(first, last)}
        free = [n for n in rules if n[2] != "UNIT" and not taken.intersection(range(n[0], n[1]))]
        names = sorted(names + longest(free))
    return names


def on_tokens(article: Article, spans: Iterable[tuple[int, int]], label: str) -> list[Name]:
    """Return spans of code points as names of tokens, without those whose borders lie inside a token."""
    starts = {start: i for i, start in enumerate(article.tokens.start)}
    ends = {end: i + 1 for i, end in enumerate(article.tokens.end)}
    return [(starts[s], ends[e], label) for s, e in spans if s in starts and e in ends]


def longest(names: Iterable[Name]) -> list[Name]:
    """Return the longest of the names that overlap, in text order.

    Example:
        >>> longest([(3, 4, "PERSON"), (0, 4, "UNIT"), (5, 6, "LOCATION")])
        [(0, 4, 'UNIT'), (5, 6, 'LOCATION')]
    """
    kept: list[Name] = []
    taken: set[int] = set()
    for first, last, label in sorted(set(names), key=lambda n: (n[0] - n[1], n)):
        if not taken.intersection(range(first, last)):
            taken.update(range(first, last))
            kept.append((first, last, label))
    return sorted(kept)


def labels_of(articles: Sequence[Article], names: Sequence[Sequence[Name]]) -> npt.NDArray[np.int8]:
    """Return the label (number in `LABELS`) of every token, through all articles."""
    kinds = {mention: kind for kind, mention in MENTION.items()}
    labels = np.zeros(sum(len(article.tokens) for article in articles), dtype=np.int8)
    offset = 0
    for article, spans in zip(articles, names, strict=True):
        for first, last, label in spans:
            labels[offset + first : offset + last] = LABELS.index(f"I-{kinds[label]}")
            labels[offset + first] = LABELS.index(f"B-{kinds[label]}")
        offset += len(article.tokens)
    return labels
