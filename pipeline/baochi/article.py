"""What travels through the pipeline: an article as read, and the article under analysis.

A reader yields `SourceArticle` or `Reject`. `Article.from_source` fixes the text once and for all (NFC, paragraphs joined
by a blank line); every later stage only adds to the `Article` and every offset counts Unicode code points of `Article.text`.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from baochi.lexicon import Hit, Hits
from baochi.records import Mention
from baochi.text.stretches import Numbered, numbered
from baochi.text.tokens import Tokens, tokenise

if TYPE_CHECKING:
    from baochi.extract.pieces import Chunks
    from baochi.records import Assessment, Award, Official, Quantity, Unit

_BEGIN = attrgetter("start")
PARAGRAPH_SEPARATOR = "\n\n"
_NO_TOKENS = tokenise("")
WORKING = {"working": True}
"""Marks the fields of an article that stages work out from its text for each other: they mean nothing in another process."""


def layout_of(parts: Sequence[str]) -> list[tuple[int, int]]:
    """Return start and end (code points) of every paragraph in a text that `PARAGRAPH_SEPARATOR` joins.

    Example:
        >>> layout_of(["Một.", "Hai."])
        [(0, 4), (6, 10)]
    """
    places, at = [], 0
    for part in parts:
        places.append((at, at + len(part)))
        at += len(part) + len(PARAGRAPH_SEPARATOR)
    return places


@dataclass(slots=True)
class SourceArticle:
    """An article as a reader found it: decoded, but with nothing else changed.

    Attributes:
        paragraphs: the body, one string a paragraph; the title is not one of them.
        position: where in `file` the article stands (row, line or member name), for messages to people.
        notes: what reading mended or noticed, codes of `baochi.archive.NOTES`.
        repeated: indexes of paragraphs that the site repeats under many articles (`baochi.archive.boilerplate`).
        known_stretches: what `stretches` returned, until `take_stretches`.
    """

    paragraphs: list[str]
    article_id: str = ""
    source: str = ""
    url: str = ""
    title: str = ""
    published: dt.date | None = None
    author: str = ""
    language: str = "vi"
    file: str = ""
    position: str = ""
    notes: list[str] = field(default_factory=list)
    repeated: list[int] = field(default_factory=list)
    _digest: str = field(default="", init=False, repr=False, compare=False)
    known_stretches: Numbered | None = field(default=None, init=False, repr=False, compare=False)

    def digest(self) -> str:
        """Return the SHA-256 (hex) of title and paragraphs as UTF-8, the stable identity of the content.

        It is computed once: whoever asks for it has done with changing them.
        """
        if not self._digest:
            content = "\n".join([self.title, *self.paragraphs])
            self._digest = hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()
        return self._digest

    def stretches(self) -> Numbered:
        """Return the paragraphs (NFC) as numbers of what stands between blanks; `Article.from_source` takes them along."""
        if self.known_stretches is None:
            self.known_stretches = numbered(
                "\n".join([unicodedata.normalize("NFC", paragraph) for paragraph in self.paragraphs])
            )
        return self.known_stretches

    def take_stretches(self) -> Numbered | None:
        """Return the same if somebody has asked for it, and forget it, so that it is never that of another text."""
        found, self.known_stretches = self.known_stretches, None
        return found

    def __getstate__(self) -> tuple[None, dict[str, Any]]:
        """Leave out what means nothing in another process."""
        return None, {name: getattr(self, name) for name in self.__slots__} | {"known_stretches": None}


@dataclass(slots=True)
class Reject:
    """Something that could not be read: one row of the table `rejects`.

    Attributes:
        source: file, member or stream.
        position: byte offset or row number as text, empty if the whole source is meant.
        reason: a short fixed code, for instance `empty_text`.
        detail: a sentence for a person, with what to do where that is known.
    """

    source: str
    position: str
    reason: str
    detail: str


@dataclass(slots=True)
class Paragraph:
    """One paragraph: `text[start:end]` of the article (code points), and where its tokens lie.

    Attributes:
        repeated: the site repeats it under many articles.
        kind: title, lead, heading, body, caption, byline or other (ANNOTATION, section 5).
        first_token, last_token: token range of the paragraph, end exclusive.
        sentences: token ranges of its sentences, end exclusive.
        work_areas: codes; work_area_scores: every code with its probability above the floor.
    """

    index: int
    start: int
    end: int
    kind: str = "body"
    repeated: bool = False
    first_token: int = 0
    last_token: int = 0
    sentences: list[tuple[int, int]] = field(default_factory=list)
    work_areas: list[str] = field(default_factory=list)
    work_area_scores: list[tuple[str, float]] = field(default_factory=list)


@dataclass(slots=True)
class Article:
    """An article under analysis. Stages add to it in the order of the pipeline; none changes `text`.

    Attributes:
        stretches: `text` as numbers of what stands between blanks, if that is known (`baochi.text.stretches`).
        tokens: syllables, numbers and punctuation with offsets (`baochi.text.tokens`).
        hits: lexicon matches by category, in text order (`baochi.lexicon`); title_tokens, title_hits: those of the title.
        chunks: pieces of each paragraph, cut once for the units and the officials (`baochi.extract.chunks`).
        words: start, end and part of speech of each word, only if the words stage ran.
        tagged: names of people, bodies and places that the tagger sees, only if it ran (`baochi.tag.stage`).
        names: mentions of people; the lists after it: what the extractors found.
    """

    article_id: str
    text: str
    paragraphs: list[Paragraph]
    title: str = ""
    source: str = ""
    url: str = ""
    published: dt.date | None = None
    author: str = ""
    language: str = "vi"
    sha256: str = ""
    notes: list[str] = field(default_factory=list)
    stretches: Numbered | None = field(default=None, metadata=WORKING)
    tokens: Tokens = field(default_factory=lambda: _NO_TOKENS, metadata=WORKING)
    hits: Hits = field(default_factory=Hits, metadata=WORKING)
    title_tokens: Tokens = field(default_factory=lambda: _NO_TOKENS, metadata=WORKING)
    title_hits: Hits = field(default_factory=Hits, metadata=WORKING)
    chunks: list[Chunks] | None = field(default=None, metadata=WORKING)
    words: list[tuple[int, int, str]] = field(default_factory=list)
    tagged: list[Mention] = field(default_factory=list)
    names: list[Mention] = field(default_factory=list)
    officials: list[Official] = field(default_factory=list)
    units: list[Unit] = field(default_factory=list)
    quantities: list[Quantity] = field(default_factory=list)
    awards: list[Award] = field(default_factory=list)
    assessments: list[Assessment] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)

    @classmethod
    def from_source(cls, source: SourceArticle) -> Article:
        """Fix the text of `source` (NFC, paragraphs joined by a blank line) and lay out its paragraphs.

        Example:
            >>> a = Article.from_source(SourceArticle(["Một.", "Hai."], article_id="x"))
            >>> a.text[a.paragraphs[1].start : a.paragraphs[1].end]
            'Hai.'
        """
        digest = source.digest()
        parts = [unicodedata.normalize("NFC", p) for p in source.paragraphs]
        repeated = frozenset(source.repeated)
        return cls(
            article_id=source.article_id or digest[:16],
            text=PARAGRAPH_SEPARATOR.join(parts),
            paragraphs=[Paragraph(i, *place, repeated=i in repeated) for i, place in enumerate(layout_of(parts))],
            title=unicodedata.normalize("NFC", source.title),
            source=source.source,
            url=source.url,
            published=source.published,
            author=unicodedata.normalize("NFC", source.author),
            language=source.language,
            sha256=digest,
            notes=source.notes,
            stretches=source.take_stretches(),
        )

    @classmethod
    def from_text(cls, text: str, article_id: str = "") -> Article:
        """Lay out a text as it stands: each non-empty line is a paragraph, offsets count code points of `text` itself.

        Example:
            >>> [(p.start, p.end) for p in Article.from_text("Một.\\n\\n  Hai.").paragraphs]
            [(0, 4), (8, 12)]
        """
        paragraphs: list[Paragraph] = []
        at = 0
        for line in text.splitlines(keepends=True):
            body = line.strip()
            if body:
                start = at + line.index(body)
                paragraphs.append(Paragraph(len(paragraphs), start, start + len(body)))
            at += len(line)
        digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
        return cls(article_id=article_id or digest[:16], text=text, paragraphs=paragraphs, sha256=digest)

    def hits_at(self, category: str) -> dict[int, Hit]:
        """Return the lexicon hits of `category` by their first token; an empty dict if there are none."""
        return self.hits.at(category)

    def span_text(self, first: int, last: int) -> str:
        """Return the text from token `first` to token `last` (exclusive), as written."""
        return self.text[self.tokens.start[first] : self.tokens.end[last - 1]]

    def mention_of(self, para: int, first: int, last: int, label: str) -> Mention:
        """Return the mention from token `first` to token `last` (exclusive), which lies in paragraph `para`."""
        tokens = self.tokens
        return Mention(para, tokens.start[first], tokens.end[last - 1], label, first_token=first, last_token=last)

    def paragraph_at(self, offset: int) -> Paragraph:
        """Return the paragraph that holds code point `offset` (binary search)."""
        return self.paragraphs[max(0, bisect_right(self.paragraphs, offset, key=_BEGIN) - 1)]
