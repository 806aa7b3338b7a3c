"""`baochi convert`: annotations from one format to another."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from baochi.evaluate.formats import Conversion

SHOWN = 10
"""Sentences about single records that are shown; `--details` shows all."""
Details = Annotated[
    bool, typer.Option("--details", help="Say of every record what became of it, not only of the first ten.")
]
Overwrite = Annotated[bool, typer.Option("--overwrite", help="Replace an earlier output there.")]


class Target(StrEnum):
    """The formats that are written."""

    gold = "gold"
    brat = "brat"
    conll = "conll"
    label_studio = "label-studio"
    doccano = "doccano"
    spacy = "spacy"


class Source(StrEnum):
    """The formats that are read."""

    gold = "gold"
    brat = "brat"
    conll = "conll"
    label_studio = "label-studio"
    doccano = "doccano"
    spacy = "spacy"
    dataset = "dataset"


def convert(
    source: Annotated[Path, typer.Argument(metavar="IN", help="Annotated articles, or a dataset.")],
    target: Annotated[Path, typer.Argument(metavar="OUT", help="Folder for gold and brat, file for the others.")],
    to: Annotated[Target, typer.Option("--to", "-t", help="Format to write.")],
    from_: Annotated[
        Source | None, typer.Option("--from", "-f", help="Format of IN, if it cannot be told by itself.")
    ] = None,
    annotator: Annotated[
        str, typer.Option(metavar="WHO", help="Take this annotator's work from Label Studio: id or address.")
    ] = "",
    overwrite: Overwrite = False,
    details: Details = False,
) -> None:
    """Convert annotated articles: guidelines' JSON, brat, CoNLL, Label Studio, doccano, spaCy.

    What the target cannot hold is counted on standard error.
    """
    from baochi.evaluate.formats import convert as make

    made = make(source, target, to.value, from_=from_.value if from_ else "", overwrite=overwrite, annotator=annotator)
    tell(made, to.value, details=details)


def counted(articles: int) -> str:
    """Return a number of articles in words."""
    return f"{articles:,} article{'' if articles == 1 else 's'}"


def tell(made: Conversion, to: str, *, details: bool) -> None:
    """Say where the articles are, what the format could not hold and what became of single records."""
    from baochi.explore.plain import printable

    typer.echo(f"{counted(made.articles)} in {made.path}")
    shown = made.said if details else made.said[:SHOWN]
    for sentence in shown:
        typer.echo(f"Note: {printable(sentence)}", err=True)
    if len(made.said) > len(shown):
        typer.echo(f"Note: {len(made.said) - len(shown):,} more of these; --details shows all.", err=True)
    if made.lost:
        lost = ", ".join(f"{name} {count:,}" for name, count in made.lost.items())
        typer.echo(f"Not held by {to}: {lost}.", err=True)
