"""The guidelines' format: a folder with one JSON file an article (`baochi.evaluate.gold` checks it)."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from baochi.article import PARAGRAPH_SEPARATOR, layout_of
from baochi.evaluate.formats.collect import collect
from baochi.evaluate.formats.files import Said, file_names
from baochi.evaluate.formats.locate import Place
from baochi.evaluate.formats.model import AnnotatedText, FormatError, check
from baochi.evaluate.formats.place import Hints, place
from baochi.evaluate.gold import read_gold

ENDING = ".json"
OWN = ("id", "paragraphs", "annotation")


def read(path: Path, said: Said) -> list[AnnotatedText]:
    """Return the articles of the gold folder `path`; what could not be placed in the text goes to `said`.

    Raises:
        GoldError: a file is malformed. FormatError: one holds no paragraphs.
    """
    read_gold(path)
    articles = []
    for file in sorted(path.glob(f"*{ENDING}")):
        # Read again: the checked form leaves out fields that the guidelines do not name.
        raw = json.loads(file.read_bytes())
        if raw.get("paragraphs") is None:
            raise FormatError(f"{file}: paragraphs: missing; without the text nothing can be converted")
        article, problems = from_record(raw)
        articles.append(check(article, str(file)))
        said += problems
    return articles


def from_record(
    raw: dict[str, Any], hints: Hints | None = None, *, text: str | None = None, places: list[Place] | None = None
) -> tuple[AnnotatedText, list[str]]:
    """Return a gold article (a JSON object that was checked) as spans, and what could not be placed.

    Args:
        hints: where records are known to stand (`baochi.evaluate.formats.place`).
        text, places: the text and where its paragraphs lie, if they are not joined by a blank line.
    """
    if text is None or places is None:
        text, places = PARAGRAPH_SEPARATOR.join(raw["paragraphs"]), layout_of(raw["paragraphs"])
    annotation = raw["annotation"]
    article = AnnotatedText(
        article_id=raw["id"],
        text=text,
        paragraphs=places,
        kinds=list(annotation["kinds"]),
        work_areas=[list(areas) for areas in annotation["work_areas"]],
        meta={name: value for name, value in raw.items() if name not in OWN},
    )
    return article, place(article, annotation, hints)


def to_record(article: AnnotatedText) -> tuple[dict[str, Any], list[str]]:
    """Return an article as a gold file holds it, and what that cannot hold."""
    annotation, problems = collect(article)
    paragraphs = [article.text[start:end] for start, end in article.paragraphs]
    meta = {"source": "", "title": ""} | article.meta
    return {"id": article.article_id, **meta, "paragraphs": paragraphs, "annotation": annotation}, problems


def write(articles: Iterable[AnnotatedText], path: Path, said: Said) -> None:
    """Write every article to a file in the new folder `path`."""
    path.mkdir()
    articles = list(articles)
    for article, name in zip(articles, file_names(a.article_id for a in articles), strict=True):
        record, problems = to_record(article)
        said += problems
        text = json.dumps(record, ensure_ascii=False, indent=1)
        (path / f"{name}{ENDING}").write_text(text + "\n", encoding="utf-8", newline="\n")
