"""`baochi check`: annotated articles against the guidelines, and the splits of a corpus against each other."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from baochi.cli.output import write


class CorpusFaulty(ValueError):
    """The corpus breaks rules."""


def check(
    splits: Annotated[
        list[Path], typer.Argument(metavar="FOLDER...", help="Folders of annotated articles; of several, the first trains.")
    ],
    as_json: Annotated[
        Path | None,
        typer.Option("--json", metavar="FILE", help="Also write all of it as JSON; - is standard output."),
    ] = None,
) -> None:
    """Check annotated articles: format, evidence, guidelines, copies, leakage between splits; then count them."""
    from baochi.cli.figures import console, show_corpus
    from baochi.evaluate.corpus import Corpus

    corpus = Corpus.read(splits)
    faults, counts = corpus.faults(), corpus.counts()
    if as_json is not None:
        rows = [{"split": f.split, "article": f.article, "fault": f.what} for f in faults]
        write(json.dumps({"counts": counts, "faults": rows}, ensure_ascii=False, indent=2) + "\n", as_json)
    if str(as_json) != "-":
        show_corpus(console(), counts, faults)
    if faults:
        raise CorpusFaulty(f"{len(faults)} faults in {len({(f.split, f.article) for f in faults})} articles")
