"""A dataset folder as a source: its records at the places that it gives, and every other mention."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from pathlib import Path
from typing import Any

from baochi.evaluate.formats.files import Said
from baochi.evaluate.formats.gold import from_record
from baochi.evaluate.formats.model import AnnotatedText, Relation, Span, check
from baochi.store.read import Dataset
from baochi.store.read import read as open_dataset

Rows = dict[str, dict[str, list[dict[str, Any]]]]
META = ("source", "url", "title", "published", "author")
RECORDS = ("paragraphs", "officials", "positions", "units", "quantities", "awards", "assessments", "mentions")
ALSO = ("LOCATION", "PERIOD", "RANK", "UNIT", "PERSON")
"""Mentions that are added where no record has a span of that label."""


def read(path: Path, said: Said, *, only: Collection[str] | None = None, mentions: bool = True) -> list[AnnotatedText]:
    """Return the articles of a dataset.

    Canonical codes, dates and probabilities have no place in an annotation and stay behind.

    Args:
        only: ids of the articles to take, in the order of the dataset; None for all.
        mentions: add the spans that stand for no record: places, and other mentions of units and people.

    Raises:
        DatasetError: the folder is no dataset. FormatError: a row points outside the text.
    """
    dataset = open_dataset(path)
    wanted = set(only) if only is not None else None
    rows: Rows = {name: _by_article(dataset, name, wanted) for name in RECORDS}
    articles = []
    for batch in dataset.batches("articles", 256):
        for row in batch.to_pylist():
            if wanted is None or row["article_id"] in wanted:
                found = {name: rows[name][row["article_id"]] for name in RECORDS}
                articles.append(check(_article(row, found, said, mentions), f"{path}: article {row['article_id']!r}"))
    return articles


def _by_article(dataset: Dataset, name: str, wanted: set[str] | None) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for batch in dataset.batches(name):
        for row in batch.to_pylist():
            if wanted is None or row["article_id"] in wanted:
                found[row["article_id"]].append(row)
    return found


def _article(row: dict[str, Any], rows: dict[str, list[dict[str, Any]]], said: Said, mentions: bool) -> AnnotatedText:
    paragraphs = sorted(rows["paragraphs"], key=lambda p: p["para"])
    annotation: dict[str, Any] = {
        "kinds": [p["kind"] for p in paragraphs],
        "work_areas": [p["work_areas"] for p in paragraphs],
        "officials": [],
        "units": [u["unit"] for u in rows["units"]],
        "quantities": [_quantity(q) for q in rows["quantities"]],
        "awards": [{name: a[name] for name in ("para", "award", "recipient", "giver", "count")} for a in rows["awards"]],
        "qualitative": [{name: a[name] for name in ("para", "aspect", "evaluation")} for a in rows["assessments"]],
    }
    layers = {"units": "units", "quantities": "quantities", "awards": "awards", "qualitative": "assessments"}
    hints: dict[tuple[Any, ...], tuple[int, int]] = {
        (layer, n): (r["start"], r["end"]) for layer, table in layers.items() for n, r in enumerate(rows[table])
    }
    for number, official in enumerate(rows["officials"]):
        held = [p for p in rows["positions"] if p["official_id"] == official["official_id"]]
        positions = [{name: p[name] for name in ("title", "unit", "status")} for p in held]
        person = {name: official[name] for name in ("name", "sector", "ranks")}
        annotation["officials"].append(person | {"positions": positions})
        hints["officials", number] = (official["start"], official["end"])
        hints |= {("officials", number, k): (p["start"], p["end"]) for k, p in enumerate(held)}
    raw = {"id": row["article_id"], "paragraphs": [p["text"] for p in paragraphs], "annotation": annotation}
    raw |= {name: str(row[name]) for name in META if row[name]}
    article, problems = from_record(raw, hints, text=row["text"], places=[(p["start"], p["end"]) for p in paragraphs])
    said += problems
    if mentions:
        _add_mentions(article, rows)
    return article


def _quantity(row: dict[str, Any]) -> dict[str, Any]:
    change = {"direction": row["change_direction"]} if row["change_direction"] else None
    if change:
        change |= {name: row[f"change_{name}"] for name in ("percent", "absolute") if row[f"change_{name}"] is not None}
    names = ("para", "quote", "measure", "value", "unit", "qualifier", "actor", "period", "status")
    most = {"value_max": row["value_max"]} if row["value_max"] is not None else {}
    return {name: row[name] for name in names} | most | {"change": change}


def _add_mentions(article: AnnotatedText, rows: dict[str, list[dict[str, Any]]]) -> None:
    """Add what stands for no record; a further mention of a unit or a person leads to its record with `same`."""
    taken = {(s.label, s.start, s.end) for s in article.spans}
    people = [n for n, s in enumerate(article.spans) if s.label == "PERSON"]
    first: dict[tuple[str, str | None], int] = {
        ("PERSON", o["official_id"]): n
        for o in rows["officials"]
        for n in people
        if (article.spans[n].start, article.spans[n].end) == (o["start"], o["end"])
    }
    first |= {("UNIT", article.surface(s).casefold()): n for n, s in enumerate(article.spans) if s.label == "UNIT"}
    for mention in rows["mentions"]:
        label, place = mention["label"], (mention["start"], mention["end"])
        if label not in ALSO or (label, *place) in taken:
            continue
        name = mention["text"].casefold() if label == "UNIT" else mention["record"]
        record = first.get((label, name))
        if record is None and label in ("PERSON", "UNIT"):
            continue  # a span of these labels would be a record of its own
        article.spans.append(Span(label, *place))
        taken.add((label, *place))
        if record is not None:
            article.relations.append(Relation("same", len(article.spans) - 1, record))
