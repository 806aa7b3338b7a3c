"""`baochi evaluate`: a dataset against gold annotations, or any two of either."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from baochi.cli.output import write

GOLD_HELP = "Folder of annotated articles, a JSON file each, or a dataset."
Boot = Annotated[int, typer.Option(min=0, max=100_000, help="Bootstrap samples for the intervals.")]
Seed = Annotated[int, typer.Option(help="Seed of everything drawn at random.")]
MissingOk = Annotated[
    bool, typer.Option("--missing-ok", help="Count articles that are missing as articles in which nothing was found.")
]
AsJson = Annotated[
    Path | None, typer.Option("--json", metavar="FILE", help="Also write everything as JSON; - is standard output.")
]
AsMarkdown = Annotated[
    Path | None, typer.Option("--markdown", metavar="FILE", help="Also write tables in Markdown; - is standard output.")
]


class BelowLimit(ValueError):
    """A figure is below what was asked for."""


def evaluate(
    gold: Annotated[Path, typer.Argument(metavar="GOLD", help=GOLD_HELP)],
    pred: Annotated[Path, typer.Argument(metavar="PRED", help="The same, to be measured against GOLD.")],
    errors: Annotated[int, typer.Option(min=0, help="Show so many errors of every kind.")] = 0,
    by: Annotated[str, typer.Option(metavar="NAMES", help="Figures of parts: any of source,decade,kind,work_area.")] = "",
    boot: Boot = 500,
    seed: Seed = 0,
    missing_ok: MissingOk = False,
    as_json: AsJson = None,
    as_markdown: AsMarkdown = None,
    report: Annotated[
        Path | None, typer.Option("--report", metavar="FILE", help="Write a web page with every error in its sentence.")
    ] = None,
    fail_under: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME=F1", help="Leave with exit code 1 if a figure is below; may be repeated."),
    ] = None,
) -> None:
    """Measure how right a dataset is: precision, recall and F1 of every layer."""
    from baochi.evaluate import evaluate as measure

    limits = _limits(fail_under or [])
    names = [name.strip() for name in by.split(",") if name.strip()]
    result = measure(gold, pred, boot=boot, errors=errors, by=names, seed=seed, missing_ok=missing_ok)
    short = result.below(limits)
    if report is not None:
        from baochi.evaluate.page import as_page

        write(as_page(result), report)
    if not write_forms(result.as_dict, result.as_markdown, as_json, as_markdown) and str(report) != "-":
        from baochi.cli.figures import console, show_report

        show_report(console(), result)
    for what in result.warnings():
        typer.echo(f"Warning: {what}", err=True)
    if short:
        raise BelowLimit("; ".join(short))


def write_forms(as_dict, as_markdown, json_file: Path | None, markdown_file: Path | None) -> bool:
    """Write what was asked for as JSON and as Markdown; say whether either went to standard output."""
    if json_file is not None:
        write(json.dumps(as_dict(), ensure_ascii=False, indent=2) + "\n", json_file)
    if markdown_file is not None:
        write(as_markdown(), markdown_file)
    return "-" in (str(json_file), str(markdown_file))


def _limits(given: list[str]) -> dict[str, float]:
    """Read `NAME=F1`."""
    limits = {}
    for text in given:
        name, _, value = text.partition("=")
        try:
            limits[name.strip()] = float(value)
        except ValueError:
            raise typer.BadParameter(f"{text!r} should read like officials.name=0.95", param_hint="--fail-under") from None
        if not 0 <= limits[name.strip()] <= 1:
            raise typer.BadParameter(f"{text!r}: F1 lies between 0 and 1", param_hint="--fail-under")
    return limits
