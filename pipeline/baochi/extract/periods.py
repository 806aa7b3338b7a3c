"""Expressions of time and the dates they stand for.

`Periods` marks every expression as a mention PERIOD; `resolve` turns one into its first and last day against the date
on which the article was published. Without that date only what the words say in full is resolved.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
import tomllib
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache
from importlib import resources

from baochi.article import Article
from baochi.records import Mention
from baochi.text.fold import fold
from baochi.text.tokens import NUMBER

Span = tuple[dt.date | None, dt.date | None]
"""First and last day; None for an end that the words leave open (`tính đến 17/10`)."""
Point = tuple[dt.date, dt.date]

_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_RANGED = frozenset(("day", "month", "quarter", "years"))
_LONGEST = 80
"""No expression of time is longer (code points)."""
_BLANK = re.compile(r"\s+")
_FOLDED_LINE = re.compile(r"\\\n\s*")


class _Patterns:
    """What `period_patterns.toml` holds: words of count, openers, and the patterns by the head of what they match."""

    def __init__(self) -> None:
        data = tomllib.loads((resources.files("baochi.lexicon") / "period_patterns.toml").read_text(encoding="utf-8"))
        self.parts: dict[str, str] = data["parts"]
        self.count_words: dict[str, int] = data["count_words"]
        self.openers = {name: self._filled(pattern) for name, pattern in data["openers"].items()}
        self.by_head: defaultdict[str, list[tuple[str, re.Pattern[str]]]] = defaultdict(list)
        for kind, pattern in data["patterns"].items():
            words = data["heads"][kind].replace("COUNT", " ".join(self.count_words)).split()
            compiled = self._filled(pattern)
            for head in dict.fromkeys(head_of(word) for word in words):
                self.by_head[head].append((kind, compiled))

    def _filled(self, pattern: str) -> re.Pattern[str]:
        """Fill in the parts and join the lines."""
        pattern = _FOLDED_LINE.sub("", pattern)
        while "%" in pattern:
            pattern = re.sub("%([A-Z_]+)%", lambda m: self.parts[m[1]], pattern)
        return re.compile(pattern, re.IGNORECASE)


def head_of(text: str, at: int = 0) -> str:
    """Return by what the patterns are told apart that may match at `at`: two letters of a word, `1` for any digit, or `(`.

    Example:
        >>> [head_of(text) for text in ("Năm 2019", "15/6", "(20/11)")]
        ['nă', '1', '(']
    """
    first = text[at : at + 1]
    if first.isdecimal():
        return "1"
    return first if first == "(" else text[at : at + 2].lower()


_PATTERNS = _Patterns()
_WORD_VALUES, _OPENERS = _PATTERNS.count_words, _PATTERNS.openers
BY_HEAD = dict(_PATTERNS.by_head)
"""Kind and pattern of each expression that may begin with a head (`head_of`)."""
_COUNT_WORDS = frozenset(fold(w) for w in _WORD_VALUES)
_FROM, _UNTIL, _TO, _TO_NOW = (_OPENERS[name] for name in ("from", "until", "to", "to_now"))


def match_point(text: str, at: int = 0, end: int | None = None) -> tuple[str, re.Match[str]] | None:
    """Return the kind and match of the longest single expression (day, month, quarter …) that begins at `at`."""
    best: tuple[str, re.Match[str]] | None = None
    end = len(text) if end is None else end
    for kind, pattern in BY_HEAD.get(head_of(text, at), ()):
        found = pattern.match(text, at, end)
        if found and (best is None or found.end() > best[1].end()) and _plausible(kind, found):
            best = kind, found
    return best


def match_period(text: str, at: int, end: int | None = None) -> int:
    """Return the end (code point) of the expression of time that begins at `at`, -1 if none does."""
    end = len(text) if end is None else end
    for opener in (_FROM, _UNTIL):
        opened = opener.match(text, at, end)
        if opened and (first := match_point(text, opened.end(), end)):
            return _range_end(text, first[1].end(), end) if opener is _FROM else first[1].end()
    first = match_point(text, at, end)
    return -1 if first is None else _second_end(text, first, end)


def period_kind(text: str, start: int, end: int) -> str:
    """Return what an expression of time is: day, month, quarter, years, vague …, `range` for one with both ends."""
    for opener in (_FROM, _UNTIL):
        if opened := opener.match(text, start, end):
            first = match_point(text, opened.end(), end)
            return "range" if first and first[1].end() < end else first[0] if first else ""
    found = match_point(text, start, end)
    if found is None:
        return ""
    return "range" if found[1].end() < end else found[0]


def _second_end(text: str, first: tuple[str, re.Match[str]], end: int) -> int:
    """Return the end of `tháng 1 đến tháng 6`, a range without `từ`, or of the first expression alone."""
    kind, found = first
    if kind in _RANGED and (to := _TO.match(text, found.end(), end)):
        second = match_point(text, to.end(), end)
        if second and second[0] == kind:
            return second[1].end()
    return found.end()


def _range_end(text: str, at: int, end: int) -> int:
    if now := _TO_NOW.match(text, at, end):
        return now.end()
    if (to := _TO.match(text, at, end)) and (second := match_point(text, to.end(), end)):
        return second[1].end()
    return at


def _plausible(kind: str, found: re.Match[str]) -> bool:
    parts = found.groupdict()
    month = parts.get("m") or parts.get("m2")
    if kind == "day" and not (
        parts["dayword"] or (month and parts["hour"]) or (month and (parts["y"] or parts["y2"] or "/" in found.group()))
    ):
        return False
    day = parts.get("d")
    return (not month or 1 <= int(month) <= 12) and (not day or 1 <= int(day) <= 31)


@lru_cache(4096)
def resolve(text: str, published: dt.date | None) -> Span | None:
    """Return first and last day of an expression of time, None where the words (and `published`) do not settle it.

    The latest answers are kept: the results of an article share their times, and articles of a day name the same ones.

    Example:
        >>> resolve("6 tháng đầu năm 2017", None)
        (datetime.date(2017, 1, 1), datetime.date(2017, 6, 30))
        >>> resolve("từ 15/12/2019 đến 14/6/2020", None)
        (datetime.date(2019, 12, 15), datetime.date(2020, 6, 14))
        >>> resolve("quý I", dt.date(2020, 5, 3))
        (datetime.date(2020, 1, 1), datetime.date(2020, 3, 31))
    """
    text = _BLANK.sub(" ", text.strip()).strip("()., ")
    for opener in (_FROM, _UNTIL):
        opened = opener.match(text)
        if opened and (first := match_point(text, opened.end())):
            if opener is _FROM:
                return _resolve_range(text, first, published)
            span = _point(*first, published)
            return (None, span[1]) if span else None
    found = match_point(text)
    if found and _second_end(text, found, len(text)) > found[1].end():
        return _resolve_range(text, found, published)
    if found and found[0] == "now":
        return (None, published) if published else None
    return _point(*found, published) if found else None


def _resolve_range(text: str, first: tuple[str, re.Match[str]], published: dt.date | None) -> Span | None:
    at = first[1].end()
    to = _TO.match(text, at)
    second = match_point(text, to.end()) if to and not _TO_NOW.match(text, at) else None
    until = _point(*second, published) if second else None
    if until is None and published is None:
        return None
    start = _point(*first, until[1] if until else published)
    if start is None or (second is not None and until is None):
        return None
    last = until[1] if until else published
    return (start[0], last) if last and start[0] <= last else None


def _point(kind: str, found: re.Match[str], published: dt.date | None) -> Point | None:
    g = found.groupdict()
    year = int(g.get("y") or g.get("y2") or 0) or None
    if year is None and published and g.get("rel"):
        year = published.year - (0 if g["rel"].lower() in ("nay", "này") else 1)
    try:
        return _RESOLVERS[kind](g, year, published)
    except ValueError:  # a day that the calendar does not have
        return None


def _months(year: int, first: int, last: int) -> Point:
    return dt.date(year, first, 1), dt.date(year, last, calendar.monthrange(year, last)[1])


def _past_year(month: int, day: int, published: dt.date | None) -> int | None:
    """The year of a date given without one: the last such day up to a week after publication."""
    if published is None:
        return None
    ahead = dt.date(published.year, month, min(day, calendar.monthrange(published.year, month)[1])) - published
    return published.year - (ahead.days > 7)


def _day(g: dict, year: int | None, published: dt.date | None) -> Point | None:
    month = int(g.get("m") or g.get("m2") or 0)
    day = int(g["d"])
    if not month:
        if published is None:
            return None
        back = published if day <= published.day else published.replace(day=1) - dt.timedelta(days=1)
        date = back.replace(day=day)
    else:
        year = year or _past_year(month, day, published)
        if year is None:
            return None
        date = dt.date(year, month, day)
    return date, date


def _days(g: dict, year: int | None, published: dt.date | None) -> Point | None:
    month, first, last = int(g["m"]), int(g["d"]), int(g["db"])
    year = year or _past_year(month, last, published)
    if year is None:
        return None
    end = dt.date(year, month, last)
    start = end.replace(day=first) if first <= last else _back(end.replace(day=1), 1).replace(day=first)
    return start, end


def _today(g: dict, year: int | None, published: dt.date | None) -> Point | None:
    if g.get("d"):
        return _day(g, year, published)
    if published is None:
        return None
    date = published - dt.timedelta(days=g["which"].lower().endswith("qua"))
    return date, date


def _month(g: dict, year: int | None, published: dt.date | None) -> Point | None:
    month = int(g["m"])
    year = year or _past_year(month, 1, published)
    return _months(year, month, month) if year else None


def _whole_years(g: dict, year: int | None, published: dt.date | None) -> Point | None:
    last = int(g.get("yb") or year or 0)
    return (dt.date(year, 1, 1), dt.date(last, 12, 31)) if year and last >= year else None


def _quarter(g: dict, year: int | None, published: dt.date | None) -> Point | None:
    quarter = _ROMAN[g["q"].lower()]
    year = year or _past_year(3 * quarter - 2, 1, published)
    return _months(year, 3 * quarter - 2, 3 * quarter) if year else None


def _count(g: dict) -> int:
    return int(g["n"]) if g["n"].isdecimal() else _WORD_VALUES[_BLANK.sub(" ", g["n"].lower())]


def _months_of(g: dict, year: int | None, published: dt.date | None) -> Point | None:
    n, unit = _count(g), g.get("u") or "tháng"
    year = year or (published.year if published else None)
    length = n * 3 if unit == "quý" else n
    if year is None or unit not in ("tháng", "quý") or not 1 <= length <= 12:
        return None
    return _months(year, 13 - length, 12) if (g.get("side") or "").lower() == "cuối" else _months(year, 1, length)


def _part(g: dict, year: int | None, published: dt.date | None) -> Point | None:
    part = _BLANK.sub(" ", g["part"].lower())
    if g["u"].lower() == "năm":
        year = year or (published.year if published else None)
        first, last = {"nửa đầu": (1, 6), "nửa cuối": (7, 12), "đầu": (1, 4), "giữa": (5, 8), "cuối": (9, 12)}[part]
        return _months(year, first, last) if year else None
    month = int(g["m"]) if g.get("m") else (published.month if published else 0)
    year = year or (_past_year(month, 1, published) if month else None)
    if not year:
        return None
    end = calendar.monthrange(year, month)[1]
    first, last = {"nửa đầu": (1, 15), "nửa cuối": (16, end), "đầu": (1, 10), "giữa": (11, 20), "cuối": (21, end)}[part]
    return dt.date(year, month, first), dt.date(year, month, last)


def _back(date: dt.date, months: int) -> dt.date:
    index = date.year * 12 + date.month - 1 - months
    year, month = divmod(index, 12)
    return dt.date(year, month + 1, min(date.day, calendar.monthrange(year, month + 1)[1]))


def _ago(g: dict, year: int | None, published: dt.date | None) -> Point | None:
    if published is None:
        return None
    n, unit = _count(g), g["u"].lower()
    if unit in ("ngày", "tuần"):
        return published - dt.timedelta(days=n * (7 if unit == "tuần" else 1)), published
    return _back(published, n * (12 if unit == "năm" else 1)), published


def _last(g: dict, year: int | None, published: dt.date | None) -> Point | None:
    if published is None:
        return None
    unit, current = g["u"].lower(), _BLANK.sub(" ", g["rel"].lower()) in ("nay", "này")
    if unit == "năm":
        y = published.year - (not current)
        return dt.date(y, 1, 1), dt.date(y, 12, 31)
    if unit == "tuần":
        monday = published - dt.timedelta(days=published.weekday() + (0 if current else 7))
        return monday, monday + dt.timedelta(days=6)
    date = published if current else _back(published, 1 if unit == "tháng" else 3)
    quarter = (date.month - 1) // 3 * 3
    return _months(date.year, date.month, date.month) if unit == "tháng" else _months(date.year, quarter + 1, quarter + 3)


def _last_whole_year(g: dict, year: int | None, published: dt.date | None) -> Point | None:
    year = year or (published.year if published else None)
    return _months(year, 1, 12) if year else None


def _unsettled(g: dict, year: int | None, published: dt.date | None) -> Point | None:
    """Words such as `thời gian qua` name no dates."""
    return None


_RESOLVERS = {
    "today": _today,
    "months_of": _months_of,
    "months_year": _months_of,
    "ago": _ago,
    "years": _whole_years,
    "span_of_years": _whole_years,
    "quarter": _quarter,
    "part": _part,
    "month": _month,
    "numeric_month": _month,
    "last": _last,
    "day": _day,
    "days": _days,
    "whole_year": _last_whole_year,
    "each": _unsettled,
    "feast": _unsettled,
    "now": _unsettled,
    "vague": _unsettled,
    "same_day": _unsettled,
    "length": _unsettled,
    "years_together": _whole_years,
}


class Periods:
    """Adds a mention PERIOD for every expression of time; patterns are tried only at the cues of `period_cues.csv`."""

    def annotate(self, articles: Sequence[Article]) -> None:
        """Mark the expressions of time of every article."""
        for article in articles:
            article.mentions.extend(self.find(article))

    def find(self, article: Article) -> list[Mention]:
        """Return the expressions of time in text order, none overlapping."""
        tokens, found, reached = article.tokens, [], 0
        for hit in article.hits.get("period_cue", ()):
            first = hit.start
            if hit.entry["back"] == "yes" and first > reached and self._is_count(article, first - 1):
                first -= 1
            if first < reached:
                continue
            paragraph = article.paragraph_at(tokens.start[first])
            first, end = self._match(article, range(first, hit.end), paragraph.end)
            if end < 0:
                continue
            reached = bisect_left(tokens.start, end)
            found.append(Mention(paragraph.index, tokens.start[first], end, "PERIOD", "", first, reached))
        return found

    @staticmethod
    def _match(article: Article, tokens: range, limit: int) -> tuple[int, int]:
        """Return (first token, end) of the expression that begins at the first of the tokens at which one does.

        A cue may be longer than what comes before the expression: `trong năm` in `trong năm 2021`.
        """
        for first in tokens:
            start = article.tokens.start[first]
            if (end := match_period(article.text, start, min(limit, start + _LONGEST))) >= 0:
                return first, end
        return tokens.start, -1

    @staticmethod
    def _is_count(article: Article, i: int) -> bool:
        return article.tokens.shape[i] == NUMBER or article.tokens.fold[i] in _COUNT_WORDS
