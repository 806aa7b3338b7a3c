"""One key for the spellings that Vietnamese writers use side by side.

Folding serves matching only; nothing folded is ever written out. Two spellings fold alike when they differ in case, in
Unicode form, in where the tone mark stands (`hoà` and `hòa`, `uỷ` and `ủy`) or in `y` for `i` as the only vowel
(`kỹ` and `kĩ`, `quý` and `quí`).
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from baochi.text.pattern import INVISIBLE, TOKEN

TONES = "\u0300\u0301\u0303\u0309\u0323"
"""Combining grave, acute, tilde, hook above and dot below: the five written tones."""


_TONE = re.compile(f"[{TONES}]")
_INVISIBLE = re.compile(f"[{INVISIBLE}]")
# `y` stands for `i` where it is the syllable's only vowel (mỹ, lý, ý) or follows `qu`; in `tay`, `uy`, `yêu` it does not.
_Y_ALONE = re.compile(r"(?<![aeiouăâêôơư])y$|(?<=^qu)y$")


@lru_cache(maxsize=65536)
def fold_syllable(syllable: str) -> str:
    """Return the matching key of one syllable (or number, or punctuation mark).

    Example:
        >>> fold_syllable("Uỷ") == fold_syllable("ủy"), fold_syllable("Sỹ") == fold_syllable("sĩ")
        (True, True)
        >>> fold_syllable("hay") == fold_syllable("hai")
        False
    """
    if syllable.isascii():
        lower = syllable.lower()
        return _Y_ALONE.sub("i", lower) if lower.endswith("y") else lower
    bare = _INVISIBLE.sub("", syllable)
    apart = unicodedata.normalize("NFD", unicodedata.normalize("NFC", bare).lower())
    tone = "".join(c for c in apart if c in TONES)
    base = unicodedata.normalize("NFC", _TONE.sub("", apart))
    if base.endswith("y"):
        base = _Y_ALONE.sub("i", base)
    return base + tone


def fold(text: str) -> str:
    """Fold a string of any length: its tokens' keys, separated by one blank.

    Example:
        >>> fold("Ủy ban  Nhân dân") == fold("Uỷ ban nhân dân")
        True
    """
    return " ".join(fold_syllable(m.group()) for m in TOKEN.finditer(text))
