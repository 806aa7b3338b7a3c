"""Vietnamese numerals in digits and words, with multiplier, range and qualifier, over the tokens of an article.

`11.215` is eleven thousand, `1,6` one and six tenths, `1.276,5` both. A trailing multiplier stays with the unit, as the
press count money (`19.453 tỷ đồng` is 19453 `tỷ đồng`); compounds add up (`hai nghìn ba trăm`, `1 triệu 200 nghìn`).
Numbers that name or order something (dates, articles of law, document numbers, plates) are left out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache

from baochi.lexicon import Hits
from baochi.text.fold import fold
from baochi.text.tokens import LOWER, MARK, NUMBER, TITLE, UPPER, Tokens

_THOUSANDS = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?")
_THOUSANDS_ENGLISH = re.compile(r"[1-9]\d{0,2}(?:(?:,\d{3}){2,}(?:\.\d+)?|,000)")
_DECIMAL = re.compile(r"\d+[.,]\d+")
_DASHES = frozenset("-–—−")
_SENTENCE_ENDS = frozenset('.?!…:;"“”')
_MOST_WORDS, _MOST_MULTIPLIERS = 16, 3
"""Bounds that no number in the press reaches; they keep nonsense from costing time."""
_QUALIFIERS = frozenset(("over", "nearly", "about", "under"))
YEARS = frozenset(range(1900, 2101))
"""Values that without a dot name a year; a set, as a range is searched value by value for what is no int."""
_DOZEN, _NUMBER, _FIVE_OR_YEAR = fold("chục"), fold("số"), fold("năm")
_OUT_OF = ([fold("trong"), fold("số")], [fold("trong"), fold("tổng"), fold("số")], [fold("trên"), fold("tổng"), fold("số")])
_BEFORE_WHOLE = frozenset(("/", *(words[0] for words in _OUT_OF)))
"""What follows the number of a part at once: `418/476 vụ`, `187 trong số 204 xã`."""
_MONTHS, _DAYS = 12, 31
_TOTALS = frozenset((fold("trong"), fold("tổng")))
_PARTED = frozenset(("case", "group", "suspect", "public", "staff", "document", "body", "work", "event", "vehicle"))
"""Unit classes of which a part is told from the whole: `418/476 vụ`."""
_BOUND = frozenset(fold(w) for w in ("tư", "lăm", "nhăm", "mốt"))


_NUMERALS = re.compile(NUMBER)


@dataclass(slots=True)
class Number:
    """A number in tokens `start` to `end` (exclusive), without its multiplier; `scale_end` is the end with it.

    Attributes:
        value, value_max: as written before the multiplier; `value_max` is the upper end of a range or None.
        qualifier: exact, over, nearly, about or under; `begin` is the first token of the qualifier or of the number.
        words: whether it is written in words.
    """

    start: int
    end: int
    scale_end: int
    value: float
    value_max: float | None = None
    qualifier: str = "exact"
    begin: int = -1
    words: bool = False


@lru_cache(4096)
def parse_numeral(text: str) -> float | None:
    """Return the value of a numeral in digits, None if it is none (`1.2.3`, a date); the latest answers are kept.

    Example:
        >>> [parse_numeral(t) for t in ("11.215", "1,6", "1.276,5", "0.5", "2,000,000", "25.5.2017")]
        [11215.0, 1.6, 1276.5, 0.5, 2000000.0, None]
    """
    if len(text) > 25:
        return None
    if text.isdecimal():
        return float(text)
    if _THOUSANDS.fullmatch(text) and not text.startswith("0"):
        return float(text.replace(".", "").replace(",", "."))
    if _THOUSANDS_ENGLISH.fullmatch(text):
        return float(text.replace(",", ""))
    if _DECIMAL.fullmatch(text):
        return float(text.replace(",", "."))
    return None


class NumberFinder:
    """Finds the numbers of one text from its tokens and lexicon hits."""

    def __init__(self, tokens: Tokens, hits: Hits) -> None:
        self.tokens = tokens
        self.size = len(tokens)
        self.words = hits.at("number_word")
        self.units, self.unit_ends = hits.entries_at("quantity_unit"), hits.ends_at("quantity_unit")
        self.context = hits.entries_before("number_context")
        self.joins = hits.ends_at("number_context", "role", "join")
        self._hits = hits

    @cached_property
    def verb_ends(self) -> set[int]:
        """The tokens after words that report work done."""
        return set(self._hits.ends("quantity_result", "role", "work"))

    def find(self) -> list[Number]:
        """Return every number that may count something, in text order."""
        numerals = (match.start() for match in _NUMERALS.finditer("".join(self.tokens.shape)))
        texts = [*self.tokens.text, ""]  # a number may end where the text does
        joins, unit_ends = self.joins, self.unit_ends
        found: list[Number] = []
        at = 0
        for i in sorted({*numerals, *self._word_starts()}):
            if i < at:
                continue
            number = self._number(i)
            if number is None:
                at = max(at, self._skip(i))
                continue
            at = number.scale_end
            if at in joins or texts[at] in _DASHES or unit_ends.get(at) in joins:
                number = self._range(number)
                at = number.scale_end
            if texts[number.end] in _DASHES and self._dashed(number):
                at = self._skip(number.start)
            elif self._counts(number):
                found.append(number)
        return found

    def _word_starts(self) -> list[int]:
        """Return where a number in words may begin.

        A word that stands alone before no unit is none (`năm` is also: year), unless what is glued to it has to be skipped.
        """
        starts, ends, units, words = self.tokens.start, self.tokens.end, self.units, self.words
        last = self.size - 1
        return [
            i
            for i, (_, end, entry) in words.items()
            if (end in units or end in words or (i < last and starts[i + 1] == ends[i]))
            and entry.row["role"] in ("digit", "ten")
        ]

    def _number(self, i: int) -> Number | None:
        return self._digits(i) if self.tokens.shape[i] == NUMBER else self._word_number(i)

    def _skip(self, i: int) -> int:
        """Return where to go on after a token that is no number: behind the rest of a date, code or document number."""
        t = self.tokens
        while i + 1 < self.size and t.end[i] == t.start[i + 1] and t.shape[i + 1] != LOWER:
            i += 1
        return i + 1

    def _digits(self, i: int) -> Number | None:
        t, end = self.tokens, i + 1
        value = parse_numeral(t.text[i])
        if value is None:
            return None
        following = t.fold[end] if end < self.size else ""
        if following in _BEFORE_WHOLE and (whole := self._of_whole(i, value)):
            return Number(i, whole, whole, value)
        if self._is_code(i):
            return None
        if following == ",":
            value, end = self._spaced_decimal(i, value)
        scale = self._multiplier(end) if end in self.words else None
        if not scale:
            return Number(i, end, end, value)
        follow = scale_end = scale[1]
        if follow < self.size and t.shape[follow] == NUMBER and t.start[follow] - t.end[follow - 1] <= 1:
            rest, more = parse_numeral(t.text[follow]), self._multiplier(follow + 1)
            if rest is not None and more and more[0] < scale[0]:
                return Number(i, more[1], more[1], value * scale[0] + rest * more[0])
        half = self.words.get(follow)
        if half and half.entry["role"] == "half":
            return Number(i, follow + 1, follow + 1, (value + 0.5) * scale[0])
        return Number(i, end, scale_end, value)

    def _of_whole(self, i: int, value: float) -> int:
        """Return the end of the whole that the number is a part of, 0 if there is none.

        `418/476 vụ`, `318/325 tỷ đồng`, `187 trong số 204 xã`. A counted noun follows, or no date can be meant.
        """
        t = self.tokens
        if t.text[i + 1] != "/":
            return self._spoken_whole(i, value)
        if i + 3 >= self.size or t.start[i] + len(t.text[i]) + 1 != t.start[i + 2]:
            return 0
        whole, unit = parse_numeral(t.text[i + 2]), self.units.get(i + 3)
        if whole is None or whole < value or t.end[i + 2] == t.start[i + 3] or (i > 0 and t.end[i - 1] == t.start[i]):
            return 0
        if unit is not None and unit["class"] in _PARTED:
            return i + 3
        counted = unit is not None and unit["class"] != "time"
        counted |= t.shape[i + 3] == LOWER and (value > _DAYS or whole <= _DAYS)
        return i + 3 if counted and whole > _MONTHS else 0

    def _spoken_whole(self, i: int, value: float) -> int:
        folds = self.tokens.fold
        words = next((w for w in _OUT_OF if folds[i + 1 : i + 1 + len(w)] == w), None)
        if words is None or (at := i + 1 + len(words)) >= len(folds) or self.tokens.shape[at] != NUMBER:
            return 0
        whole = parse_numeral(self.tokens.text[at])
        return at + 1 if whole is not None and whole >= value and at + 1 in self.units else 0

    def _spaced_decimal(self, i: int, value: float) -> tuple[float, int]:
        """Read `7, 4 tỷ` as 7.4: a slip of the keyboard that only a multiplier after it gives away."""
        t = self.tokens
        if (
            i + 2 < self.size
            and t.text[i].isdecimal()
            and t.text[i + 1] == ","
            and t.end[i] == t.start[i + 1]
            and t.text[i + 2].isdecimal()
            and len(t.text[i + 2]) <= 2
            and self._multiplier(i + 3)
        ):
            return float(f"{t.text[i]}.{t.text[i + 2]}"), i + 3
        return value, i + 1

    def _multiplier(self, i: int) -> tuple[float, int] | None:
        """Return (factor, end token) of the multiplier words at token i (`nghìn tỷ` is 10¹²)."""
        if i not in self.words:
            return None
        factor, end = 1.0, i
        while end - i < _MOST_MULTIPLIERS and (hit := self.words.get(end)) and hit.entry["role"] in ("multiplier", "tens"):
            if hit.entry["role"] == "tens" and self.tokens.fold[end] != _DOZEN:
                break
            factor *= float(hit.entry["value"])
            end = hit.end
        return (factor, end) if end > i else None

    def _is_code(self, i: int) -> bool:
        """Say whether the numeral is part of a date, a plate, a document number, a name (`QL1A`, `15/12/2019`)."""
        t, start, end = self.tokens, self.tokens.start, self.tokens.end
        if i and end[i - 1] == start[i]:
            before = t.text[i - 1]
            if before == "/" and i > 1 and t.shape[i - 2] == LOWER and i + 1 in self.units:
                return False  # 15 vụ/17 đối tượng
            if before in "/.\\_@#" or t.shape[i - 1] in (UPPER, TITLE, LOWER):
                return True
            if before in _DASHES and i > 1 and end[i - 2] == start[i - 1] and t.shape[i - 2] != NUMBER:
                return True
        if i + 1 < self.size and end[i] == start[i + 1]:
            after = t.text[i + 1]
            glued = i + 2 < self.size and end[i + 1] == start[i + 2]
            if after in "/\\_:@" and glued:
                return True
            if after in _DASHES and glued and (t.shape[i + 2] != NUMBER or self._is_dashed_date(i)):
                return True
            if t.shape[i + 1] in (UPPER, TITLE, LOWER) and i + 1 not in self.units and i + 1 not in self.words:
                return True
        return False

    def _is_dashed_date(self, i: int) -> bool:
        """`24-12-2016`, `12-2016`: a third part, or a month before a year."""
        t = self.tokens
        if i + 3 < self.size and t.text[i + 3] in "-/–" and t.end[i + 2] == t.start[i + 3]:
            return True
        return (
            t.text[i].isdecimal()
            and int(t.text[i][:4]) <= 12
            and t.text[i + 2].isdecimal()
            and int(t.text[i + 2][:6]) in YEARS
        )

    def _word_number(self, i: int) -> Number | None:
        words: list[tuple[str, float]] = []
        j = i
        while j - i < _MOST_WORDS and (hit := self.words.get(j)) is not None:
            words.append((hit.entry["role"], float(hit.entry["value"])))
            j = hit.end
        t = self.tokens
        if t.shape[i] == UPPER or (t.shape[i] == TITLE and not self._starts_sentence(i)):
            return None
        if len(words) == 1:
            return self._single_word(i, j, words[0][1])
        if words[-1][0] == "multiplier" and all(r != "multiplier" for r, _ in words[:-1]) and words[-1][1] >= 1000:
            value = compound(words[:-1])  # ba triệu đồng: the multiplier stays with the unit
            return None if value is None else Number(i, j - 1, j, value, words=True)
        value = compound(words)
        return None if value is None else Number(i, j, j, value, words=True)

    def _single_word(self, i: int, j: int, value: float) -> Number | None:
        """Accept one word of number before a counted noun; `năm` (also: year) and `tư`, `không`, `một` need more care."""
        unit = self.units.get(j)
        key = self.tokens.fold[i]
        if value < 2 or unit is None or key in _BOUND:
            return None
        if key == _FIVE_OR_YEAR and (unit["class"] == "time" or not self._starts_clause(i)):
            return None
        return Number(i, j, j, value, words=True)

    def _starts_sentence(self, i: int) -> bool:
        return i == 0 or self.tokens.text[i - 1] in _SENTENCE_ENDS or self.tokens.start[i] - self.tokens.end[i - 1] > 1

    def _starts_clause(self, i: int) -> bool:
        """Say whether `năm` at i may be five: after a mark, a qualifier or a verb of result, not after a word of time."""
        if self._starts_sentence(i) or self.tokens.shape[i - 1] == MARK or i in self.verb_ends:
            return True
        before = self.context.get(i)
        return before is not None and before["role"] in _QUALIFIERS

    def _range(self, first: Number) -> Number:
        """Join the number with its upper end: `10-15`, `17 - 20%`, `từ 3 đến 5`, `10 triệu đồng đến 15 triệu đồng`."""
        t, i = self.tokens, first.scale_end
        if (unit_end := self.unit_ends.get(i, i)) in self.joins:
            i = unit_end
        if i + 1 >= self.size:
            return first
        join = self.joins.get(i)
        if join is None and t.text[i] not in _DASHES:
            return first
        at = i + 1 if join is None else join
        if at >= self.size or (t.shape[at] != NUMBER and at not in self.words):
            return first
        second = self._number(at)
        if second is None or second.value <= first.value or not self._same_unit(first, second, i > first.scale_end):
            return first
        return Number(first.start, second.end, second.scale_end, first.value, second.value, words=first.words)

    def _same_unit(self, first: Number, second: Number, unit_between: bool) -> bool:
        """Say whether both ends of a range count the same: the multiplier, and the unit where it is written twice."""
        folds, ends = self.tokens.fold, self.unit_ends
        scale = folds[first.end : first.scale_end]
        if scale and scale != folds[second.end : second.scale_end]:
            return False
        if not unit_between:
            return True
        at, other = first.scale_end, second.scale_end
        return other in ends and folds[at : ends[at]] == folds[other : ends[other]]

    def _dashed(self, number: Number) -> bool:
        """Say whether the dash behind a number ties it to another that is no range with it: a day (20-5), a score (2-1)."""
        t, i = self.tokens, number.end
        if i + 1 >= self.size or number.value_max is not None:
            return False
        return t.end[i - 1] == t.start[i] and t.end[i] == t.start[i + 1] and t.shape[i + 1] == NUMBER

    def _counts(self, number: Number) -> bool:
        """Fill in the qualifier; False if the words around show that the number names something or is indefinite."""
        number.begin = number.start
        while (before := self.context.get(number.begin)) is not None:
            role, start = before.row["role"], number.begin - before.length
            if role in _QUALIFIERS:
                if number.qualifier in ("exact", "about"):
                    number.qualifier = role
                number.begin = start
            elif role == "name":
                return self._of_total(start, number.begin) and number.scale_end in self.units
            elif role == "when":
                return self._counts_after_when(number)
            elif role == "indefinite" and number.scale_end > number.end and number.words:
                return False
            else:
                break
        return number.value not in YEARS or number.scale_end > number.end or number.scale_end in self.units

    def _counts_after_when(self, number: Number) -> bool:
        """Say whether a number after a word of time or place counts all the same: `lúc 3 đối tượng`, `cấp 11.906 giấy …`."""
        unit = self.units.get(number.scale_end)
        if unit is None:
            return number.value > _DAYS and number.value not in YEARS
        return unit["class"] not in ("time", "other")

    def _of_total(self, start: int, end: int) -> bool:
        """`số` before a number names it (số 42), but not in `trong số 3 …`, `tổng số 5 …`."""
        folds = self.tokens.fold
        return start > 0 and folds[start:end] == [_NUMBER] and folds[start - 1] in _TOTALS


def compound(words: list[tuple[str, float]]) -> float | None:
    """Work out a number from (role, value) of its words, None if they make none.

    Example:
        >>> compound([("digit", 2), ("multiplier", 1000), ("digit", 3), ("multiplier", 100)])  # hai nghìn ba trăm
        2300.0
    """
    total = section = 0.0
    pending: float | None = None
    last = 0.0
    for role, value in words:
        if role == "digit":
            if pending is not None:
                return None
            pending = value
        elif role in ("ten", "tens"):
            if (role == "ten") != (pending is None):
                return None
            section += 10 if role == "ten" else (pending or 0) * 10
            pending, last = None, 10
        elif role == "multiplier":
            amount = section + (pending or 0)
            if amount == 0:
                return None
            if value == 100:
                section, pending = amount * 100, None
            else:
                total, section, pending = total + amount * value, 0.0, None
            last = value
        elif role == "half":
            if last < 100:
                return None
            total, section, pending = total + section + (pending or 0) + last / 2, 0.0, None
    return (total + section + (pending or 0)) or None
