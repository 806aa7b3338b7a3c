"""`baochi train`: rebuilds a model from its corpus."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def train(
    name: Annotated[str, typer.Argument(metavar="NAME", help="assessments, quantities, segmenter, tagger or work-areas.")],
    corpus: Annotated[Path, typer.Option("--corpus", metavar="FOLDER", help="Annotated text that the model learns from.")],
    out: Annotated[Path, typer.Option("--out", "-o", metavar="FOLDER", help="Model folder to write.")],
    unlabelled: Annotated[
        list[Path] | None,
        typer.Option(
            "--unlabelled", metavar="SOURCE", help="Articles to learn from beside the corpus, labelled by machine."
        ),
    ] = None,
    silver: Annotated[
        int, typer.Option("--silver-articles", min=0, metavar="N", help="How many of the unlabelled articles at most.")
    ] = 100,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress bar and no scores.")] = False,
) -> None:
    """Train a model again and write its folder: weights, settings, checksums and a card with its scores."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    from baochi.cli.figures import console, table
    from baochi.train.jobs import Job, run

    screen = console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=screen, transient=True, disable=quiet) as bar:
        task = bar.add_task("reading", total=None)

        def watch(what: str, done: int, todo: int) -> None:
            bar.update(task, description=what, completed=done, total=todo)

        job = Job(corpus, out, list(unlabelled or ()), silver, watch)
        run(name, job)
    if not quiet:
        header, *rows = job.scores
        console().print(table(f"{name}: {job.data}", list(header), rows, range(1, len(header))))
