"""Measures how right a dataset is, whether one is better than another, and how far annotators agree."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from baochi.evaluate.agreement import Agreements, agree
from baochi.evaluate.classes import classifications
from baochi.evaluate.comparison import Comparison, compare
from baochi.evaluate.figures import Figure, draws, figures_of, macro_f1
from baochi.evaluate.gold import GoldError
from baochi.evaluate.measure import measure
from baochi.evaluate.report import Report, first_errors
from baochi.evaluate.side import SidesError, read_found_side, read_gold_side
from baochi.evaluate.signature import signature
from baochi.evaluate.slices import sliced

__all__ = ["Agreements", "Comparison", "Figure", "GoldError", "Report", "SidesError", "agree", "compare", "evaluate"]

SEED = 0


def evaluate(
    gold: str | Path,
    pred: str | Path,
    boot: int = 500,
    errors: int = 0,
    *,
    by: Sequence[str] = (),
    seed: int = SEED,
    missing_ok: bool = False,
) -> Report:
    """Compare `pred` with `gold`; each is a folder of gold files or a dataset.

    Articles are joined on their id; other articles of `pred` are left out.

    Args:
        boot: bootstrap samples for the intervals; 0 for none.
        errors: how many errors of every kind the report lists.
        by: what to slice the figures by: `source`, `decade`, `kind` (of the paragraph), `work_area`.
        seed: of the bootstrap.
        missing_ok: gold articles that `pred` lacks count as articles in which nothing was found.

    Raises:
        GoldError: a gold file is malformed (the message names file and field).
        DatasetError: a folder holds no tables, or one that cannot be used.
        SidesError: `pred` lacks articles or has other texts (the message names them, with digests).
        ValueError: `boot` or `errors` is negative, or `by` names something else.

    Example:
        >>> evaluate("corpora/gold", "out").figures["units"].f1  # doctest: +SKIP
    """
    if boot < 0 or errors < 0:
        raise ValueError("boot and errors must be 0 or more")
    right = read_gold_side(gold)
    found = read_found_side(pred, right.articles)
    measured = measure(right, found, missing_ok=missing_ok)
    drawn = draws(len(measured.tallies), boot, seed)
    figures = figures_of([t.counts() for t in measured.tallies], drawn)
    counts, listed = first_errors(measured, errors)
    missing = [key for key in right.articles if key not in found.articles]
    line = signature(
        right.digest, found.digest, len(right.articles), boot=boot, seed=seed, missing="empty" if missing else "none"
    )
    return Report(
        signature=line,
        n_articles=len(right.articles),
        figures=figures,
        macro=macro_f1(figures),
        classification=classifications(measured.tallies),
        slices=sliced(measured.pairs, measured.tallies, by, drawn),
        missing_articles=missing,
        missing_tables=found.missing_tables,
        error_counts=counts,
        errors=listed,
        measured=measured,
    )
