"""Which articles to annotate next: a stratified random sample of a dataset, the same for the same seed.

- Strata get articles in proportion to the square root of their size (power allocation, Bankier 1988), so that small ones are
  not overlooked and large ones still weigh more; every stratum gets one if there are enough for all.
- Within a stratum every article has a random key made of seed and id (SHA-256), and the largest keys are taken. So a sample
  does not depend on the order of the dataset, and hardly changes when articles are added.
- With `uncertain` the key is `u ** (1 / weight)` (Efraimidis and Spirakis 2006): an article is drawn with a chance that
  grows with its uncertainty, and none is shut out. Such a sample is for training; figures measured on it are too low.
"""

from __future__ import annotations

import csv
import hashlib
import math
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from baochi.evaluate.formats import gold
from baochi.evaluate.formats.dataset import read as read_dataset
from baochi.evaluate.formats.files import read_text, whole
from baochi.evaluate.formats.model import FormatError
from baochi.evaluate.labels import work_area_config
from baochi.store.layout import DatasetError
from baochi.store.read import Dataset

LIST, LISTS = "sample.csv", (".csv", ".txt")
NONE = "-"
"""Stands for what an article lacks: a source, a date, a work area."""
LEAST_WEIGHT = 0.01
"""Weight of an article that nothing is uncertain about."""
EVIDENCE = {
    "officials": (),
    "positions": ("title_code", "unit_id"),
    "units": ("unit_id",),
    "quantities": ("measure", "actor", "period"),
    "awards": ("award_code", "recipient"),
    "assessments": ("aspect",),
}
"""Columns whose emptiness makes a record weakly supported: it was not recognised in the lexicon, or a part was not found."""


@dataclass(slots=True)
class _Article:
    source: str
    published: Any
    areas: Counter[str] = field(default_factory=Counter)
    closeness: list[float] = field(default_factory=list)
    weakness: list[float] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Pick:
    """An article of the sample.

    Attributes:
        stratum: its value of each field that was stratified by.
        weight: articles of the stratum for each one picked; weigh figures by it to speak of the whole archive. None where
            chances within a stratum differ (`uncertain`) or strata went empty.
        uncertainty: 0 to 1, see `uncertainty`.
    """

    article_id: str
    stratum: tuple[str, ...]
    weight: float | None
    uncertainty: float


BY: dict[str, Callable[[_Article], str]] = {
    "source": lambda a: a.source or NONE,
    "work_area": lambda a: min(a.areas, key=lambda code: (-a.areas[code], code)) if a.areas else NONE,
    "year": lambda a: str(a.published.year) if a.published else NONE,
    "decade": lambda a: f"{a.published.year // 10 * 10}s" if a.published else NONE,
}
"""What can be stratified by; the work area is the one that most paragraphs are about."""


def sample(
    dataset: Dataset,
    n: int,
    by: Sequence[str] = (),
    *,
    uncertain: bool = False,
    seed: int = 0,
    exclude: Collection[str] = (),
) -> list[Pick]:
    """Return `n` articles of `dataset`, or all if there are fewer, ordered by stratum and id.

    Articles that repeat the text of an earlier one are left out.

    Args:
        by: fields to stratify by, of `BY`.
        uncertain: prefer articles whose work areas are near a threshold and whose records are weakly supported.
        exclude: ids that are annotated already.

    Raises:
        ValueError: `n` is not positive or a field is not known. DatasetError: nothing is left to draw from.

    Example:
        >>> [pick.article_id for pick in sample(read("out"), 2, ["source"])]  # doctest: +SKIP
        ['p02', 'p07']
    """
    unknown = [name for name in by if name not in BY]
    if n < 1 or unknown:
        fault = f"cannot stratify by {unknown[0]!r}; one of {', '.join(BY)}" if unknown else f"cannot draw {n} articles"
        raise ValueError(fault)
    articles = _articles(dataset, set(exclude))
    if not articles:
        raise DatasetError(f"{dataset.path}: no article is left to draw from")
    strata: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for article_id, article in articles.items():
        strata[tuple(BY[name](article) for name in by)].append(article_id)
    fair = not uncertain and n >= len(strata)
    shares = allocate({stratum: len(ids) for stratum, ids in strata.items()}, n, seed)
    picks = []
    for stratum, ids in sorted(strata.items()):
        keys = {i: _key(seed, i, uncertainty(articles[i]) if uncertain else 1.0) for i in ids}
        taken = sorted(ids, key=lambda i: (-keys[i], i))[: shares[stratum]]
        weight = round(len(ids) / len(taken), 4) if fair else None
        picks += [Pick(i, stratum, weight, round(uncertainty(articles[i]), 4)) for i in sorted(taken)]
    return picks


def write(
    picks: Sequence[Pick], by: Sequence[str], dataset: Dataset, target: str | Path, *, overwrite: bool = False
) -> None:
    """Write a sample: to a file `.csv` or `.txt` as a list, else as a folder of gold files with what the dataset found.

    The folder also holds the list (`sample.csv`). The files are a start for an annotator, not gold until one has seen them.

    Raises:
        FormatError: the target is taken.
    """
    target = Path(target)
    rows = [("article_id", *by, "weight", "uncertainty")]
    rows += [(p.article_id, *p.stratum, "" if p.weight is None else p.weight, p.uncertainty) for p in picks]
    if target.suffix == ".txt":
        rows = [row[:1] for row in rows[1:]]

    def list_to(path: Path) -> None:
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(rows)

    def folder_to(path: Path) -> None:
        ids = [pick.article_id for pick in picks]
        gold.write(read_dataset(dataset.path, [], only=ids, mentions=False), path, [])
        list_to(path / LIST)

    whole(target, list_to if target.suffix in LISTS else folder_to, replace=overwrite, endings=(".json", *LISTS))


