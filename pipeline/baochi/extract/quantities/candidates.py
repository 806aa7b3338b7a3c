"""Counts in an article: every number with its unit and noun phrase, before anybody asks whether it reports a result."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from operator import itemgetter

from baochi.article import Article, Paragraph
from baochi.extract.numbers import YEARS, Number, NumberFinder
from baochi.lexicon import Hit
from baochi.text.fold import fold
from baochi.text.tokens import LOWER, MARK, NUMBER, UPPER

KINDS = ("lead", "body")
"""Paragraph kinds in which quantities are recorded."""

NEVER = frozenset(("time", "technical", "sport"))
"""Unit classes that no result has: durations and ages, technical data, scores."""

LINKS = frozenset(("link", "reach", "share"))
"""Classes of words that tie a number to what it counts and name nothing (gồm, đạt, chiếm)."""

_START = itemgetter(0)
_AND = fold("và")
_LONGEST_PHRASE = 16
_LONGEST_SENTENCE = 400
_HOURS = 24
_PIECES = frozenset(("weight", "volume", "goods"))
_ROMAN = re.compile(r"[IVXL]+")
_CLOSED_BY_VERB = frozenset(("seize", "arrest", "hold", "prosecute", "destroy", "value"))
_ENDS = frozenset(".?!…")
_QUOTES = frozenset("“”\"‘’'")


@dataclass(slots=True)
class Candidate:
    """A number with its unit. All positions are tokens, ends exclusive.

    Attributes:
        unit_start, unit_end: the unit with the multiplier (`tỷ đồng`); phrase_end: where the noun phrase after it ends.
        unit_class, unit_kind: from the lexicon (`unknown` and `head` for a noun that it does not have).
        sentence: token range of the sentence.
        base: the count that it rose or fell from (`từ 31,5% xuống còn 14,2%`); `number.begin` is then where that begins.
    """

    number: Number
    paragraph: Paragraph
    sentence: tuple[int, int]
    unit_start: int
    unit_end: int
    unit_class: str
    unit_kind: str
    phrase_end: int = 0
    score: float = 0.0
    base: Candidate | None = None


class Found:
    """Hits in text order, with what is needed to look around quickly."""

    def __init__(self, hits: list[Hit]) -> None:
        self.hits = hits
        self.starts = list(map(_START, hits))

    @cached_property
    def by_start(self) -> dict[int, Hit]:
        """The hits by their first token."""
        return dict(zip(self.starts, self.hits, strict=True))

    def within(self, low: int, high: int) -> list[Hit]:
        """Return the hits that lie inside tokens `low` to `high`."""
        first = bisect_left(self.starts, low)
        last = bisect_left(self.starts, high, first)
        if first < last and self.hits[last - 1].end > high:
            return [h for h in self.hits[first:last] if h.end <= high]
        return self.hits[first:last]


def by_column(hits: Iterable[Hit], column: str) -> dict[str, list[Hit]]:
    """Return hits by what their entries have in a column."""
    found: defaultdict[str, list[Hit]] = defaultdict(list)
    for hit in hits:
        found[hit[2].row[column]].append(hit)
    return found


def _of(groups: Mapping[str, list[Hit]], names: Sequence[str]) -> list[Hit]:
    if len(names) == 1:
        return groups.get(names[0], [])
    return sorted(chain.from_iterable(groups.get(name, ()) for name in names), key=_START)


class Context:
    """An article with its hits laid out for looking around; made once an article, each part when it is first asked for."""

    def __init__(self, article: Article) -> None:
        self.article = article
        self.tokens = article.tokens
        self.candidates: list[Candidate] = []

    @cached_property
    def units(self) -> dict[int, Hit]:
        """Units by their first token."""
        return self.article.hits_at("quantity_unit")

    @cached_property
    def results(self) -> Found:
        """Words of result: verbs, links, nouns of figure."""
        return Found([h for h in self.article.hits.get("quantity_result", ()) if h[2].row["role"] != "noun"])

    @cached_property
    def cues(self) -> Found:
        """Words that say what a sentence is about."""
        return Found(self.article.hits.get("quantity_context", []))

    @cached_property
    def cue_classes(self) -> dict[str, list[Hit]]:
        """The cues by their class."""
        return by_column(self.cues.hits, "class")

    @cached_property
    def comparisons(self) -> Found:
        """Words of rise, fall, equality and multiple."""
        return Found(self.slots_of("up", "down", "equal", "times"))

    @cached_property
    def moves(self) -> dict[int, Hit]:
        """The comparisons by the token after them."""
        return {hit.end: hit for hit in self.comparisons.hits}

    @cached_property
    def compared(self) -> Found:
        """Words before what something is compared with (so với, cùng kỳ)."""
        return Found(self.slots_of("compared"))

    @cached_property
    def plans(self) -> Found:
        """Words for a plan or for the whole of it."""
        return Found(self.cues_of("plan", "whole"))

    @cached_property
    def slots(self) -> dict[int, Hit]:
        """Words that lead to a slot by their first token."""
        return self.article.hits_at("quantity_slot")

    @cached_property
    def _slot_roles(self) -> dict[str, list[Hit]]:
        return by_column(self.article.hits.get("quantity_slot", ()), "role")

    @cached_property
    def _stops(self) -> dict[int, Hit]:
        return self.article.hits_at("phrase_stop")

    def stop_at(self, i: int) -> Hit | None:
        """Return the function word at token `i` that ends a noun phrase, if any."""
        hit = self._stops.get(i)
        if hit is None or hit.entry["role"] == "go" or self.tokens.shape[i] != LOWER:  # dầu DO is no `do`
            return None
        return hit

    def cues_of(self, *classes: str) -> list[Hit]:
        """Return the cues of some classes, in text order."""
        return _of(self.cue_classes, classes)

    def slots_of(self, *roles: str) -> list[Hit]:
        """Return the words of some roles that lead to a slot, in text order."""
        return _of(self._slot_roles, roles)

    @cached_property
    def last_results(self) -> tuple[list[int], list[int]]:
        """For each word of result, the number of the last one so far that reports work done, and of the last but links."""
        work_before: list[int] = []
        near_before: list[int] = []
        work = near = -1
        for i, (_, _, entry) in enumerate(self.results.hits):
            row = entry.row
            work = i if row["role"] == "work" else work
            near = i if row["class"] not in LINKS else near
            work_before.append(work)
            near_before.append(near)
        return work_before, near_before

    def broken(self, low: int, high: int) -> bool:
        """Say whether a mark or a number stands between the tokens."""
        shapes = self.tokens.shape[low:high]
        return MARK in shapes or NUMBER in shapes

    def text(self, start: int, end: int) -> str:
        """Return the text of tokens `start` to `end`, to the letter."""
        return self.article.span_text(start, end) if end > start else ""


def sentences_of(article: Article, paragraph: Paragraph) -> list[tuple[int, int]]:
    """Return the token ranges of the paragraph's sentences; a plain rule serves where no segmenter has run.

    A sentence without end (a table, a text without marks) is cut into pieces, so that looking around stays cheap.
    """
    found = paragraph.sentences or _plain_sentences(article, paragraph)
    if all(end - start <= _LONGEST_SENTENCE for start, end in found):
        return found
    return [(s, min(s + _LONGEST_SENTENCE, e)) for start, e in found for s in range(start, e, _LONGEST_SENTENCE)]


def _plain_sentences(article: Article, paragraph: Paragraph) -> list[tuple[int, int]]:
    tokens, ranges, start = article.tokens, [], paragraph.first_token
    for i in range(paragraph.first_token, paragraph.last_token - 1):
        if tokens.text[i] in _ENDS and tokens.shape[i + 1] != LOWER and tokens.start[i + 1] > tokens.end[i]:
            ranges.append((start, i + 1))
            start = i + 1
    ranges.append((start, paragraph.last_token))
    return ranges


def find_candidates(article: Article) -> Context:
    """Return the article's context with every count in its lead and body paragraphs."""
    context = Context(article)
    numbers = NumberFinder(article.tokens, article.hits).find()
    if not numbers:
        return context
    starts = [n.start for n in numbers]
    for paragraph in article.paragraphs:
        if paragraph.kind not in KINDS:
            continue
        low, high = bisect_left(starts, paragraph.first_token), bisect_left(starts, paragraph.last_token)
        if low == high:
            continue
        sentences = sentences_of(article, paragraph)
        openings = [s for s, _ in sentences]
        for number in numbers[low:high]:
            sentence = sentences[max(0, bisect_right(openings, number.start) - 1)]
            candidate = _with_unit(context, number, paragraph, sentence)
            if candidate is not None:
                context.candidates.append(candidate)
    _close_phrases(context)
    return context


