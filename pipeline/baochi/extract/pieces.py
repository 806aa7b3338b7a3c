"""What a paragraph is cut into: kinds of chunk, chunks, and the office, a title with its body."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from operator import attrgetter

from baochi.extract.units.knowledge import UnitSpan
from baochi.lexicon import Hit
from baochi.text.tokens import MARK

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

_START = attrgetter("start")


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

    `full` says of a name that it reads as a full name by itself. Most have none of the rest: class defaults are cheap.
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


def office_chunk(office: Office) -> Chunk:
    """Return a title with its body."""
    chunk = Chunk(POSITION, office.start, office.end)
    chunk.office = office
    return chunk


def unit_chunk(span: UnitSpan) -> Chunk:
    """Return a body."""
    chunk = Chunk(UNIT, span.start, span.end)
    chunk.span = span
    return chunk


class Chunks:
    """The chunks of a paragraph, of which only the pieces are kept: most tokens are words and marks that say nothing.

    Attributes:
        first, last: tokens of the paragraph, end exclusive.
        pieces: the chunks that are no lone word or mark, in order; found: those that say something, all but runs of words.
    """

    def __init__(self, first: int, last: int, pieces: list[Chunk]) -> None:
        self.first, self.last, self.pieces = first, last, pieces
        self.found = [chunk for chunk in pieces if chunk.kind != WORD]

    def between(self, start: int, end: int) -> list[Chunk]:
        """Return the pieces that begin at tokens `start` to `end` (exclusive)."""
        return self.pieces[bisect_left(self.pieces, start, key=_START) : bisect_left(self.pieces, end, key=_START)]

    def border(self, at: int) -> int:
        """Return where the chunk begins that token `at` lies in."""
        behind = bisect_right(self.pieces, at, key=_START)
        return self.pieces[behind - 1].start if behind and self.pieces[behind - 1].end > at else at

    def before(self, at: int, steps: int) -> int:
        """Return where the chunk begins that stands `steps` chunks before the one of token `at`, or the first one."""
        at = self.border(at)
        for _ in range(steps):
            if at > self.first:
                at = self.border(at - 1)
        return at

    def row(self, shapes: Sequence[str]) -> Row:
        """Return all chunks, one for every word and mark between the pieces; `shapes` are those of the article's tokens."""
        first, last = self.first, self.last
        blanks, marks = WORDS.between(first, last), MARKS.between(first, last)
        for i, shape in enumerate(shapes[first:last]):
            if shape == MARK:
                blanks[i] = marks[i]
        row, at = Row(), first
        for chunk in self.pieces:
            row += blanks[at - first : chunk.start - first]
            if chunk.kind != WORD:
                row.places.setdefault(chunk.kind, []).append(len(row))
            row.append(chunk)
            at = chunk.end
        row += blanks[at - first :]
        return row


class Row(list[Chunk]):
    """All chunks of a paragraph, which together cover its tokens.

    Attributes:
        places: where in the list those of each kind stand, in order, but for words and punctuation: most are one of these.
    """

    def __init__(self) -> None:
        super().__init__()
        self.places: dict[str, list[int]] = {}


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
