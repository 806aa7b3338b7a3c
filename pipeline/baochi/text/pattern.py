"""What counts as one token, as a pattern that folding and tokenising share."""

from __future__ import annotations

import re

INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
"""Soft hyphen, zero-width space and (non-)joiners, word joiner and byte order mark: inside a syllable they are nothing."""

_LETTER = "[^\\W\\d_]"
_INSIDE = f"[^\\W_\u0300-\u036f]|[\u0300-\u036f{INVISIBLE}](?=[^\\W_]|[\u0300-\u036f])|[\u0300-\u036f]"
APOSTROPHES = "'’ʼ"
"""Inside a syllable of a highland language or a foreign name they join: `H’Hen Niê`, `K'Brếp`, `Đắk R’Lấp`, `O'Neill`."""
TOKEN = re.compile(
    rf"{_LETTER}[^\W_]*+(?![\u0300-\u036f{INVISIBLE}{APOSTROPHES}])"  # nearly every token: nothing special in or behind it
    rf"|\d+(?:[.,]\d+)*"  # 15.775   1,6   160 in "160kg"
    rf"|{_LETTER}{{1,2}}[{APOSTROPHES}]{_LETTER}(?:{_INSIDE})*"  # H’Hen
    rf"|{_LETTER}(?:{_INSIDE})*"  # syllables, abbreviations, codes such as C04 or PC02
    rf"|[^\s{INVISIBLE}]"
)
"""Matches one token; white space and invisible characters between tokens belong to none."""
