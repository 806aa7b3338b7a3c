"""From a row (names and values) to an article: which field holds what, and how its value becomes text."""

from __future__ import annotations

import json
import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from importlib.resources import files
from typing import Any

from baochi.archive import markup
from baochi.archive.dates import parse_date
from baochi.archive.encodings import decode
from baochi.archive.limits import Limits
from baochi.archive.problems import Problem
from baochi.article import SourceArticle

TABLE = tomllib.loads(files("baochi.archive").joinpath("fields.toml").read_text("utf-8"))
GUESSES: dict[str, list[str]] = TABLE["fields"]
"""The parts of an article and the names they are known by, most telling first."""
SURROGATES = re.compile("[\ud800-\udfff]")
CACHED_ROW_SHAPES = 256


def fold(name: str) -> str:
    """Return `name` as names are compared: letters and digits only, lower case, without diacritics.

    Example:
        >>> fold("Nội_dung")
        'noidung'
    """
    bare = unicodedata.normalize("NFKD", name.casefold().replace("đ", "d"))
    return "".join(c for c in bare if c.isalnum())


CONTAINERS: frozenset[str] = frozenset(map(fold, TABLE["containers"]["names"]))
FOLDED: dict[str, list[str]] = {part: list(dict.fromkeys(map(fold, names))) for part, names in GUESSES.items()}


class FieldMap:
    """Which fields of a row make which part of an article.

    Args:
        chosen: part to the name of its field; a key of `GUESSES`, or `date` for `published`, `id` for `article_id`.
    Raises ValueError for a part that there is not.
    """

    def __init__(self, chosen: Mapping[str, str] | None = None) -> None:
        short = {"date": "published", "id": "article_id"}
        self.chosen = {short.get(part, part): name for part, name in (chosen or {}).items()}
        unknown = sorted(set(self.chosen) - set(GUESSES))
        if unknown:
            raise ValueError(f"no such field: {', '.join(unknown)}; there are {', '.join(GUESSES)}")
        self.shapes: dict[tuple[str, ...], dict[str, list[str]]] = {}

    def resolve(self, names: Iterable[str]) -> dict[str, list[str]]:
        """Return, for each part, those of `names` that may hold it, best first."""
        shape = tuple(names)
        found = self.shapes.get(shape)
        if found is None:
            found = self._resolve(shape)
            if len(self.shapes) < CACHED_ROW_SHAPES:
                self.shapes[shape] = found
        return found

    def _resolve(self, shape: tuple[str, ...]) -> dict[str, list[str]]:
        folded: dict[str, list[str]] = {}
        for name in shape:
            folded.setdefault(fold(name), []).append(name)
        found = {part: [n for known in names for n in folded.get(known, ())] for part, names in FOLDED.items()}
        for part, name in self.chosen.items():
            found[part] = [name] if name in shape else folded.get(fold(name), [])
        return found

    def article(self, row: Mapping[str, Any], limits: Limits) -> SourceArticle:
        """Return the article of `row`. Raises Problem `no_text_field`, `empty_text`, `too_large`, `binary` or `encoding`."""
        parts = self.resolve(row)
        texts = [name for name in parts["text"] if row[name] is not None]
        if not parts["text"]:
            wanted = self.chosen.get("text")
            there = ", ".join(str(name)[:40] for name in list(row)[:20]) or "none"
            what = f"no field {wanted!r}" if wanted else "no field that is known to hold the text"
            raise Problem("no_text_field", f"{what}; there are: {there}. Name it: --field text=NAME")
        paragraphs: list[str] = []
        for name in texts:
            paragraphs = text_value(row[name], name)
            if any(map(str.strip, paragraphs)):
                break

        def first(part: str) -> Any:
            values = (scalar(row[name]) for name in parts[part])
            return next((v for v in values if v is not None and v != ""), None)

        article = SourceArticle(
            paragraphs=paragraphs,
            title=line(first("title")),
            url=string(first("url")).strip(),
            author=line(first("author")),
            source=line(first("source")),
            article_id=string(first("article_id")).strip(),
            published=parse_date(first("published")) if parts["published"] else None,
        )
        return check(article, limits)


def check(article: SourceArticle, limits: Limits) -> SourceArticle:
    """Return `article`, sure to have text that UTF-8 can hold, within the limits; lone surrogates become U+FFFD."""
    texts = [article.title, article.url, article.author, article.source, article.article_id, *article.paragraphs]
    if sum(map(len, texts)) + 2 * len(texts) > limits.max_article_chars:
        raise Problem("too_large", f"the article has more than {limits.max_article_chars:,} characters (max_article_chars)")
    joined = "".join(texts)
    if not any(map(str.strip, article.paragraphs)):
        raise Problem("empty_text", "the article has no text")
    if "\0" in joined:
        raise Problem("binary", "the text holds NUL characters; it is damaged or not text")
    try:
        joined.encode("utf-8")
    except UnicodeEncodeError:
        article.paragraphs = [SURROGATES.sub("\ufffd", p) for p in article.paragraphs]
        for name in ("title", "url", "author", "source", "article_id"):
            setattr(article, name, SURROGATES.sub("\ufffd", getattr(article, name)))
    return article


def text_value(value: Any, name: str) -> list[str]:
    """Return the paragraphs of a text field. A list, also one in a string as JSON, keeps each entry with its index."""
    value = scalar(value)
    if isinstance(value, str) and fold(name) == "paragraphs" and value.lstrip().startswith("["):
        try:
            entries = json.loads(value)
        except (ValueError, RecursionError):
            entries = None
        if isinstance(entries, list) and all(isinstance(e, str) for e in entries):
            value = entries
    if isinstance(value, list):
        return [_entry(entry, name, index) for index, entry in enumerate(value)]
    if isinstance(value, str):
        return markup.paragraphs(value)
    if value is None:
        return []
    raise Problem("no_text_field", f"the field {name!r} holds a {type(value).__name__}, not text")


def _entry(entry: Any, name: str, index: int) -> str:
    """Return one entry of a list of paragraphs; one that holds HTML stays one paragraph, however many elements it has."""
    if isinstance(entry, dict):
        entry = next((entry[k] for k in entry if fold(str(k)) in FOLDED["text"] and isinstance(entry[k], str)), entry)
    if entry is None:
        return ""
    if not isinstance(entry, str):
        raise Problem("no_text_field", f"entry {index} of {name!r} is a {type(entry).__name__}, not text")
    if "<" in entry and markup.TAG.search(entry):
        return "\n".join(markup.paragraphs(entry))
    return markup.unescape(entry)


def scalar(value: Any) -> Any:
    """Return `value` without what a database wraps it in (`{"$oid": …}`, bytes)."""
    if isinstance(value, dict) and len(value) == 1 and next(iter(value)) in ("$oid", "$date", "$numberLong"):
        return next(iter(value.values()))
    return decode(value) if isinstance(value, bytes) else value


def string(value: Any) -> str:
    """Return any value as a string: a list joined by commas, of an object its name; empty if there is none."""
    if isinstance(value, list):
        return ", ".join(filter(None, map(string, value[:100]))) if all(not isinstance(v, list) for v in value) else ""
    if isinstance(value, dict):
        return next((string(v) for k, v in value.items() if fold(str(k)) in ("name", "title") and isinstance(v, str)), "")
    if value is None or isinstance(value, (bool, bytes)):
        return ""
    return value if isinstance(value, str) else str(value)


def line(value: Any) -> str:
    """Return a value as one line of text without markup."""
    text = string(value)
    return " ".join(markup.lines(markup.plain(text))) if text else ""
