"""The counts of a batch of articles in one row, and what stands around them, laid out over arrays.

Places of tokens go on counting from article to article, with a gap between them that no look around a count crosses.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from itertools import chain, compress
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from baochi.extract.quantities.context import LINKS, Context, Found
from baochi.extract.quantities.table import Flags, Values
from baochi.lexicon import Hit
from baochi.text.fold import fold, fold_syllable
from baochi.text.tokens import take_all
from baochi.text.vocabulary import Column, Ints

GAP = 100
"""Places between two articles, more than anybody looks back or ahead."""
PASSIVES = frozenset((fold("bị"), fold("được")))
OPEN, CLOSE, SLASH, PASSIVE, HAS, DONE, ALL, AMONG, NUMBER, THIS, SEMICOLON = range(1, 12)
"""Signs of tokens that are looked for right beside a count; every other token has 0."""
_SIGN_OF = {"(": OPEN, ")": CLOSE, "/": SLASH, ";": SEMICOLON, **dict.fromkeys(PASSIVES, PASSIVE)}
_SIGN_OF |= {fold("có"): HAS, fold("đã"): DONE, fold("cả"): ALL, fold("trong"): AMONG, fold("số"): NUMBER}
_SIGN_OF |= {fold("này"): THIS, fold("trên"): THIS, fold("ấy"): THIS}
_SIGNS = Column(lambda token: _SIGN_OF.get(fold_syllable(token), 0), np.uint8)


class Groups(NamedTuple):
    """The numbers, from 0, of each count's sentence, paragraph and article; only those of one group stand together."""

    sentence: Ints
    paragraph: Ints
    article: Ints


class Words:
    """Words of one kind in text order, none of which overlap; word 0 stands before all texts and is none."""

    def __init__(self, start: Ints, end: Ints) -> None:
        self.start: Ints = np.append(-2 * GAP, start)
        self.end: Ints = np.append(-2 * GAP, end)

    def last(self, low: Ints, high: Ints, among: Ints) -> Ints:
        """Return the last word that lies inside `low` to `high` of each row, 0 where there is none.

        `among` are the words that are asked for, word 0 the first of them.
        """
        start, end = self.start[among], self.end[among]
        at = start.searchsorted(high) - 1
        at -= end[at] > high
        return np.where(start[at] >= low, among[at], 0)

    def inside(self, low: Ints, high: Ints) -> tuple[Ints, Ints]:
        """Return row and number of every word that lies inside `low` to `high` of a row."""
        first = self.start.searchsorted(low)
        count = np.maximum(self.start.searchsorted(high) - first, 0)
        rows = np.repeat(np.arange(len(low)), count)
        found = np.arange(len(rows)) + np.repeat(first + count - np.cumsum(count), count)
        whole = self.end[found] <= high[rows]
        return rows[whole], found[whole]


