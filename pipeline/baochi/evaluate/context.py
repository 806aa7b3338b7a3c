"""Errors in their sentences: the text about an error, cut into pieces that belong to gold, to the prediction, or to both."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from baochi.article import Article, Paragraph
from baochi.evaluate.locate import Span
from baochi.evaluate.side import Pair
from baochi.evaluate.tally import Error
from baochi.lexicon import Lexicon
from baochi.text.sentences import Sentences
from baochi.text.tokens import tokenise

LONGEST = 600
"""Code points of a stretch that are shown at most."""
GOLD, FOUND = "g", "f"


class Piece(NamedTuple):
    """A stretch of text; `sides` is empty, `g` (gold), `f` (found) or `gf`."""

    text: str
    sides: str


class Contexts:
    """Cuts the surroundings of errors out of one article's text."""

    def __init__(self, pair: Pair, cutter: Sentences) -> None:
        self.text = pair.text or ""
        self.layout = pair.layout or []
        self.sentences = list(_sentences(pair, cutter)) if pair.text else []

    def pieces(self, error: Error) -> list[Piece]:
        """Return the sentence or sentences of an error, or its paragraph if it is about that; nothing without a text."""
        sides = [(side, item) for side, item in ((GOLD, error.gold), (FOUND, error.found)) if item]
        spans = [(side, (item.start, item.end)) for side, item in sides if item.start is not None and item.end is not None]
        if error.what in ("paragraph kind", "work area"):
            stretches, spans = [span for _, span in spans[:1]], []
        elif spans:
            stretches = list(dict.fromkeys(self._sentence(span) for _, span in spans))
        else:
            stretches = [self.layout[error.para]] if error.para is not None and error.para < len(self.layout) else []
        made: list[Piece] = []
        for start, end in sorted(stretches):
            made += [Piece(" … ", "")] if made else []
            made += self._cut(*self._shortened(start, end, [span for _, span in spans]), spans)
        return made

    def _sentence(self, span: Span) -> Span:
        """Return the stretch of whole sentences that holds a span."""
        touched = [(start, end) for start, end in self.sentences if start < span[1] and span[0] < end]
        return (min(touched[0][0], span[0]), max(touched[-1][1], span[1])) if touched else span

    def _shortened(self, start: int, end: int, spans: Sequence[Span]) -> Span:
        """Shorten a stretch to what lies about the first span in it."""
        if end - start <= LONGEST:
            return start, end
        inside = [span for span in spans if start <= span[0] < end]
        first = max(start, min((s for s, _ in inside), default=start) - LONGEST // 3)
        return first, min(end, first + LONGEST)

    def _cut(self, start: int, end: int, spans: Sequence[tuple[str, Span]]) -> Iterator[Piece]:
        borders = sorted({start, end, *(b for _, span in spans for b in span if start < b < end)})
        for first, last in pairwise(borders):
            sides = "".join(side for side, (s, e) in spans if s <= first and last <= e)
            yield Piece(self.text[first:last], sides)


def cutter() -> Sentences:
    """Return what cuts paragraphs into sentences."""
    return Sentences(Lexicon.load())


def _sentences(pair: Pair, cutter: Sentences) -> Iterator[Span]:
    text = pair.text or ""
    article = Article(
        pair.article_id, text, [Paragraph(n, s, e) for n, (s, e) in enumerate(pair.layout or [(0, len(text))])]
    )
    tokens = article.tokens = tokenise(text)
    at = 0
    for paragraph in article.paragraphs:
        paragraph.first_token = at
        while at < len(tokens.start) and tokens.start[at] < paragraph.end:
            at += 1
        paragraph.last_token = at
    cutter.annotate([article])
    for first, last in (sentence for paragraph in article.paragraphs for sentence in paragraph.sentences):
        yield tokens.start[first], tokens.end[last - 1]
