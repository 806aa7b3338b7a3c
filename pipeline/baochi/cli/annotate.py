"""`baochi annotate`: a project for people to annotate in."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from baochi.cli.convert import Details, Overwrite, tell


class Tool(StrEnum):
    """The tools that a project is written for."""

    label_studio = "label-studio"
    brat = "brat"


def annotate(
    source: Annotated[Path, typer.Argument(metavar="IN", help="A dataset, or annotated articles in any format.")],
    out: Annotated[Path, typer.Option("--out", "-o", help="Folder for the project.")],
    to: Annotated[Tool, typer.Option("--to", "-t", help="Tool to annotate in.")] = Tool.label_studio,
    only: Annotated[
        Path | None, typer.Option(metavar="LIST", help="Take the articles of this list only (as baochi sample writes it).")
    ] = None,
    blank: Annotated[bool, typer.Option("--blank", help="Offer no predictions, only the paragraphs.")] = False,
    overwrite: Overwrite = False,
    details: Details = False,
) -> None:
    """Write a project to annotate in, with what was found as predictions.

    For Label Studio: labels.xml, the labelling configuration, and tasks.json, to import.
    """
    from baochi.evaluate.formats.project import annotate as make
    from baochi.evaluate.sampling import read_ids

    ids = read_ids(only) if only else None
    tell(make(source, out, to.value, only=ids, blank=blank, overwrite=overwrite), to.value, details=details)
