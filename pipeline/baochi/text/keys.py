"""Numbers of keys, looked up for many keys at once."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Keys = npt.NDArray[np.int64]
Numbers = npt.NDArray[np.int32]
ROOM = 8
"""Slots of a hash table for each of its keys."""


class KeyNumbers:
    """The numbers of keys in the array that they stand in, looked up for many keys at once: a hash table with chains.

    Args:
        keys: not negative, all different.

    Example:
        >>> KeyNumbers(np.array([7, 3, 100])).find(np.array([3, 4, 100, 7, 3])).tolist()
        [1, -1, 2, 0, 1]
    """

    def __init__(self, keys: Keys) -> None:
        self._keys = keys
        self._slots = (1 << (ROOM * max(1, len(keys))).bit_length()) - 1
        self._first = np.full(self._slots + 1, -1, dtype=np.int32)
        self._next = np.full(max(1, len(keys)), -1, dtype=np.int32)
        slot = keys & self._slots
        order = np.argsort(slot, kind="stable")
        chained = np.flatnonzero(slot[order[1:]] == slot[order[:-1]])
        self._next[order[chained + 1]] = order[chained]
        self._first[slot[order]] = order  # of equal slots the last is kept, from which the others are chained

    def find(self, wanted: Keys) -> Numbers:
        """Return the number of each key, -1 for those that are not there."""
        if not len(self._keys):
            return np.full(len(wanted), -1, dtype=np.int32)
        number = self._first[wanted & self._slots]
        while len(other := np.flatnonzero((self._keys[number] != wanted) & (number >= 0))):
            number[other] = self._next[number[other]]
        return number
