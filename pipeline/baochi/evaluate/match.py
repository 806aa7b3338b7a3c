"""One-to-one matching of gold items with extracted ones."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

G = TypeVar("G")
P = TypeVar("P")


def match(gold: Sequence[G], found: Sequence[P], score: Callable[[G, P], float]) -> list[tuple[int, int]]:
    """Pair items greedily, best score first; each is used once at most.

    Args:
        score: likeness of a gold and an extracted item, 0 or less for no match. Of equal scores the pair with the
            higher gold index, then the higher extracted index, comes first, so that the result is fixed.

    Returns:
        Pairs of indices (gold, extracted), best first.

    Example:
        >>> match(["ab", "a"], ["a"], lambda g, p: len(set(g) & set(p)) / len(g))
        [(1, 0)]
    """
    scored = [(score(g, p), i, j) for i, g in enumerate(gold) for j, p in enumerate(found)]
    used_gold: set[int] = set()
    used_found: set[int] = set()
    pairs = []
    for _, i, j in sorted((s for s in scored if s[0] > 0), reverse=True):
        if i not in used_gold and j not in used_found:
            used_gold.add(i)
            used_found.add(j)
            pairs.append((i, j))
    return pairs


def at_least(value: float, threshold: float) -> float:
    """Return `value`, or 0 below `threshold`."""
    return value if value >= threshold else 0.0
