"""Figures over articles: precision, recall, F1, micro and macro, with bootstrap intervals over articles."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from baochi.evaluate.layers import WORK_AREA
from baochi.evaluate.tally import Counts

MACRO_MINIMUM = 5
"""Gold paragraphs that a work area needs to count in the macro average."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One layer: precision, recall and F1 over all items (micro; 0 to 1), the 95 % interval of F1, and numbers of items.

    For an accuracy, precision, recall and F1 are all the share of cases that are right and `gold` the cases judged.

    Attributes:
        macro: mean of the articles' F1, over articles in which either side has an item; null if there is none.
        right: items right; a partial match of spans counts as half.
    """

    layer: str
    precision: float
    recall: float
    f1: float
    low: float
    high: float
    gold: int
    extracted: int = 0
    right: float = 0
    macro: float | None = None


def draws(n: int, boot: int, seed: int) -> np.ndarray:
    """Return how often each of `n` articles is drawn, a row for each of `boot` samples of `n` with replacement."""
    rng = random.Random(seed)
    samples = [np.bincount([rng.choice(range(n)) for _ in range(n)], minlength=n) for _ in range(boot if n else 0)]
    return np.array(samples, dtype=float).reshape(-1, n)  # floats, because they are multiplied as matrices


def figures_of(counts: Sequence[Mapping[str, Counts]], drawn: np.ndarray) -> dict[str, Figure]:
    """Sum the counts of all articles by layer and put an interval about every F1.

    The interval is the percentile bootstrap (Efron 1979) over articles; without samples it shrinks to the figure.

    Args:
        counts: an article each, in the order of the columns of `drawn`.
    """
    layers = sorted({layer for by_layer in counts for layer in by_layer})
    table = count_table(counts, layers)
    total = table.sum(axis=0)
    precision, recall, f1 = prf(total)
    scores = f1_score(np.tensordot(drawn, table, axes=1)) if len(drawn) else f1[np.newaxis]
    scores.sort(axis=0)
    low, high = scores[int(0.025 * len(scores))], scores[min(len(scores) - 1, int(0.975 * len(scores)))]
    columns = (precision, recall, f1, low, high)
    return {
        layer: Figure(
            layer,
            *(column[k].item() for column in columns),
            gold=int(total[k, 2]),
            extracted=int(total[k, 1]),
            right=total[k, 0].item(),
            macro=_macro(table[:, k]),
        )
        for k, layer in enumerate(layers)
    }


def count_table(counts: Sequence[Mapping[str, Counts]], layers: Sequence[str]) -> np.ndarray:
    """Return counts as an array of articles × layers × (right, extracted, gold)."""
    rows = [[by_layer.get(layer, (0, 0, 0)) for layer in layers] for by_layer in counts]
    return np.array(rows, dtype=float).reshape(len(counts), len(layers), 3)


def prf(counts: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return precision, recall and F1 of counts (…, right, extracted, gold); 0 where there is nothing to divide by."""
    right, extracted, gold = counts[..., 0], counts[..., 1], counts[..., 2]
    return _share(right, extracted), _share(right, gold), f1_score(counts)


def f1_score(counts: np.ndarray) -> np.ndarray:
    """Return F1 of counts (…, right, extracted, gold)."""
    return _share(2 * counts[..., 0], counts[..., 1] + counts[..., 2])


def _share(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    return np.divide(part, whole, out=np.zeros_like(part), where=whole > 0)


def _macro(articles: np.ndarray) -> float | None:
    judged = articles[articles[:, 1] + articles[:, 2] > 0]
    return f1_score(judged).mean().item() if len(judged) else None


def macro_f1(figures: Mapping[str, Figure]) -> float | None:
    """Return the mean F1 of the work areas common enough in gold, null if none is."""
    areas = [f for f in figures.values() if f.layer.startswith(WORK_AREA) and f.gold >= MACRO_MINIMUM]
    return sum(f.f1 for f in areas) / len(areas) if areas else None
