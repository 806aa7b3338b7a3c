"""`baochi agree`: two annotations of the same articles."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from baochi.cli.evaluate import GOLD_HELP, AsJson, AsMarkdown, write_forms


def agree(
    a: Annotated[Path, typer.Argument(metavar="GOLD_A", help=GOLD_HELP)],
    b: Annotated[Path, typer.Argument(metavar="GOLD_B", help="The same articles, annotated by somebody else.")],
    errors: Annotated[int, typer.Option(min=0, help="Show so many disagreements.")] = 50,
    common: Annotated[
        bool, typer.Option("--common", help="Look at the articles that both have; otherwise both must have the same.")
    ] = False,
    as_json: AsJson = None,
    as_markdown: AsMarkdown = None,
) -> None:
    """Say how far two annotators agree: F1, Cohen's kappa, Krippendorff's alpha, and every disagreement."""
    from baochi.evaluate import agree as measure

    result = measure(a, b, common=common)
    if not write_forms(result.as_dict, result.as_markdown, as_json, as_markdown):
        from baochi.cli.figures import console, show_agreement

        show_agreement(console(), result, errors)
