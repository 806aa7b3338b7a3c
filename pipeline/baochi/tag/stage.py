"""The tagging stage: names of people, bodies and places, found by a trained chain."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from baochi.article import Article
from baochi.model_files import Model, load_model
from baochi.tag.columns import columns
from baochi.tag.features import Ints
from baochi.tag.model import Chain

KIND = "tagger"
MENTION = {"PER": "PERSON", "ORG": "UNIT", "LOC": "LOCATION"}
"""Names of the model's labels as labels of mentions."""


class Tagger:
    """Names of people, bodies and places in articles."""

    def __init__(self, chain: Chain) -> None:
        self.chain = chain

    @classmethod
    def load(cls, path: str | Path | None = None) -> Tagger:
        """Read a model folder (default: the one that comes with baochi).

        Raises:
            FileNotFoundError: no such folder; ModelError: the model is damaged.
        """
        return cls.from_model(load_model(KIND, path))

    @classmethod
    def from_model(cls, model: Model) -> Tagger:
        """Put a tagger together from stored parts."""
        return cls(Chain.from_model(model))

    def tag(self, articles: Sequence[Article], hints: Ints) -> None:
        """Fill `Article.tagged` with mentions labelled PERSON, UNIT and LOCATION, in text order.

        Args:
            articles: tokenised and scanned; sentences are used if they are there, else paragraphs.
            hints: what the rules take every token for (`baochi.tag.columns`).
        """
        found, layout, token = columns(articles, hints)
        labels = self.chain.label(found, layout)
        firsts, lasts, kinds = spans(labels, token, self.chain.labels)
        homes: list[tuple[Article, int, int]] = []  # of each paragraph: its article, that one's first token, its index
        begins: list[int] = []
        offset = 0
        for article in articles:
            article.tagged = []
            homes += [(article, offset, paragraph.index) for paragraph in article.paragraphs]
            begins += [offset + paragraph.first_token for paragraph in article.paragraphs]
            offset += len(article.tokens)
        where = np.searchsorted(begins, firsts, side="right") - 1
        for home, first, last, kind in zip(where.tolist(), firsts.tolist(), lasts.tolist(), kinds, strict=True):
            article, offset, para = homes[home]
            article.tagged.append(article.mention_of(para, first - offset, last - offset, MENTION[kind]))


def spans(
    labels: npt.NDArray[np.int8], token: npt.NDArray[np.int64], names: Sequence[str]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], list[str]]:
    """Return first token, last token (exclusive) and type of every name that BIO labels mark.

    Example:
        >>> first, last, kinds = spans(np.array([0, 1, 2, 0], dtype=np.int8), np.arange(4), ["O", "B-PER", "I-PER"])
        >>> first.tolist(), last.tolist(), kinds
        ([1], [3], ['PER'])
    """
    begins = np.array([name[:2] == "B-" for name in names])[labels]
    inside = np.array([name[:2] == "I-" for name in names])[labels]
    first = np.flatnonzero(begins)
    closed = np.append(np.flatnonzero(~inside), len(labels))
    last = closed[np.searchsorted(closed, first, side="right")]
    return token[first], token[last - 1] + 1, [str(names[label][2:]) for label in labels[first].tolist()]
