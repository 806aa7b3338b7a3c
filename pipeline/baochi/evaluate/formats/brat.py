"""brat standoff: a folder with `NAME.txt` and `NAME.ann` an article, and the configuration of the project.

Offsets are code points, as brat counts them. Paragraphs are spans with their kind and work areas as attributes. What has no
place among brat's attributes (numbers, free text) is a JSON object in the span's note, which brat lets an annotator edit.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

from baochi.evaluate.formats.collect import merged
from baochi.evaluate.formats.files import Said, as_json, file_names, parse_json, read_text
from baochi.evaluate.formats.model import AnnotatedText, FormatError, Relation, Span, check, lines_of, scheme

PARAGRAPH = "PARAGRAPH"
AREA = "area_"
NOTE, ARTICLE = "AnnotatorNotes", "Article"
_SPAN = re.compile(r"(T\d+)\t(\S+) (\d+ \d+(?:;\d+ \d+)*)\t(.*)", re.DOTALL)
_ATTRIBUTE = re.compile(r"([AM]\d+)\t(\S+) (T\d+)(?: (.+))?")
_RELATION = re.compile(r"(R\d+)\t(\S+) \S+:(T\d+) \S+:(T\d+)\s*")
_NOTE = re.compile(r"(#\d+)\t(\S+) (\S+)\t(.*)", re.DOTALL)


def write(articles: Iterable[AnnotatedText], path: Path, said: Said) -> None:
    """Write a brat project to the new folder `path`."""
    path.mkdir()
    articles = list(articles)
    for article, name in zip(articles, file_names(a.article_id for a in articles), strict=True):
        (path / f"{name}.txt").write_bytes(article.text.encode("utf-8"))
        (path / f"{name}.ann").write_bytes("".join(f"{line}\n" for line in _lines(article)).encode("utf-8"))
    (path / "annotation.conf").write_text(_configuration(), encoding="utf-8", newline="\n")
    (path / "visual.conf").write_text(_colours(), encoding="utf-8", newline="\n")


def _lines(article: AnnotatedText) -> list[str]:
    about: dict[str, Any] = {"id": article.article_id, "meta": article.meta, "kept": article.kept, "paragraphs": {}}
    spans, paragraphs = [], zip(article.paragraphs, article.kinds, article.work_areas, strict=True)
    for index, ((start, end), kind, areas) in enumerate(paragraphs):
        surface = article.text[start:end]
        if surface and surface == surface.strip("\r\n"):
            spans.append(Span(PARAGRAPH, start, end, {"kind": kind} | {AREA + area: True for area in areas}))
        else:  # brat has no empty spans, and none that end with a line
            about["paragraphs"][str(index)] = [[start, end], kind, areas]
    first = len(spans) + 1
    lines, attributes, notes = [], [], [f"#1\t{ARTICLE} T1\t{as_json(about)}"]
    for number, span in enumerate([*spans, *article.spans], 1):
        places = [(m.start() + span.start, m.end() + span.start) for m in re.finditer("[^\n]+", article.surface(span))]
        text = " ".join(article.text[start:end] for start, end in places)
        lines.append(f"T{number}\t{span.label} {';'.join(f'{start} {end}' for start, end in places)}\t{text}")
        rest = {}
        for name, value in span.data.items():
            if value is True and name.startswith(AREA):
                attributes.append(f"{name} T{number}")
            elif "values" in scheme()["attributes"].get(name, {}):
                attributes.append(f"{name} T{number} {value}")
            else:
                rest[name] = value
        if rest:
            notes.append(f"#{len(notes) + 1}\t{NOTE} T{number}\t{as_json(rest)}")
    lines += [f"A{n}\t{line}" for n, line in enumerate(attributes, 1)]
    ends = ((r.label, r.head + first, r.tail + first) for r in article.relations)
    lines += [f"R{n}\t{label} Arg1:T{head} Arg2:T{tail}" for n, (label, head, tail) in enumerate(ends, 1)]
    return lines + notes


def _configuration() -> str:
    known = scheme()
    pairs = {n: r for n, r in known["relations"].items() if r["from"]}
    lines = ["[entities]", *known["labels"], "", "[relations]"]
    lines += [f"{name}\tArg1:{rule['from']}, Arg2:{'|'.join(rule['to'])}" for name, rule in pairs.items()]
    lines += ["same\tArg1:<ENTITY>, Arg2:<ENTITY>", "<OVERLAP>\tArg1:<ENTITY>, Arg2:<ENTITY>, <OVL-TYPE>:<ANY>"]
    lines += ["", "[events]", "", "[attributes]"]
    listed = {n: rule for n, rule in known["attributes"].items() if "values" in rule}
    lines += [f"{name}\tArg:{rule['label']}, Value:{'|'.join(rule['values'])}" for name, rule in listed.items()]
    return "\n".join([*lines, *(f"{AREA}{area}\tArg:{PARAGRAPH}" for area in known["work_areas"]), ""])


def _colours() -> str:
    labels = (f"{label}\tbgColor:{rule['colour']}" for label, rule in scheme()["labels"].items())
    return "\n".join(["[labels]", "", "[drawing]", "SPAN_DEFAULT\tfgColor:black, borderColor:darken", *labels, ""])


# ------------------------------------------------------------------ reading
def read(path: Path, said: Said) -> list[AnnotatedText]:
    """Return the articles of the brat folder `path`, in order of file names, subfolders included.

    Raises:
        FormatError: a line is not what brat writes, or says something that the text does not; the message names it.
    """
    files = sorted(path.rglob("*.ann"))
    if not files:
        raise FormatError(f"{path}: holds no brat annotations (*.ann)")
    return [_read_article(file, file.relative_to(path).with_suffix("").as_posix()) for file in files]


@dataclass(slots=True)
class _Standoff:
    """The lines of one file: spans by id, what notes say of the article, relations with the line they stand in."""

    text: str
    spans: dict[str, Span] = field(default_factory=dict)
    relations: list[tuple[str, str, str, str]] = field(default_factory=list)
    about: dict[str, Any] = field(default_factory=dict)


def _read_article(file: Path, name: str) -> AnnotatedText:
    source = file.with_suffix(".txt")
    if not source.is_file():
        raise FormatError(f"{file}: the text {source.name} is missing beside it")
    found = _Standoff(read_text(source, "utf-8"))  # a byte order mark counts among the offsets
    lines = [(n, line) for n, line in enumerate(read_text(file).split("\n"), 1) if line.strip()]
    # A line may refer to one that comes later.
    for number, line in sorted(lines, key=lambda at: "TAMR#".find(at[1][0])):
        _read_line(found, line.removesuffix("\r"), f"{file}, line {number}")
    ids = {key: n for n, key in enumerate(k for k, span in found.spans.items() if span.label != PARAGRAPH)}
    relations = []
    for label, head, tail, where in found.relations:
        if head not in ids or tail not in ids:
            raise FormatError(f"{where}: leads to {head if head not in ids else tail}, which is no span")
        relations.append(Relation(label, ids[head], ids[tail]))
    article = _with_paragraphs(found, name)
    article.spans = [span for span in found.spans.values() if span.label != PARAGRAPH]
    article.relations = relations
    return check(article, str(file))


def _with_paragraphs(found: _Standoff, name: str) -> AnnotatedText:
    """Return the article without its spans; lines are its paragraphs if it names none."""
    marked = sorted((s for s in found.spans.values() if s.label == PARAGRAPH), key=lambda s: s.start)
    listed = merged(
        [
            ((s.start, s.end), s.data.get("kind", "body"), [n.removeprefix(AREA) for n in s.data if n.startswith(AREA)])
            for s in marked
        ],
        found.about.get("paragraphs", {}),
    )
    if not listed and "id" not in found.about:
        listed = [(place, "body", []) for place in lines_of(found.text)]
    return AnnotatedText(
        article_id=found.about.get("id", name),
        text=found.text,
        paragraphs=[(start, end) for (start, end), _, _ in listed],
        kinds=[kind for _, kind, _ in listed],
        work_areas=[list(areas) for _, _, areas in listed],
        meta=found.about.get("meta", {}),
        kept=found.about.get("kept", {}),
    )


def _read_line(found: _Standoff, line: str, where: str) -> None:
    kind = line[0]
    if kind == "T" and (m := _SPAN.fullmatch(line)):
        if m[1] in found.spans:
            raise FormatError(f"{where}: {m[1]} is the id of an earlier line too")
        found.spans[m[1]] = _span(found.text, m, where)
    elif kind in "AM" and (m := _ATTRIBUTE.fullmatch(line)):
        _attribute(_target(found, m[3], where), m[2], m[4], where)
    elif kind == "R" and (m := _RELATION.fullmatch(line)):
        found.relations.append((m[2], m[3], m[4], where))
    elif kind == "#" and (m := _NOTE.fullmatch(line)):
        _note(found, m[2], m[3], m[4], where)
    else:
        raise FormatError(f"{where}: {line[:60]!r} is no span, attribute, relation or note as brat writes them")


def _span(text: str, m: re.Match[str], where: str) -> Span:
    places = [tuple(map(int, piece.split())) for piece in m[3].split(";")]
    start, end = places[0][0], places[-1][1]
    if any(not 0 <= s < e <= len(text) for s, e in places):
        raise FormatError(f"{where}: {m[1]} ({m[3]}) is empty or leaves the text (0-{len(text)})")
    if any(text[a[1] : b[0]].strip() or a[1] > b[0] for a, b in pairwise(places)):
        raise FormatError(
            f"{where}: {m[1]} has a gap ({m[3]}); a record of ours is one stretch of text, so join or split it"
        )
    here = " ".join(text[s:e] for s, e in places)
    if here != m[4]:
        raise FormatError(f"{where}: {m[1]} says {m[4][:60]!r}, the text has {here[:60]!r} there; text and .ann differ")
    if m[2] not in scheme()["labels"]:
        raise FormatError(f"{where}: label {m[2]!r} is not known; known are {', '.join(scheme()['labels'])}")
    return Span(m[2], start, end)


def _target(found: _Standoff, key: str, where: str) -> Span:
    if key not in found.spans:
        raise FormatError(f"{where}: {key} is no span")
    return found.spans[key]


def _attribute(span: Span, name: str, value: str | None, where: str) -> None:
    known = scheme()
    area = name.startswith(AREA) and name.removeprefix(AREA) in known["work_areas"]
    if area:
        span.data[name] = True
    elif value in known["attributes"].get(name, {}).get("values", ()):
        span.data[name] = value
    else:
        raise FormatError(f"{where}: attribute {name} with value {value!r} is not known (see annotation.conf)")


def _note(found: _Standoff, kind: str, key: str, text: str, where: str) -> None:
    if kind == ARTICLE:
        about = parse_json(text, where)
        if not isinstance(about, dict):
            raise FormatError(f"{where}: the note about the article must be a JSON object")
        found.about = about
        return
    span = _target(found, key, where)
    if text.startswith("{"):
        span.data |= parse_json(text, where)
    else:
        span.data["note"] = text
