"""What the formats share: file names, JSON that says where it is broken, output that appears whole or not at all."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from baochi.evaluate.formats.model import FormatError
from baochi.store.layout import replacing

Said = list[str]
"""Sentences for the person who converts: what was not placed, not taken up, chosen among several."""
NAME_LENGTH = 80
_UNSAFE = re.compile(r"[^\w.-]+|^\.+")


def file_names(ids: Iterable[str]) -> Iterator[str]:
    """Yield a distinct, harmless file name for each id.

    Example:
        >>> list(file_names(["sample/p02", "sample_p02", "../x"]))
        ['sample_p02', 'sample_p02-2', 'x']
    """
    taken: set[str] = set()
    for article_id in ids:
        name = stem = _UNSAFE.sub("_", article_id).strip("_.")[:NAME_LENGTH] or "article"
        number = 1
        while name.lower() in taken:
            number += 1
            name = f"{stem}-{number}"
        taken.add(name.lower())
        yield name


def read_text(path: Path, encoding: str = "utf-8-sig") -> str:
    """Return a file as text, line ends as they are. Raises FormatError if it is not UTF-8."""
    try:
        return path.read_bytes().decode(encoding)
    except UnicodeDecodeError as error:
        raise FormatError(f"{path}: not UTF-8 (byte {error.start}); convert it to UTF-8 first") from error


def as_json(value: Any) -> str:
    """Return `value` as JSON on one line, its letters as they are."""
    return json.dumps(value, ensure_ascii=False)


def parse_json(text: str, where: str) -> Any:
    """Return a JSON value. Raises FormatError with `where` and the line of the fault."""
    try:
        return json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        raise FormatError(f"{where}: not valid JSON: {error}") from error


def whole(target: Path, write: Callable[[Path], None], *, replace: bool, endings: tuple[str, ...]) -> None:
    """Let `write` make a file or a folder that takes the place of `target` once it is complete.

    Args:
        replace: an earlier output at `target` goes; `endings` of the files that such a folder may hold.

    Raises:
        FormatError: `target` is taken.
    """
    if target.exists() and not (target.is_dir() and not any(target.iterdir())):
        if not replace:
            raise FormatError(f"{target}: exists already; name another place or ask to overwrite it")
        foreign = [p.name for p in target.iterdir() if p.is_dir() or not p.name.endswith(endings)] if target.is_dir() else []
        if foreign:
            raise FormatError(f"{target}: holds other files ({foreign[0]} …); it will not be overwritten")
    with replacing(target) as partial:
        write(partial)
