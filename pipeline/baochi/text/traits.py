"""What can be seen of a paragraph without reading it: length, marks, capitals, cue phrases."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from baochi.article import Article, Paragraph
from baochi.lexicon import Lexicon
from baochi.text.cues import AT_START, Cues
from baochi.text.fold import fold
from baochi.text.tokens import LOWER, MARK, NUMBER, TITLE, UPPER, Tokens

SHORT = 330
"""Code points up to which a paragraph can be anything but lead or body."""

OPENING = 8
"""Tokens of a longer paragraph in which cue phrases are looked for."""

NAMES_MOST = 60
"""Code points of a line that is names only, at most."""

BULLETS = frozenset("-–—+•*●○▪■►✓→=")
NAME_MARKS = frozenset(".,-–—/&()+;|:")
QUOTES = frozenset("\"“‘'«")
_NUMBERED = re.compile(
    r"(?:\d{1,2}(?:\.\d{1,2}){0,3}|[IVX]{1,4}|[a-zA-ZđĐ])\s?[.,)/:–-](?!\d)|\d{1,2}(?:\.\d{1,2}){1,3}\s|[a-zđ]\)"
)

_LEVEL = re.compile(r"\d[.,]\d")


@dataclass(slots=True)
class Traits:
    """The look of one paragraph.

    Attributes:
        text: without outer blanks; chars: its length in code points.
        words: tokens that are letters or numbers; syllables: those of letters; lower: of these, without a capital.
        signs: of the cue phrases found (lexicon/paragraph_cues.csv); beyond `SHORT` only at the start.
        proper: a syllable after the first has a capital.
        named: reads like names of people or agencies, all capitalised, no sentence.
        repeated: the site repeats it under many articles.
        end: last character; no_end: it ends no sentence; bullet: the first one is a bullet.
        numbered: begins with a number or letter of a list; depth: level in the numbering: `1.` is 0, `1.2.` is 1.
    """

    text: str
    chars: int
    words: int = 0
    syllables: int = 0
    lower: int = 0
    sentences: int = 0
    signs: frozenset[str] = frozenset()
    proper: bool = False
    named: bool = False
    repeated: bool = False
    end: str = field(init=False)
    no_end: bool = field(init=False)
    bullet: bool = field(init=False)
    numbered: bool = field(init=False)
    depth: int = field(init=False)

    def __post_init__(self) -> None:
        self.end = self.text[-1:]
        self.no_end = self.end.isalnum() or self.end in "\"”’')]»%/"
        self.bullet = self.text[:1] in BULLETS
        number = _NUMBERED.match(self.text)
        self.numbered = number is not None
        self.depth = len(_LEVEL.findall(number.group())) if number else 0

    @property
    def capitals(self) -> bool:
        """Whether all of it is in capitals; most texts are not from their first word on."""
        opening = self.text[:OPENING]
        return self.syllables > 1 and opening.upper() == opening and self.text.upper() == self.text


class TraitReader:
    """Reads `Traits` off tokenised paragraphs."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.cues = Cues(lexicon)
        self.surnames = frozenset(fold(entry.form) for entry in lexicon.forms("surname"))

    def read(self, articles: Sequence[Article]) -> Iterator[list[Traits]]:
        """Yield the traits of every paragraph of each article; tokens and sentences must be set."""
        texts = [_text_of(article, paragraph) for article in articles for paragraph in article.paragraphs]
        first: list[int] = []
        last: list[int] = []
        before, parts = 0, iter(texts)  # tokens of the articles before
        for article in articles:
            for paragraph in article.paragraphs:
                begin, end = before + paragraph.first_token, before + paragraph.last_token
                first.append(begin)
                last.append(end if len(next(parts)) <= SHORT else min(begin + OPENING, end))
            before += len(article.tokens)
        shown = zip(texts, self.cues.signs([article.tokens for article in articles], first, last), strict=True)
        for article in articles:
            shapes = "".join(article.tokens.shape)  # one letter a token: counted and searched much faster than a list
            yield [self._of_paragraph(article.tokens, shapes, p, *next(shown)) for p in article.paragraphs]

    def _of_paragraph(self, tokens: Tokens, shapes: str, paragraph: Paragraph, text: str, signs: frozenset[str]) -> Traits:
        """Return the traits of a paragraph; `shapes` are those of all tokens, `signs` those of its cue phrases."""
        first, last = paragraph.first_token, paragraph.last_token
        words = last - first - shapes.count(MARK, first, last)
        traits = Traits(
            text,
            len(text),
            words=words,
            syllables=words - shapes.count(NUMBER, first, last),
            lower=shapes.count(LOWER, first, last),
            sentences=len(paragraph.sentences),
            signs=signs,
            proper=shapes.find(TITLE, first + 1, last) >= 0 or shapes.find(UPPER, first + 1, last) >= 0,
            repeated=paragraph.repeated,
        )
        if traits.chars > SHORT:
            traits.signs &= AT_START
        elif traits.chars <= NAMES_MOST:
            last = _before_origin(tokens, first, last, traits)
            traits.named = _reads_like_names(tokens, first, shapes[first:last], traits, self.surnames)
        return traits


def _text_of(article: Article, paragraph: Paragraph) -> str:
    """Return the paragraph's text without outer blanks, visible or not."""
    return article.text[paragraph.start : paragraph.end].strip().strip("\u200b\ufeff").strip()


def _before_origin(tokens: Tokens, first: int, last: int, traits: Traits) -> int:
    """Return where closing brackets begin that say where an author wrote or read it, else `last`.

    So in `Trần Mẫu (từ Paris)`, `T.M (theo AFP)`.
    """
    if "origin" not in traits.signs or traits.end != ")" or tokens.text[first:last].count("(") != 1:
        return last
    opens = tokens.text.index("(", first)
    return opens if opens > first else last


def _reads_like_names(tokens: Tokens, first: int, shapes: str, traits: Traits, surnames: frozenset[str]) -> bool:
    """Say whether a line is names only: `Trần Mẫu`, `T.M`, `An Mẫu - Bình Mẫu`, `PV/TTXVN`, `Mẫu (tổng hợp)`.

    Args:
        first: its first token; shapes: of its tokens.
    """
    words = len(shapes) - shapes.count(MARK)
    syllables = words - shapes.count(NUMBER)
    if not 0 < syllables <= 10 or words > syllables + 1:
        return False
    texts = tokens.text[first : first + len(shapes)]
    lower = [t for t, s in zip(texts, shapes, strict=True) if s == LOWER and t != "và"]
    if lower and not ("credit" in traits.signs and all(map(str.islower, lower))):
        return False
    marks = {t for t, s in zip(texts, shapes, strict=True) if s == MARK}
    if not marks <= NAME_MARKS or traits.end in ":;,":
        return False
    folds = tokens.fold[first : first + len(shapes)]
    return not (traits.capitals and syllables > 3) or _are_people(folds, shapes, surnames)


def _are_people(folds: Sequence[str], shapes: str, surnames: frozenset[str]) -> bool:
    """Say whether a line in capitals is two or more names of people, and no heading: `TRẦN MẪU – LÊ MẪU`."""
    parts: list[list[str]] = [[]]
    for key, shape in zip(folds, shapes, strict=True):
        if shape == MARK:
            parts.append([])
        else:
            parts[-1].append(key)
    return len(parts) > 1 and all(2 <= len(part) <= 4 and part[0] in surnames for part in parts)
