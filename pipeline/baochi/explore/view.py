"""One article with its records, as rows of the tables; what the terminal, the page and the JSON show."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from spacy.language import Language

    from baochi.article import Reject, SourceArticle
    from baochi.pipeline import Pipeline

Row = dict[str, Any]
NAMED = ("PERSON", "RANK", "POSITION", "UNIT", "LOCATION", "PERIOD")
"""Labels of mentions that name something; they are coloured."""
CLAUSES = {"QUANTITY": "quantities", "AWARD": "awards", "ASSESSMENT": "assessments"}
"""Kinds of evidence that run over a clause, which may hold names; they are underlined. Each with its table."""
KINDS = (*NAMED, *CLAUSES)


class Piece(NamedTuple):
    """A stretch of text under the same kinds throughout: code points `start` to `end` and the kinds, in order of `KINDS`."""

    start: int
    end: int
    kinds: tuple[str, ...]


class Shown(NamedTuple):
    """A table for people: title, column names, and rows, each the offset of its evidence in the text and its cells."""

    title: str
    columns: tuple[str, ...]
    rows: list[tuple[int, tuple[str, ...]]]


class NotFoundError(ValueError):
    """A file has no such article, or none that can be read; the message says what there is."""


@dataclass(frozen=True)
class ArticleView:
    """An article and its records.

    Attributes:
        tables: rows by table name, as `baochi.schema` says.
        why: if asked for, a row for each work area of each paragraph: `para`, `work_area` and `words`, those that weighed
            most with their shares in the log-odds (see `baochi.classify.WorkAreaClassifier.explain`).
    """

    tables: Mapping[str, list[Row]]
    why: list[Row] = field(default_factory=list)

    @property
    def article(self) -> Row:
        """Return the row of `articles`."""
        return self.tables["articles"][0]

    @cached_property
    def spans(self) -> list[tuple[int, int, str]]:
        """Return (start, end, kind) of everything found, in text order, without repeats."""
        mentions = [(m["start"], m["end"], m["label"]) for m in self.tables["mentions"]]
        records = [(r["start"], r["end"], kind) for kind, name in CLAUSES.items() for r in self.tables[name]]
        return sorted({span for span in mentions + records if span[0] < span[1]})

    def pieces(self, start: int, end: int) -> Iterator[Piece]:
        """Cut the text from `start` to `end` wherever a span begins or ends, whether spans nest or cross."""
        changes: dict[int, list[tuple[str, int]]] = {}
        for first, last, kind in self.spans[bisect_left(self.spans, (start,)) : bisect_left(self.spans, (end,))]:
            changes.setdefault(first, []).append((kind, 1))
            changes.setdefault(min(last, end), []).append((kind, -1))
        over = dict.fromkeys(KINDS, 0)
        for first, last in pairwise(sorted({start, end, *changes})):
            for kind, step in changes.get(first, ()):
                over[kind] += step
            yield Piece(first, last, tuple(kind for kind in KINDS if over[kind]))

    def shown(self) -> list[Shown]:
        """Return the records as tables for people; those without rows are left out."""
        makers = (self._officials, self._units, self._quantities, self._awards, self._assessments, self._reasons)
        return [table for table in (make() for make in makers) if table.rows]

    def _officials(self) -> Shown:
        held: dict[str, list[str]] = {}
        for p in self.tables["positions"]:
            status = "" if p["status"] == "current" else f" ({p['status']})"
            held.setdefault(p["official_id"], []).append(" – ".join(filter(None, [p["title"], p["unit"]])) + status)
        rows = []
        for o in self.tables["officials"]:
            positions = "\n".join(held.get(o["official_id"], []))
            rows.append((o["start"], (o["name"], "; ".join(o["ranks"]), positions, o["sector"], str(o["n_mentions"]))))
        return Shown("Officials", ("name", "rank", "positions", "sector", "mentions"), rows)

    def _units(self) -> Shown:
        rows = [
            (u["start"], (u["unit"], u["canonical_name"], u["kind"], u["province"], str(u["n_mentions"])))
            for u in self.tables["units"]
        ]
        return Shown("Units", ("unit", "canonical name", "kind", "province", "mentions"), rows)

    def _quantities(self) -> Shown:
        rows = [
            (q["start"], (q["measure"], _value(q), q["unit"], _change(q), q["actor"], _period(q), q["status"]))
            for q in self.tables["quantities"]
        ]
        return Shown("Quantities", ("measure", "value", "unit", "change", "actor", "period", "status"), rows)

    def _awards(self) -> Shown:
        rows = [
            (a["start"], (a["award"], a["recipient"], a["giver"], "" if a["count"] is None else str(a["count"])))
            for a in self.tables["awards"]
        ]
        return Shown("Awards", ("award", "recipient", "giver", "count"), rows)

    def _assessments(self) -> Shown:
        rows = [(a["start"], (a["aspect"], a["evaluation"], a["work_area"])) for a in self.tables["assessments"]]
        return Shown("Assessments", ("aspect", "evaluation", "work area"), rows)

    def _reasons(self) -> Shown:
        rows = []
        for reason in self.why:
            paragraph = self.tables["paragraphs"][reason["para"]]
            words = ", ".join(f"{word['words']} {word['share']:+.2f}" for word in reason["words"])
            rows.append((paragraph["start"], (str(reason["para"]), reason["work_area"], words)))
        return Shown("Why these work areas", ("paragraph", "work area", "words that weighed most"), rows)


def _number(value: float) -> str:
    return f"{value:,.6f}".rstrip("0").rstrip(".")


def _value(q: Row) -> str:
    upper = "" if q["value_max"] is None else f" to {_number(q['value_max'])}"
    qualifier = "" if q["qualifier"] == "exact" else q["qualifier"] + " "
    return qualifier + _number(q["value"]) + upper


def _change(q: Row) -> str:
    by = "" if q["change_percent"] is None else f" {_number(q['change_percent'])} %"
    if q["change_absolute"] is not None:
        by += f" {_number(q['change_absolute'])}"
    return q["change_direction"] + by


def _period(q: Row) -> str:
    if q["period_start"] is None and q["period_end"] is None:
        return q["period"]
    return f"{q['period']} ({q['period_start'] or '…'} to {q['period_end'] or '…'})".strip()


def look(
    source: str | Path,
    *,
    number: int = 1,
    article_id: str = "",
    fields: Mapping[str, str] | None = None,
    nlp: Pipeline | Language | None = None,
    why: bool = False,
) -> ArticleView:
    """Read a file and analyse one of its articles.

    Args:
        source: anything that `baochi.archive.read` takes.
        number: which article of the source, from 1; without meaning where `article_id` is given.
        article_id: the id of the article, as the dataset has it.
        fields: field names of the input by part, see `baochi.archive.read`.
        why: say which words weighed most for each work area.

    Raises:
        NotFoundError: there is no such article; the message has the reason where the source could not be read.
    """
    from baochi.api import extract
    from baochi.pipeline import shipped

    found = _pick(source, number, article_id, fields or {})
    nlp = nlp or shipped()
    found_in = extract([found], nlp=nlp, to="arrow")
    tables = {name: table.to_pylist() for name, table in found_in.items() if name != "rejects"}
    return ArticleView(tables, _why(found, tables["paragraphs"], nlp) if why else [])


def _why(source: SourceArticle, paragraphs: list[Row], nlp: Pipeline | Language) -> list[Row]:
    """Explain the work areas of an article's paragraphs; a pipeline without the classifier gives none to explain."""
    from baochi.article import Article
    from baochi.classify import WorkAreaClassifier
    from baochi.pipeline import Pipeline

    parts = nlp.stages if isinstance(nlp, Pipeline) else nlp.pipeline
    stages = (getattr(part, "stage", part) for _, part in parts)
    classifier = next((stage for stage in stages if isinstance(stage, WorkAreaClassifier)), None)
    if classifier is None:
        return []
    article = Article.from_source(source)
    for paragraph, row in zip(article.paragraphs, paragraphs, strict=True):
        paragraph.kind = row["kind"]
    return [
        {"para": p.index, "work_area": area, "words": [{"words": text, "share": share} for text, share in words]}
        for p in article.paragraphs
        for area, words in classifier.explain(article, p.index)
    ]


def _pick(source: str | Path, number: int, article_id: str, fields: Mapping[str, str]) -> SourceArticle:
    from baochi.archive import read
    from baochi.article import Reject
    from baochi.store.identity import Register

    register, count, rejects = Register(), 0, []
    for item in read([source], fields=fields):
        if isinstance(item, Reject):
            rejects.append(item)
            continue
        count += 1
        register.enter(item)  # gives the ids that the dataset has
        if item.article_id == article_id if article_id else count == number:
            return item
    wanted = f"no article {article_id!r}" if article_id else f"no article number {number}"
    raise NotFoundError(f"{source}: {wanted}; {_what_there_is(count, rejects)}")


def _what_there_is(count: int, rejects: Sequence[Reject]) -> str:
    if not rejects:
        return f"it holds {count:,}"
    first = rejects[0]
    at = f" at {first.position}" if first.position else ""
    return f"it holds {count:,}, and {len(rejects):,} could not be read, the first{at}: {first.reason}, {first.detail}"
