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
from baochi.evaluate.locate import Locator, Span, near, paragraph_of
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
    if pair.find is None:
        return [], [], Counter(), Counter()
    gold, found = list(_candidates(pair.gold, pair.find)), list(_candidates(pair.found, pair.find))
    settled = _settle(gold, found)
    mine = _settle(found, [Unplaced(span.label, [(span.start, span.end)]) for span in settled])
    lost = [Counter(item.label for item in items if not item.places) for items in (gold, found)]
    return settled, mine, lost[0], lost[1]


def _candidates(article: Annotated, find: Locator) -> Iterator[Unplaced]:
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
    """Choose a place for every item.

    First come items that stand exactly where the other side has one. The others take a place that overlaps with a span that
    is still free on the other side, else their likeliest. Items that read the same take different places as long as there
    are any; the rest, and repeats, are one span.
    """
    theirs = {Labelled(other.label, *place) for other in others for place in other.places}
    taken: set[Labelled] = set()
    rest = []
    for item in items:
        spans = [Labelled(item.label, *place) for place in item.places]
        same = next((span for span in spans if span in theirs and span not in taken), None)
        if same:
            taken.add(same)
        elif spans:
            rest.append(spans)
    free = theirs - taken
    for spans in rest:
        left = [span for span in spans if span not in taken] or spans[:1]
        taken.add(next((span for span in left if any(_overlap(span, other) for other in free)), left[0]))
    return sorted(taken, key=lambda span: (span.start, span.end, span.label))


def _overlap(one: Labelled, other: Labelled) -> bool:
    return one.label == other.label and one.start < other.end and other.start < one.end


def add_spans(result: Tally, gold: Sequence[Labelled], found: Sequence[Labelled], layout: Sequence[Span] | None) -> None:
    """Judge the spans of an article paragraph by paragraph and add the outcomes, of all labels and of each."""
    from nervaluate import Evaluator

    by_para: dict[int | None, tuple[list[dict], list[dict]]] = defaultdict(lambda: ([], []))
    for side, spans in enumerate((gold, found)):
        for label, start, end in spans:  # the package counts the last code point in
            by_para[paragraph_of([(start, end)], layout)][side].append({"label": label, "start": start, "end": end - 1})
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
