"""Officials: names, ranks, offices, and which office belongs to whom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from baochi.evaluate.annotated import Annotated, Row
from baochi.evaluate.match import at_least, match
from baochi.evaluate.normalise import dice, normal, office
from baochi.evaluate.tally import Matched, Tally, item_of

LOOSE = 0.8
"""Likeness from which two offices match."""
NOT_OFFICIAL = frozenset({"business", "other"})

Held = dict[str, list[Row]]


def compare_officials(result: Tally, annotation: Annotated, extracted: Annotated) -> None:
    """Compare officials; people whom gold knows as no officials are neither right nor wrong."""
    gold = [row for row in annotation.officials if row["sector"] not in NOT_OFFICIAL]
    ignored = {normal(row["name"]) for row in annotation.officials if row["sector"] in NOT_OFFICIAL}
    found = [row for row in extracted.officials if row["sector"] not in NOT_OFFICIAL and normal(row["name"]) not in ignored]
    gold_held, held = _held(annotation, gold), _held(extracted, found)
    pairs = match(gold, found, lambda g, p: float(normal(g["name"]) == normal(p["name"])))
    result.matches("officials: name", pairs, gold, found)
    result.differences("official", pairs, gold, found, lambda row: row["name"])
    whole = {(i, j): _record(result, gold[i], found[j], gold_held, held) for i, j in pairs}
    right = {(id(gold[i]), id(found[j])) for (i, j), entirely in whole.items() if entirely}
    result.matches("officials: whole record", pairs, gold, found, lambda g, p: (id(g), id(p)) in right)
    _unmatched(result, gold, {i for i, _ in pairs}, gold_held, gold_side=True)
    _unmatched(result, found, {j for _, j in pairs}, held, gold_side=False)
    _whoever(result, gold, found, gold_held, held)


def _held(article: Annotated, officials: list[Row]) -> Held:
    """Return the positions of `officials` by official."""
    held: Held = {row["official_id"]: [] for row in officials}
    for row in article.positions:
        if row["official_id"] in held:
            held[row["official_id"]].append(row)
    return held


def _record(result: Tally, gold: Row, found: Row, gold_held: Held, held: Held) -> bool:
    """Compare one official that both sides have; say whether ranks and positions are all right."""
    wanted, given = gold_held[gold["official_id"]], held[found["official_id"]]
    ranks_right = _ranks(result, gold, found)
    pairs = match(wanted, given, _same_office)
    strict = match(wanted, given, _identical_office)
    result.matches("officials: position", pairs, wanted, given)
    result.matches("officials: position, strict", strict, wanted, given)
    result.matches("relations: person, office, status", pairs, wanted, given, _same_status)
    result.matches("relations: person, office, status, strict", strict, wanted, given, _same_status)
    result.differences("position", pairs, wanted, given, lambda row: _shown(gold["name"], row))
    for g, p in ((wanted[i], given[j]) for i, j in pairs):
        _position(result, gold["name"], g, p)
    result.labels["sector"].append((gold.get("para"), gold["sector"], found["sector"] or ""))
    result.accuracy("officials: sector", gold.get("para"), gold["sector"] == found["sector"])
    if gold["sector"] != found["sector"]:
        result.field("official", "label", "sector", (gold, gold["sector"]), (found, found["sector"]), of=gold["name"])
    return ranks_right and len(pairs) == len(wanted) == len(given)


def _ranks(result: Tally, gold: Row, found: Row) -> bool:
    wanted, given = ({normal(rank) for rank in row["ranks"] or []} for row in (gold, found))
    result.add("officials: rank", gold.get("para"), len(wanted & given), len(found["ranks"] or []), len(gold["ranks"]))
    if wanted != given:
        shown = [", ".join(row["ranks"] or []) for row in (gold, found)]
        result.field("official", "slot", "rank", (gold, shown[0]), (found, shown[1]), of=gold["name"])
    return wanted == given


def _position(result: Tally, name: str, gold: Row, found: Row) -> None:
    """Note in what a position that both sides have differs."""
    para, right = gold.get("para"), _same_status(gold, found)
    result.accuracy("officials: status", para, right)
    result.labels["position status"].append((para, gold["status"], found["status"] or ""))
    if not right:
        result.field("position", "label", "status", (gold, gold["status"]), (found, found["status"]), of=_shown(name, gold))
    if office(gold["title"], gold["unit"]) != office(found["title"], found["unit"]):
        sides = {"gold": item_of(gold, _shown(name, gold)), "found": item_of(found, _shown(name, found))}
        text = f"{_shown(name, gold)} ≠ {found['title']} | {found['unit']}"
        result.error("position", "border", text, **sides)


def _unmatched(result: Tally, officials: list[Row], matched: set[int], held: Held, *, gold_side: bool) -> None:
    """Count ranks and positions of officials whom the other side lacks; the missing official is the error."""
    extracted, gold = (0, 1) if gold_side else (1, 0)
    for row in (row for n, row in enumerate(officials) if n not in matched):
        ranks = len(row["ranks"] or [])
        result.add("officials: rank", row.get("para"), 0, ranks * extracted, ranks * gold)
        for position in held[row["official_id"]]:
            for layer in ("officials: position", "relations: person, office, status"):
                result.add(layer, position.get("para"), 0, extracted, gold)
                result.add(f"{layer}, strict", position.get("para"), 0, extracted, gold)


def _whoever(result: Tally, gold: Sequence[Row], found: Sequence[Row], gold_held: Held, held: Held) -> None:
    """Compare the offices of the article without asking whose they are; what only this finds went to the wrong person."""
    wanted = [row for official in gold for row in gold_held[official["official_id"]]]
    given = [row for official in found for row in held[official["official_id"]]]
    pairs = match(wanted, given, _same_office)
    result.matches("offices, whoever holds them", pairs, wanted, given)
    names: dict[str, str] = defaultdict(str, {row["official_id"]: row["name"] for row in gold})
    theirs: dict[str, str] = defaultdict(str, {row["official_id"]: row["name"] for row in found})
    for g, p in ((wanted[i], given[j]) for i, j in _exclusive(pairs, wanted, given, names, theirs)):
        holder, other = names[g["official_id"]], theirs[p["official_id"]]
        result.field("position", "slot", "holder", (g, holder), (p, other), of=f"{g['title']} | {g['unit']}")


def _exclusive(pairs: Matched, gold: list[Row], found: list[Row], names: dict[str, str], theirs: dict[str, str]) -> Matched:
    """Return the pairs whose office neither side gives to the other side's holder too."""

    def offices(rows: list[Row], holder: dict[str, str]) -> set[tuple[str, str]]:
        return {(normal(holder[row["official_id"]]), office(row["title"], row["unit"])) for row in rows}

    ours, others = offices(gold, names), offices(found, theirs)
    chosen = []
    for i, j in pairs:
        holder, other = normal(names[gold[i]["official_id"]]), normal(theirs[found[j]["official_id"]])
        mine, given = office(gold[i]["title"], gold[i]["unit"]), office(found[j]["title"], found[j]["unit"])
        if holder != other and not {(holder, mine), (holder, given)} & others and not {(other, given), (other, mine)} & ours:
            chosen.append((i, j))
    return chosen


def _shown(name: str, row: Row) -> str:
    return f"{name}: {row['title']} | {row['unit']}"


def _same_office(gold: Row, found: Row) -> float:
    return at_least(dice(office(gold["title"], gold["unit"]), office(found["title"], found["unit"])), LOOSE)


def _identical_office(gold: Row, found: Row) -> float:
    return float(normal(gold["title"]) == normal(found["title"]) and normal(gold["unit"]) == normal(found["unit"]))


def _same_status(gold: Row, found: Row) -> bool:
    return gold["status"] == found["status"]
