"""Features of many counts or sentences at once, added column by column."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from baochi.text.vocabulary import Ints

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


class Values(NamedTuple):
    """Values that are few, each told by its number among the distinct ones."""

    distinct: Sequence[str]
    numbers: Ints

    @classmethod
    def of(cls, values: Sequence[str]) -> Values:
        """Number values, in an order that does not depend on the batch: nor must the order in which weights are added."""
        distinct = sorted(set(values))
        number_of = {value: number for number, value in enumerate(distinct)}
        return cls(distinct, np.fromiter(map(number_of.__getitem__, values), np.int64, len(values)))

    def take(self, places: Ints | Flags) -> Values:
        """Return the values at these places."""
        return Values(self.distinct, self.numbers[places])

    def among(self, values: Iterable[str]) -> Flags:
        """Say of each whether it is one of these values."""
        return np.array([value in values for value in self.distinct], np.bool_)[self.numbers]


class Table:
    """Which features hold in each of so many rows (counts or sentences): names that count 1, each once a row.

    A name is a prefix that all of a column share, and a value; an empty value says nothing.
    """

    def __init__(self, size: int) -> None:
        self.size = size
        self._columns: list[tuple[str, Ints | None, Values]] = []
        self._flags: list[tuple[str, Flags]] = []

    def each(self, prefix: str, values: Values) -> None:
        """Add one feature to every row."""
        self._columns.append((prefix, None, values))

    def some(self, prefix: str, rows: Ints, values: Values) -> None:
        """Add one feature to each of these rows."""
        self._columns.append((prefix, rows, values))

    def several(self, prefix: str, classes: Values, rows: Ints, found: Ints) -> None:
        """Add to rows the classes of what was found there, each class once a row."""
        row, number = np.divmod(np.unique(rows * len(classes.distinct) + classes.numbers[found]), len(classes.distinct))
        self.some(prefix, row, Values(classes.distinct, number))

    def flag(self, name: str, holds: Flags) -> None:
        """Add one and the same feature to the rows in which something holds."""
        self._flags.append((name, holds))

    def scores(self, weights: Mapping[str, float]) -> Floats:
        """Return the sum of the weights of each row's features."""
        total = np.zeros(self.size)
        for prefix, rows, (distinct, numbers) in self._columns:
            weighed = np.array([weights.get(prefix + value, 0.0) if value else 0.0 for value in distinct])[numbers]
            total += weighed if rows is None else np.bincount(rows, weighed, self.size)
        for name, holds in self._flags:
            total[holds] += weights.get(name, 0.0)
        return total

    def names(self) -> list[list[str]]:
        """Return the features of each row."""
        found: list[list[str]] = [[] for _ in range(self.size)]
        for prefix, rows, (distinct, numbers) in self._columns:
            names = [value and prefix + value for value in distinct]
            places = range(self.size) if rows is None else rows.tolist()
            for row, name in zip(places, map(names.__getitem__, numbers.tolist()), strict=True):
                found[row] += [name] if name else []
        for name, holds in self._flags:
            for row in holds.nonzero()[0].tolist():
                found[row].append(name)
        return found
