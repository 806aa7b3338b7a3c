"""An annotated article, whatever tool it comes from: text, paragraphs, labelled spans, relations between them.

Records are a graph over the text: a quantity is a span `QUANTITY` with relations to its measure, its actor and its period.
What the text does not hold to the letter stays with the span it belongs to (`Span.data`) or with the article (`kept`).
`baochi.evaluate.formats.place` turns the records of the guidelines into the graph, `collect` turns it back.
"""

from __future__ import annotations

import tomllib
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any


class FormatError(ValueError):
    """A file is not what its format says; the message names the file and the record."""


@dataclass(slots=True)
class Span:
    """A labelled stretch of text: code points `start` to `end` (exclusive); `data`: what is known of it, as JSON values."""

    label: str
    start: int
    end: int
    data: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Relation:
    """A labelled arrow from the span with index `head` to the one with index `tail`."""

    label: str
    head: int
    tail: int


@dataclass(slots=True)
class AnnotatedText:
    """An annotated article.

    Attributes:
        paragraphs: start and end of each, code points of `text`; kinds, work_areas: one entry a paragraph.
        spans: in the order in which the annotator, or the gold file, gives them.
        meta: source, title and what else is known of the article.
        kept: records that could not be placed in the text, by layer and index among the records of that layer.
    """

    article_id: str
    text: str
    paragraphs: list[tuple[int, int]]
    kinds: list[str]
    work_areas: list[list[str]]
    spans: list[Span] = field(default_factory=list)
    relations: list[Relation] = field(default_factory=list)
    meta: dict[str, Any] = field(default_factory=dict)
    kept: dict[str, dict[str, Any]] = field(default_factory=dict)

    def paragraph_at(self, offset: int) -> int:
        """Return the index of the paragraph that holds `offset`, or of the last one before it."""
        return max(0, bisect_right(self.paragraphs, offset, key=lambda p: p[0]) - 1)

    def surface(self, span: Span) -> str:
        """Return the text of a span."""
        return self.text[span.start : span.end]

    def tails(self, head: int, label: str) -> list[int]:
        """Return the spans that relations `label` of span `head` lead to."""
        return [r.tail for r in self.relations if r.head == head and r.label == label]


def lines_of(text: str) -> list[tuple[int, int]]:
    """Return start and end of every non-empty line: the paragraphs of a text that does not name them.

    Example:
        >>> lines_of("Một.\\n\\n  Hai.")
        [(0, 4), (8, 12)]
    """
    from baochi.article import Article

    return [(p.start, p.end) for p in Article.from_text(text).paragraphs]


@cache
def scheme() -> dict[str, Any]:
    """Return labels, relations, attributes, records and work areas (`labels.toml`)."""
    return tomllib.loads(resources.files("baochi.evaluate.formats").joinpath("labels.toml").read_text(encoding="utf-8"))


def check(article: AnnotatedText, where: str) -> AnnotatedText:
    """Return `article` if its labels are known and its offsets and relations lead somewhere; white space about spans goes.

    Args:
        where: file and record, for the message.

    Raises:
        FormatError: they do not.
    """
    known, size = scheme(), len(article.text)
    _trim(article)
    if any("\ud800" <= letter <= "\udfff" for letter in article.text):
        raise FormatError(f"{where}: the text holds half of a surrogate pair, which no file can hold")
    last = 0
    for number, (start, end) in enumerate(article.paragraphs):
        if not last <= start <= end <= size:
            raise FormatError(f"{where}: paragraph {number} ({start}-{end}) overlaps another or leaves the text (0-{size})")
        last = end
    if not len(article.kinds) == len(article.work_areas) == len(article.paragraphs):
        raise FormatError(
            f"{where}: kinds and work areas must have one entry for each of {len(article.paragraphs)} paragraphs"
        )
    for kind in article.kinds:
        _among(kind, known["attributes"]["kind"]["values"], f"{where}: paragraph kind")
    for area in (area for areas in article.work_areas for area in areas):
        _among(area, known["work_areas"], f"{where}: work area")
    for number, span in enumerate(article.spans):
        place = f"{where}: span {number} ({span.label} {span.start}-{span.end})"
        _among(span.label, known["labels"], f"{place}: label")
        if not 0 <= span.start < span.end <= size:
            raise FormatError(f"{place}: is empty or leaves the text (0-{size})")
        for name, value in span.data.items():
            if values := known["attributes"].get(name, {}).get("values"):
                _among(value, values, f"{place}: {name}")
    for relation in article.relations:
        _check_relation(article, relation, where)
    return article


def _trim(article: AnnotatedText) -> None:
    """Take white space off the borders of spans; the guidelines leave it out, and no tool shows it."""
    for span in article.spans:
        if 0 <= span.start < span.end <= len(article.text):
            surface = article.surface(span)
            if surface.strip():
                span.end -= len(surface) - len(surface.rstrip())
                span.start += len(surface) - len(surface.lstrip())


def _check_relation(article: AnnotatedText, relation: Relation, where: str) -> None:
    _among(relation.label, scheme()["relations"], f"{where}: relation")
    ends = [article.spans[n].label if 0 <= n < len(article.spans) else "" for n in (relation.head, relation.tail)]
    if not all(ends):
        raise FormatError(f"{where}: relation {relation.label} leads to a span that is not there")
    rule = scheme()["relations"][relation.label]
    if (ends[0] != ends[1]) if relation.label == "same" else (ends[0] != rule["from"] or ends[1] not in rule["to"]):
        wanted = f"{rule['from']} to {' or '.join(rule['to'])}" if rule["from"] else "a label to the same label"
        raise FormatError(f"{where}: relation {relation.label} leads from {ends[0]} to {ends[1]}; it must from {wanted}")


def _among(value: Any, known: Any, what: str) -> None:
    if not isinstance(value, str) or value not in known:
        raise FormatError(f"{what} {value!r} is not known; known are {', '.join(known)}")
