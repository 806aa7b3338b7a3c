"""What a paragraph is cut into: kinds of chunk, chunks, and the office, a title with its body."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from baochi.extract.units.knowledge import UnitSpan
from baochi.lexicon import Hit

POSITION, RANK, HONORIFIC, NAME, UNIT, PLACE, CUE, STATUS, WORD, PUNCT = (
    "position",
    "rank",
    "honorific",
    "name",
    "unit",
    "place",
    "cue",
    "status",
    "word",
    "mark",
)

BLANK = frozenset((WORD, PUNCT))
"""Kinds of chunk that say nothing."""


@dataclass(slots=True)
class Office:
    """A title with the body it is held in, at tokens `start` to `end`; the title lies at `start` to `title_end`.

    Attributes:
        unit_start, unit_end: tokens of the unit, equal where there is none.
        span: the parse of the unit; bodies: the named bodies in it, a parent in brackets being one of its own.
        status: from a word in front of or behind the title, else "".
    """

    start: int
    end: int
    title_end: int
    title: Hit
    unit_start: int
    unit_end: int
    span: UnitSpan | None = None
    bodies: list[UnitSpan] = field(default_factory=list)
    status: str = ""


class Chunk:
    """A piece of a paragraph at tokens `start` to `end`, with its lexicon entry, its office or its body.

    `full` says of a name that it reads as a full name by itself. One is made for every word, so the rest are class defaults.
    """

    hit: Hit | None = None
    office: Office | None = None
    span: UnitSpan | None = None
    full: bool = False

    def __init__(self, kind: str, start: int, end: int) -> None:
        self.kind, self.start, self.end = kind, start, end

    @property
    def role(self) -> str:
        """The role of an office cue, else ""."""
        return self.hit.entry["role"] if self.kind == CUE and self.hit is not None else ""


def name_chunk(start: int, end: int, full: bool) -> Chunk:
    """Return a name; `full` says that it reads as a full name by itself."""
    chunk = Chunk(NAME, start, end)
    chunk.full = full
    return chunk


def found_chunk(kind: str, hit: Hit) -> Chunk:
    """Return what the lexicon found."""
    chunk = Chunk(kind, hit.start, hit.end)
    chunk.hit = hit
    return chunk


class Chunks(list[Chunk]):
    """The chunks of a paragraph.

    Attributes:
        marked: where in the list those stand that are neither plain words nor punctuation, in order: most are one of these.
        marks: where the punctuation stands.
    """

    def __init__(self, chunks: Iterable[Chunk]) -> None:
        super().__init__(chunks)
        self.marks = [i for i, chunk in enumerate(self) if chunk.kind == PUNCT]
        self.marked = [i for i, chunk in enumerate(self) if chunk.kind not in BLANK]

    @classmethod
    def indexed(cls, chunks: list[Chunk], marked: list[int], marks: list[int]) -> Chunks:
        """Return chunks of which it is known already where which stand."""
        made = cls(())
        made.extend(chunks)
        made.marked, made.marks = marked, marks
        return made

    def found(self) -> list[Chunk]:
        """Return the chunks that are neither plain words nor punctuation."""
        return [self[i] for i in self.marked]


class Blanks:
    """Chunks of one token that say nothing, by their token. Nobody changes such a chunk, so that all articles share them."""

    POOLED = 1 << 14

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.pool: list[Chunk] = [Chunk(kind, at, at + 1) for at in range(self.POOLED)]

    def between(self, start: int, end: int) -> list[Chunk]:
        """Return a chunk for every token from `start` to `end` (exclusive)."""
        if end <= self.POOLED:
            return self.pool[start:end]
        return [Chunk(self.kind, at, at + 1) for at in range(start, end)]


WORDS, MARKS = Blanks(WORD), Blanks(PUNCT)
