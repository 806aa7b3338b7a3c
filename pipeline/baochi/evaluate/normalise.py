"""Normal forms for comparing what was extracted with gold; spelling variants that mean the same are equal.

Case, Unicode form, placement of the tone mark (`hoà` = `hòa`), `i` or `y` (`sỹ` = `sĩ`) and punctuation do not count.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

TONE_MARKS = "\u0300\u0301\u0303\u0309\u0323"
_WORD = re.compile(r"[\w%]+")
MAX_SEAM = 3
"""Longest head noun, in syllables, that title and unit may share (`Trưởng Ban Quản lý` | `Ban Quản lý dự án`)."""


@lru_cache(maxsize=65536)
def words(text: str) -> tuple[str, ...]:
    """Return the words of `text` in normal form: lower case, the tone mark at the end, `y` as `i`.

    Example:
        >>> words("Hoà, Sỹ") == words("hòa SĨ")
        True
    """
    return tuple(_fold(word) for word in _WORD.findall(unicodedata.normalize("NFC", text).lower()))


def tokens_of(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield the words of a text as written (NFC) in normal form, with start and end (code points, end exclusive).

    Example:
        >>> list(tokens_of("Sở Y tế"))[1]
        ('i', 3, 4)
    """
    for found in _WORD.finditer(text):
        yield _fold(found.group().lower()), found.start(), found.end()


@lru_cache(maxsize=65536)
def _fold(word: str) -> str:
    letters = unicodedata.normalize("NFD", word)
    tone = "".join(c for c in letters if c in TONE_MARKS)
    base = unicodedata.normalize("NFC", "".join(c for c in letters if c not in TONE_MARKS))
    return base.replace("y", "i") + tone


def normal(text: str | None) -> str:
    """Return `text` in normal form, words separated by single blanks; empty for null."""
    return " ".join(words(text or ""))


def dice(a: str | None, b: str | None) -> float:
    """Return the share of words in common, counted as often as they occur in both (Dice coefficient, 0 to 1).

    Two texts without words are equal, one without is unlike any other.

    Example:
        >>> dice("Cục Hải quan", "Hải quan")
        0.8
    """
    x, y = words(a or ""), words(b or "")
    if not x or not y:
        return 1.0 if x == y else 0.0
    left = list(y)
    common = 0
    for word in x:
        if word in left:
            left.remove(word)
            common += 1
    return 2 * common / (len(x) + len(y))


def office(title: str | None, unit: str | None) -> str:
    """Return title and unit as one phrase in normal form, a head noun repeated at the seam written once.

    Example:
        >>> office("Trưởng phòng", "Phòng Tổ chức") == normal("Trưởng phòng Tổ chức")
        True
    """
    head, body = words(title or ""), words(unit or "")
    for length in range(MAX_SEAM, 0, -1):
        if len(head) >= length and head[-length:] == body[:length]:
            head = head[:-length]
            break
    return " ".join(head + body)
