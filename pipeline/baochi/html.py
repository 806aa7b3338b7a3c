"""Text from outside as a part of a web page."""

from __future__ import annotations

from html import escape


def valid(text: str) -> str:
    """Return `text` with U+FFFD for lone surrogates and NUL, which no HTML may hold."""
    return "".join("\ufffd" if c == "\0" or "\ud800" <= c <= "\udfff" else c for c in text)


def clean(text: object) -> str:
    """Escape for text and attributes.

    Example:
        >>> clean('<b title="x">')
        '&lt;b title=&quot;x&quot;&gt;'
    """
    return escape(valid(str(text)), quote=True)
