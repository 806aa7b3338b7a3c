"""`baochi show`: one article with everything found in it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from baochi.cli.options import ConfigOption, DisableOption, FieldOption, SetOption, fields_of, overrides_of
from baochi.cli.output import write


def show(
    file: Annotated[str, typer.Argument(metavar="FILE", help="File with one or many articles; - is standard input.")],
    number: Annotated[int, typer.Option("--n", "-n", min=1, help="Which article of the file.")] = 1,
    article_id: Annotated[str, typer.Option("--id", metavar="ID", help="The article with this id.")] = "",
    html: Annotated[bool, typer.Option("--html", help="As a web page that needs nothing else.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON: the rows of every table.")] = False,
    why: Annotated[bool, typer.Option("--why", help="Also the words that weighed most for each work area.")] = False,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", metavar="FILE", help="File to write to instead of standard output.")
    ] = None,
    field: FieldOption = None,
    config: ConfigOption = "",
    set_: SetOption = None,
    disable: DisableOption = None,
) -> None:
    """Analyse one article and show it: the text with its findings marked, then its records."""
    if html and as_json:
        raise typer.BadParameter("choose one of --html and --json")
    fields, overrides = fields_of(field), overrides_of(set_)

    from baochi.engines.assemble import load_pipeline
    from baochi.explore.view import look

    nlp = load_pipeline(config or None, overrides, disable or ())
    view = look(file, number=number, article_id=article_id, fields=fields, nlp=nlp, why=why)
    if html:
        from baochi.explore.page import as_page

        write(as_page(view), out)
    elif as_json:
        from baochi.explore.as_json import as_json as as_rows

        write(as_rows(view), out)
    else:
        from baochi.cli.figures import console, to_file
        from baochi.explore.terminal import show as show_in

        if out is None:
            show_in(view, console())
        else:
            with to_file(out) as screen:
                show_in(view, screen)
