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


class Grown:
    """An array to whose end values are added.

    Attributes:
        size: how many there are.
    """

    def __init__(self, dtype: npt.DTypeLike) -> None:
        self._room: npt.NDArray[Any] = np.empty(0, dtype)
        self.size = 0

    def extend(self, values: Sequence[Any] | npt.NDArray[Any]) -> None:
        """Add values at the end."""
        before, self.size = self.size, self.size + len(values)
        if self.size > len(self._room):  # twice the room needed, so that growing costs little a value
            self._room = np.append(self._room[:before], np.empty(2 * self.size - before, self._room.dtype))
        self._room[before : self.size] = values

    def take(self, places: Ints) -> npt.NDArray[Any]:
        """Return the values at these places."""
        return self._room[places]


class Column:
    """`work(token)` for every token of a vocabulary, worked out when a text with that token is first asked for.

    Example:
        >>> lengths, vocabulary = Column(len, np.int64), Vocabulary()
        >>> lengths.take(vocabulary, vocabulary.numbers(["Hà", "Nội", "Hà"])).tolist()
        [2, 3, 2]
    """

    def __init__(self, work: Callable[[str], Any], dtype: npt.DTypeLike) -> None:
        self._work, self.dtype = work, dtype
        self._vocabulary: Vocabulary | None = None
        self._values = Grown(dtype)
        self._lock = Lock()

    def take(self, vocabulary: Vocabulary, numbers: Ints) -> npt.NDArray[Any]:
        """Return the value of every token of a text, given by its number in `vocabulary`."""
        with self._lock:
            if vocabulary is not self._vocabulary:
                self._vocabulary, self._values = vocabulary, Grown(self.dtype)
            if new := vocabulary.words[self._values.size :]:
                self._values.extend([self._work(word) for word in new])
            return self._values.take(numbers)