def _with_unit(context: Context, number: Number, paragraph: Paragraph, sentence: tuple[int, int]) -> Candidate | None:
    at = number.scale_end
    hit = context.units.get(at)
    if hit is not None:
        if (
            hit.entry["class"] in NEVER
            or _is_hour(context, number, hit)
            or (hit.entry["kind"] == "head" and _is_year(context, number))
            or _is_content(context, hit)
            or _is_ordinal(context, hit)
        ):
            return None
        return Candidate(number, paragraph, sentence, number.end, hit.end, hit.entry["class"], hit.entry["kind"])
    if number.scale_end > number.end:
        return Candidate(number, paragraph, sentence, number.end, number.scale_end, "money", "measure")
    tokens = context.tokens
    if number.words or at >= sentence[1] or tokens.shape[at] != LOWER:
        return None
    if _is_year(context, number) or tokens.shape[number.begin - 1] == UPPER:
        return None  # after an abbreviation a bare number is part of a name (tàu TB 1194)
    if context.stop_at(at) or at in context.results.by_start or tokens.fold[at] == _AND:
        return None
    return Candidate(number, paragraph, sentence, at, at + 1, "unknown", "head")


def _is_year(context: Context, number: Number) -> bool:
    """Four digits without a dot are a year rather than a count."""
    return number.value in YEARS and number.end == number.scale_end and context.tokens.text[number.start].isdecimal()