def read_ids(path: str | Path) -> list[str]:
    """Return the ids of articles in a list that `write` wrote, or in a text file with one a line.

    Raises:
        FormatError: it is neither, or empty.
    """
    path = Path(path)
    text = read_text(path)
    rows = list(csv.DictReader(text.splitlines())) if path.suffix == ".csv" else []
    if path.suffix == ".csv" and not all(row.get("article_id") for row in rows):
        raise FormatError(f"{path}: a list in CSV must have the column article_id, filled in every row")
    ids = [row["article_id"] for row in rows] or [line.strip() for line in text.splitlines() if line.strip()]
    if not ids or (path.suffix == ".csv" and not rows):
        raise FormatError(f"{path}: holds no article ids")
    return ids


def allocate(sizes: dict[tuple[str, ...], int], n: int, seed: int = 0) -> dict[tuple[str, ...], int]:
    """Share `n` among strata by the square root of their sizes, none getting more than it has.

    If there are fewer to draw than strata, the strata that get one are drawn as well.

    Example:
        >>> allocate({("a",): 100, ("b",): 4, ("c",): 1}, 13)
        {('a',): 10, ('b',): 2, ('c',): 1}
    """
    if n < len(sizes):
        drawn = sorted(sizes, key=lambda stratum: (-_key(seed, "\0".join(stratum), math.sqrt(sizes[stratum])), stratum))[:n]
        return {stratum: int(stratum in drawn) for stratum in sizes}
    shares = dict.fromkeys(sizes, 1)
    for _ in range(min(n, sum(sizes.values())) - len(sizes)):
        # Highest averages (Sainte-Laguë): the stratum whose share is furthest behind gets the next article.
        open_ = (stratum for stratum in sizes if shares[stratum] < sizes[stratum])
        shares[max(open_, key=lambda s: (math.sqrt(sizes[s]) / (2 * shares[s] + 1), s))] += 1
    return shares


def _key(seed: int, name: str, weight: float) -> float:
    """Return a random number from 0 to 1 that depends on `seed` and `name` alone, higher for a greater weight."""
    digest = hashlib.sha256(f"{seed}\0{name}".encode("utf-8", "surrogatepass")).digest()
    uniform = (int.from_bytes(digest[:8], "big") + 1) / (2**64 + 1)
    return uniform ** (1 / max(weight, LEAST_WEIGHT))


def uncertainty(article: _Article) -> float:
    """Return how unsure the pipeline is of an article, 0 to 1: the mean of two parts.

    - Work areas: the mean over paragraphs of how near the nearest score lies to its threshold: the odds at the score over
      the odds at the threshold, or its inverse, whichever is below 1. 1 is at the threshold (margin sampling, Settles 2009).
    - Records: the mean over records of the share of their columns in `EVIDENCE` that are empty. An official without rank and
      position counts as wholly unsupported.
    """
    return (_mean(article.closeness) + _mean(article.weakness)) / 2


def _mean(numbers: Iterable[float]) -> float:
    listed = list(numbers)
    return sum(listed) / len(listed) if listed else 0.0


def _articles(dataset: Dataset, exclude: set[str]) -> dict[str, _Article]:
    articles: dict[str, _Article] = {}
    columns = ["article_id", "source", "published", "duplicate_of"]
    for row in dataset.arrow("articles", columns).to_pylist():
        if row["duplicate_of"] is None and row["article_id"] not in exclude:
            articles[row["article_id"]] = _Article(row["source"], row["published"])
    for row in dataset.arrow("paragraphs", ["article_id", "work_areas", "work_area_scores"]).to_pylist():
        if article := articles.get(row["article_id"]):
            article.areas.update(row["work_areas"])
            article.closeness.append(closeness({score["code"]: score["score"] for score in row["work_area_scores"]}))
    supported = {row["official_id"] for row in dataset.arrow("positions", ["official_id"]).to_pylist()}
    for table, evidence in EVIDENCE.items():
        wanted = ["article_id", *(("official_id", "ranks") if table == "officials" else evidence)]
        for row in dataset.arrow(table, wanted).to_pylist():
            if article := articles.get(row["article_id"]):
                bare = table == "officials" and not row["ranks"] and row["official_id"] not in supported
                empty = [not row[column] for column in evidence] or [bare]
                article.weakness.append(sum(empty) / len(empty))
    return articles


def closeness(scores: Mapping[str, float]) -> float:
    """Return how near to a threshold of the shipped model a paragraph's scores (by label) lie, 0 to 1 (at it).

    Every score is held against its label's threshold; the best of a paragraph without label against that for a best one.
    """
    decision = work_area_config()["decision"]
    thresholds, best = decision["thresholds"], decision["best"]
    near = [_ratio(score, thresholds[label]) for label, score in scores.items()]
    if scores and all(score < thresholds[label] for label, score in scores.items()):
        near.append(_ratio(max(scores.values()), best))
    return max(near, default=0.0)


def _ratio(score: float, threshold: float) -> float:
    ours, theirs = score * (1 - threshold), threshold * (1 - score)
    return min(ours, theirs) / max(ours, theirs) if 0 < score < 1 else 0.0
