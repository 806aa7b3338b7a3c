"""What can be seen of a paragraph without reading it: length, marks, capitals, cue phrases."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from baochi.article import Article, Paragraph
from baochi.lexicon import Lexicon
from baochi.lexicon.trie import Trie
from baochi.text.fold import fold
from baochi.text.tokens import LOWER, MARK, NUMBER, TITLE, UPPER, Tokens, tokenise

SHORT = 330
"""Code points up to which a paragraph can be anything but lead or body."""

OPENING = 8
"""Tokens of a longer paragraph in which cue phrases are looked for."""

BULLETS = frozenset("-–—+•*●○▪■►✓→=")
QUOTES = frozenset("\"“‘'«")
AT_START = frozenset(["scene", "narrative", "follows", "byline", "agency", "other", "paper", "motto", "part"])
AT_END = frozenset(["telling", "credit", "link"])
_NUMBERED = re.compile(
    r"(?:\d{1,2}(?:\.\d{1,2}){0,3}|[IVX]{1,4}|[a-zA-ZđĐ])\s?[.,)/:–-](?!\d)|\d{1,2}(?:\.\d{1,2}){1,3}\s|[a-zđ]\)"
)


@dataclass(slots=True)
class Traits:
    """The look of one paragraph.

    Attributes:
        text: without outer blanks; chars: its length in code points.
        end: its last character.
        words: tokens that are letters or numbers; syllables: those of letters; lower: of these, without a capital.
        signs: of the cue phrases found (lexicon/paragraph_cues.csv); beyond `SHORT` only at the start.
        proper: a syllable after the first has a capital.
        named: reads like names of people or agencies, all capitalised, no sentence.
        repeated: the site repeats it under many articles.
    """

    text: str
    chars: int
    end: str = ""
    words: int = 0
    syllables: int = 0
    lower: int = 0
    sentences: int = 0
    signs: set[str] = field(default_factory=set)
    proper: bool = False
    named: bool = False
    repeated: bool = False

    @property
    def no_end(self) -> bool:
        return self.end.isalnum() or self.end in "\"”’')]»%/"

    @property
    def capitals(self) -> bool:
        return self.syllables > 1 and self.text.upper() == self.text

    @property
    def bullet(self) -> bool:
        return self.text[:1] in BULLETS

    @property
    def depth(self) -> int:
        """Level in the numbering: `1.` is 0, `1.2.` is 1; -1 without a number."""
        number = _NUMBERED.match(self.text)
        return len(re.findall(r"\d[.,]\d", number.group())) if number else -1

    @property
    def numbered(self) -> bool:
        return _NUMBERED.match(self.text) is not None


class TraitReader:
    """Reads `Traits` off tokenised paragraphs."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.cues = Trie()
        for entry in lexicon.forms("paragraph_cue"):
            self.cues.add(tokenise(entry.form).fold, entry)
        self.surnames = frozenset(fold(entry.form) for entry in lexicon.forms("surname"))

    def read(self, article: Article, paragraph: Paragraph) -> Traits:
        """Return the traits of one paragraph, whose tokens and sentences must be set."""
        text = article.text[paragraph.start : paragraph.end].strip().strip("\u200b\ufeff").strip()
        traits = Traits(text, len(text), text[-1:], sentences=len(paragraph.sentences), repeated=paragraph.repeated)
        shapes = article.tokens.shape[paragraph.first_token : paragraph.last_token]
        marks, numbers = shapes.count(MARK), shapes.count(NUMBER)
        traits.words, traits.syllables = len(shapes) - marks, len(shapes) - marks - numbers
        traits.lower = shapes.count(LOWER)
        traits.proper = UPPER in shapes[1:] or TITLE in shapes[1:]
        last = paragraph.last_token if traits.chars <= SHORT else min(paragraph.first_token + OPENING, paragraph.last_token)
        tokens = article.tokens.part(paragraph.first_token, last)
        traits.signs = self._signs(tokens)
        if traits.chars > SHORT:
            traits.signs &= AT_START
        else:
            traits.named = _reads_like_names(_without_origin(tokens, traits), traits, self.surnames)
        return traits

    def _signs(self, tokens: Tokens) -> set[str]:
        first, last = 0, len(tokens)
        while first < last and tokens.shape[first] == MARK:
            first += 1
        while last > first and tokens.shape[last - 1] == MARK:
            last -= 1
        found: set[str] = set()
        for start, end, entry in self.cues.scan(tokens).get("paragraph_cue", ()):
            for sign in entry["signs"].split():
                if (sign in AT_START and start > first) or (sign in AT_END and end < last):
                    continue
                found.add(sign)
        return found


def _without_origin(tokens: Tokens, traits: Traits) -> Tokens:
    """Cut closing brackets that say where an author wrote or read it: `Trần Mẫu (từ Paris)`, `T.M (theo AFP)`."""
    opens = tokens.text.index("(") if "origin" in traits.signs and "(" in tokens.text else -1
    return tokens.part(0, opens) if opens > 0 and traits.end == ")" and tokens.text.count("(") == 1 else tokens


def _reads_like_names(tokens: Tokens, traits: Traits, surnames: frozenset[str]) -> bool:
    """Say whether a line is names only: `Trần Mẫu`, `T.M`, `An Mẫu - Bình Mẫu`, `PV/TTXVN`, `Mẫu (tổng hợp)`."""
    words = [s for s in tokens.shape if s != MARK]
    syllables = len(words) - words.count(NUMBER)
    if traits.chars > 60 or not 0 < syllables <= 10 or len(words) > syllables + 1:
        return False
    allowed = {"và"} if "credit" not in traits.signs else {"và", *(t for t in tokens.text if t.islower())}
    lower = [t for t, s in zip(tokens.text, tokens.shape, strict=True) if s == LOWER and t not in allowed]
    marks = {t for t, s in zip(tokens.text, tokens.shape, strict=True) if s == MARK}
    if lower or not marks <= set(".,-–—/&()+;|:") or traits.end in ":;,":
        return False
    return not (traits.capitals and syllables > 3) or _are_people(tokens, surnames)


def _are_people(tokens: Tokens, surnames: frozenset[str]) -> bool:
    """Say whether a line in capitals is two or more names of people, and no heading: `TRẦN MẪU – LÊ MẪU`."""
    parts: list[list[str]] = [[]]
    for text, shape in zip(tokens.fold, tokens.shape, strict=True):
        if shape == MARK:
            parts.append([])
        else:
            parts[-1].append(text)
    return len(parts) > 1 and all(2 <= len(part) <= 4 and part[0] in surnames for part in parts)
