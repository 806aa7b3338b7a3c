"""Compares two sides article by article; figures, tests and pages are made of what this leaves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from baochi.evaluate import spans
from baochi.evaluate.layers import tally
from baochi.evaluate.side import Pair, Side, pair_up
from baochi.evaluate.tally import Error, Tally


@dataclass(slots=True)
class Measured:
    """Two sides compared: a pair and a tally for every article of the gold side.

    Attributes:
        lost: numbers of spans whose place in the text could not be found, by side (gold, found) and label.
        unread: articles without a text on either side, in which no span can be judged.
        judged_spans: whether `nervaluate` is installed.
    """

    gold: Side
    found: Side
    pairs: list[Pair]
    tallies: list[Tally] = field(default_factory=list)
    lost: tuple[Counter[str], Counter[str]] = field(default_factory=lambda: (Counter(), Counter()))
    unread: int = 0
    judged_spans: bool = True

    def errors(self) -> Iterator[Error]:
        """Yield every error in the order of the articles."""
        for one in self.tallies:
            yield from one.errors


def measure(gold: Side, found: Side, *, missing_ok: bool = False) -> Measured:
    """Compare two sides.

    Raises:
        SidesError: they are not about the same articles and texts, see `pair_up`.
    """
    result = Measured(gold, found, pair_up(gold, found, missing_ok=missing_ok), judged_spans=spans.available())
    for pair in result.pairs:
        judged = tally(pair.gold, pair.found, pair.find)
        mine, theirs, *lost = spans.spans_of(pair)
        if result.judged_spans:
            spans.add_spans(judged, mine, theirs, pair.layout)
        for total, more in zip(result.lost, lost, strict=True):
            total.update(more)
        result.unread += pair.text is None
        result.tallies.append(judged)
    return result