class Scene:
    """The counts of some articles, with columns for all of them at once.

    Attributes:
        counts, context_of: the counts, and the article of each.
        in_article: the number of that article.
        low, high, paragraph: where the sentence begins and ends, and where the paragraph begins.
        begin, start, first: `number.begin`, `number.start`, and the start of the number, or of its base if it has one.
        unit_end, phrase_end: as in `Candidate`.
        work, near: the numbers, in `results`, of the last word of result before the count that reports work done, and of the
            last that does not merely link.
        results: words of result; hits: what was found, by their numbers; classes, takes, roles: what the lexicon says of
            them; works: those that report work done.
        begins, signs: where each article begins, and the sign of every token.
    """

    def __init__(self, contexts: Sequence[Context]) -> None:
        self.contexts = contexts
        self.begins: Ints = np.cumsum([0, *(len(context.tokens) + GAP for context in contexts)])
        self.signs = self._signs()
        self.counts = [c for context in contexts for c in context.candidates]
        self.context_of = [context for context in contexts for _ in context.candidates]
        self.hits: list[Hit | None] = [None, *chain.from_iterable(context.results.hits for context in contexts)]
        self.results = self.words([context.results for context in contexts])
        rows = [hit[2].row for hit in self.hits if hit is not None]
        self.classes = Values.of(["", *(row["class"] for row in rows)])
        self.takes = Values.of(["", *(row["takes"] for row in rows)])
        self.roles = Values.of(["", *(row["role"] for row in rows)])
        self.works: Ints = np.append(0, self.roles.among(("work",)).nonzero()[0])
        self._set_columns(self._read_columns())

    def spread(self, places: Sequence[Sequence[int]]) -> Ints:
        """Return tokens of all articles as one, given those of each."""
        joined = np.fromiter(chain.from_iterable(places), np.int64)
        return joined + np.repeat(self.begins[:-1], np.fromiter(map(len, places), np.int64))

    def words(self, found: Sequence[Found]) -> Words:
        """Return the words of all articles as one, given those of each."""
        ends = self.spread([[hit[1] for hit in one.hits] for one in found])
        return Words(self.spread([one.starts for one in found]), ends)

    @cached_property
    def cues(self) -> Words:
        """The words that say what a sentence is about."""
        hits = [context.article.hits for context in self.contexts]
        starts = self.spread([one.starts("quantity_context") for one in hits])
        return Words(starts, self.spread([one.ends("quantity_context") for one in hits]))

    @cached_property
    def cue_classes(self) -> Values:
        """The classes of the cues."""
        columns = (context.article.hits.column("quantity_context", "class") for context in self.contexts)
        return Values.of(["", *chain.from_iterable(columns)])

    def keep(self, kept: Sequence[bool]) -> None:
        """Leave out the other counts."""
        self.counts = list(compress(self.counts, kept))
        self.context_of = list(compress(self.context_of, kept))
        for context in self.contexts:
            context.candidates = []
        for context, c in zip(self.context_of, self.counts, strict=True):
            context.candidates.append(c)
        self._set_columns(self._columns[:, np.array(kept, np.bool_)])

    def _set_columns(self, columns: Ints) -> None:
        self._columns = columns
        self.in_article, self.low, self.high, self.paragraph, self.begin, self.start = columns[:6]
        self.first, self.unit_end, self.phrase_end, self.work, self.near = columns[6:]

    @property
    def groups(self) -> Groups:
        """The numbers of the counts' sentences, paragraphs and articles."""
        return Groups(np.cumsum(opens(self.low)) - 1, np.cumsum(opens(self.paragraph)) - 1, self.in_article)

    @property
    def previous_end(self) -> Ints:
        """Where the count before each ends, or its sentence begins."""
        return np.where(opens(self.low), self.low, np.roll(self.phrase_end, 1))

    def _read_columns(self) -> Ints:
        places = [
            (*c.sentence, c.paragraph.first_token, n.begin, n.start, (c.base or c).number.start, c.unit_end, c.phrase_end)
            for c, n in ((c, c.number) for c in self.counts)
        ]
        sizes = np.array([len(context.candidates) for context in self.contexts], np.int64)
        in_article = np.repeat(np.arange(len(sizes)), sizes)
        columns = np.array(places, np.int64).reshape(-1, 8).T + self.begins[in_article]
        low, begin = columns[0], columns[3]
        work = self.results.last(low, begin, self.works)
        near = self.results.last(low, begin, (~self.classes.among(LINKS)).nonzero()[0])
        return np.vstack([in_article, columns, work, near])

    def _signs(self) -> npt.NDArray[np.uint8]:
        sizes = np.diff(self.begins) - GAP
        gaps = np.repeat(np.arange(len(sizes)) * GAP, sizes)
        signs = np.zeros(self.begins[-1], np.uint8)
        signs[np.arange(len(gaps)) + gaps] = take_all([context.tokens for context in self.contexts], _SIGNS)
        return signs


def opens(places: Ints) -> Flags:
    """Say of each place, which stand in order, whether it differs from the one before."""
    differs = np.ones(len(places), np.bool_)
    differs[1:] = places[1:] != places[:-1]
    return differs
