"""What is compared: the records and paragraphs of an article, layer by layer."""

from __future__ import annotations

from collections.abc import Iterable

from baochi.evaluate.annotated import Annotated, Row
from baochi.evaluate.locate import Locator
from baochi.evaluate.match import at_least, match
from baochi.evaluate.normalise import dice, normal
from baochi.evaluate.offices import compare_officials
from baochi.evaluate.tally import Counts, Item, Matched, Tally, item_of

LOOSE = 0.8
"""Likeness from which units match."""
AWARD = 0.6
HALF = 0.5
WORK_AREA = "work area: "
WORK_AREAS = "work areas"
RESULT = "result"
SLOTS = ("measure", "actor", "period", "change_direction", "unit", "qualifier")
LABELS = ("qualifier", "change_direction")

LAYERS = (
    *(f"officials: {part}" for part in ("name", "rank", "position", "position, strict", "whole record")),
    *(f"officials: {part} (accuracy)" for part in ("status", "sector")),
    *(f"relations: person, office, status{how}" for how in ("", ", strict")),
    "offices, whoever holds them",
    *("units", "units, strict", "quantities", "quantities: whole record"),
    *(f"quantities: {slot.removesuffix('_direction')} (accuracy)" for slot in SLOTS),
    "quantities: result or target (accuracy)",
    *("awards", "awards with recipient", "awards: giver (accuracy)", "awards: count (accuracy)"),
    *("assessments", "assessments: aspect (accuracy)", "paragraph kind (accuracy)", WORK_AREAS),
)
"""Layers that every comparison has; a layer more for every work area and every label of spans."""


def tally(gold: Annotated, found: Annotated, find: Locator | None = None) -> Tally:
    """Compare one article, layer by layer. Both sides must have been placed (`baochi.evaluate.locate`)."""
    result = Tally(gold.article_id, find)
    for layer in LAYERS:  # there even if nothing was found
        result.add(layer, None, 0, 0, 0)
    compare_officials(result, gold, found)
    _units(result, gold.units, found.units)
    _quantities(result, gold.quantities, found.quantities)
    _awards(result, gold.awards, found.awards)
    _assessments(result, gold.assessments, found.assessments)
    _paragraphs(result, gold.paragraphs, found.paragraphs)
    return result


# ------------------------------------------------------------------ units
def _units(result: Tally, annotated: list[Row], rows: list[Row]) -> None:
    """Compare the distinct forms."""
    gold, found = _distinct(annotated), _distinct(rows)
    pairs = match(gold, found, lambda g, p: at_least(dice(g["unit"], p["unit"]), LOOSE))
    result.matches("units", pairs, gold, found)
    result.matches("units, strict", pairs, gold, found, _same_unit)
    result.differences("unit", pairs, gold, found, lambda row: row["unit"])
    for g, p in ((gold[i], found[j]) for i, j in pairs):
        if not _same_unit(g, p):
            _border(result, "unit", g, p, g["unit"], p["unit"])


def _distinct(rows: Iterable[Row]) -> list[Row]:
    return sorted({normal(row["unit"]): row for row in rows}.values(), key=lambda row: row["unit"])


def _same_unit(gold: Row, found: Row) -> bool:
    return normal(gold["unit"]) == normal(found["unit"])


def _border(result: Tally, what: str, gold: Row, found: Row, wanted: str, given: str) -> None:
    result.error(what, "border", f"{wanted} ≠ {given}", gold=item_of(gold, wanted), found=item_of(found, given))


# ------------------------------------------------------------------ results
def _quantities(result: Tally, annotated: list[Row], rows: list[Row]) -> None:
    """Compare the results; targets only have to be told apart from them."""
    valued = [row for row in rows if row["value"] is not None]
    _statuses(result, annotated, valued)
    gold, found = ([row for row in side if row["status"] == RESULT] for side in (annotated, valued))
    pairs = match(gold, found, _same_quantity)
    result.matches("quantities", pairs, gold, found)
    result.differences("quantity", pairs, gold, found, _shown_quantity)
    wrong = {(i, j): _wrong_slots(result, gold[i], found[j]) for i, j in pairs}
    right = {(id(gold[i]), id(found[j])) for (i, j), slots in wrong.items() if not slots}
    result.matches("quantities: whole record", pairs, gold, found, lambda g, p: (id(g), id(p)) in right)


def _same_quantity(gold: Row, found: Row) -> float:
    """Same paragraph and value, and a like unit or the unit inside the measure; the measure decides between several."""
    if gold["para"] != found["para"] or abs(gold["value"] - found["value"]) > 1e-6 * max(1, abs(gold["value"])):
        return 0.0
    like_unit = dice(gold["unit"], found["unit"])
    if like_unit < HALF and normal(gold["unit"]) not in normal(found["measure"]):
        return 0.0
    return 1 + like_unit + dice(gold["measure"], found["measure"])


def _shown_quantity(row: Row) -> str:
    return f"¶{row['para']} {row['value']:g} {row['unit']} | {row['measure']}"


