"""`baochi export`, `info` and `schema`: what was written, and what its columns mean."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from baochi.cli.output import write
from baochi.cli.run import Format


class Shape(StrEnum):
    """How the schema is shown."""

    markdown = "markdown"
    sql = "sql"
    json_schema = "json-schema"


class Dialect(StrEnum):
    """Which database the SQL is for."""

    sqlite = "sqlite"
    duckdb = "duckdb"
    postgresql = "postgresql"


def export(
    dataset: Annotated[Path, typer.Argument(metavar="DATASET", help="Folder that baochi run wrote.")],
    path: Annotated[
        Path, typer.Argument(metavar="PATH", help="Folder for csv, jsonl and parquet, file for sqlite and duckdb.")
    ],
    to: Annotated[Format, typer.Option("--to", "-t", help="Format to write.")],
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace an earlier export at PATH.")] = False,
    bom: Annotated[bool, typer.Option(help="Begin CSV files with the mark by which Excel knows UTF-8.")] = True,
) -> None:
    """Copy a dataset to another format."""
    from baochi.store.export import export as write_export

    typer.echo(write_export(dataset, to.value, path, overwrite=overwrite, bom=bom))


def info(
    dataset: Annotated[Path, typer.Argument(metavar="DATASET", help="Folder that baochi run wrote.")],
    top: Annotated[int, typer.Option(min=0, max=10_000, help="How many of the most named officials and units.")] = 10,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """Say what a dataset holds."""
    from baochi.store.info import describe
    from baochi.store.read import read

    found = describe(read(dataset), top=top)
    if as_json:
        write(json.dumps(found.as_dict(), ensure_ascii=False, indent=2) + "\n")
        return
    from baochi.cli.figures import console, show_dates, show_description

    screen = console()
    show_dates(screen, found)
    show_description(screen, found)


def schema(
    to: Annotated[Shape, typer.Option("--to", "-t", help="How to show it.")] = Shape.markdown,
    dialect: Annotated[Dialect, typer.Option(help="Database that the SQL is for.")] = Dialect.sqlite,
    out: Annotated[Path | None, typer.Option("--out", "-o", help="File to write to instead of standard output.")] = None,
) -> None:
    """Show every table and column with its meaning."""
    from baochi import schema as tables

    if to is Shape.markdown:
        text = tables.as_markdown()
    elif to is Shape.sql:
        text = tables.as_sql(dialect.value)
    else:
        text = json.dumps(tables.as_json_schema(), ensure_ascii=False, indent=2) + "\n"
    write(text, out)
