"""What a dataset holds, in figures; how they are shown is the command line's business."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from baochi.store.read import Dataset

if TYPE_CHECKING:
    import pandas as pd

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
    articles = dataset.arrow("articles", ["source", "published", "duplicate_of"])
    dates = [date for date in articles["published"].unique().to_pylist() if date]
    return Description(
        tables=dict(dataset.tables),
        sources=_counts(articles["source"].to_pylist()),
        first_date=min(dates, default=None),
        last_date=max(dates, default=None),
        duplicates=len(articles) - articles["duplicate_of"].null_count,
        officials=_officials(dataset, top),
        units=_units(dataset, top),
        work_areas=_counts(
            code
            for batch in dataset.batches("paragraphs")
            for codes in batch.column("work_areas").to_pylist()
            for code in codes
        ),
        rejects=_counts(dataset.arrow("rejects", ["reason"])["reason"].to_pylist()),
    )


def _counts(items: Any) -> dict[str, int]:
    """Count `items`, most frequent first, equal ones in order of their names."""
    return dict(sorted(Counter(items).items(), key=lambda pair: (-pair[1], pair[0])))


def _most_named(rows: pd.DataFrame, top: int) -> pd.DataFrame:
    """Return the `top` names of `rows` (article_id, name, n_mentions) with numbers of articles and mentions."""
    sums = rows.groupby("name").agg(n_articles=("article_id", "nunique"), n_mentions=("n_mentions", "sum"))
    return sums.reset_index().sort_values(["n_articles", "n_mentions", "name"], ascending=[False, False, True]).head(top)


def _officials(dataset: Dataset, top: int) -> list[NamedOfficial]:
    columns = ["article_id", "official_id", "name", "sector", "n_mentions"]
    rows = dataset.arrow("officials", columns).to_pandas()
    rows = rows[~rows["sector"].isin(NOT_OFFICIAL)]
    best = _most_named(rows, top)
    names = dict(rows.loc[rows["name"].isin(best["name"]), ["official_id", "name"]].itertuples(index=False))
    given: dict[str, Counter[str]] = {name: Counter() for name in best["name"]}
    for batch in dataset.batches("positions"):
        for row in batch.select(["official_id", "title", "unit"]).to_pylist():
            if row["official_id"] in names:
                given[names[row["official_id"]]][f"{row['title']} {row['unit']}".strip()] += 1
    return [
        NamedOfficial(name, next(iter(_counts(given[name].elements())), ""), int(articles), int(mentions))
        for name, articles, mentions in best.itertuples(index=False)
    ]


def _units(dataset: Dataset, top: int) -> list[NamedUnit]:
    rows = dataset.arrow("units", ["article_id", "unit", "canonical_name", "n_mentions"]).to_pandas()
    rows["name"] = rows["canonical_name"].where(rows["canonical_name"] != "", rows["unit"])
    best = _most_named(rows, top)
    return [NamedUnit(name, int(articles), int(n)) for name, articles, n in best.itertuples(index=False)]
