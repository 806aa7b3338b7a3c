"""Whether one dataset is better than another, measured against the same gold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy.stats import false_discovery_control

from baochi.evaluate.figures import count_table, draws, f1_score
from baochi.evaluate.layers import WORK_AREA
from baochi.evaluate.measure import Measured, measure
from baochi.evaluate.report import markdown
from baochi.evaluate.side import read_found_side, read_gold_side
from baochi.evaluate.signature import signature
from baochi.evaluate.tally import Error

CHUNK = 1000
"""Trials computed at once, which bounds the memory."""
ROUNDING = 1e-12
DETAILS = ("spans, ", WORK_AREA)
"""How layers begin that break another one down."""


@dataclass(frozen=True, slots=True)
class Change:
    """One layer of two predictions.

    Attributes:
        a, b: F1; delta: b - a, low and high its 95 % interval (paired bootstrap over articles).
        p: how probable a difference at least as great is if it does not matter which prediction an article comes from.
        q: `p` for so many layers at once (Benjamini and Hochberg 1995): of layers with q below 0.05, 5 % are chance at most.
            Spans of single labels and single work areas are adjusted among themselves.
        gold: gold items, or cases judged on the side that has more.
    """

    layer: str
    a: float
    b: float
    delta: float
    low: float
    high: float
    p: float
    q: float
    gold: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two predictions against the same gold.

    Attributes:
        signatures: of A and of B, as `evaluate` gives them.
        changes: by layer.
        better, worse: errors that only A makes, and errors that only B makes, in the order of the articles.
    """

    n_articles: int
    signatures: tuple[str, str]
    changes: list[Change]
    better: list[Error]
    worse: list[Error]

    HEADER = ("layer", "A", "B", "B - A", "95% interval", "p", "q", "gold")

    def rows(self) -> list[tuple[str, ...]]:
        """Return the changes as rows of text under `HEADER`, without spans of single labels."""
        return [
            (
                *(c.layer, f"{c.a:.3f}", f"{c.b:.3f}", f"{c.delta:+.3f}", f"{c.low:+.3f} to {c.high:+.3f}"),
                *(f"{c.p:.4f}", f"{c.q:.4f}", str(c.gold)),
            )
            for c in self.changes
            if not c.layer.startswith("spans, ")
        ]

    def as_dict(self) -> dict[str, Any]:
        """Return everything as JSON values."""
        return {
            "signature_a": self.signatures[0],
            "signature_b": self.signatures[1],
            "articles": self.n_articles,
            "layers": {c.layer: {k: v for k, v in asdict(c).items() if k != "layer"} for c in self.changes},
            "better": [error.as_dict() for error in self.better],
            "worse": [error.as_dict() for error in self.worse],
        }

    def as_markdown(self) -> str:
        """Return figures and changed errors as tables."""
        parts = [f"{self.n_articles:,} articles", markdown(self.HEADER, self.rows())]
        for title, errors in (("Better", self.better), ("Worse", self.worse)):
            rows = [(e.article_id, e.kind, e.item) for e in errors]
            parts += [f"### {title}: {len(rows):,}", markdown(("article", "error", "item"), rows, words=3)] if rows else []
        return "\n\n".join([*parts, *(f"{name}: `{line}`" for name, line in zip("AB", self.signatures, strict=True))]) + "\n"


