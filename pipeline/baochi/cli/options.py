"""Options that several commands share: which fields an article has, and how the pipeline is set up."""

from __future__ import annotations

import json
from dataclasses import fields
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from baochi.archive import Limits

FieldOption = Annotated[
    list[str] | None,
    typer.Option(
        "--field",
        metavar="PART=NAME",
        help="Field of the input that holds a part, where the usual names fail: text=noi_dung. Repeatable.",
    ),
]
LimitOption = Annotated[
    list[str] | None,
    typer.Option("--limit", metavar="NAME=NUMBER", help="Bound on the input: max_page_bytes=8000000. Repeatable."),
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

    chosen = _pairs(given, "--field")
    try:
        FieldMap(chosen)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--field") from error
    return chosen


def limits_of(given: list[str] | None) -> Limits:
    """Return the bounds with those of `--limit`; a name or number that cannot be is wrong usage."""
    from baochi.archive import Limits

    numbers: dict[str, int] = {}
    for name, value in _pairs(given, "--limit").items():
        known = {field.name for field in fields(Limits)}
        if name not in known:
            raise typer.BadParameter(f"no limit {name!r}; there are {', '.join(sorted(known))}", param_hint="--limit")
        number = value.replace("_", "").replace(",", "")
        if not (number.isascii() and number.isdigit() and 0 < int(number[:20]) < 1 << 63):
            raise typer.BadParameter(f"{value!r} should be a whole number above 0", param_hint="--limit")
        numbers[name] = int(number)
    return Limits(**numbers)


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
