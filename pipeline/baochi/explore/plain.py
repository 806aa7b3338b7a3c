"""Text of unknown origin made safe for a terminal, one character for one, so that offsets stay right."""

from __future__ import annotations

_CONTROLS = [c for c in (*range(0x20), *range(0x7F, 0xA0)) if chr(c) not in "\n\t"]
_DIRECTIONS = [0x200E, 0x200F, 0x061C, *range(0x202A, 0x202F), *range(0x2066, 0x206A)]
_SURROGATES = range(0xD800, 0xE000)
_SHOWN = dict.fromkeys([*_CONTROLS, *_DIRECTIONS, *_SURROGATES], "\ufffd")


def printable(text: str) -> str:
    """Return `text` with U+FFFD for whatever could command a terminal: controls, changes of direction, lone surrogates.

    Example:
        >>> printable("đỏ\\x1b[31m")
        'đỏ�[31m'
    """
    return text.translate(_SHOWN)
