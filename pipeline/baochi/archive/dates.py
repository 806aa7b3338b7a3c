"""Dates of publication as archives write them, taken as written: a time zone is applied only to epoch numbers."""

from __future__ import annotations

import datetime as dt
import re
from email.utils import parsedate

VIETNAM = dt.timezone(dt.timedelta(hours=7))
YEARS = range(1900, 2101)
YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?!\d)")
DAY_FIRST = re.compile(r"(?<!\d)(\d{1,2})\s?([-/.])\s?(\d{1,2})\s?\2\s?(\d{4})(?!\d)")
IN_WORDS = re.compile(
    r"(?<!\d)(\d{1,2})\s+(?:tháng|thang|th\.?)\s+(\d{1,2})(?:\s*,)?\s+(?:năm\s+|nam\s+)?(\d{4})(?!\d)", re.I
)
COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T?\d{4,6}Z?)?")
EPOCH_DIGITS = {9: 1, 10: 1, 12: 1_000, 13: 1_000, 16: 1_000_000, 19: 1_000_000_000}


def parse_date(value: object) -> dt.date | None:
    """Return the date that `value` gives, None if it gives none for certain.

    Reads ISO 8601, day before month (`12/6/2017`, `12-06-2017`), Vietnamese (`Thứ hai, 12/6/2017, 10:30 GMT+7`,
    `ngày 12 tháng 6 năm 2017`), RFC 2822, `20170612`, and seconds, milli-, micro- and nanoseconds since 1970, in the time
    of Vietnam.

    Example:
        >>> parse_date("Thứ hai, 12/6/2017, 10:30 GMT+7")
        datetime.date(2017, 6, 12)
    """
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    if not isinstance(value, str):
        value = str(int(value)) if abs(value) < 10**20 else ""
    text = value.strip()[:200]
    if re.fullmatch(r"\d+(\.\d*)?", text, re.A) and not DAY_FIRST.fullmatch(text):
        return _number(text.partition(".")[0])
    if found := YEAR_FIRST.search(text):
        return _date(found[1], found[3], found[4])
    if found := DAY_FIRST.search(text):
        return _date(found[4], found[3], found[1])
    if found := IN_WORDS.search(text):
        return _date(found[3], found[2], found[1])
    if found := COMPACT.fullmatch(text):
        return _date(found[1], found[2], found[3])
    try:
        parts = parsedate(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return _date(*parts[:3]) if parts else None


def _number(digits: str) -> dt.date | None:
    if unit := EPOCH_DIGITS.get(len(digits)):
        return dt.datetime.fromtimestamp(int(digits) // unit, VIETNAM).date()
    found = COMPACT.fullmatch(digits)
    return _date(found[1], found[2], found[3]) if found else None


def _date(year: str | int, month: str | int, day: str | int) -> dt.date | None:
    try:
        return dt.date(int(year), int(month), int(day)) if int(year) in YEARS else None
    except ValueError:
        return None
