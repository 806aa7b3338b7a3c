"""Spans, judged as SemEval-2013 task 9 does, by the package `nervaluate`.

Strict: borders and label right; exact: borders right; partial: overlap counts as half; type: overlap with the right label.
Of every record one span is compared, the one that it is about.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from importlib import metadata
from typing import NamedTuple

from baochi.evaluate.annotated import Annotated
from baochi.evaluate.locate import Locator, Span, near
from baochi.evaluate.offices import NOT_OFFICIAL
from baochi.evaluate.side import Pair
from baochi.evaluate.tally import Tally

SCHEMES = {"strict": "strict", "exact": "exact", "partial": "partial", "ent_type": "type"}
"""Names of the schemes: in the package, and here."""
LABELS = ("PERSON", "RANK", "POSITION", "UNIT", "QUANTITY", "PERIOD", "AWARD", "ASSESSMENT")
TABLES = {"positions": "POSITION", "units": "UNIT", "quantities": "QUANTITY", "awards": "AWARD", "assessments": "ASSESSMENT"}


class Labelled(NamedTuple):
    """A span in the text with its label; code points, end exclusive."""

    label: str
    start: int
    end: int


class Unplaced(NamedTuple):
    """A span that may stand in several places, the likeliest first; in none if it could not be found."""

    label: str
    places: list[Span]


def available() -> bool:
    """Say whether `nervaluate` is installed."""
    try:
        metadata.version("nervaluate")
    except metadata.PackageNotFoundError:
        return False
    return True


def spans_of(pair: Pair) -> tuple[list[Labelled], list[Labelled], Counter[str], Counter[str]]:
    """Return the spans of both sides, and by label the numbers of those that could not be found in the text.

    A string without offsets is taken to stand where the other side has it, if that is one of its places.
    """
    if pair.text is None:
        return [], [], Counter(), Counter()
    find = Locator(pair.text)
    gold, found = list(_candidates(pair.gold, find, pair)), list(_candidates(pair.found, find, pair))
    settled = _settle(gold, found)
    mine = _settle(found, [Unplaced(span.label, [(span.start, span.end)]) for span in settled])
    lost = [Counter(item.label for item in items if not item.places) for items in (gold, found)]
    return settled, mine, lost[0], lost[1]


def _candidates(article: Annotated, find: Locator, pair: Pair) -> Iterator[Unplaced]:
    officials = [row for row in article.officials if row["sector"] not in NOT_OFFICIAL]
    for row in officials:
        yield Unplaced("PERSON", row["places"])
        yield from (Unplaced("RANK", near(find, rank, row["places"][:1])) for rank in row["ranks"] or [])
    theirs = {row["official_id"] for row in officials}
    for table, label in TABLES.items():
        for row in article.rows(table):
            if table != "positions" or row["official_id"] in theirs:
                yield Unplaced(label, row["places"])
            if table == "quantities" and row.get("period"):
                yield Unplaced("PERIOD", near(find, row["period"], row["places"][:1]))


def _settle(items: Sequence[Unplaced], others: Sequence[Unplaced]) -> list[Labelled]:
    """Choose a place for every item: one that the other side has too, else one that overlaps with it, else the likeliest.

    Items that read the same take different places as long as there are any; the rest, and repeats, are one span.
    """
    theirs: dict[str, set[Span]] = defaultdict(set)
    for other in others:
        theirs[other.label].update(other.places)
    taken: dict[Labelled, None] = {}
    for label, places in items:
        free = [place for place in places if Labelled(label, *place) not in taken] or places[:1]
        same = next((place for place in free if place in theirs[label]), None)
        touching = (p for p in free if any(p[0] < end and start < p[1] for start, end in theirs[label]))
        chosen = same or next(touching, None) or next(iter(free), None)
        if chosen:
            taken[Labelled(label, *chosen)] = None
    return sorted(taken, key=lambda span: (span.start, span.end, span.label))


def add_spans(result: Tally, gold: Sequence[Labelled], found: Sequence[Labelled], layout: Sequence[Span] | None) -> None:
    """Judge the spans of an article paragraph by paragraph and add the outcomes, of all labels and of each."""
    from nervaluate import Evaluator

    by_para: dict[int | None, tuple[list[dict], list[dict]]] = defaultdict(lambda: ([], []))
    for side, spans in enumerate((gold, found)):
        for label, start, end in spans:  # the package counts the last code point in
            by_para[_para(start, layout)][side].append({"label": label, "start": start, "end": end - 1})
    for para, (true, predicted) in by_para.items():
        predicted.sort(key=lambda span: _preference(span, true))
        judged = Evaluator([true], [predicted], tags=list(LABELS), loader="dict").evaluate()
        for scheme, name in SCHEMES.items():
            _add(result, f"spans: {name}", para, judged["overall"][scheme])
            for label, by_scheme in judged["entities"].items():
                _add(result, f"spans, {label}: {name}", para, by_scheme[scheme])


def _preference(span: dict, true: list[dict]) -> int:
    """Return 0 for a span that is right, 1 for right borders, else 2.

    The package takes predictions as they come, and one that only overlaps may use up the gold span of one that is right
    where spans are nested; so those that are right come first.
    """
    borders = [other for other in true if (other["start"], other["end"]) == (span["start"], span["end"])]
    return 0 if span in borders else 1 if borders else 2


def _add(result: Tally, layer: str, para: int | None, judged) -> None:
    result.add(layer, para, judged.correct + judged.partial / 2, judged.actual, judged.possible)


def _para(start: int, layout: Sequence[Span] | None) -> int | None:
    return next((n for n, (first, last) in enumerate(layout or ()) if first <= start < last), None)
