"""Figures of parts of the articles: by source, decade of publication, kind of paragraph, and work area."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

import numpy as np

from baochi.evaluate.figures import Figure, figures_of
from baochi.evaluate.side import Pair
from baochi.evaluate.tally import Counts, Tally

BY = ("source", "decade", "kind", "work_area")
UNKNOWN = "(unknown)"
NO_AREA = "(none)"

Paras = Mapping[str, Collection[int] | None]
"""Article ids of a slice, with the paragraphs that belong to it; null for all."""


def sliced(
    pairs: Sequence[Pair], tallies: Sequence[Tally], by: Sequence[str], drawn: np.ndarray
) -> dict[str, dict[str, dict[str, Figure]]]:
    """Return figures by criterion, then by value, then by layer.

    Kind and work area of a paragraph are those of gold. A record belongs to the paragraph where gold has it, else to the
    one where it was found; one whose paragraph is unknown is in no slice by paragraph.

    Raises:
        ValueError: a criterion is not one of `BY`.
    """
    result: dict[str, dict[str, dict[str, Figure]]] = {}
    for name in by:
        if name not in BY:
            raise ValueError(f"cannot slice by {name!r}; one of {', '.join(BY)}")
        result[name] = {value: _figures(tallies, chosen, drawn) for value, chosen in sorted(_slices(name, pairs).items())}
    return result


def _figures(tallies: Sequence[Tally], chosen: Paras, drawn: np.ndarray) -> dict[str, Figure]:
    """Return the figures of a slice; an article outside it stays in the draw, with nothing to count."""
    nothing: dict[str, Counts] = {}
    counts = [t.counts(chosen[t.article_id]) if t.article_id in chosen else nothing for t in tallies]
    return {layer: figure for layer, figure in figures_of(counts, drawn).items() if figure.gold or figure.extracted}


def _slices(name: str, pairs: Sequence[Pair]) -> dict[str, Paras]:
    if name in ("source", "decade"):
        whole: dict[str, dict[str, None]] = defaultdict(dict)
        for pair in pairs:
            whole[pair.gold.source or UNKNOWN if name == "source" else decade(pair)][pair.article_id] = None
        return dict(whole)
    parts: dict[str, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    for pair in pairs:
        for row in pair.gold.paragraphs:
            for value in [row["kind"]] if name == "kind" else row["work_areas"] or [NO_AREA]:
                parts[value][pair.article_id].add(row["para"])
    return dict(parts)


def decade(pair: Pair) -> str:
    """Return the decade in which an article was published, such as `2010s`."""
    published = pair.gold.published
    return f"{published.year // 10 * 10}s" if published else UNKNOWN
