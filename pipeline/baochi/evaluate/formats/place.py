"""From the records of the guidelines, which are strings, to spans of the text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from baochi.evaluate.formats.locate import Place, locate
from baochi.evaluate.formats.model import AnnotatedText, Relation, Span, scheme

Record = dict[str, Any]
Hints = Mapping[tuple[Any, ...], Place]

AS_ATTRIBUTE = {"unit": "quantity_unit", "status": "result_or_target"}
"""Fields of a quantity whose names mean something else on another span."""
SHARED = ("UNIT", "PERSON")
"""A slot that covers one of these leads to it, rather than to a span of its own."""
LAYERS = ("officials", "units", "quantities", "awards", "qualitative")


def place(article: AnnotatedText, annotation: Mapping[str, Any], hints: Hints | None = None) -> list[str]:
    """Add the records of `annotation` (guidelines, section 6) to `article` as spans and relations.

    A name stands at its first place; a rank, an office and its body closest to the name; a quantity, an award and an
    assessment in their paragraph, and their slots in the record, else in the paragraph, else where they are closest.

    Args:
        hints: where a record is known to stand, by layer and index, and for a position by official and position.

    Returns:
        What stands nowhere in the text to the letter, each as a sentence; it is kept as data.
    """
    placer = _Placer(article, hints or {})
    placer.units(annotation["units"])
    placer.officials(annotation["officials"])
    for layer in scheme()["records"]:
        for index, record in enumerate(annotation[layer]):
            placer.record(layer, index, record)
    return placer.problems


class _Placer:
    """Places the records of one article."""

    def __init__(self, article: AnnotatedText, hints: Hints) -> None:
        self.article = article
        self.hints = hints
        self.whole = (0, len(article.text))
        self.problems: list[str] = []
        self._shared: dict[Place, int] = {}
        self._parts: dict[tuple[str, Place], int] = {}

    def units(self, units: Sequence[str]) -> None:
        """Place every form outside of the longer ones that hold it, where it stands alone somewhere."""
        taken: list[Place] = []
        found: dict[int, Place] = {}
        for index in sorted(range(len(units)), key=lambda n: -len(units[n])):
            free = _gaps(taken, self.whole)
            at = locate(self.article.text, units[index], [*self._hint("units", index), *free, self.whole])
            if at:
                found[index] = at
                taken = sorted([*taken, at])
        for index, unit in enumerate(units):
            if index in found:
                self._add("UNIT", found[index])
            else:
                self._keep("units", index, unit, unit)

    def officials(self, officials: Sequence[Record]) -> None:
        """Place people with their ranks and offices."""
        for index, official in enumerate(officials):
            at = self._find(official["name"], self._hint("officials", index))
            if at is None:
                self._keep("officials", index, official, official["name"])
                continue
            used = ("name", "ranks", "positions")
            person = self._add("PERSON", at, {k: v for k, v in official.items() if k not in used})
            data = self.article.spans[person].data
            for number, rank in enumerate(official["ranks"]):
                spot = self._find(rank, [self._paragraph(at)], at[0])
                if spot:
                    self._relate("rank", person, self._body("RANK", spot))
                else:
                    data.setdefault("ranks", {})[str(number)] = rank
                    self._missing(f"officials.{index}.ranks.{number}", rank)
            for number, position in enumerate(official["positions"]):
                if not self._position(person, at, position, [*self._hint("officials", index, number)]):
                    data.setdefault("positions", {})[str(number)] = position
                    self._missing(f"officials.{index}.positions.{number}", f"{position['title']} {position['unit']}")

    def _position(self, person: int, near: Place, position: Record, hint: list[Place]) -> bool:
        """Place an office; say whether that was possible."""
        windows = [*hint, self._paragraph(near)]
        rest = {k: v for k, v in position.items() if k not in ("title", "unit")}
        if not position["title"]:
            body = self._find(position["unit"], windows, near[0])
            if body is None or rest != {"status": "current"}:
                return False
            self._relate("member", person, self._body("OFFICE_UNIT", body))
            return True
        at = self._find(position["title"], windows, near[0])
        if at is None:
            return False
        title = self._add("POSITION", at, rest)
        self._relate("position", person, title)
        self._slot(title, "unit", "OFFICE_UNIT", position["unit"], [*hint, self._paragraph(at)], at[1])
        return True

    def record(self, layer: str, index: int, record: Record) -> None:
        """Place a quantity, an award or an assessment with its slots."""
        rule, para = scheme()["records"][layer], record["para"]
        text, slots = record.get(rule["field"], ""), rule["slots"]
        paragraph = self.article.paragraphs[para]
        at = locate(self.article.text, text, [*self._hint(layer, index), paragraph])
        if at is None:
            self._keep(layer, index, record, text)
            return
        data = {k: v for k, v in record.items() if k not in ("para", rule["field"], "change", *slots) and v is not None}
        if layer == "quantities":
            data = {AS_ATTRIBUTE.get(k, k): v for k, v in data.items()}
            change = record.get("change") or {}
            data |= {f"change_{name}": value for name, value in change.items() if value is not None}
        anchor = self._add(rule["anchor"], at, data)
        for slot in slots:
            around = [*self._hint(layer, index), at, paragraph]
            self._slot(anchor, slot, slot.upper(), record.get(slot, ""), around, at[0])

    def _slot(self, head: int, slot: str, label: str, text: str, windows: list[Place], near: int) -> None:
        if not text:
            return
        at = self._find(text, windows, near)
        if at is None:
            self.article.spans[head].data[slot] = text
            self._missing(f"{slot} of {self.article.surface(self.article.spans[head])!r}", text)
        else:
            self._relate(slot, head, self._body(label, at))

    def _body(self, label: str, at: Place) -> int:
        """Return the unit or person at `at` if `label` may be one, else the span with `label` there, else a new one."""
        shares = any({label, "UNIT"} <= set(rule["to"]) for rule in scheme()["relations"].values())
        if shares and at in self._shared and self._fits(label, at):
            return self._shared[at]
        if (label, at) not in self._parts:
            self._parts[label, at] = self._add(label, at)
        return self._parts[label, at]

    def _fits(self, label: str, at: Place) -> bool:
        return label != "OFFICE_UNIT" or self.article.spans[self._shared[at]].label == "UNIT"

    def _add(self, label: str, at: Place, data: Record | None = None) -> int:
        self.article.spans.append(Span(label, *at, data or {}))
        if label in SHARED:
            self._shared.setdefault(at, len(self.article.spans) - 1)
        return len(self.article.spans) - 1

    def _relate(self, label: str, head: int, tail: int) -> None:
        self.article.relations.append(Relation(label, head, tail))

    def _find(self, text: str, windows: Sequence[Place], near: int | None = None) -> Place | None:
        return locate(self.article.text, text, [*windows, self.whole], near)

    def _hint(self, *key: Any) -> list[Place]:
        return [self.hints[key]] if key in self.hints else []

    def _paragraph(self, at: Place) -> Place:
        return self.article.paragraphs[self.article.paragraph_at(at[0])]

    def _keep(self, layer: str, index: int, record: Any, text: str) -> None:
        self.article.kept.setdefault(layer, {})[str(index)] = record
        self._missing(f"{layer}.{index}", text)

    def _missing(self, field: str, text: str) -> None:
        self.problems.append(f"{self.article.article_id}: {field}: {text!r} does not stand in the text; kept as data")


def _gaps(taken: Sequence[Place], whole: Place) -> list[Place]:
    """Return the stretches of `whole` between the places in `taken`, which are in order."""
    gaps, at = [], whole[0]
    for start, end in taken:
        if start > at:
            gaps.append((at, start))
        at = max(at, end)
    return [*gaps, (at, whole[1])]
