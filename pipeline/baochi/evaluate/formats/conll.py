"""CoNLL: a syllable a line with its labels in BIO, a blank line between paragraphs, articles one after the other.

Spans that overlap stand in columns of their own, names (`PERSON`, `UNIT` …) before longer stretches, so that the first
column alone trains a recogniser of names. Comments hold the text, so that offsets come back; a file without them can be read
as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from baochi.article import PARAGRAPH_SEPARATOR
from baochi.evaluate.formats.files import Said, as_json, parse_json, read_text
from baochi.evaluate.formats.model import AnnotatedText, FormatError, Span, check, scheme
from baochi.text.tokens import tokenise

ARTICLE, PARAGRAPH = "# article = ", "# paragraph = "
DOCSTART = "-DOCSTART-"
OUTSIDE = "O"


def write(articles: Iterable[AnnotatedText], path: Path, said: Said) -> None:
    """Write one file; every line has as many columns of labels as the article with the most overlaps needs."""
    laid = [(article, _columns(article)) for article in articles]
    width = max((len(columns) for _, columns in laid), default=1)
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for article, columns in laid:
            file.writelines(f"{line}\n" for line in _lines(article, columns, width))


def _columns(article: AnnotatedText) -> list[dict[int, str]]:
    """Return the label of every token (by its start) that has one, column by column."""
    order = {label: n for n, label in enumerate(scheme()["labels"])}
    starts_ends = [tokenise(article.text[s:e]) for s, e in article.paragraphs]
    columns: list[dict[int, str]] = [{}]
    for span in sorted(article.spans, key=lambda s: (s.end - s.start > 0 and _long(s), order[s.label], s.start)):
        para = article.paragraph_at(span.start)
        base, tokens = article.paragraphs[para][0], starts_ends[para]
        inside = [n for n, start in enumerate(tokens.start) if span.start <= base + start < span.end]
        if not inside or (base + tokens.start[inside[0]], base + tokens.end[inside[-1]]) != (span.start, span.end):
            continue  # a border inside a token, or a span over several paragraphs: BIO cannot say it
        places = [base + tokens.start[n] for n in inside]
        column = next((c for c in columns if not any(place in c for place in places)), None)
        if column is None:
            columns.append(column := {})
        column.update({place: f"{'I' if n else 'B'}-{span.label}" for n, place in enumerate(places)})
    return columns


def _long(span: Span) -> bool:
    """Say whether a span is a clause rather than a name."""
    rules = scheme()["records"].values()
    return span.label in {rule["anchor"] for rule in rules} | {slot.upper() for rule in rules for slot in rule["slots"]}


def _lines(article: AnnotatedText, columns: list[dict[int, str]], width: int) -> Iterator[str]:
    last = article.paragraphs[-1][1] if article.paragraphs else 0
    yield ARTICLE + as_json({"id": article.article_id, "meta": article.meta, "after": article.text[last:]})
    yield "\t".join([DOCSTART, *[OUTSIDE] * width])
    yield ""
    at = 0
    for (start, end), kind, areas in zip(article.paragraphs, article.kinds, article.work_areas, strict=True):
        about = {"kind": kind, "work_areas": areas, "before": article.text[at:start], "text": article.text[start:end]}
        yield PARAGRAPH + as_json(about)
        tokens = tokenise(article.text[start:end])
        for word, place in zip(tokens.text, tokens.start, strict=True):
            labels = [c.get(start + place, OUTSIDE) for c in columns]
            yield "\t".join([word, *labels, *([OUTSIDE] * (width - len(columns)))])
        yield ""
        at = end


# ------------------------------------------------------------------ reading
@dataclass(slots=True)
class _Block:
    """Lines up to a blank one: words and their labels with line numbers, and what comments say."""

    about: dict[str, Any] | None = None
    rows: list[tuple[int, str, list[str]]] = field(default_factory=list)


@dataclass(slots=True)
class _Article:
    about: dict[str, Any] | None = None
    blocks: list[_Block] = field(default_factory=list)


def read(path: Path, said: Said) -> list[AnnotatedText]:
    """Return the articles of a file. Without our comments a block is a paragraph, its words joined by blanks.

    Raises:
        FormatError: a label continues another, is not known, or words and text differ; the message names the line.
    """
    articles = [_Article()]
    block: _Block | None = None
    for number, line in enumerate(read_text(path).split("\n"), 1):
        line, where = line.removesuffix("\r"), f"{path}, line {number}"
        words = line.split("\t") if "\t" in line else line.split()
        if line.startswith(ARTICLE):
            articles.append(_Article(_object(line.removeprefix(ARTICLE), where)))
            block = None
        elif words and words[0] == DOCSTART:
            if articles[-1].blocks or articles[-1].about is None:
                articles.append(_Article())
            block = None
        elif line.startswith(PARAGRAPH):
            articles[-1].blocks.append(block := _Block(_object(line.removeprefix(PARAGRAPH), where)))
        elif not line.strip():
            block = None
        elif not line.startswith("# "):
            if block is None:
                articles[-1].blocks.append(block := _Block())
            if len(words) < 2:
                raise FormatError(f"{where}: {line!r} must be a word and its labels, with tabs between them")
            block.rows.append((number, words[0], words[1:]))
    found = [a for a in articles if a.blocks or a.about is not None]
    if not found:
        raise FormatError(f"{path}: holds no words")
    return [_article(a, f"{path.stem}-{n}" if len(found) > 1 else path.stem, path) for n, a in enumerate(found, 1)]


def _object(text: str, where: str) -> dict[str, Any]:
    value = parse_json(text, where)
    if not isinstance(value, dict):
        raise FormatError(f"{where}: the comment must hold a JSON object")
    return value


def _article(found: _Article, name: str, path: Path) -> AnnotatedText:
    about = found.about or {}
    article = AnnotatedText(about.get("id", name), "", [], [], [], meta=about.get("meta", {}))
    for block in found.blocks:
        told = block.about or {"text": " ".join(word for _, word, _ in block.rows)}
        article.text += told.get("before", PARAGRAPH_SEPARATOR if article.paragraphs else "")
        start = len(article.text)
        article.text += told.get("text", "")
        article.paragraphs.append((start, len(article.text)))
        article.kinds.append(told.get("kind", "body"))
        article.work_areas.append(told.get("work_areas", []))
        article.spans += _spans(block, start, _places(block, told.get("text", ""), path), path)
    article.text += about.get("after", "")
    article.spans.sort(key=lambda s: (s.start, -s.end))
    return check(article, f"{path}: article {article.article_id!r}")


def _places(block: _Block, text: str, path: Path) -> list[tuple[int, int]]:
    """Return where in `text` the words of a block stand."""
    places, at = [], 0
    for number, word, _ in block.rows:
        start = text.find(word, at)
        if start < 0 or tokenise(text[at:start]).text:
            raise FormatError(
                f"{path}, line {number}: {word!r} is not the next word of the paragraph {text[at : at + 40]!r}"
            )
        at = start + len(word)
        places.append((start, at))
    return places


def _spans(block: _Block, base: int, places: list[tuple[int, int]], path: Path) -> list[Span]:
    spans: list[Span] = []
    width = len(block.rows[0][2]) if block.rows else 0
    for column in range(width):
        current: Span | None = None
        for (number, _, labels), (start, end) in zip(block.rows, places, strict=True):
            where = f"{path}, line {number}"
            if len(labels) != width:
                raise FormatError(f"{where}: {len(labels)} columns of labels, the paragraph began with {width}")
            mark, _, label = labels[column].partition("-")
            if mark == "B" and label in scheme()["labels"]:
                spans.append(current := Span(label, base + start, base + end))
            elif mark == "I" and current is not None and current.label == label:
                current.end = base + end
            elif labels[column] == OUTSIDE:
                current = None
            elif mark in ("B", "I") and label not in scheme()["labels"]:
                raise FormatError(f"{where}: label {label!r} is not known; known are {', '.join(scheme()['labels'])}")
            else:
                before = f"B-{current.label}" if current else OUTSIDE
                raise FormatError(f"{where}: {labels[column]} cannot follow {before}; BIO begins every span with B-")
    return spans
