"""Words: one or more syllables that underthesea joins, each with its exact place in the text.

underthesea reads a rewritten text (tone marks moved, Unicode recomposed) and drops blanks, so its words are laid back over
the original by what rewriting leaves alone: the sequence of base letters. Where even that differs, or underthesea
fails, the tokens of the sentence are its words. underthesea is imported at first use.
"""

from __future__ import annotations

import logging
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from baochi.article import Article
from baochi.text.fold import TONES
from baochi.text.pattern import INVISIBLE, TOKEN

log = logging.getLogger(__name__)

LIMIT = 1000
"""Code points given to underthesea at a time: longer sentences are cut at a blank."""

_PLAIN = str.maketrans({"\u00a0": " ", **dict.fromkeys(INVISIBLE, "")})
# underthesea's dictionary writes `hoà`, `uỷ ban`; for text that writes `hòa`, `ủy ban` the marks are moved before it reads.
_NEW_STYLE = {
    unicodedata.normalize("NFC", pair[0] + tone + pair[1]): unicodedata.normalize("NFC", pair + tone)
    for rhyme in ("oa", "oe", "uy")
    for pair in (rhyme, rhyme.title(), rhyme.upper())
    for tone in TONES
}
_OLD_STYLE = re.compile(rf"(?<![qQ])(?:{'|'.join(_NEW_STYLE)})(?!\w)")
_DROPPED = frozenset(TONES + INVISIBLE)


class Words:
    """Sets `Article.words`: (start, end, part of speech) of every word; code points of `Article.text`, end exclusive.

    Args:
        pos: also tag parts of speech (VLSP tag set: N, V, A, Np, M, CH, …); slower. Without it the tag is empty.
    """

    def __init__(self, pos: bool = False) -> None:
        self.pos = pos

    def annotate(self, articles: Sequence[Article]) -> None:
        """Cut every sentence of every article into words. Needs tokens and sentences."""
        for article in articles:
            article.words = []
            starts = article.tokens.start
            for paragraph in article.paragraphs:
                inner = [starts[first] for first, _ in paragraph.sentences[1:]]
                borders = [paragraph.start, *inner, paragraph.end] if paragraph.sentences else []
                for at, end in pairwise(borders):
                    found = tagged_words(article.text[at:end], self.pos)
                    article.words.extend((at + s, at + e, tag) for s, e, tag in found)


def words(text: str) -> list[tuple[int, int]]:
    """Return start and end (code points, end exclusive) of the words of `text`.

    Words stand in text order, do not overlap, begin and end with a non-blank character, and together hold every non-blank
    character of the text, whatever it is.

    Example:
        >>> text = "Thủ tướng Chính phủ chỉ đạo"
        >>> [text[start:end] for start, end in words(text)]
        ['Thủ tướng', 'Chính phủ', 'chỉ đạo']
    """
    return [(start, end) for start, end, _ in tagged_words(text, pos=False)]


def tagged_words(text: str, pos: bool = True) -> list[tuple[int, int, str]]:
    """Return the words of `text` as `words` does, each with its part of speech (empty where unknown or not asked for)."""
    found: list[tuple[int, int, str]] = []
    for at, part in _parts(text):
        found.extend((at + start, at + end, tag) for start, end, tag in _part_words(part, pos))
    return found


def _parts(text: str) -> Iterator[tuple[int, str]]:
    """Yield offset and text of stretches of at most `LIMIT` code points, cut at a blank where there is one."""
    at = 0
    while at < len(text):
        end = min(at + LIMIT, len(text))
        if end < len(text):
            blank = max(text.rfind(" ", at, end), text.rfind("\n", at, end))
            end = blank if blank > at else end
        yield at, text[at:end]
        at = end


def _part_words(text: str, pos: bool) -> list[tuple[int, int, str]]:
    if not text or text.isspace():
        return []
    try:
        pairs = _segment(text, pos)
    except Exception as error:  # a third-party model must not stop an archive
        log.debug("underthesea failed on %r: %s", text[:80], error)
        pairs = []
    placed = _align(text, pairs)
    if placed is None:
        first = len(text) - len(text.lstrip())
        placed = [(m.start(), "") for m in TOKEN.finditer(text)] or [(first, "")]
    spans = _fill(text, [start for start, _ in placed])
    return [(start, end, tag) for (start, end), (_, tag) in zip(spans, placed, strict=True)]


def _segment(text: str, pos: bool) -> list[tuple[str, str]]:
    """Return underthesea's words of `text`, which may be rewritten, each with its tag."""
    from underthesea import word_tokenize

    plain = unicodedata.normalize("NFC", text.translate(_PLAIN))
    plain = _OLD_STYLE.sub(lambda m: _NEW_STYLE[m.group()], plain)
    found = [str(word) for word in word_tokenize(plain, use_token_normalize=False)]
    if not pos:
        return [(word, "") for word in found]
    from underthesea.pipeline.pos_tag.model_crf import CRFPOSTagPredictor  # pos_tag() would cut the words anew

    return [(str(word), str(tag)) for word, tag in CRFPOSTagPredictor.Instance().predict(found)]


def _align(text: str, pairs: Iterable[tuple[str, str]]) -> list[tuple[int, str]] | None:
    """Return where each word begins in `text`, with its tag, or None if their base letters are not those of the text."""
    letters = list(_letters(text))
    placed: list[tuple[int, str]] = []
    at = 0
    for word, tag in pairs:
        bare = [c for c, _ in _letters(word)]
        if [c for c, _ in letters[at : at + len(bare)]] != bare:
            return None
        if bare:  # a word of invisible characters joins the one before it
            placed.append((letters[at][1], tag))
            at += len(bare)
    rising = all(a < b for (a, _), (b, _) in pairwise(placed))
    return placed if placed and at == len(letters) and rising else None


def _letters(text: str) -> Iterator[tuple[str, int]]:
    """Yield the base letters of `text` (no blanks, tone marks or invisible characters) with their offsets."""
    for offset, char in enumerate(text):
        if char.isascii():
            if not char.isspace():
                yield char, offset
            continue
        for part in unicodedata.normalize("NFKD", char):
            if part not in _DROPPED and not part.isspace():
                yield part, offset


def _fill(text: str, starts: list[int]) -> list[tuple[int, int]]:
    """Return the spans that begin at `starts`, each reaching to the next one without the blanks before it."""
    first = len(text) - len(text.lstrip())
    borders = [min(first, starts[0]), *starts[1:], len(text)]
    return [(a, a + len(text[a:b].rstrip())) for a, b in pairwise(borders)]
