"""What is measured: the layers of an article, each as counts of right, extracted and gold items.

An accuracy is a layer whose extracted and gold counts are both the number of cases judged.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from baochi.evaluate.extracted import Extracted, Row
from baochi.evaluate.gold import (
    GoldAnnotation,
    GoldAssessment,
    GoldAward,
    GoldOfficial,
    GoldPosition,
    GoldQuantity,
)
from baochi.evaluate.match import at_least, match
from baochi.evaluate.normalise import dice, normal, office

LOOSE = 0.8
"""Likeness from which positions and units match."""
AWARD = 0.6
HALF = 0.5
NOT_OFFICIAL = frozenset({"business", "other"})
WORK_AREA = "work area: "
SLOTS = ("measure", "actor", "period")

Pairs = list[tuple[int, int]]


class Counts(NamedTuple):
    """Items right (true positives), extracted and in gold."""

    right: int
    extracted: int
    gold: int


class Error(NamedTuple):
    """A difference: article, kind such as `unit missed`, and the item as text."""

    article_id: str
    kind: str
    item: str


@dataclass(slots=True)
class Tally:
    """Counts by layer and errors of one article."""

    article_id: str
    counts: dict[str, Counts] = field(default_factory=dict)
    errors: list[Error] = field(default_factory=list)

    def differences(self, what: str, pairs: Pairs, gold: Sequence[str], found: Sequence[str]) -> None:
        """Note every item that has no partner in `pairs`."""
        hit_gold, hit_found = {i for i, _ in pairs}, {j for _, j in pairs}
        lost = [(f"{what} missed", item) for i, item in enumerate(gold) if i not in hit_gold]
        extra = [(f"{what} extra", item) for j, item in enumerate(found) if j not in hit_found]
        self.errors += [Error(self.article_id, kind, item) for kind, item in lost + extra]

    def accuracy(self, layer: str, right: Iterable[bool]) -> None:
        judged = list(right)
        self.counts[f"{layer} (accuracy)"] = Counts(sum(judged), len(judged), len(judged))


def tally(article_id: str, gold: GoldAnnotation, found: Extracted) -> Tally:
    """Compare one article, layer by layer."""
    result = Tally(article_id)
    _officials(result, gold, found)
    _units(result, gold.units, found.units)
    _quantities(result, gold.quantities, found.quantities)
    _awards(result, gold.awards, found.awards)
    _assessments(result, gold.qualitative, found.assessments)
    _paragraphs(result, gold, found.paragraphs)
    return result


# ------------------------------------------------------------------ officials
def _officials(result: Tally, annotation: GoldAnnotation, extracted: Extracted) -> None:
    gold = [official for official in annotation.officials if official.sector not in NOT_OFFICIAL]
    no_official = {normal(official.name) for official in annotation.officials if official.sector in NOT_OFFICIAL}
    found = [
        row for row in extracted.officials if row["sector"] not in NOT_OFFICIAL and normal(row["name"]) not in no_official
    ]
    held: dict[str, list[Row]] = defaultdict(list)
    for row in extracted.positions:
        held[row["official_id"]].append(row)

    pairs = match(gold, found, lambda g, p: float(normal(g.name) == normal(p["name"])))
    result.differences("official", pairs, [g.name for g in gold], [p["name"] for p in found])
    records = [_record(result, gold[i], found[j], held[found[j]["official_id"]]) for i, j in pairs]

    n_gold, n_found = len(gold), len(found)
    ranks = sum(len(p["ranks"] or []) for p in found), sum(len(g.ranks) for g in gold)
    positions = sum(len(held[p["official_id"]]) for p in found), sum(len(g.positions) for g in gold)
    matched = sum(r.positions for r in records)
    result.counts |= {
        "officials: name": Counts(len(pairs), n_found, n_gold),
        "officials: rank": Counts(sum(r.ranks for r in records), *ranks),
        "officials: position": Counts(matched, *positions),
        "officials: position, strict": Counts(sum(r.strict for r in records), *positions),
        "officials: status (accuracy)": Counts(sum(r.status for r in records), matched, matched),
        "officials: whole record": Counts(sum(r.whole for r in records), n_found, n_gold),
    }


class _Record(NamedTuple):
    """What is right in one official: numbers of ranks and positions, and whether all of it is."""

    ranks: int
    positions: int
    strict: int
    status: int
    whole: bool


def _record(result: Tally, gold: GoldOfficial, official: Row, found: list[Row]) -> _Record:
    gold_ranks = {normal(rank) for rank in gold.ranks}
    found_ranks = {normal(rank) for rank in official["ranks"] or []}
    pairs = match(gold.positions, found, _same_office)
    result.differences(
        "position",
        pairs,
        [f"{gold.name}: {p.title} | {p.unit}" for p in gold.positions],
        [f"{gold.name}: {p['title']} | {p['unit']}" for p in found],
    )
    return _Record(
        ranks=len(gold_ranks & found_ranks),
        positions=len(pairs),
        strict=len(match(gold.positions, found, _identical_office)),
        status=sum(gold.positions[i].status == found[j]["status"] for i, j in pairs),
        whole=gold_ranks == found_ranks and len(pairs) == len(gold.positions) == len(found),
    )


def _same_office(gold: GoldPosition, found: Row) -> float:
    return at_least(dice(office(gold.title, gold.unit), office(found["title"], found["unit"])), LOOSE)


def _identical_office(gold: GoldPosition, found: Row) -> float:
    return float(normal(gold.title) == normal(found["title"]) and normal(gold.unit) == normal(found["unit"]))


# ------------------------------------------------------------------ units
def _units(result: Tally, annotated: list[str], rows: list[Row]) -> None:
    """Compare the distinct forms."""
    gold, found = _distinct(annotated), _distinct(row["unit"] for row in rows)
    pairs = match(gold, found, lambda g, p: at_least(dice(g, p), LOOSE))
    identical = sum(normal(gold[i]) == normal(found[j]) for i, j in pairs)
    result.counts["units"] = Counts(len(pairs), len(found), len(gold))
    result.counts["units, strict"] = Counts(identical, len(found), len(gold))
    result.differences("unit", pairs, gold, found)


def _distinct(forms: Iterable[str]) -> list[str]:
    return sorted({normal(form): form for form in forms}.values())


# ------------------------------------------------------------------ results
def _quantities(result: Tally, annotated: list[GoldQuantity], rows: list[Row]) -> None:
    """Compare the results; targets only have to be told apart from them."""
    gold = [quantity for quantity in annotated if quantity.status == "result"]
    found = [row for row in rows if row["status"] == "result" and row["value"] is not None]
    pairs = match(gold, found, _same_quantity)
    result.counts["quantities"] = Counts(len(pairs), len(found), len(gold))
    result.differences(
        "quantity",
        pairs,
        [f"¶{q.para} {q.value:g} {q.unit} | {q.measure}" for q in gold],
        [f"¶{q['para']} {q['value']:g} {q['unit']} | {q['measure']}" for q in found],
    )
    matched = [(gold[i], found[j]) for i, j in pairs]
    for slot in SLOTS:
        result.accuracy(f"quantities: {slot}", (dice(getattr(g, slot), p[slot]) >= HALF for g, p in matched))
    directions = ((g.change.direction if g.change else "", p["change_direction"] or "") for g, p in matched)
    result.accuracy("quantities: change", (wanted == given for wanted, given in directions))


def _same_quantity(gold: GoldQuantity, found: Row) -> float:
    """Same paragraph and value, and a like unit or the unit inside the measure; the measure decides between several."""
    if gold.para != found["para"] or abs(gold.value - found["value"]) > 1e-6 * max(1, abs(gold.value)):
        return 0.0
    like_unit = dice(gold.unit, found["unit"])
    if like_unit < HALF and normal(gold.unit) not in normal(found["measure"]):
        return 0.0
    return 1 + like_unit + dice(gold.measure, found["measure"])


def _awards(result: Tally, gold: list[GoldAward], found: list[Row]) -> None:
    def same(g: GoldAward, p: Row) -> float:
        like = dice(g.award, p["award"])
        return like + dice(g.recipient, p["recipient"]) if like >= AWARD else 0.0

    pairs = match(gold, found, same)
    given = sum(dice(gold[i].recipient, found[j]["recipient"]) >= HALF for i, j in pairs)
    result.counts["awards"] = Counts(len(pairs), len(found), len(gold))
    result.counts["awards with recipient"] = Counts(given, len(found), len(gold))
    result.differences(
        "award",
        pairs,
        [f"¶{a.para} {a.award} | {a.recipient}" for a in gold],
        [f"{a['award']} | {a['recipient']}" for a in found],
    )


def _assessments(result: Tally, gold: list[GoldAssessment], found: list[Row]) -> None:
    def same(g: GoldAssessment, p: Row) -> float:
        if g.para != p["para"]:
            return 0.0
        whole = dice(f"{g.aspect} {g.evaluation}", f"{p['aspect'] or ''} {p['evaluation'] or ''}")
        return at_least(max(dice(g.evaluation, p["evaluation"]), whole), HALF)

    pairs = match(gold, found, same)
    result.counts["assessments"] = Counts(len(pairs), len(found), len(gold))
    result.differences(
        "assessment",
        pairs,
        [f"¶{a.para} {a.aspect} | {a.evaluation}" for a in gold],
        [f"¶{a['para']} {a['aspect']} | {a['evaluation']}" for a in found],
    )


# ------------------------------------------------------------------ paragraphs
def _paragraphs(result: Tally, annotation: GoldAnnotation, rows: list[Row]) -> None:
    found = {row["para"]: row for row in rows}
    kinds = [found[para]["kind"] if para in found else None for para in range(len(annotation.kinds))]
    result.accuracy("paragraph kind", (g == p for g, p in zip(annotation.kinds, kinds, strict=True)))
    differing = [n for n, kind in enumerate(kinds) if kind != annotation.kinds[n]]
    result.errors += [
        Error(result.article_id, "paragraph kind", f"¶{n} is {annotation.kinds[n]}, found {kinds[n]}") for n in differing
    ]

    areas: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for para, codes in enumerate(annotation.work_areas):
        gold, mine = set(codes), set(found[para]["work_areas"] or []) if para in found else set()
        for code in gold | mine:
            areas[code][0] += code in mine and code in gold
            areas[code][1] += code in mine
            areas[code][2] += code in gold
        for kind, codes_ in (("work area missed", gold - mine), ("work area extra", mine - gold)):
            result.errors += [Error(result.article_id, kind, f"¶{para} {code}") for code in sorted(codes_)]
    result.counts |= {WORK_AREA + code: Counts(*counts) for code, counts in areas.items()}
    result.counts["work areas"] = Counts(*(sum(c[n] for c in areas.values()) for n in range(3)))
