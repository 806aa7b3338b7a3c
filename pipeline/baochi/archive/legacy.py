"""Legacy Vietnamese encodings inside text: TCVN3 (ABC), VNI, VISCII and VIQR, and UTF-8 that was encoded twice.

Text of such an encoding reaches here as Western letters (`C«ng an`), one for each byte: it was saved that way, or
`encodings.decode` read it so. Each paragraph is judged by itself: a reading is right when the words with marked letters
are possible Vietnamese syllables (`legacy.toml`), no other reading does nearly as well, and the text as it stands does not.
What one paragraph is too short to prove, the others of the article decide; what stays unclear is left as it is, with a note.
"""

from __future__ import annotations

import csv
import re
import tomllib
import unicodedata
from collections.abc import Callable, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from io import StringIO

from baochi.archive import language

DATA = files("baochi.archive")
TABLE = tomllib.loads(DATA.joinpath("legacy.toml").read_text("utf-8"))
CODES = list(csv.DictReader(StringIO(DATA.joinpath("legacy.csv").read_text("utf-8"))))
JUDGE: dict[str, float] = TABLE["judgement"]
WESTERN = "sloppy-windows-1252"
"""One character for every byte, printable where Windows has one; a codec of ftfy."""

# Letters and signs that legacy encodings and double UTF-8 are full of and Vietnamese in Unicode is not.
SUSPECT = re.compile("[\x80-\x9f¡-§¨©ª¬\xad®¯±²³´µ¶·¸¹º¼½¾¿ÄÅÆÇËÎÏÑÖ×ØÛÜÞßäåæçëîïðñö÷øûüþÿŒœŠšŽžŸƒ]")
OWN = re.compile("[ĂăĐđĨĩŨũƠơƯưẠ-ỹ]")  # letters that only Unicode has
_SECOND = "\x80-¿€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ"
# What UTF-8 read as Windows-1252 looks like; behind `Ã` and `Â` a blank may stand for one that does not break.
TWICE = re.compile(f"[ÃÂ][{_SECOND} ]|[ÄÆâ][{_SECOND}]|á[º»]")
VIQR_HINT = re.compile(r"[aeo]\^|[ou]\+|a\(|dd|[aeiouy]['`~]", re.I)
SPLIT = re.compile(r"[\s\d!-/:-@\[-`{-~–—…•“”‘’]+")
TONE = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
SYLLABLE = re.compile(
    f"(?:{'|'.join(sorted(TABLE['syllable']['onsets'], key=len, reverse=True))})(?:{'|'.join(TABLE['syllable']['rimes'])})"
)


def western(data: bytes) -> str:
    """Return one character for every byte.

    Example:
        >>> western(b"C\\xabng an")
        'C«ng an'
    """
    import ftfy.bad_codecs  # noqa: F401  registers the codec

    return data.decode(WESTERN)


@lru_cache(maxsize=65536)
def is_syllable(word: str) -> bool:
    """Tell whether `word` can be a Vietnamese syllable, in lower case, in capitals or with one capital.

    Example:
        >>> [is_syllable(word) for word in ("huyện", "HUYỆN", "huyÖn", "huỵen", "mạt", "mảt")]
        [True, True, False, False, True, False]
    """
    if not (word[1:].islower() or word.isupper() or (len(word) == 1 and word.isalpha())) or len(word) > 8:
        return False
    apart = unicodedata.normalize("NFD", word.lower())
    tones = TONE.findall(apart)
    bare = unicodedata.normalize("NFC", TONE.sub("", apart))
    if len(tones) > 1 or not SYLLABLE.fullmatch(bare):
        return False
    return not bare.endswith(("c", "ch", "p", "t")) or (tones != [] and tones[0] in "\u0301\u0323")


def marked_words(text: str) -> list[str]:
    """Return the words of `text` that are not plain ASCII."""
    return [word for raw in SPLIT.split(text) if not raw.isascii() and not (word := raw.strip("«»·°")).isascii()]


def _share(words: Sequence[str]) -> float:
    return sum(map(is_syllable, words)) / len(words) if words else 0.0


# ---------------------------------------------------------------------- the encodings
def _letters(name: str) -> dict[str, str]:
    """Return the letters of an encoding by their Western reading, in ISO 8859-1 and in Windows-1252."""
    found = {}
    for row in CODES:
        if row[name]:
            code = bytes.fromhex(row[name])
            found[code.decode("latin-1")] = found[western(code)] = row["letter"]
    return found


