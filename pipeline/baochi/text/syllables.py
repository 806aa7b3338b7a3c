"""Which strings can be Vietnamese syllables: what tells `Trường Sơn` from `Jim Mattis`."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from baochi.text.fold import TONES

# Onset, glide and vowels, coda of the written syllable without its tone (Đoàn Thiện Thuật, Ngữ âm tiếng Việt, 1977).
_SYLLABLE = re.compile(
    r"(?:ngh|ng|nh|gh|gi|kh|ph|qu|th|tr|ch|[bcdđghklmnpqrstvx])?"
    r"(?:uyê|uya|uyu|iêu|yêu|oai|oay|oeo|uôi|ươi|ươu|uây|uao|"
    r"ai|ao|au|ay|âu|ây|eo|êu|ia|iê|iu|oa|oă|oe|oi|ôi|ơi|oo|ôô|ua|uâ|uê|ui|ưi|uo|uô|uơ|ưa|ươ|ưu|uy|yê|ya|"
    r"[aăâeêioôơuưy])"
    r"(?:ch|ng|nh|[cmnpt])?"
)


@lru_cache(maxsize=65536)
def is_vietnamese_syllable(token: str) -> bool:
    """Say whether `token` is built like a Vietnamese syllable, whatever its case and tone.

    Example:
        >>> [is_vietnamese_syllable(t) for t in ("Nguyễn", "Quảng", "Mattis", "Jim", "THUỲ")]
        [True, True, False, False, True]
    """
    bare = "".join(c for c in unicodedata.normalize("NFD", token.lower()) if c not in TONES)
    return _SYLLABLE.fullmatch(unicodedata.normalize("NFC", bare)) is not None
