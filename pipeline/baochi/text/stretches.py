"""What stands between blanks: each distinct stretch is cut into tokens once, since no token holds a blank."""

from __future__ import annotations

import re
from collections.abc import Sequence
from threading import Lock
from typing import NamedTuple

import numpy as np

from baochi.text.pattern import TOKEN
from baochi.text.vocabulary import Grown, Ints, Vocabulary

_PARTS = re.compile(f"({TOKEN.pattern})")
_LAST_BLANK = 0x3000
_IS_BLANK = np.fromiter(map(str.isspace, map(chr, range(_LAST_BLANK + 2))), np.bool_, _LAST_BLANK + 2)
"""Of every code point up to the last blank there is, and of one that stands for all above."""


class Stretches(Vocabulary):
    """The distinct stretches of an archive, numbered, and the tokens in each. Threads may share them.

    Attributes:
        tokens: the distinct tokens.
    """

    def __init__(self) -> None:
        super().__init__()
        self.tokens = Vocabulary()
        self._first, self._count = Grown(np.int64), Grown(np.int64)  # of each stretch's tokens
        self._token, self._offset = Grown(np.int64), Grown(np.int64)  # the tokens of one stretch behind those of another
        self._cutting = Lock()

    def tokens_in(self, numbers: Ints) -> tuple[Ints, Ints, Ints]:
        """Return the number (in `tokens`) of every token, its offset in its stretch, and how many each stretch has."""
        with self._cutting:
            self._cut(self.words[self._count.size :])
            count = self._count.take(numbers)
            before = np.cumsum(count) - count
            places = np.repeat(self._first.take(numbers) - before, count)
            places += np.arange(len(places))
            return self._token.take(places), self._offset.take(places), count

    def _cut(self, stretches: Sequence[str]) -> None:
        """Cut new stretches into tokens, all at once."""
        if not stretches:
            return
        parts = _PARTS.split(" ".join(stretches))  # gap, token, gap, token, …, gap
        size = np.fromiter(map(len, parts), np.int64, len(parts))
        end = np.cumsum(size)
        start = (end - size)[1::2]
        length = np.fromiter(map(len, stretches), np.int64, len(stretches)) + 1
        begin = np.cumsum(length) - length
        first = np.searchsorted(start, begin)
        count = np.diff(first, append=len(start))
        self._first.extend(first + self._token.size)
        self._count.extend(count)
        self._token.extend(self.tokens.numbers(parts[1::2]))
        self._offset.extend(start - np.repeat(begin, count))

    @property
    def full(self) -> bool:
        """Whether new texts should begin others."""
        return super().full or self.tokens.full


class _Current:
    stretches = Stretches()


def current() -> Stretches:
    """Return the stretches that new texts share; full ones are left to the texts that have them, which bounds memory."""
    stretches = _Current.stretches
    if stretches.full:
        stretches = _Current.stretches = Stretches()
    return stretches


class Numbered(NamedTuple):
    """A text as the numbers of its stretches."""

    stretches: Stretches
    numbers: Ints


def numbered(text: str) -> Numbered:
    """Number the stretches of a text."""
    stretches = current()
    return Numbered(stretches, stretches.numbers(text.split()))


def put_together(texts: Sequence[Numbered | None]) -> Numbered | None:
    """Return texts one behind the other; None if there are none, or some are not numbered, or by other stretches."""
    known = [text for text in texts if text is not None]
    if not known or len(known) < len(texts) or any(text.stretches is not known[0].stretches for text in known):
        return None
    return Numbered(known[0].stretches, np.concatenate([text.numbers for text in known]))


def begins(text: str) -> Ints:
    """Return where the stretches of `text` begin, in code points: those of `text.split()`.

    Example:
        >>> begins("Bắt  15 đối").tolist()
        [0, 5, 8]
    """
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")
    blank = _IS_BLANK[np.minimum(codes, _LAST_BLANK + 1)]
    first = [0] if len(blank) and not blank[0] else []
    return np.append(np.array(first, np.int64), np.flatnonzero(blank[:-1] > blank[1:]) + 1)
