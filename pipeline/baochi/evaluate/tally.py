"""What a comparison of one article leaves: outcomes of every layer, errors, and pairs of labels."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from baochi.evaluate.annotated import Row
from baochi.evaluate.locate import Locator, near

Matched = list[tuple[int, int]]
NOTHING = "—"
"""Stands for an empty field."""
ERROR_TYPES = ("missed", "extra", "border", "label", "slot")


class Counts(NamedTuple):
    """Items right (true positives), extracted and in gold; a partial match may count as half."""

    right: float
    extracted: float
    gold: float


class Outcome(NamedTuple):
    """What one item adds to a layer, and the paragraph it stands in (null if that is not known)."""

    layer: str
    para: int | None
    right: float
    extracted: float
    gold: float


class Item(NamedTuple):
    """A record as one side has it: a text for people, and where it stands (code points; null if not known)."""

    text: str
    para: int | None
    start: int | None
    end: int | None


class Error(NamedTuple):
    """A difference between the two sides.

    Attributes:
        what: `official`, `position`, `unit`, `quantity`, `award`, `assessment`, `work area` or `paragraph kind`.
        type: one of `ERROR_TYPES`. Borders are wrong where two items count as the same and read differently; a label is a
            value of a fixed list; a slot is any other field.
        item: both sides in one line.
    """

    article_id: str
    what: str
    type: str
    item: str
    gold: Item | None = None
    found: Item | None = None

    @property
    def kind(self) -> str:
        return f"{self.what} {self.type}"

    @property
    def para(self) -> int | None:
        """Paragraph of the gold item, else of the found one."""
        return next((item.para for item in (self.gold, self.found) if item and item.para is not None), None)

    def as_dict(self) -> dict[str, Any]:
        """Return everything as JSON values."""
        sides = {name: item._asdict() if item else None for name, item in (("gold", self.gold), ("found", self.found))}
        return {"article_id": self.article_id, "kind": self.kind, "item": self.item} | sides


def item_of(row: Row, text: str) -> Item:
    """Return a placed row as an item that reads `text`."""
    start, end = row["places"][0] if row["places"] else (None, None)
    return Item(text, row.get("para"), start, end)


@dataclass(slots=True)
class Tally:
    """Outcomes by layer, errors, and label pairs (paragraph, gold, found) by classification of one article.

    Attributes:
        find: looks up values in the text, null if that is not known.
    """

    article_id: str
    find: Locator | None = None
    outcomes: list[Outcome] = field(default_factory=list)
    errors: list[Error] = field(default_factory=list)
    labels: dict[str, list[tuple[int | None, str, str]]] = field(default_factory=lambda: defaultdict(list))
    areas: list[tuple[int, frozenset[str], frozenset[str]]] = field(default_factory=list)

    def add(self, layer: str, para: int | None, right: float, extracted: float, gold: float) -> None:
        self.outcomes.append(Outcome(layer, para, right, extracted, gold))

    def accuracy(self, layer: str, para: int | None, right: bool) -> None:
        """Count a case of an accuracy: extracted and gold are both the number of cases judged."""
        self.add(f"{layer} (accuracy)", para, right, 1, 1)

    def matches(
        self,
        layer: str,
        pairs: Matched,
        gold: Sequence[Row],
        found: Sequence[Row],
        right: Callable[[Row, Row], bool] | None = None,
    ) -> None:
        """Count items: those in `pairs` are on both sides, and right if `right` says so."""
        for i, j in pairs:
            self.add(layer, gold[i].get("para"), right is None or right(gold[i], found[j]), 1, 1)
        for row in _rest(gold, {i for i, _ in pairs}):
            self.add(layer, row.get("para"), 0, 0, 1)
        for row in _rest(found, {j for _, j in pairs}):
            self.add(layer, row.get("para"), 0, 1, 0)

    def differences(
        self, what: str, pairs: Matched, gold: Sequence[Row], found: Sequence[Row], text: Callable[[Row], str]
    ) -> None:
        """Note every item that has no partner in `pairs`."""
        for row in _rest(gold, {i for i, _ in pairs}):
            self.error(what, "missed", text(row), gold=item_of(row, text(row)))
        for row in _rest(found, {j for _, j in pairs}):
            self.error(what, "extra", text(row), found=item_of(row, text(row)))

    def error(self, what: str, type: str, item: str, *, gold: Item | None = None, found: Item | None = None) -> None:
        self.errors.append(Error(self.article_id, what, type, item, gold, found))

    def field(
        self, what: str, type: str, name: str, gold: tuple[Row, str | None], found: tuple[Row, str | None], *, of: str
    ) -> None:
        """Note a field, called `name`, that two matched rows hold differently; `of` is the record for people."""
        wanted, given = gold[1] or NOTHING, found[1] or NOTHING
        sides = {"gold": self._value(*gold, name, type), "found": self._value(*found, name, type)}
        self.error(what, type, f"{of}: {name} {wanted} ≠ {given}", **sides)

    def _value(self, row: Row, value: str | None, name: str, type: str) -> Item:
        """Return a value as an item. It stands where the text has it nearest to the record, else where the record does."""
        item = item_of(row, f"{name}: {value or NOTHING}")
        if type != "slot":  # a label is no part of the text
            return item
        if not value:
            return item._replace(start=None, end=None)
        spans = near(self.find, value, row["places"][:1]) if self.find else []
        return item._replace(start=spans[0][0], end=spans[0][1]) if spans else item

    def counts(self, paras: Collection[int] | None = None) -> dict[str, Counts]:
        """Return the sums by layer, of the paragraphs `paras` if given."""
        sums: dict[str, list[float]] = defaultdict(lambda: [0, 0, 0])
        for outcome in self.outcomes:
            if paras is None or outcome.para in paras:
                for n, value in enumerate(outcome[2:]):
                    sums[outcome.layer][n] += value
        return {layer: Counts(*values) for layer, values in sums.items()}


def _rest(rows: Sequence[Row], used: Collection[int]) -> Iterable[Row]:
    return (row for n, row in enumerate(rows) if n not in used)
