"""Counts in an article: every number with its unit and noun phrase, before anybody asks whether it reports a result."""

from __future__ import annotations

import re
from bisect import bisect_left

from baochi.article import Article, Paragraph
from baochi.extract.numbers import YEARS, Number
from baochi.extract.quantities.context import Candidate, Context
from baochi.text.fold import fold
from baochi.text.tokens import LOWER, MARK, NUMBER, UPPER

KINDS = ("lead", "body")
"""Paragraph kinds in which quantities are recorded."""

NEVER = frozenset(("time", "technical", "sport"))
"""Unit classes that no result has: durations and ages, technical data, scores."""

_AND = fold("và")
_LONGEST_PHRASE = 16
_LONGEST_SENTENCE = 400
_HOURS = 24
_PIECES = frozenset(("weight", "volume", "goods"))
_ROMAN = re.compile(r"[IVXL]+")
_CLOSED_BY_VERB = frozenset(("seize", "arrest", "hold", "prosecute", "destroy", "value"))
_ENDS = frozenset(".?!…")
_QUOTES = frozenset("“”\"‘’'")


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
    numbers = context.numbers.find()
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
    unit = context.units.get(at)
    if unit is not None:
        row, end = unit.row, context.unit_ends[at]
        name, kind = row["class"], row["kind"]
        if (
            name in NEVER
            or (kind == "head" and _is_year(context, number))
            or (name in _PIECES and (_is_hour(context, number, at, end) or _is_content(context, end)))
            or (name == "event" and _is_ordinal(context, end))
        ):
            return None
        return Candidate(number, paragraph, sentence, number.end, end, name, kind)
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


def _is_content(context: Context, end: int) -> bool:
    """`20 ml/hộp`, `20 điếu/bao`: what one piece holds is no count."""
    inner = context.units.get(end + 1)
    return inner is not None and inner["class"] in _PIECES and context.tokens.text[end] == "/"


def _is_ordinal(context: Context, end: int) -> bool:
    """`Hội nghị Trung ương 4 khóa XII`: a Roman number after the noun says which one it is."""
    after = context.tokens.text[end : end + 1]
    return bool(after) and _ROMAN.fullmatch(after[0]) is not None


def _is_hour(context: Context, number: Number, at: int, end: int) -> bool:
    """`8g`, `19g30`: the unit of weight is also short for giờ; a small whole number without goods is an hour."""
    if context.tokens.text[at] != "g" or number.value > _HOURS or number.value % 1:
        return False
    return end >= len(context.tokens) or context.tokens.shape[end] != LOWER or context.stop_at(end) > 0


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
