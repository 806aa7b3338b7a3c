"""Tokens are syllables, numbers and single marks, each with its exact place in the text.

A Vietnamese word is one or more syllables; words are a layer above (`baochi.text.words`), so that no border of an entity
ever depends on a segmentation error.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from baochi.text.fold import fold_syllable
from baochi.text.stretches import Numbered, begins, numbered, put_together
from baochi.text.vocabulary import Column, Ints, Vocabulary

UPPER, TITLE, LOWER, NUMBER, MARK = "A", "U", "L", "N", "P"


def shape_of(token: str) -> str:
    """Return the shape of a token: N number, P punctuation, A all capitals (two letters or more), U capital first, L lower.

    Example:
        >>> [shape_of(t) for t in ("CAND", "Nguyễn", "cục", "15.775", "C04", ",")]
        ['A', 'U', 'L', 'N', 'A', 'P']
    """
    first = token[0]
    if first.isdigit():
        return NUMBER
    if not first.isalpha():
        return MARK
    if not first.isupper():
        return LOWER
    return UPPER if len(token) > 1 and token.upper() == token else TITLE


_BORDER = "\n"
"""Between texts that are cut at once: no token goes on over a blank."""
_LENGTHS, _TEXTS = Column(len, np.int64), Column(str, np.object_)
_FOLDS, _SHAPES = Column(fold_syllable, np.object_), Column(shape_of, np.object_)
IS_MARK = Column(lambda token: shape_of(token) == MARK, np.bool_)


@dataclass(slots=True)
class Tokens:
    """Parallel lists over the tokens of a text.

    Attributes:
        text: as written; fold: matching keys (`baochi.text.fold`); shape: one letter, see `shape_of`.
        start, end: code points in the text, end exclusive.
        numbers: of the tokens in `vocabulary`, by which a `Column` is taken.
    """

    text: list[str]
    fold: list[str]
    shape: list[str]
    start: list[int]
    end: list[int]
    vocabulary: Vocabulary = field(repr=False, compare=False)
    numbers: Ints = field(repr=False, compare=False)

    def __len__(self) -> int:
        return len(self.text)

    def part(self, first: int, last: int) -> Tokens:
        """Return the tokens from `first` to `last` (exclusive); places go on counting from the start of the text."""
        here = slice(first, last)
        columns = self.text[here], self.fold[here], self.shape[here], self.start[here], self.end[here]
        return Tokens(*columns, self.vocabulary, self.numbers[here])

    def take(self, column: Column) -> npt.NDArray[Any]:
        """Return the column's value of every token."""
        return column.take(self.vocabulary, self.numbers)


def tokenise(text: str) -> Tokens:
    """Cut `text` into tokens; `text[start[i]:end[i]]` is token i to the letter.

    Example:
        >>> tokenise("Bắt 15.775 đối tượng, thu 160kg.").text
        ['Bắt', '15.775', 'đối', 'tượng', ',', 'thu', '160', 'kg', '.']
    """
    return tokenise_all([text])[0]


def tokenise_all(texts: Sequence[str], known: Sequence[Numbered | None] = ()) -> list[Tokens]:
    """Cut each text into tokens, all of them at once: a short text costs little more than its share.

    Args:
        known: of each text the numbers of its stretches, as far as somebody has asked for them before.
    """
    joined = _BORDER.join(texts)
    stretches, found = put_together(known) or numbered(joined)
    numbers, offset, count = stretches.tokens_in(found)
    vocabulary = stretches.tokens
    start = offset + np.repeat(begins(joined), count)
    size = np.fromiter(map(len, texts), np.int64, len(texts)) + len(_BORDER)
    text_begin = np.cumsum(size) - size
    edges = np.searchsorted(start, np.append(text_begin, len(joined) + 1))
    start -= np.repeat(text_begin, np.diff(edges))
    end = start + _LENGTHS.take(vocabulary, numbers)
    text, fold, shape = (column.take(vocabulary, numbers) for column in (_TEXTS, _FOLDS, _SHAPES))
    return [
        Tokens(
            text=text[first:last].tolist(),
            fold=fold[first:last].tolist(),
            shape=shape[first:last].tolist(),
            start=start[first:last].tolist(),
            end=end[first:last].tolist(),
            vocabulary=vocabulary,
            numbers=numbers[first:last],
        )
        for first, last in pairwise(edges.tolist())
    ]


def take_all(texts: Sequence[Tokens], column: Column) -> npt.NDArray[Any]:
    """Return the column's value of every token of `texts`, one text behind the other; they share one vocabulary, mostly."""
    parts: list[npt.NDArray[Any]] = []
    for _, alike in groupby(texts, lambda text: id(text.vocabulary)):
        same = list(alike)
        parts.append(column.take(same[0].vocabulary, np.concatenate([text.numbers for text in same])))
    return np.concatenate(parts) if parts else np.empty(0, column.dtype)
