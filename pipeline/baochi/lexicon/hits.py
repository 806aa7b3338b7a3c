"""What is found in texts: kept as arrays for a whole batch, made into hits category by category where somebody asks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import repeat
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from baochi.lexicon.entry import Entry

Ints = npt.NDArray[np.int64]
Entries = npt.NDArray[np.object_]
"""Entries of the lexicon."""
NOWHERE: Ints = np.empty(0, dtype=np.int64)


class Hit(NamedTuple):
    """A lexicon entry found at tokens `start` to `end` (exclusive)."""

    start: int
    end: int
    entry: Entry


class Found:
    """The hits in a batch of texts, sorted by category, text and place.

    Args:
        entries: what `entry` counts; start, end: tokens of the hit's own text; entry: one number a hit.
        edges: for each category, where the hits of each text begin, and where those of the last end.
    """

    def __init__(self, entries: Entries, start: Ints, end: Ints, entry: Ints, edges: dict[str, list[int]]) -> None:
        self.entries, self.start, self.end, self.entry, self.edges = entries, start, end, entry, edges
        self._made: dict[str, list[Hit]] = {}

    def of_text(self, text: int) -> Hits:
        """Return the hits in the text of that number."""
        ranges = ((category, edges[text], edges[text + 1]) for category, edges in self.edges.items())
        return Hits({category: (self, first, last) for category, first, last in ranges if first < last})

    def made(self, category: str) -> list[Hit]:
        """Return the hits of `category` in all texts; they are made at once, as one text seldom asks alone."""
        hits = self._made.get(category)
        if hits is None:
            edges = self.edges[category]
            here = slice(edges[0], edges[-1])
            entries = self.entries[self.entry[here]]
            columns = zip(self.start[here].tolist(), self.end[here].tolist(), entries.tolist(), strict=True)
            hits = self._made[category] = list(map(tuple.__new__, repeat(Hit), columns))  # a third of the price of Hit(…)
        return hits


class Hits(Mapping[str, list[Hit]]):
    """The hits in one text by category, in text order; only categories that are found."""

    __slots__ = ("_at", "_found", "_made")

    def __init__(self, found: dict[str, tuple[Found, int, int]] | None = None) -> None:
        self._found = found or {}
        self._made: dict[str, list[Hit]] = {}
        self._at: dict[str, dict[int, Hit]] = {}

    def __getitem__(self, category: str) -> list[Hit]:
        hits = self._made.get(category)
        if hits is None:
            found, first, last = self._found[category]
            offset = found.edges[category][0]
            hits = self._made[category] = found.made(category)[first - offset : last - offset]
        return hits

    def __contains__(self, category: object) -> bool:
        return category in self._found

    def __iter__(self) -> Iterator[str]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)

    def __or__(self, other: Hits) -> Hits:
        return Hits(self._found | other._found)

    def at(self, category: str) -> dict[int, Hit]:
        """Return the hits of `category` by their first token; an empty dict if there are none."""
        by_start = self._at.get(category)
        if by_start is None:
            hits = self[category] if category in self._found else []
            by_start = self._at[category] = {hit[0]: hit for hit in hits}
        return by_start

    def places(self, category: str) -> tuple[Ints, Ints]:
        """Return first token and end of every hit of `category`, without making the hits."""
        if category not in self._found:
            return NOWHERE, NOWHERE
        found, first, last = self._found[category]
        return found.start[first:last], found.end[first:last]
