"""Tokens are syllables, numbers and single marks, each with its exact place in the text.

A Vietnamese word is one or more syllables; words are a layer above (`baochi.text.words`), so that no border of an entity
ever depends on a segmentation error.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import accumulate

from baochi.text.cache import TokenCache
from baochi.text.fold import fold_syllable
from baochi.text.pattern import TOKEN

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


_PARTS = re.compile(f"({TOKEN.pattern})")
_FOLDS, _SHAPES = TokenCache(fold_syllable).__getitem__, TokenCache(shape_of).__getitem__


@dataclass(slots=True)
class Tokens:
    """Parallel lists over the tokens of a text.

    Attributes:
        text: as written; fold: matching keys (`baochi.text.fold`); shape: one letter, see `shape_of`.
        start, end: code points in the text, end exclusive.
    """

    text: list[str]
    fold: list[str]
    shape: list[str]
    start: list[int]
    end: list[int]

    def __len__(self) -> int:
        return len(self.text)


def tokenise(text: str) -> Tokens:
    """Cut `text` into tokens; `text[start[i]:end[i]]` is token i to the letter.

    Example:
        >>> tokenise("Bắt 15.775 đối tượng, thu 160kg.").text
        ['Bắt', '15.775', 'đối', 'tượng', ',', 'thu', '160', 'kg', '.']
    """
    parts = _PARTS.split(text)  # gap, token, gap, token, …, gap
    borders = list(accumulate(map(len, parts)))
    words = parts[1::2]
    return Tokens(words, list(map(_FOLDS, words)), list(map(_SHAPES, words)), borders[:-1:2], borders[1::2])
