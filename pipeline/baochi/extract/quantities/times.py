"""When a result was achieved: which expressions of time may be that of work done, and which of them a count falls in."""

from __future__ import annotations

from bisect import bisect_left

from baochi.extract.periods import period_kind
from baochi.extract.quantities.context import Candidate, Context, Found
from baochi.records import Mention

_LOOK_BACK = 40
_SAID_REACH = 30
_AGAINST_REACH = 10
_PLAN_REACH = 8
_ENDS = frozenset(".?!;")


class Times:
    """The expressions of time of one article; `starts` are their first tokens."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.tokens = context.tokens
        periods = [m for m in context.article.mentions if m.label == "PERIOD"]
        self.starts = {m.first_token for m in periods}
        self._undated = {h.end for h in context.slots_of("not_period")}
        self._said = Found(context.slots_of("said"))
        self._based = [c for c in context.candidates if c.base is not None]
        self._based_ends = [c.number.start for c in self._based]
        self._kinds: dict[int, str] = {}
        self._periods = [m for m in periods if self._is_of_work(m)]
        self._period_starts = [m.first_token for m in self._periods]

    def of(self, c: Candidate) -> Mention | None:
        """Return the expression of time that the result falls in: of its sentence, else the nearest precise one before."""
        (low, high), at = c.sentence, c.number.begin
        starts = self._period_starts
        following = bisect_left(starts, at)
        if following and starts[following - 1] >= low:
            return self._periods[following - 1]
        if following < len(starts) and starts[following] < high and not self._parted(at, starts[following]):
            return self._periods[following]
        before = reversed(self._periods[max(0, following - _LOOK_BACK) : following])
        return next((m for m in before if self._kind(m) not in ("vague", "now", "length")), None)

    def _kind(self, mention: Mention) -> str:
        kind = self._kinds.get(mention.first_token)
        if kind is None:
            kind = self._kinds[mention.first_token] = period_kind(self.context.article.text, mention.start, mention.end)
        return kind

    def _is_of_work(self, mention: Mention) -> bool:
        """Say whether an expression of time may be that of work done.

        It is not after `luật`, `sinh`, `so với` and after a word of plan, nor the day on which somebody says something.
        """
        first, last = mention.first_token, mention.last_token
        if first in self._undated or self._is_compared_with(first) or self._is_of_base(first):
            return False
        cue = self.context.cues.last(max(0, first - _PLAN_REACH), first)
        if cue is not None and cue.entry["class"] == "target" and not self._parted(cue.end, first):
            return False
        said = self._said.first(last, last + _SAID_REACH)
        if said is None or self._parted(last, said.start):
            return True
        return self._kind(mention) not in ("day", "today")

    def _is_compared_with(self, first: int) -> bool:
        """Say whether the expression of time at token `first` is what something is compared with.

        A few words may stand between (so với kết quả của năm 2016), no mark or number; both may overlap (so với năm | 2016).
        """
        before = [h for h in self.context.compared.within(max(0, first - _AGAINST_REACH), first + 2) if h.start < first]
        return bool(before) and not self.context.broken(before[-1].end, first)

    def _is_of_base(self, first: int) -> bool:
        """Say whether it is the time of the first of two values: `từ 12 vụ (năm 2015) lên 19 vụ`."""
        at = bisect_left(self._based_ends, first)
        if at == len(self._based):
            return False
        base = self._based[at].base
        return base is not None and base.number.begin <= first

    def _parted(self, low: int, high: int) -> bool:
        """Say whether a sentence or clause ends between the tokens (not so in `TP.HCM`)."""
        t = self.tokens
        if _ENDS.isdisjoint(t.text[low:high]):
            return False
        return any(t.text[i] in _ENDS and t.start[i + 1] > t.end[i] for i in range(low, high) if i + 1 < len(t))
