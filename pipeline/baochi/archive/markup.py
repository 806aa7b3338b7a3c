"""Text out of fields: HTML tags and entities where there are some, and lines into paragraphs. Nothing else is altered."""

from __future__ import annotations

import html
import re
import tomllib
from html.entities import html5
from importlib.resources import files

NAMES: dict[str, list[str]] = tomllib.loads(files("baochi.archive").joinpath("markup.toml").read_text("utf-8"))
BLOCK, HIDDEN = frozenset(NAMES["block"]), frozenset(NAMES["hidden"])
KNOWN = "|".join(sorted((name for key in ("block", "inline", "hidden") for name in NAMES[key]), key=len, reverse=True))
# A tag has no words but attributes: `<b>`, `<p class="x">`, not `a <b và c>`.
TAG = re.compile(rf"""<!--|</?({KNOWN})(?:\s+[\w:.-]+\s*=(?:"[^"]*"|'[^']*'|[^<>"'])*)?\s*/?>""", re.I)
ENTITY = re.compile(r"&(#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
LINE_ENDS = re.compile(r"\r\n|[\n\r\u2028\u2029]")
BLANKS = re.compile(r"[ \t\r\n]+")


def unescape(text: str) -> str:
    """Return `text` with HTML entities decoded; anything that is not one, such as `&CN;` or `R&D`, stays.

    Example:
        >>> unescape("k&#7871;t qu&amp;a R&D;")
        'kết qu&a R&D;'
    """
    return ENTITY.sub(_entity, text) if "&" in text else text


def _entity(found: re.Match[str]) -> str:
    if found[1].startswith("#") or f"{found[1]};" in html5:
        return html.unescape(found[0])
    return found[0]


def lines(text: str) -> list[str]:
    """Return the non-empty lines of `text` without surrounding blanks."""
    return [line for raw in LINE_ENDS.split(text) if (line := raw.strip())]


def paragraphs(text: str) -> list[str]:
    """Return the paragraphs of a text field: its lines or, where it holds HTML, its block elements.

    Example:
        >>> paragraphs("<p>Một &amp;\\nhai</p><p>Ba</p>")
        ['Một & hai', 'Ba']
    """
    return lines(plain(text))


def plain(text: str) -> str:
    """Return `text` without HTML tags, a line a block element, and with entities decoded. Linear in the length of `text`."""
    if "<" not in text or not TAG.search(text):
        return unescape(text)
    last_close = {name: text.lower().rfind(f"</{name}") for name in HIDDEN}
    last_comment = text.rfind("-->")
    parts: list[str] = []
    at, hidden, blocks = 0, "", False
    for found in TAG.finditer(text):
        if found.start() < at:  # within a comment
            continue
        name = (found[1] or "").lower()
        closing = found[0].startswith("</")
        if hidden:
            if closing and name == hidden:
                hidden, at = "", found.end()
            continue
        parts.append(text[at : found.start()])
        at = found.end()
        if not name:
            at = text.index("-->", at - 2) + 3 if last_comment >= at - 2 else found.end()
        elif name in HIDDEN and not closing and last_close[name] > at:
            hidden = name
        elif name in BLOCK:
            blocks = True
            parts.append("\0")
    parts.append(text[at:] if not hidden else "")
    bare = "".join(parts)
    if blocks:  # line ends within an element are only blanks
        bare = BLANKS.sub(" ", bare).replace("\0", "\n")
    return unescape(bare)
