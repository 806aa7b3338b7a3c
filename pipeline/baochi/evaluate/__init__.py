"""Measures a dataset against gold annotations."""

from __future__ import annotations

from pathlib import Path

from baochi.evaluate.extracted import Extracted, read_extracted
from baochi.evaluate.gold import GoldError, read_gold
from baochi.evaluate.layers import tally
from baochi.evaluate.report import Figure, Report, figures_of, first_errors, macro_f1

__all__ = ["Figure", "GoldError", "Report", "evaluate"]


def evaluate(gold_dir: str | Path, dataset_dir: str | Path, boot: int = 500, errors: int = 0) -> Report:
    """Compare the dataset in `dataset_dir` with the gold annotations in `gold_dir`.

    Articles are joined on `article_id`; gold articles that the dataset lacks count as empty, other articles of the
    dataset are left out.

    Args:
        boot: bootstrap samples for the intervals; 0 for none.
        errors: how many errors of every kind the report lists.

    Raises:
        GoldError: a gold file is malformed (the message names file and field).
        DatasetError: the folder holds no tables, or one that cannot be used.
        ValueError: `boot` or `errors` is negative.

    Example:
        >>> evaluate("corpora/gold", "out").figures["units"].f1  # doctest: +SKIP
    """
    if boot < 0 or errors < 0:
        raise ValueError("boot and errors must be 0 or more")
    gold = read_gold(gold_dir)
    found, missing_tables = read_extracted(dataset_dir, gold.keys())
    tallies = [tally(aid, article.annotation, found.get(aid, Extracted())) for aid, article in gold.items()]
    figures = figures_of(tallies, boot=boot)
    counts, listed = first_errors(tallies, errors)
    return Report(
        n_articles=len(gold),
        figures=figures,
        macro=macro_f1(figures),
        missing_articles=[aid for aid in gold if aid not in found],
        missing_tables=missing_tables,
        error_counts=counts,
        errors=listed,
    )
