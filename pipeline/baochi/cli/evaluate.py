"""`baochi evaluate`: a dataset against gold annotations."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from baochi.cli.output import write


def evaluate(
    gold: Annotated[Path, typer.Argument(metavar="GOLD", help="Folder of annotated articles, a JSON file each.")],
    dataset: Annotated[Path, typer.Argument(metavar="DATASET", help="Folder that baochi run wrote from the same articles.")],
    errors: Annotated[int, typer.Option(min=0, help="Show so many errors of every kind.")] = 0,
    boot: Annotated[int, typer.Option(min=0, max=100_000, help="Bootstrap samples for the intervals.")] = 500,
    as_json: Annotated[
        Path | None, typer.Option("--json", metavar="FILE", help="Also write the report as JSON; - is standard output.")
    ] = None,
) -> None:
    """Measure how right a dataset is: precision, recall and F1 of every layer."""
    from baochi.evaluate import evaluate as measure

    report = measure(gold, dataset, boot=boot, errors=errors)
    if as_json is not None:
        write(json.dumps(report.as_dict(), ensure_ascii=False, indent=2) + "\n", as_json)
    if str(as_json) != "-":
        from baochi.cli.figures import console, show_report

        show_report(console(), report)
    missing = [
        f"gold articles that are not in the dataset: {len(report.missing_articles):,}" if report.missing_articles else "",
        f"tables that the dataset lacks: {', '.join(report.missing_tables)}" if report.missing_tables else "",
    ]
    for what in filter(None, missing):
        typer.echo(f"Warning: {what}; all they should hold counts as missed.", err=True)
