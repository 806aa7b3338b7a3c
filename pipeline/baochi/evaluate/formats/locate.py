"""Finds where a string of a gold record stands in the text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

Place = tuple[int, int]


def occurrences(text: str, string: str, window: Place) -> Iterator[Place]:
    """Yield where `string` stands in `text[window]`, to the letter, in order of the text."""
    at = text.find(string, *window) if string else -1
    while at >= 0:
        yield at, at + len(string)
        at = text.find(string, at + 1, window[1])


def locate(text: str, string: str, windows: Iterable[Place], near: int | None = None) -> Place | None:
    """Return the best place of `string`, None if it stands nowhere.

    The first window that holds it counts. In a window a place that cuts no word goes before one that does, then the place
    closest to `near` (code points), or without `near` the first.

    Example:
        >>> locate("Cục trưởng Cục Thuế", "Cục", [(0, 19)], near=19)
        (11, 14)
    """
    for window in windows:
        found = list(occurrences(text, string, window))
        if found:
            return min(found, key=lambda place: (_cuts(text, place), abs(place[0] - (near if near is not None else 0))))
    return None


def _cuts(text: str, place: Place) -> bool:
    """Say whether a border of `place` lies inside a word."""
    return any(0 < at < len(text) and text[at - 1].isalnum() and text[at].isalnum() for at in place)
