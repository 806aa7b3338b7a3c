"""Which strings can be Vietnamese syllables: what tells `Trường Sơn` from `Jim Mattis`."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from baochi.text.fold import TONES
from baochi.text.pattern import APOSTROPHES

ONSET = r"(?:ngh|ng|nh|gh|gi|kh|ph|qu|th|tr|ch|[bcdđghklmnpqrstvx])?"
"""Pattern of what a written syllable begins with."""
# Onset, glide and vowels, coda of the written syllable without its tone (Đoàn Thiện Thuật, Ngữ âm tiếng Việt, 1977).
_SYLLABLE = re.compile(
    ONSET + r"(?:uyê|uya|uyu|iêu|yêu|oai|oay|oeo|uôi|ươi|ươu|uây|uao|"
    r"ai|ao|au|ay|âu|ây|eo|êu|ia|iê|iu|oa|oă|oe|oi|ôi|ơi|oo|ôô|ua|uâ|uê|ui|ưi|uo|uô|uơ|ưa|ươ|ưu|uy|yê|ya|"
    r"[aăâeêioôơuưy])"
    r"(?:ch|ng|nh|[cmnpt])?"
)


_PREFIX = re.compile(rf"[^\W\d_]{{1,2}}[{APOSTROPHES}](?=\w)")


@lru_cache(maxsize=65536)
def highland_prefix(token: str) -> int:
    """Return the length of the prefix that an apostrophe sets off in a name of the Central Highlands, 0 if there is none.

    Example:
        >>> highland_prefix("H’Hen"), highland_prefix("Hen")
        (2, 0)
    """
    found = _PREFIX.match(token)
    return found.end() if found else 0


@lru_cache(maxsize=65536)
def is_vietnamese_syllable(token: str) -> bool:
    """Say whether `token` is built like a Vietnamese syllable, whatever its case and tone.

    Example:
        >>> [is_vietnamese_syllable(t) for t in ("Nguyễn", "Quảng", "Mattis", "Jim", "THUỲ")]
        [True, True, False, False, True]
    """
    syllable = token[highland_prefix(token) :].lower()
    bare = "".join(c for c in unicodedata.normalize("NFD", syllable) if c not in TONES)
    return _SYLLABLE.fullmatch(unicodedata.normalize("NFC", bare)) is not None


@lru_cache(maxsize=65536)
def is_plain_syllable(token: str) -> bool:
    """Say whether `token` is built like a Vietnamese syllable, with no prefix of a highland name in front.

    Example:
        >>> is_plain_syllable("Hen"), is_plain_syllable("H’Hen")
        (True, False)
    """
    return is_vietnamese_syllable(token) and not highland_prefix(token)