def _is_content(context: Context, hit: Hit) -> bool:
    """`20 ml/hộp`, `20 điếu/bao`: what one piece holds is no count."""
    inner = context.units.get(hit.end + 1)
    if hit.entry["class"] not in _PIECES or inner is None or inner.entry["class"] not in _PIECES:
        return False
    return context.tokens.text[hit.end] == "/"


def _is_ordinal(context: Context, hit: Hit) -> bool:
    """`Hội nghị Trung ương 4 khóa XII`: a Roman number after the noun says which one it is."""
    after = context.tokens.text[hit.end : hit.end + 1]
    return hit.entry["class"] == "event" and bool(after) and _ROMAN.fullmatch(after[0]) is not None


def _is_hour(context: Context, number: Number, hit: Hit) -> bool:
    """`8g`, `19g30`: the unit of weight is also short for giờ; a small whole number without goods is an hour."""
    if context.tokens.text[hit.start] != "g" or number.value > _HOURS or number.value % 1:
        return False
    return hit.end >= len(context.tokens) or context.tokens.shape[hit.end] != LOWER or context.stop_at(hit.end) is not None


def _close_phrases(context: Context) -> None:
    limits = [c.number.begin for c in context.candidates[1:]] + [len(context.tokens)]
    for candidate, limit in zip(context.candidates, limits[: len(context.candidates)], strict=True):
        last = min(limit, candidate.sentence[1], candidate.unit_end + _LONGEST_PHRASE)
        candidate.phrase_end = _phrase_end(context, candidate.unit_end, last)


def _phrase_end(context: Context, at: int, last: int) -> int:
    tokens = context.tokens
    while at < last:
        verb = context.results.by_start.get(at)
        if context.stop_at(at) or (verb is not None and verb.entry["class"] in _CLOSED_BY_VERB):
            break
        joins = tokens.text[at] == "," or tokens.fold[at] == _AND
        if joins:
            if not _goes_on(context, at + 1, last, tokens.text[at] == ","):
                break
        elif tokens.shape[at] == MARK and tokens.text[at] not in _QUOTES and not _hyphen(context, at):
            break
        at += 1
    while (at > 0 and (tokens.shape[at - 1] == MARK and tokens.text[at - 1] not in "”%")) or tokens.fold[at - 1] == _AND:
        at -= 1
    return at


def _goes_on(context: Context, at: int, last: int, comma: bool) -> bool:
    """Say whether the phrase goes on after a comma or `và` (buôn lậu, vận chuyển trái phép …)."""
    if at >= last or context.tokens.shape[at] != LOWER or context.stop_at(at):
        return False
    verb = context.results.by_start.get(at)
    if verb is not None:
        return verb.entry["class"] == "carry"
    return not comma and at not in context.units


def _hyphen(context: Context, at: int) -> bool:
    t = context.tokens
    if t.text[at] not in "-/" or not 0 < at < len(t) - 1 or t.shape[at + 1] == NUMBER:
        return False
    return t.end[at - 1] == t.start[at] and t.end[at] == t.start[at + 1]
