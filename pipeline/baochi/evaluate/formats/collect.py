"""From spans and relations back to the records of the guidelines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from baochi.evaluate.formats.model import AnnotatedText, FormatError, Relation, Span, scheme
from baochi.evaluate.formats.place import AS_ATTRIBUTE, Record
from baochi.extract.numbers import parse_numeral

_NUMERAL = re.compile(r"\d+(?:[.,]\d+)*")
AS_FIELD = {attribute: field for field, attribute in AS_ATTRIBUTE.items()}
CHANGE = "change_"


def collect(article: AnnotatedText) -> tuple[dict[str, Any], list[str]]:
    """Return the annotation of `article` (guidelines, section 6), and what no record could take up, each as a sentence.

    Raises:
        FormatError: a quantity has neither a value nor a numeral in its text.
    """
    collector = _Collector(article)
    annotation = {
        "kinds": list(article.kinds),
        "officials": collector.officials(),
        "units": collector.units(),
        **{layer: collector.layer(layer, rule) for layer, rule in scheme()["records"].items()},
        "work_areas": [list(areas) for areas in article.work_areas],
    }
    return annotation, collector.unused()


class _Collector:
    """Reads the records off the graph of one article."""

    def __init__(self, article: AnnotatedText) -> None:
        self.article = article
        self.problems: list[str] = []
        self._used: set[int] = set()
        self._repeats = {r.head for r in article.relations if r.label == "same"}
        self._relations: dict[int, list[Relation]] = {}
        for relation in article.relations:
            self._relations.setdefault(relation.head, []).append(relation)

    def anchors(self, label: str) -> list[tuple[int, Span]]:
        """Return the spans with `label` that stand for a record of their own."""
        found = [(n, s) for n, s in enumerate(self.article.spans) if s.label == label and n not in self._repeats]
        self._used.update(n for n, _ in found)
        return found

    def units(self) -> list[str]:
        """Return the distinct forms."""
        units = list(dict.fromkeys(self.article.surface(span) for _, span in self.anchors("UNIT")))
        return merged(units, self.article.kept.get("units", {}))

    def officials(self) -> list[Record]:
        """Return the people with ranks and positions."""
        officials = []
        for index, span in self.anchors("PERSON"):
            data = dict(span.data)
            ranks, positions = data.pop("ranks", {}), data.pop("positions", {})
            held = [self._held(n) for n in self._follow(index, "position", "member")]
            officials.append(
                {"name": self.article.surface(span), "sector": _default("sector")}
                | data
                | {
                    "ranks": merged([self._text(n) for n in self._follow(index, "rank")], ranks),
                    "positions": merged(held, positions),
                }
            )
        return merged(officials, self.article.kept.get("officials", {}))

    def _held(self, index: int) -> Record:
        """Return the office that a relation leads to, or the membership of a body."""
        span = self.article.spans[index]
        if span.label != "POSITION":
            return {"title": "", "unit": self.article.surface(span), "status": _default("status")}
        data = {"status": _default("status")} | span.data
        return {"title": self.article.surface(span), "unit": self._slot(index, "unit", data), **data}

    def layer(self, layer: str, rule: Mapping[str, Any]) -> list[Record]:
        """Return the records of a layer with paragraphs."""
        records = []
        for index, span in self.anchors(rule["anchor"]):
            data = dict(span.data)
            record: Record = {"para": self.article.paragraph_at(span.start), rule["field"]: self.article.surface(span)}
            slots = {slot: self._slot(index, slot, data) for slot in rule["slots"]}
            own = self._quantity(span, data) if layer == "quantities" else data
            if layer == "awards":
                own.setdefault("count", None)
            records.append(record | own | slots)
        return merged(records, self.article.kept.get(layer, {}))

    def _quantity(self, span: Span, data: Record) -> Record:
        change = {k.removeprefix(CHANGE): data.pop(k) for k in list(data) if k.startswith(CHANGE)}
        if change and "direction" not in change:
            self._say(span, "a change needs `change_direction` (up or down); left out")
        filled = {name: _default(name) for name in ("qualifier", "result_or_target")} | {"quantity_unit": ""} | data
        if "value" not in filled:
            filled["value"] = self._value(span)
        record = {AS_FIELD.get(name, name): value for name, value in filled.items()}
        return record | {"change": change if "direction" in change else None}

    def _value(self, span: Span) -> float:
        for numeral in _NUMERAL.findall(self.article.surface(span)):
            value = parse_numeral(numeral)
            if value is not None:
                return value
        raise FormatError(f"{self.article.article_id}: {self._name(span)} needs a `value`: there is no numeral in it")

    def _slot(self, head: int, slot: str, data: Record) -> str:
        """Return the text that relation `slot` leads to, or that is kept in `data`, from which it is taken out."""
        kept = data.pop(slot, "")
        tails = self._follow(head, slot)
        if len(tails) > 1:
            self._say(self.article.spans[head], f"{len(tails)} relations `{slot}`; the first counts")
        return self._text(tails[0]) if tails else kept

    def _follow(self, head: int, *labels: str) -> list[int]:
        """Return where relations of `head` lead, in their order."""
        tails = [r.tail for r in self._relations.get(head, ()) if r.label in labels]
        self._used.update(tails)
        return tails

    def _text(self, index: int) -> str:
        return self.article.surface(self.article.spans[index])

    def unused(self) -> list[str]:
        """Return what was said, and the spans that no record could take up."""
        for number, span in enumerate(self.article.spans):
            if number not in self._used and number not in self._repeats:
                self._say(span, "belongs to no record; left out")
        return self.problems

    def _say(self, span: Span, what: str) -> None:
        self.problems.append(f"{self.article.article_id}: {self._name(span)} {what}")

    def _name(self, span: Span) -> str:
        return f"{span.label} {self.article.surface(span)!r} at {span.start}-{span.end}"


def _default(attribute: str) -> str:
    return scheme()["attributes"][attribute]["default"]


def merged(placed: Iterable[Any], kept: Mapping[str, Any]) -> list[Any]:
    """Return `placed` with what was kept at the index that each had."""
    result = list(placed)
    for index in sorted(kept, key=int):
        result.insert(int(index), kept[index])
    return result
