"""Counts in an article: every number with its unit and noun phrase, before anybody asks whether it reports a result."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from operator import itemgetter

from baochi.article import Article, Paragraph
from baochi.extract.numbers import YEARS, Number, NumberFinder
from baochi.lexicon import Hit
from baochi.records import Mention
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

    What `clause.counts_of` sees around it:
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
    def mentions(self) -> Mapping[str, list[Mention]]:
        """What the stages before have marked, by label; no list is wanting."""
        found: defaultdict[str, list[Mention]] = defaultdict(list)
        for mention in self.article.mentions:
            found[mention.label].append(mention)
        return found

    @cached_property
    def units(self) -> dict[int, Hit]:
        """Units by their first token."""
        return self.article.hits_at("quantity_unit")

    @cached_property
    def results(self) -> Found:
        """Words of result: verbs, links, nouns of figure."""
        return Found([h for h in self.article.hits.get("quantity_result", ()) if h[2].row["role"] != "noun"])

    @cached_property
    def work(self) -> Found:
        """Words of result that by themselves report work done."""
        return Found([h for h in self.results.hits if h[2].row["role"] == "work"])

    @cached_property
    def cues(self) -> Found:
        """Words that say what a sentence is about."""
        return Found(self.article.hits.get("quantity_context", []))

    @cached_property
    def cue_classes(self) -> dict[str, list[Hit]]:
        """The cues by their class."""
        return by_column(self.cues.hits, "class")

    @cached_property
    def forces(self) -> Found:
        """Words for police, army, customs and the like."""
        return Found(self.cues_of("force"))

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
    def sent(self) -> Found:
        """Words after which staff and vehicles are sent to work (huy động)."""
        return Found(self.slots_of("sent"))

    @cached_property
    def period_ends(self) -> set[int]:
        """The tokens after the mark behind an expression of time."""
        return {m.last_token + 1 for m in self.mentions["PERIOD"]}

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
    def stops(self) -> dict[int, Hit]:
        """Function words by their first token; `stop_at` tells which of them end a noun phrase."""
        return self.article.hits_at("phrase_stop")

    def stop_at(self, i: int) -> Hit | None:
        """Return the function word at token `i` that ends a noun phrase, if any."""
        hit = self.stops.get(i)
        if hit is None or self.tokens.shape[i] != LOWER or hit[2].row["role"] == "go":  # dầu DO is no `do`
            return None
        return hit

    def cues_of(self, *classes: str) -> list[Hit]:
        """Return the cues of some classes, in text order."""
        return _of(self.cue_classes, classes)

    def slots_of(self, *roles: str) -> list[Hit]:
        """Return the words of some roles that lead to a slot, in text order."""
        return _of(self._slot_roles, roles)

    @cached_property
    def near(self) -> Found:
        """Words of result that do not merely link."""
        return Found([h for h in self.results.hits if h[2].row["class"] not in LINKS])

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
        low = bisect_left(starts, paragraph.first_token)
        high = bisect_left(starts, paragraph.last_token, low)
        if low == high:
            continue
        sentences = sentences_of(article, paragraph)
        at, last = 0, len(sentences) - 1
        for number in numbers[low:high]:
            while at < last and sentences[at + 1][0] <= number.start:
                at += 1
            candidate = _with_unit(context, number, paragraph, sentences[at])
            if candidate is not None:
                context.candidates.append(candidate)
    _close_phrases(context)
    return context


def _with_unit(context: Context, number: Number, paragraph: Paragraph, sentence: tuple[int, int]) -> Candidate | None:
    at = number.scale_end
    hit = context.units.get(at)
    if hit is not None:
        row = hit[2].row
        name, kind = row["class"], row["kind"]
        if (
            name in NEVER
            or (kind == "head" and _is_year(context, number))
            or (name in _PIECES and (_is_hour(context, number, hit) or _is_content(context, hit)))
            or (name == "event" and _is_ordinal(context, hit))
        ):
            return None
        return Candidate(number, paragraph, sentence, number.end, hit[1], name, kind)
    if at > number.end:
        return Candidate(number, paragraph, sentence, number.end, at, "money", "measure")
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
    return inner is not None and inner.entry["class"] in _PIECES and context.tokens.text[hit.end] == "/"


def _is_ordinal(context: Context, hit: Hit) -> bool:
    """`Hội nghị Trung ương 4 khóa XII`: a Roman number after the noun says which one it is."""
    after = context.tokens.text[hit.end : hit.end + 1]
    return bool(after) and _ROMAN.fullmatch(after[0]) is not None


def _is_hour(context: Context, number: Number, hit: Hit) -> bool:
    """`8g`, `19g30`: the unit of weight is also short for giờ; a small whole number without goods is an hour."""
    if context.tokens.text[hit.start] != "g" or number.value > _HOURS or number.value % 1:
        return False
    return hit.end >= len(context.tokens) or context.tokens.shape[hit.end] != LOWER or context.stop_at(hit.end) is not None


def _close_phrases(context: Context) -> None:
    limit = len(context.tokens)
    for candidate in reversed(context.candidates):
        last = min(limit, candidate.sentence[1], candidate.unit_end + _LONGEST_PHRASE)
        candidate.phrase_end = _phrase_end(context, candidate.unit_end, last)
        limit = candidate.number.begin


def _phrase_end(context: Context, at: int, last: int) -> int:
    shapes, texts, folds = context.tokens.shape, context.tokens.text, context.tokens.fold
    verbs, stops = context.results.by_start, context.stops
    while at < last:
        if (at in stops and context.stop_at(at)) or (at in verbs and verbs[at][2].row["class"] in _CLOSED_BY_VERB):
            break
        comma = texts[at] == ","
        if comma or folds[at] == _AND:
            if not _goes_on(context, at + 1, last, comma):
                break
        elif shapes[at] == MARK and texts[at] not in _QUOTES and not _hyphen(context, at):
            break
        at += 1
    while (at > 0 and (shapes[at - 1] == MARK and texts[at - 1] not in "”%")) or folds[at - 1] == _AND:
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