def _statuses(result: Tally, gold: list[Row], found: list[Row]) -> None:
    """Note for every quantity found on both sides whether it is a result or a target."""
    for g, p in ((gold[i], found[j]) for i, j in match(gold, found, _same_quantity)):
        result.labels["quantity status"].append((g["para"], g["status"], p["status"]))
        result.accuracy("quantities: result or target", g["para"], g["status"] == p["status"])


def _wrong_slots(result: Tally, gold: Row, found: Row) -> list[str]:
    """Judge every slot of a quantity; return those that are wrong."""
    wrong = []
    for slot in SLOTS:
        wanted, given = gold.get(slot) or "", found.get(slot) or ""
        right = wanted == given if slot in LABELS else dice(wanted, given) >= HALF
        name = slot.removesuffix("_direction")
        result.accuracy(f"quantities: {name}", gold["para"], right)
        if slot in LABELS:
            result.labels[f"quantity {name}"].append((gold["para"], wanted, given))
        if not right:
            wrong.append(slot)
            kind = "label" if slot in LABELS else "slot"
            result.field("quantity", kind, name, (gold, wanted), (found, given), of=_shown_quantity(gold))
    return wrong


# ------------------------------------------------------------------ awards, assessments
def _awards(result: Tally, gold: list[Row], found: list[Row]) -> None:
    def same(g: Row, p: Row) -> float:
        like = dice(g["award"], p["award"])
        return like + dice(g["recipient"], p["recipient"]) if like >= AWARD else 0.0

    def shown(row: Row) -> str:
        return f"¶{row.get('para')} {row['award']} | {row['recipient']}"

    pairs = match(gold, found, same)
    result.matches("awards", pairs, gold, found)
    result.matches("awards with recipient", pairs, gold, found, lambda g, p: dice(g["recipient"], p["recipient"]) >= HALF)
    result.differences("award", pairs, gold, found, shown)
    for g, p in ((gold[i], found[j]) for i, j in pairs):
        for slot in ("recipient", "giver"):
            right = dice(g[slot], p.get(slot)) >= HALF
            if not right:
                result.field("award", "slot", slot, (g, g[slot]), (p, p.get(slot)), of=shown(g))
            if slot == "giver":
                result.accuracy("awards: giver", g["para"], right)
        result.accuracy("awards: count", g["para"], g.get("count") == p.get("count"))
        if normal(g["award"]) != normal(p["award"]):
            _border(result, "award", g, p, g["award"], p["award"])


def _assessments(result: Tally, gold: list[Row], found: list[Row]) -> None:
    def same(g: Row, p: Row) -> float:
        if g["para"] != p["para"]:
            return 0.0
        whole = dice(f"{g['aspect']} {g['evaluation']}", f"{p['aspect'] or ''} {p['evaluation'] or ''}")
        return at_least(max(dice(g["evaluation"], p["evaluation"]), whole), HALF)

    def shown(row: Row) -> str:
        return f"¶{row['para']} {row['aspect']} | {row['evaluation']}"

    pairs = match(gold, found, same)
    result.matches("assessments", pairs, gold, found)
    result.differences("assessment", pairs, gold, found, shown)
    for g, p in ((gold[i], found[j]) for i, j in pairs):
        right = dice(g["aspect"], p["aspect"]) >= HALF
        result.accuracy("assessments: aspect", g["para"], right)
        if not right:
            result.field("assessment", "slot", "aspect", (g, g["aspect"]), (p, p["aspect"]), of=shown(g))
        if normal(g["evaluation"]) != normal(p["evaluation"]):
            _border(result, "assessment", g, p, g["evaluation"], p["evaluation"])


# ------------------------------------------------------------------ paragraphs
def _paragraphs(result: Tally, gold: list[Row], rows: list[Row]) -> None:
    """Compare kinds and work areas of the paragraphs that the gold side has."""
    found = {row["para"]: row for row in rows}
    for row in gold:
        para, mine = row["para"], found.get(row["para"], {})
        kind = mine.get("kind") or ""
        result.accuracy("paragraph kind", para, row["kind"] == kind)
        result.labels["paragraph kind"].append((para, row["kind"], kind))
        if row["kind"] != kind:
            text = f"¶{para} is {row['kind']}, found {kind or 'none'}"
            result.error("paragraph kind", "label", text, gold=item_of(row, row["kind"]), found=item_of(row, kind))
        wanted, given = frozenset(row["work_areas"] or []), frozenset(mine.get("work_areas") or [])
        result.areas.append((para, wanted, given))
        for code in sorted(wanted | given):
            counts = Counts(code in wanted and code in given, code in given, code in wanted)
            result.add(WORK_AREA + code, para, *counts)
            result.add(WORK_AREAS, para, *counts)
            if not counts.right:
                _area_error(result, row, code, missed=code in wanted)


def _area_error(result: Tally, row: Row, code: str, *, missed: bool) -> None:
    item: Item = item_of(row, code)
    side = {"gold": item} if missed else {"found": item}
    result.error("work area", "missed" if missed else "extra", f"¶{row['para']} {code}", **side)


__all__ = ["LOOSE", "WORK_AREA", "Matched", "tally"]
