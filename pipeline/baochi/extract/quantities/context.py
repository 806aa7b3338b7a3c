"""What an article holds around its counts: lexicon hits and marks, laid out so that looking around a count is cheap."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from operator import itemgetter

from baochi.article import Article, Paragraph
from baochi.extract.numbers import Number, NumberFinder
from baochi.lexicon import Hit, Hits
from baochi.records import Mention
from baochi.text.tokens import LOWER, MARK, NUMBER

LINKS = frozenset(("link", "reach", "share"))
"""Classes of words that tie a number to what it counts and name nothing (gồm, đạt, chiếm)."""
_COMPARISONS = frozenset(("up", "down", "equal", "times"))

_START = itemgetter(0)


@dataclass(slots=True)
class Candidate:
    """A number with its unit. All positions are tokens, ends exclusive.

    Attributes:
        unit_start, unit_end: the unit with the multiplier (`tỷ đồng`); phrase_end: where the noun phrase after it ends.
        unit_class, unit_kind: from the lexicon (`unknown` and `head` for a noun that it does not have).
        sentence: token range of the sentence.
        base: the count that it rose or fell from (`từ 31,5% xuống còn 14,2%`); `number.begin` is then where that begins.

    What `clause.counts_of` sees around it:
        clause: where the part of the sentence begins that holds it.
        previous: the count before it in its sentence; head: the first count of the list that it goes on, if it does.
        work, near: the last word of result before it in its sentence that reports work done; that does not merely link.
        move: the word of rise, fall, equality or multiple right before it; of_plan: it is a share of a plan.
        passive: the token of a passive word after it and the verb of that.
    """

    number: Number
    paragraph: Paragraph
    sentence: tuple[int, int]
    unit_start: int
    unit_end: int
    unit_class: str
    unit_kind: str
    phrase_end: int = 0
    base: Candidate | None = None
    clause: int = 0
    previous: Candidate | None = None
    head: Candidate | None = None
    work: Hit | None = None
    near: Hit | None = None
    move: Hit | None = None
    of_plan: bool = False
    passive: tuple[int, Hit] | None = None


class Found:
    """Hits of one category in text order, with what is needed to look around quickly; none of them overlap."""

    def __init__(self, hits: list[Hit]) -> None:
        self.hits = hits
        self.starts = list(map(_START, hits))

    @cached_property
    def by_start(self) -> dict[int, Hit]:
        """The hits by their first token."""
        return dict(zip(self.starts, self.hits, strict=True))

    def within(self, low: int, high: int) -> list[Hit]:
        """Return the hits that lie inside tokens `low` to `high`."""
        hits = self.hits
        first = bisect_left(self.starts, low)
        last = bisect_left(self.starts, high, first)
        if first < last and hits[last - 1][1] > high:
            last -= 1
        return hits[first:last]

    def first(self, low: int, high: int) -> Hit | None:
        """Return the first hit that lies inside tokens `low` to `high`."""
        at = bisect_left(self.starts, low)
        return hit if at < len(self.hits) and (hit := self.hits[at])[1] <= high else None

    def last(self, low: int, high: int) -> Hit | None:
        """Return the last hit that lies inside tokens `low` to `high`."""
        at = bisect_left(self.starts, high) - 1
        if at >= 0 and self.hits[at][1] > high:
            at -= 1
        return hit if at >= 0 and (hit := self.hits[at])[0] >= low else None


def _by_column(hits: Hits, category: str, column: str) -> dict[str, list[Hit]]:
    """Return the hits of a category by what their entries have in a column."""
    found: defaultdict[str, list[Hit]] = defaultdict(list)
    for value, hit in zip(hits.column(category, column), hits.where(category), strict=True):
        found[value].append(hit)
    return found


def _of(groups: Mapping[str, list[Hit]], names: Sequence[str]) -> list[Hit]:
    if len(names) == 1:
        return groups.get(names[0], [])
    return sorted(chain.from_iterable(groups.get(name, ()) for name in names), key=_START)


class Context:
    """An article with its hits laid out for looking around; made once an article, what few ask for when it is asked for.

    Attributes:
        candidates: the counts, in text order.
        numbers: the finder of its numbers.
        units, unit_ends: the entries of units by their first token, and where they end.
    """

    def __init__(self, article: Article) -> None:
        self.article = article
        self.tokens = article.tokens
        self.candidates: list[Candidate] = []
        self.numbers = NumberFinder(article.tokens, article.hits)
        self.units, self.unit_ends = self.numbers.units, self.numbers.unit_ends

    @cached_property
    def mentions(self) -> defaultdict[str, list[Mention]]:
        """What the stages before have marked, by label; no list is wanting."""
        mentions: defaultdict[str, list[Mention]] = defaultdict(list)
        for mention in self.article.mentions:
            mentions[mention.label].append(mention)
        return mentions

    @cached_property
    def stops(self) -> dict[int, int]:
        """The ends of function words that end a noun phrase, by their first token; ask `stop_at`."""
        return self.article.hits.ends_at("phrase_stop", "role", "stop")

    @cached_property
    def results(self) -> Found:
        """Words of result: verbs, links, nouns of figure."""
        hits = self.article.hits
        roles = zip(hits.where("quantity_result"), hits.column("quantity_result", "role"), strict=True)
        return Found([hit for hit, role in roles if role != "noun"])

    @cached_property
    def work(self) -> Found:
        """The words of result that by themselves report work done."""
        return Found([h for h in self.results.hits if h[2].row["role"] == "work"])

    @cached_property
    def near(self) -> Found:
        """The words of result that do not merely link."""
        return Found([h for h in self.results.hits if h[2].row["class"] not in LINKS])

    @cached_property
    def cues(self) -> Found:
        """Words that say what a sentence is about."""
        return Found(self.article.hits.where("quantity_context"))

    @cached_property
    def _cue_classes(self) -> dict[str, list[Hit]]:
        return _by_column(self.article.hits, "quantity_context", "class")

    @cached_property
    def _slot_roles(self) -> dict[str, list[Hit]]:
        return _by_column(self.article.hits, "quantity_slot", "role")

    @cached_property
    def comparisons(self) -> Found:
        """Words of rise, fall, equality and multiple."""
        hits = self.article.hits
        roles = zip(hits.where("quantity_slot"), hits.column("quantity_slot", "role"), strict=True)
        return Found([hit for hit, role in roles if role in _COMPARISONS])

    @cached_property
    def moves(self) -> set[int]:
        """The tokens after the words of comparison."""
        return {hit[1] for hit in self.comparisons.hits}

    @cached_property
    def compared(self) -> Found:
        """Words before what something is compared with (so với, cùng kỳ)."""
        return Found(self.slots_of("compared"))

    @cached_property
    def forces(self) -> Found:
        """Words for police, army, customs and the like."""
        return Found(self.cues_of("force"))

    @cached_property
    def plans(self) -> Found:
        """Words for a plan or for the whole of it."""
        return Found(self.cues_of("plan", "whole"))

    @cached_property
    def sent(self) -> Found:
        """Words after which staff and vehicles are sent to work (huy động)."""
        return Found(self.slots_of("sent"))

    @cached_property
    def period_ends(self) -> set[int]:
        """The tokens after the mark behind an expression of time."""
        return {m.last_token + 1 for m in self.mentions["PERIOD"]}

    @cached_property
    def slots(self) -> set[int]:
        """The first tokens of words that lead to a slot."""
        return set(self.article.hits.starts("quantity_slot"))

    def stop_at(self, i: int) -> int:
        """Return the end of the function word at token `i` that ends a noun phrase, 0 if none stands there."""
        return self.stops[i] if i in self.stops and self.tokens.shape[i] == LOWER else 0  # dầu DO is no `do`

    def cues_of(self, *classes: str) -> list[Hit]:
        """Return the cues of some classes, in text order."""
        return _of(self._cue_classes, classes)

    def slots_of(self, *roles: str) -> list[Hit]:
        """Return the words of some roles that lead to a slot, in text order."""
        return _of(self._slot_roles, roles)

    def broken(self, low: int, high: int) -> bool:
        """Say whether a mark or a number stands between the tokens."""
        shapes = self.tokens.shape[low:high]
        return MARK in shapes or NUMBER in shapes

    def text(self, start: int, end: int) -> str:
        """Return the text of tokens `start` to `end`, to the letter."""
        return self.article.span_text(start, end) if end > start else ""
