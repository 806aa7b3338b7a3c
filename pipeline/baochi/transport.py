"""Lets articles travel inside Docs: `Doc.to_bytes`, `DocBin(store_user_data=True)` and `nlp.pipe(n_process=2)` use it.

What was found goes along. Tokens, lexicon hits and what is worked out from them do not: they are made anew where a later
component wants them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from typing import Any

import srsly

from baochi.article import WORKING, Article, Paragraph
from baochi.records import Assessment, Award, Mention, Official, Position, Quantity, Unit

MARK = "__baochi_article__"
LISTS = {
    "paragraphs": Paragraph,
    "officials": Official,
    "units": Unit,
    "quantities": Quantity,
    "awards": Award,
    "assessments": Assessment,
    "mentions": Mention,
    "names": Mention,
    "positions": Position,
}
"""What the lists of an article, and the lists inside its records, hold."""
DATES = ("published", "period_start", "period_end")
PAIRS = ("sentences", "work_area_scores", "words")


def pack(value: Any) -> Any:
    """Return an article, or a part of one, as plain values."""
    if is_dataclass(value):
        return {f.name: pack(getattr(value, f.name)) for f in fields(value) if f.metadata != WORKING}
    if isinstance(value, list):
        return [pack(item) for item in value]
    return value.isoformat() if isinstance(value, dt.date) else value


def unpack(packed: dict[str, Any]) -> Article:
    """Return the article that `pack` made plain."""
    return Article(**{name: _rich(name, value) for name, value in packed.items()})


def _rich(name: str, value: Any) -> Any:
    if name in LISTS:
        return [LISTS[name](**{key: _rich(key, item) for key, item in record.items()}) for record in value]
    if name in PAIRS:
        return [tuple(pair) for pair in value]
    if isinstance(value, tuple):  # DocBin reads lists so
        return list(value)
    return dt.date.fromisoformat(value) if name in DATES and value is not None else value


@srsly.msgpack_encoders(MARK)
def encode(value: Any, chain: Callable[[Any], Any] | None = None) -> Any:
    """Encode articles for msgpack; anything else is for the next encoder."""
    if isinstance(value, Article):
        return {MARK: pack(value)}
    return chain(value) if chain else value


@srsly.msgpack_decoders(MARK)
def decode(value: Any, chain: Callable[[Any], Any] | None = None) -> Any:
    """Decode articles from msgpack."""
    if isinstance(value, dict) and MARK in value:
        return unpack(value[MARK])
    return chain(value) if chain else value
