"""F1 with an interval: articles drawn anew with replacement (bootstrap, Efron 1979)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

Counts = tuple[int, int, int]
"""Right, found and annotated of one article."""
DRAWS = 2000


def f1(right: float, found: float, wanted: float) -> float:
    """Return F1; 0 where nothing was found and nothing wanted."""
    return 2 * right / (found + wanted) if found + wanted else 0.0


def with_interval(counts: Sequence[Counts]) -> str:
    """Return F1 over articles with its 95 % interval, as text; the same counts give the same text.

    Example:
        >>> with_interval([(9, 10, 10)] * 5)
        '0.900 (0.900–0.900)'
    """
    table = np.array(counts, dtype=np.float64).reshape(-1, 3)
    drawn = np.random.default_rng(0).multinomial(len(table), np.full(len(table), 1 / len(table)), DRAWS) @ table
    scores = [f1(*row) for row in drawn.tolist()]
    low, high = np.quantile(scores, [0.025, 0.975])
    return f"{f1(*table.sum(axis=0).tolist()):.3f} ({low:.3f}–{high:.3f})"
