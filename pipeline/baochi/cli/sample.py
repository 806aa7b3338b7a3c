"""`baochi sample`: which articles to annotate next."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from baochi.cli.convert import Overwrite, counted


def sample(
    dataset: Annotated[Path, typer.Argument(metavar="DATASET", help="Folder that baochi run wrote.")],
    out: Annotated[
        Path, typer.Option("--out", "-o", help="A .csv or .txt file for a list; else a folder for gold files to correct.")
    ],
    n: Annotated[int, typer.Option("-n", min=1, help="How many articles.")] = 100,
    by: Annotated[
        str, typer.Option(metavar="FIELDS", help="Strata, with commas: source, work_area, year, decade.")
    ] = "source,work_area",
    uncertain: Annotated[bool, typer.Option("--uncertain", help="Prefer articles that the pipeline is unsure of.")] = False,
    seed: Annotated[int, typer.Option(help="Another seed, another sample.")] = 0,
    exclude: Annotated[
        list[Path] | None,
        typer.Option(metavar="ANNOTATED", help="Leave out the articles of this list or these annotations. Repeatable."),
    ] = None,
    overwrite: Overwrite = False,
) -> None:
    """Draw a stratified sample of a dataset, for annotation."""
    from baochi.evaluate import sampling
    from baochi.evaluate.formats import read_articles
    from baochi.store.read import read

    done: set[str] = set()
    for path in exclude or ():
        listed = path.suffix in sampling.LISTS and path.is_file()
        done.update(sampling.read_ids(path) if listed else (a.article_id for a in read_articles(path)[0]))
    data, fields = read(dataset), [name.strip() for name in by.split(",") if name.strip()]
    picks = sampling.sample(data, n, fields, uncertain=uncertain, seed=seed, exclude=done)
    sampling.write(picks, fields, data, out, overwrite=overwrite)
    strata = len({pick.stratum for pick in picks})
    typer.echo(f"{counted(len(picks))} of {strata:,} {'stratum' if strata == 1 else 'strata'} in {out}")
    if len(picks) < n:
        typer.echo(f"Note: {n:,} were asked for; there are no more.", err=True)
