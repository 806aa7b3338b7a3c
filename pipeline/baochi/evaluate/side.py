"""One side of a comparison: a folder of gold files or a dataset, and what must hold between two sides."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from baochi.evaluate.annotated import TABLES, Annotated, digest_of
from baochi.evaluate.extracted import is_dataset, lists_articles, read_extracted
from baochi.evaluate.gold import GoldError, as_annotated, is_gold, read_gold
from baochi.evaluate.locate import Locator, place
from baochi.store.layout import DatasetError

T = TypeVar("T")
NAMED = 5
"""Articles that a message names at most."""


class SidesError(ValueError):
    """The two sides are not about the same articles or texts; the message says which."""


@dataclass(slots=True)
class Side:
    """Articles by id.

    Attributes:
        listed: whether the side says which articles it holds; tables without `articles` do not, and one in which nothing
            was found cannot be told from one that is missing.
    """

    folder: Path
    articles: dict[str, Annotated]
    missing_tables: list[str] = field(default_factory=list)
    listed: bool = True

    @property
    def digest(self) -> str:
        """Return a digest of all that is compared, texts and annotations."""
        return digest_of(self.articles)


@dataclass(slots=True)
class Pair:
    """An article as both sides see it, all rows placed in `text` as far as they could be found.

    Attributes:
        text, layout: of whichever side holds them; find: looks up strings in the text.
        lost: numbers of rows whose place could not be found, by side (gold, found) and table.
    """

    gold: Annotated
    found: Annotated
    text: str | None
    layout: list[tuple[int, int]] | None
    find: Locator | None
    lost: tuple[Counter[str], Counter[str]]

    @property
    def article_id(self) -> str:
        return self.gold.article_id


def read_gold_side(folder: str | Path) -> Side:
    """Return a folder, gold files or dataset, as the side that is held to be right.

    Raises:
        GoldError, DatasetError: it is neither, or malformed.
    """
    folder = Path(folder)
    if is_dataset(folder):
        articles, missing = read_extracted(folder)
        if not articles:
            raise DatasetError(f"{folder}: the dataset holds no articles")
        return Side(folder, articles, missing)
    return Side(folder, {key: as_annotated(article) for key, article in read_gold(folder).items()})


def read_found_side(folder: str | Path, wanted: Iterable[str]) -> Side:
    """Return the articles `wanted` of a folder, gold files or dataset; other articles are left out.

    Raises:
        GoldError, DatasetError: it is neither, or malformed.
    """
    folder, ids = Path(folder), set(wanted)
    if not is_dataset(folder) and is_gold(folder):
        gold = read_gold(folder)
        return Side(folder, {key: as_annotated(article) for key, article in gold.items() if key in ids})
    articles, missing = read_extracted(folder, ids)
    return Side(folder, articles, missing, lists_articles(folder))


def pair_up(gold: Side, found: Side, *, missing_ok: bool = False) -> list[Pair]:
    """Join two sides on the articles of the first.

    Args:
        missing_ok: an article that the second side lacks counts as one in which nothing was found.

    Raises:
        SidesError: the second side lacks articles, or has another text for one; the message names them with digests.
    """
    missing = [a for key, a in gold.articles.items() if key not in found.articles]
    if missing and found.listed and not missing_ok:
        what = f"{found.folder} lacks {len(missing):,} of the {len(gold.articles):,} articles of {gold.folder}"
        raise SidesError(f"{what}: {named(missing, with_digest)}; both sides must hold the same articles")
    pairs = [_pair(a, found.articles.get(key) or Annotated(key)) for key, a in gold.articles.items()]
    differing = [p for p in pairs if p.gold.text is not None and p.found.text not in (None, p.gold.text)]
    if differing:
        what = f"{len(differing):,} articles have another text in {found.folder} than in {gold.folder}"
        raise SidesError(f"{what}: {named(differing, _with_both_digests)}; annotate and process the same text")
    for pair in pairs:
        _check_offsets(found.folder, pair)
        pair.lost[0].update(place(pair.gold, pair.find, pair.layout))
        pair.lost[1].update(place(pair.found, pair.find, pair.layout))
        _inherit(pair)
    return pairs


def _pair(gold: Annotated, found: Annotated) -> Pair:
    known = gold if gold.text is not None and gold.layout is not None else found
    find = Locator(known.text) if known.text is not None else None
    return Pair(gold, found, known.text, known.layout, find, (Counter(), Counter()))


def _check_offsets(folder: Path, pair: Pair) -> None:
    """Raise for offsets outside a text that the other side holds; a dataset's own text is checked when it is read."""
    if pair.text is None:
        return
    for table in TABLES:
        for row in pair.found.rows(table):
            if (row.get("end") or 0) > len(pair.text):
                where = f"{folder}: {table} of article {pair.article_id!r}"
                raise SidesError(f"{where}: offset {row['end']} lies outside the text of {len(pair.text)} code points")


def _inherit(pair: Pair) -> None:
    """Fill in source and date, by which figures are sliced, from the other side."""
    pair.gold.source = pair.gold.source or pair.found.source
    pair.gold.published = pair.gold.published or pair.found.published


def named(items: list[T], name: Callable[[T], str]) -> str:
    """Return the names of the first few items, and how many more there are."""
    shown = ", ".join(name(item) for item in items[:NAMED])
    return f"{shown} and {len(items) - NAMED:,} more" if len(items) > NAMED else shown


def with_digest(article: Annotated) -> str:
    """Return an article's id with the digest of its text."""
    digest = article.text_digest()
    return f"{article.article_id!r} (text {digest})" if digest else repr(article.article_id)


def _with_both_digests(pair: Pair) -> str:
    return f"{pair.article_id!r} ({pair.found.text_digest()} against {pair.gold.text_digest()})"


__all__ = ["GoldError", "Pair", "Side", "SidesError", "pair_up", "read_found_side", "read_gold_side"]
