"""Whether an article is Vietnamese, judged from some 2,000 characters by letters and syllables (`languages.toml`)."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections import Counter
from importlib.resources import files

TABLE = tomllib.loads(files("baochi.archive").joinpath("languages.toml").read_text("utf-8"))
VIETNAMESE = TABLE["vietnamese"]
OWN_LETTERS = re.compile(f"[{VIETNAMESE['letters']}]")
NOT_LETTERS = re.compile(r"[\W\d_]+")
SYLLABLE = re.compile(f"(?:{'|'.join(VIETNAMESE['onsets'])})(?:{'|'.join(VIETNAMESE['rimes'])})")
COMMON = frozenset(VIETNAMESE["common"])
WORDS = {name: frozenset(words) for name, words in TABLE["words"].items()}
SLICE = 700
SAMPLED = 3 * SLICE


def is_vietnamese(text: str) -> bool:
    """Tell whether `text` is Vietnamese, also without tone marks, or mixed with foreign names.

    Example:
        >>> is_vietnamese("Cong an tinh da bat giu hai doi tuong trong nam nay"), is_vietnamese("Police arrested two men")
        (True, False)
    """
    if _own_letters(_composed(text[:SLICE])) > VIETNAMESE["enough_letters"] * min(len(text), SAMPLED):
        return True  # the usual case: the beginning alone has as many as the whole sample must have
    sample = _sample(text)
    own = _own_letters(sample)
    letters = len(NOT_LETTERS.sub("", sample))
    if not letters:
        return False
    share = own / letters
    if share >= VIETNAMESE["enough_letters"]:
        return True
    words = NOT_LETTERS.sub(" ", _bare(sample)).split()
    syllables = sum(SYLLABLE.fullmatch(word) is not None for word in words) / len(words) if words else 0.0
    if share >= VIETNAMESE["least_letters"]:
        return syllables >= VIETNAMESE["enough_mixed"]
    common = sum(word in COMMON for word in words)
    return syllables >= VIETNAMESE["enough_syllables"] and common >= VIETNAMESE["enough_common"] * len(words)


def describe(text: str) -> str:
    """Return what `text`, which is not Vietnamese, looks like, in words for the detail of a reject."""
    sample = _sample(text)
    words = NOT_LETTERS.sub(" ", sample).split()
    if not words:
        return "the text has no letters"
    scripts = Counter(unicodedata.name(c, "unknown").split()[0].split("-")[0] for w in words for c in w if c.isalpha())
    script = scripts.most_common(1)[0][0].capitalize() if scripts else "Unknown"
    if script != "Latin":
        return f"not Vietnamese; the text is in {script} letters"
    name, count = max(((n, sum(w in known for w in words)) for n, known in WORDS.items()), key=lambda pair: pair[1])
    if count >= max(2, 0.08 * len(words)):
        return f"not Vietnamese; the text looks like {name}"
    return "not Vietnamese; its letters and syllables fit no language known here"


def _sample(text: str) -> str:
    """Return beginning, middle and end of a long text, in lower case and composed."""
    if len(text) > SAMPLED:
        middle = len(text) // 2
        text = f"{text[:SLICE]} {text[middle : middle + SLICE]} {text[-SLICE:]}"
    return _composed(text)


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text).lower()


def _own_letters(sample: str) -> int:
    return len(OWN_LETTERS.findall(sample))


def _bare(text: str) -> str:
    """Return `text` without diacritics."""
    decomposed = unicodedata.normalize("NFD", text).replace("đ", "d")
    return "".join(c for c in decomposed if not unicodedata.combining(c))
