"""What a format cannot hold: the parts of an annotated article, counted before and after.

`HOLDS` is the table of the documentation; tests send an article with each part through each format and compare.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from baochi.evaluate.formats.model import AnnotatedText, Relation, Span, scheme
from baochi.text.tokens import tokenise

Parts = Counter[Any]


def _key(article: AnnotatedText, span: Span) -> tuple[str, str, int, int]:
    return article.article_id, span.label, span.start, span.end


def _spans(article: AnnotatedText, wanted: Callable[[Span], bool] = lambda s: True) -> Parts:
    return Counter(_key(article, s) for s in article.spans if wanted(s))


def _within_tokens(article: AnnotatedText) -> Parts:
    tokens = tokenise(article.text)
    starts, ends = set(tokens.start), set(tokens.end)
    return _spans(article, lambda s: s.start not in starts or s.end not in ends)


def _across(article: AnnotatedText) -> Parts:
    return _spans(article, lambda s: not any(a <= s.start and s.end <= b for a, b in article.paragraphs))


def _no_record(article: AnnotatedText) -> Parts:
    """Return spans that belong to no record: places, further mentions, parts that no relation leads to."""
    led = {r.tail for r in article.relations if r.label != "same"}
    records = led | {n for n, _ in _records(article)}
    return Counter(_key(article, s) for n, s in enumerate(article.spans) if n not in records)


def _records(article: AnnotatedText) -> Iterator[tuple[int, Span]]:
    """Yield the spans that stand for a record."""
    further = {r.head for r in article.relations if r.label == "same"}
    anchors = {"PERSON", "UNIT", *(rule["anchor"] for rule in scheme()["records"].values())}
    return ((n, s) for n, s in enumerate(article.spans) if s.label in anchors and n not in further)


def _relations(article: AnnotatedText) -> Parts:
    ends = [_key(article, s) for s in article.spans]
    return Counter((r.label, ends[r.head], ends[r.tail]) for r in article.relations)


def _data(article: AnnotatedText) -> Parts:
    return Counter((_key(article, s), name, _plain(value)) for s in article.spans for name, value in s.data.items())


def _plain(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _kept(article: AnnotatedText) -> Parts:
    return Counter(
        (article.article_id, layer, n, _plain(r)) for layer, some in article.kept.items() for n, r in some.items()
    )


def _order(article: AnnotatedText) -> Parts:
    """Return the order of the records of each label."""
    order: dict[str, list[str]] = {}
    for _, span in _records(article):
        order.setdefault(span.label, []).append(article.surface(span))
    return Counter((article.article_id, label, *surfaces) for label, surfaces in order.items())


def _between(article: AnnotatedText) -> Parts:
    borders = [0, *(at for place in article.paragraphs for at in place), len(article.text)]
    return Counter((article.article_id, n, article.text[borders[n] : borders[n + 1]]) for n in range(0, len(borders), 2))


def _paragraphs(article: AnnotatedText) -> Parts:
    labels = zip(article.kinds, article.work_areas, strict=True)
    return Counter((article.article_id, n, kind, *sorted(areas)) for n, (kind, areas) in enumerate(labels))


PARTS: dict[str, Callable[[AnnotatedText], Parts]] = {
    "paragraphs": lambda a: Counter((a.article_id, n, a.text[s:e]) for n, (s, e) in enumerate(a.paragraphs)),
    "text between paragraphs": _between,
    "kinds and work areas": _paragraphs,
    "source, title and other metadata": lambda a: Counter((a.article_id, k, _plain(v)) for k, v in a.meta.items() if v),
    "spans at their place": lambda a: _spans(a),
    "spans with a border inside a token": _within_tokens,
    "spans outside of a paragraph": _across,
    "spans of no record": _no_record,
    "relations": _relations,
    "attributes of spans": _data,
    "records not found in the text": _kept,
    "order of records": _order,
}
"""The parts of an annotated article. Each function returns what there is of it, so that two articles can be compared."""
PLACES = "spans at their place"
SPECIAL = ("spans with a border inside a token", "spans outside of a paragraph", "spans of no record")
"""Spans that a format may be unable to hold though it holds others; such a span counts here and not under `PLACES`."""
DEPENDENT = ("relations", "attributes of spans", "order of records")
"""Parts that hang on spans; counted of the spans that are still there."""

_ALL = frozenset(PARTS)
HOLDS: dict[str, frozenset[str]] = {
    "gold": _ALL - {"text between paragraphs", "spans of no record", "spans at their place", "spans outside of a paragraph"},
    "brat": _ALL,
    "conll": _ALL
    - {
        "spans with a border inside a token",
        "spans outside of a paragraph",
        "relations",
        "attributes of spans",
        "records not found in the text",
        "order of records",
    },
    "label-studio": _ALL,
    "doccano": _ALL,
    "spacy": _ALL - {"spans with a border inside a token"},
}
"""The parts that each format holds."""


def losses(before: Sequence[AnnotatedText], after: Iterable[AnnotatedText]) -> Counter[str]:
    """Return how much of each part is in `before` and not in `after`; articles are joined on their ids."""
    found = {article.article_id: article for article in after}
    lost: Counter[str] = Counter()
    for article in before:
        other = found.get(article.article_id, AnnotatedText(article.article_id, "", [], [], []))
        missing = {name: part(article) - part(other) for name, part in PARTS.items()}
        for name in SPECIAL:
            missing[name] = PARTS[name](article) & missing[PLACES]
            missing[PLACES] -= missing[name]
        # What hung on a lost span went with it.
        both = _spans(article) & _spans(other)
        left, right = _only(article, both), _only(other, both)
        missing |= {name: PARTS[name](left) - PARTS[name](right) for name in DEPENDENT}
        lost.update({name: parts.total() for name, parts in missing.items()})
    return +lost


def _only(article: AnnotatedText, wanted: Parts) -> AnnotatedText:
    """Return `article` with no spans but those wanted, and the relations between them."""
    kept = [n for n, span in enumerate(article.spans) if _key(article, span) in wanted]
    index = {n: at for at, n in enumerate(kept)}
    relations = [r for r in article.relations if r.head in index and r.tail in index]
    return replace(
        article,
        spans=[article.spans[n] for n in kept],
        relations=[Relation(r.label, index[r.head], index[r.tail]) for r in relations],
    )


def as_markdown() -> str:
    """Return the table of what each format holds."""
    rows = [("", *HOLDS), ("---", *(":-:" for _ in HOLDS))]
    rows += [(part, *("yes" if part in held else "no" for held in HOLDS.values())) for part in PARTS]
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)
