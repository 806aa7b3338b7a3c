"""Options that several commands share: which fields an article has, and how the pipeline is set up."""

from __future__ import annotations

import json
from typing import Annotated, Any

import typer

FieldOption = Annotated[
    list[str] | None,
    typer.Option(
        "--field",
        metavar="PART=NAME",
        help="Field of the input that holds a part, where the usual names fail: text=noi_dung. Repeatable.",
    ),
]
ConfigOption = Annotated[str, typer.Option("--config", metavar="FILE", help="spaCy config file of the pipeline.")]
SetOption = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="PATH=VALUE", help="Override of one setting of the config. Repeatable."),
]
DisableOption = Annotated[
    list[str] | None, typer.Option("--disable", metavar="NAME", help="Component to leave out. Repeatable.")
]


def fields_of(given: list[str] | None) -> dict[str, str]:
    """Return the field names of `--field`; a part that does not exist is wrong usage."""
    from baochi.archive.fields import FieldMap

    fields = _pairs(given, "--field")
    try:
        FieldMap(fields)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--field") from error
    return fields


def overrides_of(given: list[str] | None) -> dict[str, Any]:
    """Return the settings of `--set`; values as spaCy reads them: JSON where it is JSON, else the string."""
    return {path: _value(value) for path, value in _pairs(given, "--set").items()}


def _pairs(given: list[str] | None, option: str) -> dict[str, str]:
    """Return `NAME=VALUE` options as a dict; anything else is wrong usage."""
    found = {}
    for text in given or ():
        name, equals, value = text.partition("=")
        if not (name and equals and value):
            raise typer.BadParameter(f"{text!r} should be NAME=VALUE", param_hint=option)
        found[name.strip()] = value.strip()
    return found


def _value(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text
