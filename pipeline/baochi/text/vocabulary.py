"""The distinct tokens of an archive, numbered: what is worked out of a token is worked out once and then taken by number."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import Lock
from typing import Any

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
MOST, LONGEST = 1 << 17, 1 << 24
"""Tokens, and code points of all tokens together, from which on a vocabulary is full: an archive of words needs fewer."""


class Vocabulary(dict[str, int]):
    """Tokens and their numbers, from 0 in the order in which they were met. Threads may share one."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.length = 0
        self._lock = Lock()

    def __missing__(self, token: str) -> int:
        with self._lock:
            number = self.get(token)
            if number is None:
                number = len(self.words)
                self.words.append(token)
                self.length += len(token)
                self[token] = number  # last: whoever sees the number finds the word
            return number

    def numbers(self, tokens: Sequence[str]) -> Ints:
        """Return the number of every token; new ones get theirs."""
        return np.fromiter(map(self.__getitem__, tokens), np.int64, len(tokens))

    @property
    def full(self) -> bool:
        """Whether new texts should begin another one."""
        return len(self.words) >= MOST or self.length >= LONGEST


class _Current:
    vocabulary = Vocabulary()


def current() -> Vocabulary:
    """Return the vocabulary that new texts share; a full one is left to the texts that have it, which bounds memory."""
    vocabulary = _Current.vocabulary
    if vocabulary.full:
        vocabulary = _Current.vocabulary = Vocabulary()
    return vocabulary


class Column:
    """`work(token)` for every token of a vocabulary, worked out when a text with that token is first asked for.

    Example:
        >>> lengths, vocabulary = Column(len, np.int64), Vocabulary()
        >>> lengths.take(vocabulary, vocabulary.numbers(["Hà", "Nội", "Hà"])).tolist()
        [2, 3, 2]
    """

    def __init__(self, work: Callable[[str], Any], dtype: npt.DTypeLike) -> None:
        self._work = work
        self._vocabulary: Vocabulary | None = None
        self._values: npt.NDArray[Any] = np.empty(0, dtype)
        self._known = 0
        self._lock = Lock()

    def take(self, vocabulary: Vocabulary, numbers: Ints) -> npt.NDArray[Any]:
        """Return the value of every token of a text, given by its number in `vocabulary`."""
        with self._lock:
            if vocabulary is not self._vocabulary:
                self._vocabulary, self._known = vocabulary, 0
            if self._known < len(vocabulary.words):
                self._extend(vocabulary.words)
            return self._values[numbers]

    def _extend(self, words: Sequence[str]) -> None:
        count = len(words)  # now: other threads may add more
        if count > len(self._values):  # twice the room needed, so that growing costs little a token
            self._values = np.append(self._values[: self._known], np.empty(2 * count - self._known, self._values.dtype))
        self._values[self._known : count] = [self._work(word) for word in words[self._known : count]]
        self._known = count