def _single(name: str) -> Callable[[str], str]:
    table = str.maketrans({code: letter for code, letter in _letters(name).items() if not code.isascii() or code < " "})
    return lambda text: text.translate(table)


def _windows() -> dict[int, str]:
    """Return the 32 codes that Windows uses for dashes and quotes; only VISCII has letters there."""
    return {code: western(bytes([code])) for code in range(0x80, 0xA0)}


def _tcvn3() -> Callable[[str], str]:
    letters, windows = _single("tcvn3"), _windows()
    return lambda text: _capitals(letters(text.translate(windows)))


def _capitals(text: str) -> str:
    """Return `text` with the letters raised that the capital fonts of ABC write as small ones, `TỈNH` as `TØNH`."""
    words = list(re.finditer(r"[^\W\d_]+", text))
    kinds = [_case(word.group()) for word in words]
    at = 0
    while at < len(kinds):  # a run of words that tell nothing goes with its neighbours, if these agree
        end = at + 1
        if kinds[at] == "open":
            while end < len(kinds) and kinds[end] == "open":
                end += 1
            beside = kinds[max(at - 1, 0) : at] + kinds[end : end + 1]
            if set(beside) == {"large"} and (len(beside) == 2 or "small" not in kinds):
                kinds[at:end] = ["large"] * (end - at)
        at = end
    parts, at = [], 0
    for word, kind in zip(words, kinds, strict=True):
        parts += [text[at : word.start()], word.group().upper() if kind == "large" else word.group()]
        at = word.end()
    return "".join([*parts, text[at:]])


def _case(word: str) -> str:
    """Tell whether the plain letters of a word are small, or it has two large ones, or neither."""
    if any("a" <= letter <= "z" for letter in word):
        return "small"
    return "large" if sum(map(str.isupper, word)) > 1 else "open"


def _vni() -> Callable[[str], str]:
    letters, windows = _letters("vni"), _windows()
    # A capital is often typed with the small form of its mark: `Aù` for `AÙ`.
    letters |= {code[0].upper() + code[1:]: letter.upper() for code, letter in list(letters.items()) if len(code) == 2}
    pattern = re.compile("|".join(sorted(map(re.escape, letters), key=len, reverse=True)))
    return lambda text: pattern.sub(lambda m: letters[m.group()], text.translate(windows))


VIQR = re.compile(r"\\(.)|([dD][dD])|([aA][(^]|[eE]\^|[oO][\^+*]|[uU][+*]|[aAeEiIoOuUyY])(['`?~.]?)")
ESCAPED = re.compile(r"\\[.?'`~(^+]|(?<![.?])[.?]\.(?!\.)")
STOP = re.compile(r"""["')\]”’]*\s*$""")


def _viqr(text: str) -> str:
    """Read VIQR. Where the writer does not escape, a dot or question mark at the very end is punctuation, not a tone."""
    strict = ESCAPED.search(text) is not None
    quality, tone = TABLE["viqr"]["quality"], TABLE["viqr"]["tone"]

    def letter(found: re.Match[str]) -> str:
        if found[1]:
            return found[1]
        if found[2]:
            return "đ" if found[2][0] == "d" else "Đ"
        base = found[3][0] + "".join(quality[mark] for mark in found[3][1:])
        mark = found[4]
        if mark and mark in ".?" and not strict and STOP.match(text, found.end()):
            return unicodedata.normalize("NFC", base) + mark
        return unicodedata.normalize("NFC", base + tone.get(mark, ""))

    return VIQR.sub(letter, text)


@cache
def reading_of(encoding: str) -> Callable[[str], str]:
    """Return how a paragraph in one of the encodings becomes Unicode; it is made when text of that encoding is first met."""
    makers = {"tcvn3": _tcvn3, "vni": _vni, "viscii": lambda: _single("viscii"), "viqr": lambda: _viqr}
    return makers[encoding]()