def compare(
    a: str | Path,
    b: str | Path,
    gold: str | Path,
    *,
    trials: int = 10_000,
    boot: int = 500,
    seed: int = 0,
    missing_ok: bool = False,
) -> Comparison:
    """Compare two predictions by approximate randomisation over articles (Noreen 1989).

    In every trial each article's counts are swapped between A and B or not, with equal chance; p is the share of trials, the
    observed one among them, in which F1 differs at least as much as it does.

    Raises:
        GoldError, DatasetError, SidesError: a folder cannot be used, or one lacks articles or has other texts.
        ValueError: `trials` is not positive, or `boot` negative.
    """
    if trials < 1 or boot < 0:
        raise ValueError("trials must be 1 or more, boot 0 or more")
    right = read_gold_side(gold)
    sides = [read_found_side(folder, right.articles) for folder in (a, b)]
    ours, theirs = (measure(right, side, missing_ok=missing_ok) for side in sides)
    digest, n = right.digest, len(right.articles)
    missing = "empty" if missing_ok else "none"
    lines = [
        signature(digest, side.digest, n, boot=boot, missing=missing, seed=seed, test="ar", trials=trials) for side in sides
    ]
    lost, new = _changed(ours.errors(), theirs.errors())
    changes = _changes(ours, theirs, trials=trials, boot=boot, seed=seed)
    return Comparison(n, (lines[0], lines[1]), changes, lost, new)


def _changes(ours: Measured, theirs: Measured, *, trials: int, boot: int, seed: int) -> list[Change]:
    counts = [[t.counts() for t in one.tallies] for one in (ours, theirs)]
    layers = sorted({layer for side in counts for article in side for layer in article})
    a, b = (count_table(side, layers) for side in counts)
    scores = [f1_score(side.sum(axis=0)) for side in (a, b)]
    delta = scores[1] - scores[0]
    p = randomisation(a, b, trials=trials, seed=seed)
    detail = np.array([layer.startswith(DETAILS) for layer in layers])
    q = np.ones_like(p)
    for family in (detail, ~detail):
        q[family] = false_discovery_control(p[family]) if family.any() else 1
    drawn = draws(len(a), boot, seed)
    sums = [np.tensordot(drawn, side, axes=1) for side in (a, b)]
    deltas = f1_score(sums[1]) - f1_score(sums[0]) if boot else delta[np.newaxis]
    low, high = np.quantile(deltas, [0.025, 0.975], axis=0)
    gold = np.maximum(a[..., 2].sum(axis=0), b[..., 2].sum(axis=0)).astype(int)
    columns = (*scores, delta, low, high, p, q, gold)
    rows = [Change(layer, *(column[k].item() for column in columns)) for k, layer in enumerate(layers)]
    judged = (a + b)[..., 1:].sum(axis=(0, 2)) > 0
    return [row for row, there in zip(rows, judged, strict=True) if there]


def randomisation(a: np.ndarray, b: np.ndarray, *, trials: int, seed: int) -> np.ndarray:
    """Return p by layer for two arrays of counts, articles × layers × (right, extracted, gold).

    Example:
        >>> same = np.ones((4, 1, 3))
        >>> randomisation(same, same, trials=99, seed=0)
        array([1.])
    """
    rng = np.random.default_rng(seed)
    total_a, total_b, step = a.sum(axis=0), b.sum(axis=0), b - a
    observed = np.abs(f1_score(total_b) - f1_score(total_a))
    as_great = np.zeros(a.shape[1])
    for first in range(0, trials, CHUNK):
        swapped = rng.integers(0, 2, size=(min(CHUNK, trials - first), len(a))).astype(float)
        moved = np.tensordot(swapped, step, axes=1)
        difference = np.abs(f1_score(total_b - moved) - f1_score(total_a + moved))
        as_great += (difference >= observed - ROUNDING).sum(axis=0)
    return (as_great + 1) / (trials + 1)


def _changed(ours: Iterable[Error], theirs: Iterable[Error]) -> tuple[list[Error], list[Error]]:
    """Return the errors that only the first side makes, and those that only the second makes; repeats count."""
    a, b = list(ours), list(theirs)
    return _without(a, b), _without(b, a)


def _without(errors: list[Error], others: list[Error]) -> list[Error]:
    left = Counter((e.article_id, e.kind, e.item) for e in others)
    kept = []
    for error in errors:
        key = (error.article_id, error.kind, error.item)
        if left[key]:
            left[key] -= 1
        else:
            kept.append(error)
    return kept
