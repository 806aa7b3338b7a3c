"""Figures over articles: micro-averaged precision, recall and F1 with bootstrap intervals over articles."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from baochi.evaluate.layers import WORK_AREA, Error, Tally

SEED = 0
MACRO_MINIMUM = 5
"""Gold paragraphs that a work area needs to count in the macro average."""
MACRO = "work areas, macro"


@dataclass(frozen=True, slots=True)
class Figure:
    """One layer: precision, recall, F1 (0 to 1), 95 % interval of F1, number of gold items.

    For an accuracy, precision, recall and F1 are all the share of cases that are right and `gold` the cases judged.
    """

    layer: str
    precision: float
    recall: float
    f1: float
    low: float
    high: float
    gold: int


@dataclass(frozen=True, slots=True)
class Report:
    """The result of an evaluation.

    Attributes:
        n_articles: gold articles.
        figures: by layer, in order of layer names.
        macro: mean F1 of the work areas with at least `MACRO_MINIMUM` paragraphs in gold, null if there is none.
        missing_articles: gold articles of which the dataset has no row; they count as empty.
        missing_tables: tables that the dataset lacks; they count as empty.
        error_counts: number of errors by kind.
        errors: the first errors of every kind, as many as were asked for.
    """

    n_articles: int
    figures: dict[str, Figure]
    macro: float | None
    missing_articles: list[str]
    missing_tables: list[str]
    error_counts: dict[str, int]
    errors: dict[str, list[Error]]

    HEADER = ("layer", "P", "R", "F1", "95% interval", "gold")

    def rows(self) -> list[tuple[str, str, str, str, str, str]]:
        """Return the figures as rows of text under `HEADER`, to three decimals."""
        rows = [
            (f.layer, f"{f.precision:.3f}", f"{f.recall:.3f}", f"{f.f1:.3f}", f"{f.low:.3f}-{f.high:.3f}", str(f.gold))
            for f in self.figures.values()
        ]
        if self.macro is not None:
            rows.append((f"{MACRO} ({MACRO_MINIMUM}+ in gold)", "", "", f"{self.macro:.3f}", "", ""))
        return rows

    def as_dict(self) -> dict[str, Any]:
        """Return everything as JSON values."""
        layers = {name: {k: v for k, v in asdict(f).items() if k != "layer"} for name, f in self.figures.items()}
        return {
            "articles": self.n_articles,
            "layers": layers,
            "work_areas_macro_f1": self.macro,
            "missing_articles": self.missing_articles,
            "missing_tables": self.missing_tables,
            "error_counts": self.error_counts,
            "errors": {kind: [error._asdict() for error in errors] for kind, errors in self.errors.items()},
        }


def figures_of(tallies: Sequence[Tally], *, boot: int) -> dict[str, Figure]:
    """Sum the counts of all articles and put an interval about every F1.

    The interval is the percentile bootstrap (Efron 1979): articles are drawn with replacement `boot` times, with a
    fixed seed. With `boot` 0 it shrinks to the figure.
    """
    layers = sorted({layer for t in tallies for layer in t.counts})
    counts = np.array([[t.counts.get(layer, (0, 0, 0)) for layer in layers] for t in tallies], dtype=np.int64)
    precision, recall, f1 = _prf(counts.sum(axis=0))
    rng, n = random.Random(SEED), len(tallies)
    drawn = [np.bincount([rng.choice(range(n)) for _ in range(n)], minlength=n) for _ in range(boot)]
    scores = np.array([_prf(np.tensordot(times, counts, axes=1))[2] for times in drawn] or [f1])
    scores.sort(axis=0)
    low, high = scores[int(0.025 * len(scores))], scores[min(len(scores) - 1, int(0.975 * len(scores)))]
    gold = counts.sum(axis=0)[:, 2]
    columns = (precision, recall, f1, low, high, gold)
    return {layer: Figure(layer, *(column[k].item() for column in columns)) for k, layer in enumerate(layers)}


def _prf(counts: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return precision, recall and F1 of rows (right, extracted, gold); 0 where there is nothing to divide by."""
    right, extracted, gold = counts.T.astype(float)
    return _share(right, extracted), _share(right, gold), _share(2 * right, extracted + gold)


def _share(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    return np.divide(part, whole, out=np.zeros_like(part), where=whole > 0)


def macro_f1(figures: dict[str, Figure]) -> float | None:
    """Return the mean F1 of the work areas common enough in gold, null if none is."""
    areas = [f for f in figures.values() if f.layer.startswith(WORK_AREA) and f.gold >= MACRO_MINIMUM]
    return sum(f.f1 for f in areas) / len(areas) if areas else None


def first_errors(tallies: Sequence[Tally], n: int) -> tuple[dict[str, int], dict[str, list[Error]]]:
    """Return the number of errors by kind, and the first `n` of every kind."""
    errors = [error for t in tallies for error in t.errors]
    counts = dict(sorted(Counter(error.kind for error in errors).items()))
    first = {kind: [error for error in errors if error.kind == kind][:n] for kind in counts} if n else {}
    return counts, first
