"""doccano (sequence labelling with relations): JSON Lines, an article a line.

Entities and relations are doccano's own. What doccano has no field for stands in further fields of the line, which doccano
keeps as metadata and writes out again: paragraphs, and data of entities by their place.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from baochi.evaluate.formats.files import Said, as_json, parse_json, read_text
from baochi.evaluate.formats.model import AnnotatedText, FormatError, Relation, Span, check, lines_of

OWN = (
    "id",
    "text",
    "entities",
    "relations",
    "label",
    "Comments",
    "cats",
    "article_id",
    "paragraphs",
    "data",
    "kept",
    "meta",
)


def write(articles: Iterable[AnnotatedText], path: Path, said: Said) -> None:
    """Write one file; entities are numbered through it, as doccano does."""
    entity = relation = 0
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for number, article in enumerate(articles, 1):
            line = {
                "id": number,
                "text": article.text,
                "entities": [
                    {"id": entity + n, "label": s.label, "start_offset": s.start, "end_offset": s.end}
                    for n, s in enumerate(article.spans, 1)
                ],
                "relations": [
                    {"id": relation + n, "from_id": entity + r.head + 1, "to_id": entity + r.tail + 1, "type": r.label}
                    for n, r in enumerate(article.relations, 1)
                ],
                "Comments": [],
                "article_id": article.article_id,
                "meta": article.meta,
                "paragraphs": [
                    {"start": start, "end": end, "kind": kind, "work_areas": areas}
                    for (start, end), kind, areas in zip(article.paragraphs, article.kinds, article.work_areas, strict=True)
                ],
                "data": {key: s.data for key, s in zip(_keys(article.spans), article.spans, strict=True) if s.data},
                "kept": article.kept,
            }
            entity += len(article.spans)
            relation += len(article.relations)
            file.write(as_json(line) + "\n")


def _keys(spans: Iterable[Span]) -> Iterator[str]:
    """Yield a name for every span by its place, since doccano gives entities new numbers."""
    seen: Counter[str] = Counter()
    for span in spans:
        key = f"{span.start}-{span.end} {span.label}"
        seen[key] += 1
        yield key if seen[key] == 1 else f"{key} {seen[key]}"


def read(path: Path, said: Said) -> list[AnnotatedText]:
    """Return the articles of a file, also one with `label` lists (`[[start, end, label], …]`).

    Raises:
        FormatError: a line is no annotated text; the message names it.
    """
    articles = []
    for number, text in enumerate(read_text(path).split("\n"), 1):
        if text.strip():
            where = f"{path}, line {number}"
            line = parse_json(text, where)
            try:
                articles.append(check(_article(line, where, said), where))
            except (KeyError, TypeError, AttributeError, ValueError) as error:
                if isinstance(error, FormatError):
                    raise
                raise FormatError(f"{where}: not a line of doccano ({type(error).__name__}: {error})") from error
    if not articles:
        raise FormatError(f"{path}: holds no lines")
    return articles


def _article(line: dict[str, Any], where: str, said: Said) -> AnnotatedText:
    text, ids = line["text"], {}
    spans: list[Span] = [Span(label, int(start), int(end)) for start, end, label in line.get("label") or []]
    for entity in line.get("entities") or []:
        ids[entity["id"]] = len(spans)
        spans.append(Span(entity["label"], int(entity["start_offset"]), int(entity["end_offset"])))
    data = dict(line.get("data") or {})
    for key, span in zip(_keys(spans), spans, strict=True):
        span.data = dict(data.pop(key, {}))
    said += [f"{where}: no entity stands at {key} any more; what was known of it is left out: {data[key]}" for key in data]
    relations = []
    for relation in line.get("relations") or []:
        missing = [end for end in (relation["from_id"], relation["to_id"]) if end not in ids]
        if missing:
            raise FormatError(f"{where}: relation {relation.get('id')} leads to entity {missing[0]}, which is not there")
        relations.append(Relation(relation["type"], ids[relation["from_id"]], ids[relation["to_id"]]))
    paragraphs: list[dict[str, Any]] | None = line.get("paragraphs")
    if paragraphs is None:
        paragraphs = [{"start": start, "end": end} for start, end in lines_of(text)]
    return AnnotatedText(
        article_id=str(line.get("article_id") or line.get("id") or where),
        text=text,
        paragraphs=[(p["start"], p["end"]) for p in paragraphs],
        kinds=[p.get("kind", "body") for p in paragraphs],
        work_areas=[list(p.get("work_areas", [])) for p in paragraphs],
        spans=spans,
        relations=relations,
        meta=dict(line.get("meta") or {}) | {k: v for k, v in line.items() if k not in OWN},
        kept=dict(line.get("kept") or {}),
    )
