"""The bodies an article names: every distinct form that stands alone, its mentions, and what it is called in full."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from baochi.article import Article
from baochi.extract import pieces as kinds
from baochi.extract.chunks import chunks_of
from baochi.extract.pieces import Chunk
from baochi.extract.units.canonical import Canonical
from baochi.extract.units.knowledge import UnitKnowledge, UnitSpan
from baochi.extract.units.told import Told
from baochi.lexicon import Lexicon
from baochi.records import Unit
from baochi.text.tokens import LOWER

BODIES = frozenset((kinds.UNIT, kinds.PLACE, kinds.POSITION))
"""Kinds of chunk that hold a body or a place."""


class UnitExtractor:
    """Fills `Article.units` and adds mentions labelled UNIT and LOCATION.

    A bare head noun (`Cục`, `Công an`) is no unit; one with a type of place but no place (`Công an tỉnh`) is one only where
    the article nowhere says which (ANNOTATION, section 2).
    """

    def __init__(self, lexicon: Lexicon) -> None:
        self.knowledge = UnitKnowledge(lexicon)
        self.canonical = Canonical(lexicon)

    def annotate(self, articles: Sequence[Article]) -> None:
        """Find the units of every article."""
        for article in articles:
            self._annotate(article)

    def _annotate(self, article: Article) -> None:
        forms: dict[str, Unit] = {}
        generic: list[tuple[int, UnitSpan]] = []
        plural = {hit.end for hit in article.hits.get("office_cue", ()) if hit.entry["role"] == "plural"}
        for para, chunk, span in spans(article, self.knowledge):
            if chunk.kind == kinds.PLACE:
                article.mentions.append(article.mention_of(para, chunk.start, chunk.end, "LOCATION"))
            elif span is None or not span.public or self._common_noun(article, span):
                continue
            elif span.start in plural and span.known is None and span.place is None:
                continue  # `các Sở Giáo dục và Đào tạo`: a kind of body, not one body
            elif span.complete and not span.loose:
                self._add(article, forms, para, span)
            elif span.loose or (
                article.tokens.shape[span.start] != LOWER
                and (span.end > span.head.end or self.knowledge.may_stand_alone(span))
            ):
                generic.append((para, span))
        told = Told(article, forms) if generic else None
        for para, span in generic:
            if told is not None and not told.covers(span):
                self._add(article, forms, para, span)
        article.units = list(forms.values())
        self.canonical.resolve(article, forms)
        for unit in article.units:
            for mention in unit.mentions:
                mention.record = unit.unit_id or ""

    def _common_noun(self, article: Article, span: UnitSpan) -> bool:
        """`thành lập chính phủ mới`: written small and with no country, it may be any country's."""
        small = article.tokens.shape[span.start] == LOWER and span.known is not None and span.end == span.known.end
        return small and span.kind == "government"

    def _add(self, article: Article, forms: dict[str, Unit], para: int, span: UnitSpan) -> None:
        key = _key(article, span)
        mention = article.mention_of(para, span.start, span.end, "UNIT")
        unit = forms.get(key)
        if unit is None:
            unit = Unit(article.span_text(span.start, span.end), para, mention.start, mention.end)
            unit.kind = span.kind
            self.canonical.describe(article, unit, span)
            forms[key] = unit
        unit.mentions.append(mention)
        article.mentions.append(mention)


def spans(article: Article, knowledge: UnitKnowledge) -> Iterator[tuple[int, Chunk, UnitSpan | None]]:
    """Yield paragraph, chunk and body of every body and place, those inside offices too, in text order."""
    for paragraph, chunks in zip(article.paragraphs, chunks_of(article, knowledge), strict=True):
        for chunk in [chunk for chunk in chunks.found if chunk.kind in BODIES]:
            if chunk.office is None:
                yield paragraph.index, chunk, chunk.span
            elif chunk.office.span is not None:
                yield from ((paragraph.index, chunk, span) for span in chunk.office.bodies)


def _key(article: Article, span: UnitSpan) -> str:
    return " ".join(article.tokens.fold[span.start : span.end])
