"""`baochi compare`: two datasets against the same gold annotations."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from baochi.cli.evaluate import GOLD_HELP, AsJson, AsMarkdown, Boot, MissingOk, Seed, write_forms


def compare(
    a: Annotated[Path, typer.Argument(metavar="A", help="Dataset, or folder of annotated articles.")],
    b: Annotated[Path, typer.Argument(metavar="B", help="The same, to be compared with A.")],
    gold: Annotated[Path, typer.Option(metavar="GOLD", help=GOLD_HELP)],
    trials: Annotated[int, typer.Option(min=1, max=1_000_000, help="Trials of the randomisation test.")] = 10_000,
    errors: Annotated[int, typer.Option(min=0, help="Show so many of what got better, and of what got worse.")] = 20,
    boot: Boot = 500,
    seed: Seed = 0,
    missing_ok: MissingOk = False,
    as_json: AsJson = None,
    as_markdown: AsMarkdown = None,
) -> None:
    """Say whether B is better than A: differences with p-values, and what got better and worse, one by one."""
    from baochi.evaluate import compare as measure

    result = measure(a, b, gold, trials=trials, boot=boot, seed=seed, missing_ok=missing_ok)
    if not write_forms(result.as_dict, result.as_markdown, as_json, as_markdown):
        from baochi.cli.figures import console, show_comparison

        show_comparison(console(), result, errors)
