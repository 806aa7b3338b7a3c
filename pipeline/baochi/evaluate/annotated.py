"""One article as one side of a comparison sees it: its text if known, and the rows of every table.

Gold files and datasets are both read into this form, so that either may stand on either side.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

Row = dict[str, Any]
TABLES = ("officials", "positions", "units", "quantities", "awards", "assessments", "paragraphs")
SHOWN_DIGITS = 12
"""Digits of a digest that messages and signatures show."""


@dataclass(slots=True)
class Annotated:
    """Rows of one article by table, as in the dataset; a side that lacks the article has none.

    A row of a gold file has no offsets; `baochi.evaluate.locate` gives every row `places` where the text is known.

    Attributes:
        text: null where the side does not hold it.
        layout: start and end of every paragraph in `text` (code points, end exclusive); null without a text.
    """

    article_id: str
    source: str = ""
    published: dt.date | None = None
    title: str = ""
    text: str | None = None
    layout: list[tuple[int, int]] | None = None
    officials: list[Row] = field(default_factory=list)
    positions: list[Row] = field(default_factory=list)
    units: list[Row] = field(default_factory=list)
    quantities: list[Row] = field(default_factory=list)
    awards: list[Row] = field(default_factory=list)
    assessments: list[Row] = field(default_factory=list)
    paragraphs: list[Row] = field(default_factory=list)

    def rows(self, table: str) -> list[Row]:
        """Return the rows of `table`, one of `TABLES`."""
        return getattr(self, table)

    def text_digest(self) -> str:
        """Return the first digits of the SHA-256 (hex) of the text, empty if the text is not known."""
        return _digest(self.text.encode("utf-8", "surrogatepass")) if self.text is not None else ""


def digest_of(articles: dict[str, Annotated]) -> str:
    """Return a digest of texts and annotations, whatever their order among articles and whatever file format held them."""
    content = [
        [a.article_id, a.text_digest(), {t: [_plain(r) for r in a.rows(t)] for t in TABLES}]
        for _, a in sorted(articles.items())
    ]
    return _digest(json.dumps(content, ensure_ascii=True, sort_keys=True, default=str).encode())


def _plain(row: Row) -> Row:
    return {name: value for name, value in row.items() if name != "places" and value not in (None, "", [])}


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:SHOWN_DIGITS]