# ---------------------------------------------------------------------- judgement
def best_reading(text: str) -> tuple[str, bool]:
    """Return the encoding that `text` is in, empty for Unicode or none, and whether that is beyond doubt.

    Example:
        >>> best_reading("C«ng an tØnh b¸o c¸o"), best_reading("Coâng an tænh baùo caùo"), best_reading("Công an tỉnh")
        (('tcvn3', True), ('vni', True), ('', True))
    """
    words = marked_words(text)
    if not words:
        return _as_viqr(text)
    good = sum(map(is_syllable, words))
    if good >= JUDGE["unicode"] * len(words) and (len(words) - good < JUDGE["words"] or not SUSPECT.search(text)):
        return "", True
    # Beside letters that only Unicode has, the rest can be in another encoding: mixed text is left alone.
    mixed = OWN.search(text) is not None
    if mixed:
        words = [word for word in words if not is_syllable(word)]
    rest = " ".join(words)
    shares = {"": 0.0 if mixed else good / len(words)}
    for name in ("tcvn3", "vni", "viscii"):
        reading = reading_of(name)(rest)
        shares[name] = _share(marked_words(reading)) if reading != rest else 0.0
    second, best = sorted(shares, key=lambda name: shares[name])[-2:]
    enough = len(words) >= JUDGE["words"]
    if not best or mixed:
        return (best, False) if best and enough and shares[best] >= JUDGE["legacy"] else ("", True)
    if shares[best] >= JUDGE["legacy"] and enough and shares[best] - shares[second] >= JUDGE["margin"]:
        return best, True
    return (best, False) if shares[best] >= JUDGE["unclear"] else ("", True)


def _as_viqr(text: str) -> tuple[str, bool]:
    if not VIQR_HINT.search(text):
        return "", True
    reading = _viqr(text)
    words, every = marked_words(reading), len(SPLIT.split(reading))
    if len(words) < JUDGE["viqr_share"] * every:
        return "", True
    share = _share(words)
    if share >= JUDGE["legacy"] and len(words) >= JUDGE["words"]:
        return "viqr", True
    return ("viqr", False) if share >= JUDGE["unclear"] else ("", True)


def is_legacy(data: bytes) -> bool:
    """Tell whether bytes that are neither UTF-8 nor Windows-1258 read as Vietnamese in one of the encodings."""
    lines = [line for line in western(data[: 1 << 16]).split("\n") if not line.isascii()]
    readings = [(len(line), *best_reading(line)) for line in lines]
    return sum(n for n, name, sure in readings if name and sure) > 0.5 * sum(n for n, _, _ in readings)


def _mend(text: str) -> str | None:
    """Return `text` with double UTF-8 undone by ftfy, None if that does not give Vietnamese without loss."""
    import ftfy

    mended = ftfy.fix_encoding(text)
    if mended == text or mended.count("\ufffd") > text.count("\ufffd"):
        return None
    return mended if _share(marked_words(mended)) > max(_share(marked_words(text)), JUDGE["unclear"]) else None


def restore(paragraphs: Sequence[str]) -> tuple[list[str], set[str]]:
    """Return the paragraphs of an article (and its title) in Unicode, and notes (keys of `problems.NOTES`) of what was done.

    Example:
        >>> restore(["C«ng an tØnh b¸o c¸o", "B¸o c¸o", "Công an tỉnh báo cáo"])
        (['Công an tỉnh báo cáo', 'Báo cáo', 'Công an tỉnh báo cáo'], {'tcvn3'})
    """
    out, notes, settled = list(paragraphs), set(), set()
    open_: dict[int, str] = {}
    for index, text in enumerate(out):
        suspect = not text.isascii() and SUSPECT.search(text) is not None
        if not suspect and OWN.search(text):
            continue
        if suspect and TWICE.search(text) and (mended := _mend(text)) is not None:
            out[index] = mended
            notes.add("double_utf8")
            continue
        name, sure = best_reading(text)
        if name and sure:
            out[index] = reading_of(name)(text)
            settled.add(name)
        elif name:
            open_[index] = name
        elif text.isascii() and len(text) >= JUDGE["stripped_chars"] and language.is_vietnamese(text):
            notes.add("no_tone_marks")
    for index in open_:
        reading = reading_of(next(iter(settled)))(out[index]) if len(settled) == 1 and not OWN.search(out[index]) else ""
        if reading and _share(marked_words(reading)) >= JUDGE["legacy"]:
            out[index] = reading
        else:
            notes.add("unclear_encoding")
    return out, notes | settled
