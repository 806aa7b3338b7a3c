"""What a dataset holds, in figures; how they are shown is the command line's business.

Tables are read a batch at a time, and what is counted by name lies in a file that SQLite removes: the memory does not depend
on the size of the dataset, but for one number a source.
"""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any

from baochi.store.identity import scratch
from baochi.store.read import Dataset

NOT_OFFICIAL = ("business", "other")


@dataclass(frozen=True, slots=True)
class NamedOfficial:
    """A name with the position most often given with it (`position` is title and unit, may be empty)."""

    name: str
    position: str
    n_articles: int
    n_mentions: int


@dataclass(frozen=True, slots=True)
class NamedUnit:
    """A unit by its canonical name where it has one, else as written."""

    name: str
    n_articles: int
    n_mentions: int


@dataclass(frozen=True, slots=True)
class Description:
    """Figures of a dataset.

    Attributes:
        tables: rows by table.
        sources: articles by source, most first.
        first_date, last_date: earliest and latest date of publication, null if none is known.
        duplicates: articles with the text of an earlier one.
        officials, units: most named first.
        work_areas: paragraphs by work area, most first.
        rejects: what could not be read, by reason, most first.
    """

    tables: dict[str, int]
    sources: dict[str, int]
    first_date: dt.date | None
    last_date: dt.date | None
    duplicates: int
    officials: list[NamedOfficial]
    units: list[NamedUnit]
    work_areas: dict[str, int]
    rejects: dict[str, int]

    def as_dict(self) -> dict[str, Any]:
        """Return the figures as JSON values; dates in ISO form."""
        dates = {"first_date": self.first_date, "last_date": self.last_date}
        return asdict(self) | {name: date and date.isoformat() for name, date in dates.items()}


def describe(dataset: Dataset, *, top: int = 10) -> Description:
    """Count what `dataset` holds, with the `top` most named officials and units.

    A name counts as one person throughout; telling namesakes apart is not attempted here.

    Example:
        >>> describe(read("out")).tables["officials"]  # doctest: +SKIP
    """
    sources: Counter[str] = Counter()
    first: dt.date | None = None
    last: dt.date | None = None
    duplicates = 0
    for source, published, duplicate_of in _rows(dataset, "articles", "source", "published", "duplicate_of"):
        sources[source] += 1
        if published:
            first, last = min(first or published, published), max(last or published, published)
        duplicates += duplicate_of is not None
    return Description(
        tables=dict(dataset.tables),
        sources=_in_order(sources),
        first_date=first,
        last_date=last,
        duplicates=duplicates,
        officials=_officials(dataset, top),
        units=_units(dataset, top),
        work_areas=_in_order(Counter(code for (codes,) in _rows(dataset, "paragraphs", "work_areas") for code in codes)),
        rejects=_in_order(Counter(reason for (reason,) in _rows(dataset, "rejects", "reason"))),
    )


def _rows(dataset: Dataset, name: str, *columns: str) -> Iterator[tuple[Any, ...]]:
    for batch in dataset.batches(name, columns=list(columns)):
        yield from zip(*(batch.column(column).to_pylist() for column in columns), strict=True)


def _in_order(counts: Counter[str]) -> dict[str, int]:
    """Return counts, most frequent first, equal ones in order of their names."""
    return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))


def _most_named(db: sqlite3.Connection, rows: Iterable[tuple[str, str, int]], top: int) -> list[tuple[str, int, int]]:
    """Return the `top` names of `rows` (article_id, name, mentions; an article's together): articles, mentions."""
    db.execute("CREATE TABLE names (name TEXT PRIMARY KEY, articles INTEGER, mentions INTEGER) WITHOUT ROWID")
    add = (
        "INSERT INTO names VALUES (?, 1, ?)"
        " ON CONFLICT DO UPDATE SET articles = articles + 1, mentions = mentions + excluded.mentions"
    )
    for _, group in groupby(rows, itemgetter(0)):
        mentions: Counter[str] = Counter()
        for _, name, count in group:
            mentions[name] += count
        db.executemany(add, mentions.items())
    return db.execute("SELECT * FROM names ORDER BY articles DESC, mentions DESC, name LIMIT ?", (top,)).fetchall()


def _officials(dataset: Dataset, top: int) -> list[NamedOfficial]:
    def rows(first: str) -> Iterator[tuple[Any, ...]]:
        every = _rows(dataset, "officials", first, "name", "n_mentions", "sector")
        return (row[:3] for row in every if row[3] not in NOT_OFFICIAL)

    with closing(scratch("")) as db:
        best = _most_named(db, rows("article_id"), top)
        names = {name for name, _, _ in best}
        db.execute("CREATE TABLE ids (id TEXT PRIMARY KEY, name TEXT) WITHOUT ROWID")
        db.executemany("INSERT INTO ids VALUES (?, ?)", (row[:2] for row in rows("official_id") if row[1] in names))
        db.execute(
            "CREATE TABLE given (name TEXT, position TEXT, count INTEGER, PRIMARY KEY (name, position)) WITHOUT ROWID"
        )
        db.executemany(
            "INSERT INTO given SELECT name, ?, 1 FROM ids WHERE id = ? ON CONFLICT DO UPDATE SET count = count + 1",
            (
                (f"{title} {unit}".strip(), official_id)
                for official_id, title, unit in _rows(dataset, "positions", "official_id", "title", "unit")
            ),
        )
        main = "SELECT position FROM given WHERE name = ? ORDER BY count DESC, position LIMIT 1"
        return [
            NamedOfficial(name, (db.execute(main, (name,)).fetchone() or ("",))[0], articles, mentions)
            for name, articles, mentions in best
        ]


def _units(dataset: Dataset, top: int) -> list[NamedUnit]:
    every = _rows(dataset, "units", "article_id", "unit", "canonical_name", "n_mentions")
    rows = ((article_id, canonical or unit, mentions) for article_id, unit, canonical, mentions in every)
    with closing(scratch("")) as db:
        return [NamedUnit(*row) for row in _most_named(db, rows, top)]
