"""What is found in texts: kept as arrays for a whole batch, made into lists and hits where somebody asks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import repeat
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from baochi.lexicon.entry import Entry

Ints = npt.NDArray[np.int64]
NOWHERE: Ints = np.empty(0, dtype=np.int64)


class Hit(NamedTuple):
    """A lexicon entry found at tokens `start` to `end` (exclusive)."""

    start: int
    end: int
    entry: Entry


class EntryTable:
    """The entries that are searched for, by number, and what all those of a category have in a column.

    Attributes:
        category: of each entry, as a number of `categories`.
    """

    def __init__(self, entries: Sequence[Entry]) -> None:
        self.entries = list(entries)
        self.categories = list(dict.fromkeys(entry.category for entry in entries))
        number_of = {category: number for number, category in enumerate(self.categories)}
        self.category: Ints = np.array([number_of[entry.category] for entry in entries], dtype=np.int64)
        self._columns: dict[tuple[str, str], tuple[dict[str, int], Ints]] = {}

    def column(self, category: str, column: str) -> tuple[dict[str, int], Ints]:
        """Return the values in a column of a category, numbered, and the number that each entry of the category has."""
        if (category, column) not in self._columns:
            here = np.flatnonzero(self.category == self.categories.index(category))
            values = [self.entries[number].get(column) for number in here.tolist()]
            number_of = {value: number for number, value in enumerate(dict.fromkeys(values))}
            numbers = np.zeros(len(self.entries), np.int64)
            numbers[here] = [number_of[value] for value in values]
            self._columns[category, column] = number_of, numbers
        return self._columns[category, column]


class Group:
    """The hits of a category, or those whose entries have a value in a column, in a batch of texts, by text and place.

    Each list is made for all texts at once, as one text seldom asks alone.

    Args:
        start, end, entry: see `Found`; edges: where the hits of each text begin, and where those of the last end.
    """

    def __init__(self, table: EntryTable, start: Ints, end: Ints, entry: Ints, edges: list[int]) -> None:
        self.table, self.start, self.end, self.entry, self.edges = table, start, end, entry, edges
        self._values: dict[str, list[str]] = {}

    @cached_property
    def starts(self) -> list[int]:
        """The first token of each hit."""
        return self.start.tolist()

    @cached_property
    def ends(self) -> list[int]:
        """The token after each hit."""
        return self.end.tolist()

    @cached_property
    def entries(self) -> list[Entry]:
        """The entry of each hit."""
        return list(map(self.table.entries.__getitem__, self.entry.tolist()))

    @cached_property
    def hits(self) -> list[Hit]:
        """The hits themselves, which cost more than all their columns."""
        columns = zip(self.starts, self.ends, self.entries, strict=True)
        return list(map(tuple.__new__, repeat(Hit), columns))  # a third of the price of Hit(…)

    def values(self, category: str, column: str) -> list[str]:
        """Return what the entry of each hit has in a column of its category."""
        if column not in self._values:
            number_of, numbers = self.table.column(category, column)
            self._values[column] = list(map(list(number_of).__getitem__, numbers[self.entry].tolist()))
        return self._values[column]

    def having(self, category: str, column: str, value: str) -> Group:
        """Return the hits whose entries have `value` in a column of their category."""
        number_of, numbers = self.table.column(category, column)
        rows = np.flatnonzero(numbers[self.entry] == number_of.get(value, -1))
        edges = np.searchsorted(rows, self.edges).tolist()
        return Group(self.table, self.start[rows], self.end[rows], self.entry[rows], edges)


class Found:
    """The hits in a batch of texts, sorted by category, text and place.

    Args:
        table: what `entry` counts; start, end: tokens of the hit's own text; entry: one number a hit.
        edges: for each category, where the hits of each text begin, and where those of the last end.
    """

    def __init__(self, table: EntryTable, start: Ints, end: Ints, entry: Ints, edges: dict[str, list[int]]) -> None:
        self.table, self.start, self.end, self.entry, self.edges = table, start, end, entry, edges
        self._groups: dict[tuple[str, str, str], Group] = {}

    def of_text(self, text: int) -> Hits:
        """Return the hits in the text of that number."""
        return Hits(((self, text),))

    def group(self, category: str, column: str = "", value: str = "") -> Group:
        """Return the hits of `category`: those whose entries have `value` in a column if one is named."""
        group = self._groups.get((category, column, value))
        if group is None:
            group = self.group(category).having(category, column, value) if column else self._all_of(category)
            self._groups[category, column, value] = group
        return group

    def _all_of(self, category: str) -> Group:
        edges = self.edges[category]
        here = slice(edges[0], edges[-1])
        return Group(self.table, self.start[here], self.end[here], self.entry[here], [edge - edges[0] for edge in edges])


class Hits(Mapping[str, list[Hit]]):
    """The hits in one text by category, in text order; only categories that are found.

    Where a column and a value are given, only hits count whose entries have that value in that column. Most who ask need
    no `Hit`: lists of tokens, entries or values cost a small part of it.
    """

    __slots__ = ("_at", "_entries_at", "_parts")

    def __init__(self, parts: tuple[tuple[Found, int], ...] = ()) -> None:
        self._parts = parts
        self._at: dict[str, dict[int, Hit]] = {}
        self._entries_at: dict[str, dict[int, Entry]] = {}

    def __getitem__(self, category: str) -> list[Hit]:
        if category not in self:
            raise KeyError(category)
        return self.where(category)

    def __contains__(self, category: object) -> bool:
        _, first, last = self._group(str(category))
        return first < last

    def __iter__(self) -> Iterator[str]:
        return (category for found, _ in self._parts for category in found.edges if category in self)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __or__(self, other: Hits) -> Hits:
        return Hits(self._parts + other._parts)

    def at(self, category: str) -> dict[int, Hit]:
        """Return the hits of `category` by their first token; an empty dict if there are none."""
        by_start = self._at.get(category)
        if by_start is None:
            group, first, last = self._group(category)
            pairs = zip(group.starts[first:last], group.hits[first:last], strict=True)
            by_start = self._at[category] = dict(pairs)
        return by_start

    def entries_at(self, category: str) -> dict[int, Entry]:
        """Return the entries of the hits of `category` by the first token; `Entry.length` says where they end."""
        by_start = self._entries_at.get(category)
        if by_start is None:
            group, first, last = self._group(category)
            pairs = zip(group.starts[first:last], group.entries[first:last], strict=True)
            by_start = self._entries_at[category] = dict(pairs)
        return by_start

    def entries_before(self, category: str) -> dict[int, Entry]:
        """Return the entries of the hits of `category` by the token after them."""
        group, first, last = self._group(category)
        return dict(zip(group.ends[first:last], group.entries[first:last], strict=True))

    def where(self, category: str, column: str = "", value: str = "") -> list[Hit]:
        """Return the hits of `category`; an empty list if there are none."""
        group, first, last = self._group(category, column, value)
        return group.hits[first:last]

    def starts(self, category: str, column: str = "", value: str = "") -> list[int]:
        """Return the first token of each hit of `category`."""
        group, first, last = self._group(category, column, value)
        return group.starts[first:last]

    def ends(self, category: str, column: str = "", value: str = "") -> list[int]:
        """Return the token after each hit of `category`."""
        group, first, last = self._group(category, column, value)
        return group.ends[first:last]

    def ends_at(self, category: str, column: str = "", value: str = "") -> dict[int, int]:
        """Return the token after each hit of `category` by its first token."""
        group, first, last = self._group(category, column, value)
        return dict(zip(group.starts[first:last], group.ends[first:last], strict=True))

    def column(self, category: str, column: str) -> list[str]:
        """Return what the entry of each hit of `category` has in a column, an empty string where it has no such column."""
        group, first, last = self._group(category)
        return group.values(category, column)[first:last] if first < last else []

    def places(self, category: str) -> tuple[Ints, Ints]:
        """Return first token and end of every hit of `category` as arrays."""
        group, first, last = self._group(category)
        return group.start[first:last], group.end[first:last]

    def _group(self, category: str, column: str = "", value: str = "") -> tuple[Group, int, int]:
        """Return the hits of the whole batch and where those of this text begin and end among them."""
        for found, text in self._parts:
            if category in found.edges:
                group = found.group(category, column, value)
                return group, group.edges[text], group.edges[text + 1]
        return _NO_GROUP, 0, 0


_NO_GROUP = Group(EntryTable([]), NOWHERE, NOWHERE, NOWHERE, [0, 0])
