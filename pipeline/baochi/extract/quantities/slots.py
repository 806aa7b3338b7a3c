"""What belongs to a result besides its number: what was counted, by whom, when, against what, in which clause."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from baochi.extract.numbers import parse_numeral
from baochi.extract.quantities.actors import Actors
from baochi.extract.quantities.clause import COMPARED_REACH
from baochi.extract.quantities.context import LINKS, Candidate, Context, Found
from baochi.extract.quantities.times import Times
from baochi.lexicon import Hit
from baochi.text.fold import fold
from baochi.text.tokens import LOWER, MARK, NUMBER

_LIST_JOINTS = frozenset((fold("và"), ","))
_TIMES, _WITH = fold("lần"), fold("với")
_INSIDE = frozenset((fold("về"), fold("của")))
"""Prepositions that a noun phrase runs on over."""
_FRESH_WORDS = 5
_PLAN_NEAR = 2
_LINK_REACH = 6
_COMPARISON_REACH = 45
_TARGET_REACH = 14
_ASSIGNED_REACH = 12
_PLAN_WORDS = 6
_LONGEST_NOMINAL = 12
_NOMINAL_REACH = 25
_NOMINAL_GAP = 4
_SUMS = frozenset(("value", "total", "revenue", "trade", "investment", "economy", "rate", "amount"))


@dataclass(slots=True)
class Change:
    """A comparison with another period."""

    direction: str = ""
    percent: float | None = None
    absolute: float | None = None


class Slots:
    """Fills the slots of an article's results; made once an article."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.tokens = context.tokens
        self.comparisons, self.compared = context.comparisons, context.compared
        self.actors = Actors(context)
        self.sums = {h.start for h in context.slots_of("sum")}
        self.assigned = Found(context.slots_of("assigned"))
        self.aims = Found(context.cues_of("target", "done"))
        self.times = Times(context)

    # ------------------------------------------------------------------ verb and clause
    def figure(self, c: Candidate) -> Hit | None:
        """Return the noun of figure that the count gives the value of, in its clause."""
        near = c.near
        return near if near is not None and near[2].row["role"] == "figure" and near[0] >= c.clause else None

    def quote(self, c: Candidate) -> tuple[int, int]:
        """Return the token range of the shortest clause that holds the whole result."""
        if c.passive:
            return c.number.begin, max(c.phrase_end, c.passive[1].end)
        return self._opening(c), c.phrase_end

    def _opening(self, c: Candidate) -> int:
        """Return where the clause of the result begins: its noun of figure, its verb (a compound one whole), else a noun."""
        low = c.clause
        if c.unit_class == "percent" and (rate := self._rate(c)):
            links = (h.start for h in self.context.results.within(rate[0] - 2, rate[0]) if h.entry["class"] == "reach")
            return max(next(links, rate[0]), low)
        if c.of_plan:
            return self._link_start(c)
        verb = c.work if c.work is not None and c.work.start >= low else None
        near = c.near if c.near is not None and c.near.start >= low else None
        if near is not None and (verb is None or near.entry["role"] == "figure"):
            start = near.start if near.entry["role"] != "figure" else self._nominal(c)[0]
        elif verb is not None:
            start = self._fresh(c, verb.end) or self._whole_verb(verb, low)
        else:
            start = self._fresh(c, low) or self._nominal(c)[0]
        return min(max(start, low), self._link_start(c))

    def _link_start(self, c: Candidate) -> int:
        """Return where the word that ties the number to what it counts begins (| đạt 106%), else where the number does."""
        hit = c.move or next(
            (h for h in self.context.results.within(c.number.begin - 3, c.number.begin) if h.entry["class"] in LINKS), None
        )
        return max(hit.start, c.sentence[0]) if hit else c.number.begin

    def _whole_verb(self, verb: Hit, low: int) -> int:
        """Return the first token of verbs that stand side by side: `phát hiện, bắt giữ và xử lý | 164 vụ`."""
        start, results, folds = verb.start, self.context.results, self.tokens.fold
        while (hit := results.last(low, start)) is not None and _LIST_JOINTS.issuperset(folds[hit.end : start]):
            if hit.entry["role"] == "figure":
                break
            start = hit.start
        return start

    def _fresh(self, c: Candidate, low: int) -> int:
        """Return the first word after a comma if a clause of its own begins there, with a verb that the lexicon has not.

        `sửa chữa 87 ngôi nhà, khơi thông | 9 km`: another count stands before the comma, a few plain words after it.
        """
        begin, tokens = c.number.begin, self.tokens
        nearest = max(low, begin - _FRESH_WORDS - 2)
        if "," not in tokens.text[nearest + 1 : begin]:
            return 0
        reach = range(begin - 1, nearest, -1)
        comma = next((i for i in reach if tokens.shape[i] != LOWER), -1)
        first = comma + 1
        if comma < 0 or tokens.text[comma] != "," or first == begin or tokens.shape[comma - 1] == MARK:
            return 0
        counted = NUMBER in tokens.shape[low:comma]
        noun = first in self.context.units or self.context.stop_at(first)
        known = self.context.cues.first(first, begin) or self.context.results.first(first, begin)
        return first if counted and not noun and not known and tokens.fold[first] not in _LIST_JOINTS else 0

    def _rate(self, c: Candidate) -> tuple[int, int] | None:
        """Return the tokens of the rate that a share is the value of: `tỷ lệ cơ sở đạt chuẩn | tăng từ 71% lên 88%`."""
        begin = c.number.begin
        low = max(c.clause, begin - _NOMINAL_REACH)
        low = next((i + 1 for i in range(begin - 1, low - 1, -1) if self.tokens.text[i] in ",("), low)
        hit = next((h for h in self.context.results.within(low, begin) if h.entry["class"] == "rate"), None)
        if hit is None or self.context.broken(hit.end, begin):
            return None
        ends = [h.start for h in self.comparisons.within(hit.end, begin)]
        ends += [h.start for h in self.context.results.within(hit.end, begin) if h.entry["class"] in LINKS]
        cut = min([e for e in ends if begin - e <= _LINK_REACH] or [begin])
        while cut > hit.end and self._ends_in_stop(cut):
            cut -= 1
        return hit.start, cut

    # ------------------------------------------------------------------ measure
    def measure(self, c: Candidate, before: str, after: str) -> str:
        """Return what is counted, as written.

        `before` and `after` are the measures of the neighbouring counts of the sentence: a weight takes that of the count
        before it (`25 bánh heroin, nặng 9 kg`), a unit before `và` that of the next (`1,6 tấn và 850 viên ma tuý`).
        """
        text, has_noun = self.context.text, c.phrase_end > c.unit_end
        if c.unit_class == "percent" and not has_noun and (rate := self._rate(c)):
            return text(*rate)
        if c.unit_class == "money":
            if has_noun and c.unit_end in self.sums:  # 782 tỷ đồng | tiền trốn thuế
                return text(c.unit_end, c.phrase_end)
            return self._named(c) or before or text(c.unit_start, c.unit_end)
        if c.unit_kind == "head":
            return text(c.number.scale_end, c.phrase_end)
        if has_noun or after:
            return text(c.unit_end, c.phrase_end) or after
        if self.figure(c):
            return self._named(c)
        if c.unit_class in ("weight", "volume", "percent", "length", "area", "power"):
            return before or self._named(c) or text(c.unit_start, c.unit_end)
        return text(c.number.scale_end, c.unit_end)

    def shared_noun(self, c: Candidate, following: Candidate | None) -> str:
        """Return the noun of the next count if this one has none and only `và` or a comma stands between."""
        if following is None or c.unit_kind != "measure" or c.phrase_end > c.unit_end:
            return ""
        if (
            c.unit_class in ("money", "percent")
            or following.unit_kind != "measure"
            or following.unit_class in ("money", "percent")
        ):
            return ""
        if not _LIST_JOINTS.issuperset(self.tokens.fold[c.phrase_end : following.number.begin]):
            return ""
        return self.context.text(following.unit_end, following.phrase_end)

    def _named(self, c: Candidate) -> str:
        return self.context.text(*self._nominal(c))

    def _nominal(self, c: Candidate) -> tuple[int, int]:
        """Return the tokens of the phrase before the number that names the sum: `thu nộp ngân sách`, `tổng mức vốn đăng ký`.

        Without a word of result it is the noun phrase that stands there (`lâm sản và đồ gỗ ước đạt | 12,8 tỷ USD`).
        """
        low = max(c.clause, c.number.begin - _NOMINAL_REACH)
        hits = self.context.near.within(low, c.number.begin)
        if not hits:
            high = next((i for i in range(c.number.begin - 1, low - 1, -1) if self._named_before(i)), low)
            start = next((i + 1 for i in range(high, low, -1) if self._parts_nominal(i)), low)
            return self._trimmed(start, start + 1, high + 1)
        start = hits[-1].start
        for hit in reversed(hits[:-1]):
            if start - hit.end > _NOMINAL_GAP or hit.entry["class"] not in _SUMS or self.context.broken(hit.end, start):
                break
            start = hit.start
        last = min(c.number.begin, hits[-1].end + _LONGEST_NOMINAL)
        cut = next((i for i in range(hits[-1].end, last) if self._closes_nominal(i) or i in self.times.starts), last)
        return self._trimmed(start, hits[-1].end, cut)

    def _named_before(self, i: int) -> bool:
        """Say whether token `i` may end a noun phrase: no mark, no function word, no word that merely links."""
        if self.tokens.shape[i] == MARK or self.context.stop_at(i) or self.context.stop_at(i - 1):
            return False
        near = self.context.results.within(max(0, i - 2), i + 3)
        return not any(h.entry["class"] in LINKS and h.start <= i < h.end for h in near)

    def _parts_nominal(self, i: int) -> bool:
        return self._closes_nominal(i) and self.tokens.fold[i] not in _INSIDE

    def _trimmed(self, start: int, floor: int, cut: int) -> tuple[int, int]:
        if self.tokens.fold[start] == _WITH and start + 1 < cut:
            start += 1
        while cut > floor and self._ends_in_stop(cut):
            cut -= 1
        return start, cut

    def _closes_nominal(self, i: int) -> bool:
        if self.tokens.shape[i] == NUMBER or self.context.stop_at(i):
            return True
        return self.tokens.shape[i] == MARK and self.tokens.text[i] not in "“”"

    def _ends_in_stop(self, cut: int) -> bool:
        if self.tokens.shape[cut - 1] == MARK:
            return True
        return any(self.context.stop_at(i) >= cut for i in (cut - 1, cut - 2))

    # ------------------------------------------------------------------ change
    def change(self, c: Candidate, later: Sequence[Candidate]) -> Change:
        """Read the comparison that follows a result: `(tăng 12,5% so với cùng kỳ)`, `giảm 30 vụ`, `bằng 97% cùng kỳ`.

        It ends before the next of the `later` results, but shares of a plan, which have none themselves, may stand between:
        `đạt 200 tỷ đồng, bằng 59% dự toán, tăng 5% so với cùng kỳ`.
        """
        if c.of_plan:
            return Change()
        if c.base is not None:
            return self._from_base(c, c.base)
        if own := self._own_move(c):
            return own
        change = Change()
        high = min(c.sentence[1], c.phrase_end + _COMPARISON_REACH)
        if self.comparisons.first(c.phrase_end, high) is None:
            return change
        high = min(high, next((other.number.begin for other in later if not other.of_plan), high))
        for hit in self.comparisons.within(c.phrase_end, high):
            amount = self._amount(hit.end, high)
            if amount is None or (change.direction and hit.entry["role"] in ("equal", "times")):
                continue
            value, is_percent, end = amount
            role = hit.entry["role"]
            if role == "times" or self.tokens.fold[end - 1 : end] == [_TIMES]:
                if value <= 1 or role == "equal":
                    continue
                value, role = ((1 - 1 / value), "down") if role == "down" else (value - 1, "up")
                value, is_percent = value * 100, True
            elif role == "equal":
                against = self.compared.within(end, min(end + COMPARED_REACH, c.sentence[1]))
                if not is_percent or not against or self.context.broken(end, against[0].start):
                    continue
                value, role = abs(value - 100), "up" if value >= 100 else "down"
            elif not self._is_comparison(hit, end, c):
                continue
            change.direction = change.direction or role
            if is_percent:
                change.percent = round(value, 6) if change.percent is None else change.percent
            else:
                change.absolute = value if change.absolute is None else change.absolute
        return change

    @staticmethod
    def _from_base(c: Candidate, base: Candidate) -> Change:
        """`từ 31,5% xuống còn 14,2%` is a fall by 17.3; nothing is worked out where the multipliers differ."""
        rise = c.number.value - base.number.value
        if base.number.scale_end - base.number.end != c.number.scale_end - c.number.end or not rise:
            return Change()
        return Change("up" if rise > 0 else "down", None, round(abs(rise), 6))

    def _own_move(self, c: Candidate) -> Change | None:
        """A share that is itself a rise or fall is its own comparison: `thu ngân sách tăng 27% so với tháng 9`."""
        move = c.move
        if c.unit_class != "percent" or move is None or move.entry["role"] not in ("up", "down"):
            return None
        if not self.compared.within(c.unit_end, min(c.unit_end + COMPARED_REACH, c.sentence[1])):
            return None
        return Change(move.entry["role"], round(c.number.value, 6))

    def _is_comparison(self, hit: Hit, end: int, c: Candidate) -> bool:
        """A rise or fall is a comparison if a bracket or comma sets it off or `so với` follows."""
        if self.context.plans.within(end, end + 1 + _PLAN_NEAR):  # vượt 11% kế hoạch
            return False
        opening = self.tokens.text[hit.start - 1]
        return opening in "(," or bool(self.compared.within(end, min(end + 10, c.sentence[1])))

    def _amount(self, at: int, high: int) -> tuple[float, bool, int] | None:
        for i in range(at, min(at + 4, high)):
            if self.tokens.shape[i] == NUMBER:
                value = parse_numeral(self.tokens.text[i])
                if value is None:
                    return None
                percent = i + 1 < len(self.tokens) and self.tokens.text[i + 1] == "%"
                return value, percent, i + 2
            if self.tokens.shape[i] == MARK:
                return None
        return None

    # ------------------------------------------------------------------ status
    def status(self, c: Candidate, planned: Candidate | None = None) -> str:
        """Return target or result.

        A target is a number that is itself a plan (dự toán giao | 338 tỷ đồng), or one where a word of plan or demand stands
        nearer before the verb than one of completion, or that goes on a list of targets. `planned` is the count before if
        it is a target.
        """
        begin, sentence = c.number.begin, c.sentence[0]
        named = self.context.cues.last(max(sentence, begin - _PLAN_WORDS), begin)
        is_plan = named is not None and begin - named.end <= 1 and named.entry["class"] in ("plan", "target")
        beyond = named is not None and named.start in self.context.moves  # vượt chỉ tiêu
        if is_plan and not beyond and c.unit_class != "percent":
            return "target"
        if self._assigned(c):
            return "target"
        high = c.work.start if c.work and begin - c.work.end <= _TARGET_REACH else begin
        low = max(sentence, high - _TARGET_REACH)
        found = [h for h in self.aims.within(low, begin) if h.start < high]
        if found:
            low = next((i for i in range(high - 1, low, -1) if self.tokens.text[i] == ";"), low)
            found = [h for h in found if h.start >= low]
        if not found and planned is not None and planned.sentence == c.sentence:
            between = self.aims.within(planned.phrase_end, begin)
            return "result" if any(h.entry["class"] == "done" for h in between) else "target"
        return "target" if found and found[-1].entry["class"] == "target" else "result"

    def _assigned(self, c: Candidate) -> bool:
        """Say whether the number is what was assigned: `số thu được giao năm 2021 | là 47.000 tỷ đồng`.

        Nothing but the time, a link and the words of the plan may stand between. A share of the plan is what was reached,
        and so is what goes beyond it (vượt chỉ tiêu được giao | 70 tỷ đồng).
        """
        if c.unit_class == "percent" or not self.assigned.hits:
            return False
        begin = c.number.begin
        for hit in reversed(self.assigned.within(max(c.sentence[0], begin - _ASSIGNED_REACH), begin)):
            marks = any(self.tokens.shape[i] == MARK and self.tokens.text[i] not in "/-" for i in range(hit.end, begin))
            beyond = self.comparisons.within(max(c.sentence[0], hit.start - _PLAN_WORDS), begin)
            return not marks and not beyond and (c.near is None or c.near.start < hit.end)
        return False

    def actor(self, c: Candidate) -> str:
        """Return who achieved the result, as written at its nearest naming, or an empty string."""
        body = self.actors.of(c, c.work is None and self.figure(c) is not None)
        return self.context.text(body.start, body.end) if body else ""
