"""The clause around a count: its verb, the noun of figure before it, lists, comparisons, passives.

Everything that a sentence holds is laid out once an article, so that looking around a count costs the same in a long
sentence as in a short one.
"""

from __future__ import annotations

from bisect import bisect_left
from functools import cached_property

from baochi.article import Article
from baochi.extract.quantities.candidates import LINKS, Candidate, Context, Found, find_candidates
from baochi.lexicon import Hit
from baochi.text.fold import fold
from baochi.text.tokens import MARK

_PASSIVES = frozenset((fold("bị"), fold("được")))
_PASSIVE_REACH = 30
_PASSIVE_GAP = 3
_LIST_GAP = 2
_LIST_WORDS = 9
_LIST_JOINTS = frozenset((",", ";", fold("và")))
_FIGURE_REACH = 16
COMPARED_REACH = 12
_COMPARISON_GAP = 3
_PLAN_REACH = 6
_BESIDE_REACH = 6
_LONGEST_LIST = 40
_AMOUNTS = frozenset(("percent", "money"))
_STOPS = frozenset(".;?!")
_FROM, _TIMES = fold("từ"), fold("lần")
_ONTO = frozenset(fold(w) for w in ("lên", "xuống", "còn"))
_BASE_REACH = 10
_FORCES = frozenset(("staff", "vehicle", "public", "goods"))
_RELIEF = frozenset(("rescue", "help", "build"))
_SENT_REACH = 25


def counts_of(article: Article) -> Context:
    """Return the article's context with every count that may be a result: all but the figures of a comparison."""
    context = find_candidates(article)
    if not context.candidates:
        return context
    _tie_to_bases(context)
    clauses = Clauses(context)
    context.candidates = [c for k, c in enumerate(context.candidates) if clauses.comparison(k) != "compares"]
    context.candidates = [c for k, c in enumerate(context.candidates) if not clauses.deployed(c)]
    return context


def _tie_to_bases(context: Context) -> None:
    """Leave out the first count of `từ 31,5% xuống còn 14,2%` and keep it with the second as its base."""
    kept: list[Candidate] = []
    for c in context.candidates:
        before = kept[-1] if kept else None
        if before is not None and before.sentence == c.sentence and _is_base(context, before, c):
            c.base = kept.pop()
            c.number.begin = c.base.number.begin
        kept.append(c)
    context.candidates = kept


def _is_base(context: Context, before: Candidate, c: Candidate) -> bool:
    folds, begin = context.tokens.fold, before.number.begin
    if before.unit_class != c.unit_class or folds[begin - 1] != _FROM or begin == before.sentence[0]:
        return False
    between = folds[before.unit_end : c.number.begin]
    return len(between) <= _BASE_REACH and any(f in _ONTO for f in between)


def is_work(hit: Hit) -> bool:
    """Say whether a word of `quantity_results.csv` by itself reports work done."""
    return hit.entry["role"] == "work"


class Clauses:
    """Looks around the candidates of one article. Positions are tokens."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.tokens = context.tokens
        self._work_before, self._near_before = context.last_results

    @cached_property
    def _sent(self) -> Found:
        return Found(self.context.slots_of("sent"))

    @cached_property
    def _period_ends(self) -> set[int]:
        return {m.last_token + 1 for m in self.context.article.mentions if m.label == "PERIOD"}

    # ------------------------------------------------------------------ verbs
    def last_work(self, high: int, low: int) -> Hit | None:
        """Return the last word that reports work done and lies inside tokens `low` to `high`."""
        return self._last(self._work_before, high, low)

    def last(self, high: int, low: int) -> Hit | None:
        """Return the last word of result inside tokens `low` to `high` that does not merely link (gồm, đạt)."""
        return self._last(self._near_before, high, low)

    def _last(self, before: list[int], high: int, low: int) -> Hit | None:
        results = self.context.results
        i = bisect_left(results.starts, high) - 1
        if i >= 0 and results.hits[i].end > high:
            i -= 1
        i = before[i] if i >= 0 else -1
        return results.hits[i] if i >= 0 and results.hits[i].start >= low else None

    def passive_after(self, c: Candidate) -> tuple[int, Hit] | None:
        """Return (token of the passive word, verb) of `25 bánh heroin vừa bị lực lượng … thu giữ`, None if there is none.

        It stands right after the noun phrase, or further on if no verb of result precedes (a list of goods as subject).
        """
        last = min(c.sentence[1], c.phrase_end + _PASSIVE_REACH)
        governed = self.last_work(c.number.begin, c.sentence[0]) is not None
        reach = min(last, c.phrase_end + (_PASSIVE_GAP if governed else _PASSIVE_REACH))
        words = self.tokens.fold[c.unit_end : reach]
        if _PASSIVES.isdisjoint(words):
            return None
        passive = next(i for i, word in enumerate(words, c.unit_end) if word in _PASSIVES)
        if governed:  # cứu 18 người bị nước cuốn | , vận chuyển 45 tấn hàng
            last = next((i for i in range(passive, last) if self.tokens.text[i] in ",;"), last)
        verb = next((h for h in self.context.results.within(passive, last) if is_work(h)), None)
        return (passive, verb) if verb else None

    def deployed(self, c: Candidate) -> bool:
        """Say whether staff or vehicles are only sent to work: `huy động 320 cán bộ`, `600 chiến sĩ … giúp dân`."""
        if c.unit_class not in _FORCES:
            return False
        low, begin = c.sentence[0], c.number.begin
        if sent := self._sent.within(max(low, begin - _SENT_REACH), begin):
            return not any(h.start >= sent[-1].end and is_work(h) for h in self.context.results.within(low, begin))
        if c.unit_class != "staff" or self.passive_after(c) or not (begin == low or begin in self._period_ends):
            return False
        after = self.context.results.within(c.unit_end, min(c.sentence[1], c.unit_end + _SENT_REACH))
        return bool(after) and after[0].entry["class"] in _RELIEF

    # ------------------------------------------------------------------ lists
    @cached_property
    def opening(self) -> list[int]:
        """For each candidate the first token of the list that it belongs to (3 kg …, 2 bánh … và 5 viên …)."""
        found: list[int] = []
        length = 0
        for k, c in enumerate(self.context.candidates):
            previous = self.context.candidates[k - 1] if k else None
            joined = (
                previous is not None
                and previous.sentence == c.sentence
                and length < _LONGEST_LIST
                and self._goes_on(previous.phrase_end, c.number.begin)
            )
            length = length + 1 if joined else 0
            found.append(found[-1] if joined else c.number.begin)
        return found

    def _goes_on(self, end: int, begin: int) -> bool:
        """Say whether the count at `begin` goes on a list whose last noun phrase ended at `end`.

        A few words may follow the noun (`6.800 người hưởng chế độ …, 4.900 gia đình`), no verb of result among them.
        """
        if begin - end <= _LIST_GAP:
            return True
        if begin - end > _LIST_WORDS or self.tokens.fold[begin - 1] not in _LIST_JOINTS:
            return False
        return self.last(begin, end) is None

    def previous_end(self, k: int) -> int:
        """Return where the count before candidate `k` ends, or its sentence begins."""
        c = self.context.candidates[k]
        previous = self.context.candidates[k - 1] if k else None
        return previous.phrase_end if previous and previous.sentence == c.sentence else c.sentence[0]

    # ------------------------------------------------------------------ figures, links, comparisons
    @cached_property
    def figures(self) -> list[Hit | None]:
        """For each candidate the noun of figure that it gives the value of."""
        return [self._figure(k) for k in range(len(self.context.candidates))]

    def _figure(self, k: int) -> Hit | None:
        """Return the noun of figure that the count gives the value of: `tổng kim ngạch … đạt | 50 tỷ USD`.

        Nothing but its own words may stand between: no other count, no verb of result, no end of a clause.
        """
        c = self.context.candidates[k]
        low = max(self.previous_end(k), c.number.begin - _FIGURE_REACH)
        near = self.last(c.number.begin, low)
        if near is None or near.entry["role"] != "figure":
            return None
        return None if any(t in _STOPS for t in self.tokens.text[near.end : c.number.begin]) else near

    @cached_property
    def inherits(self) -> list[bool]:
        """For each candidate whether a figure named before has it as a further value (trong đó nông sản 18,5 tỷ USD)."""
        found: list[bool] = []
        last: dict[str, tuple[int, bool]] = {}
        for k, c in enumerate(self.context.candidates):
            paragraph, named = last.get(c.unit_class, (-1, False))
            own = self.last_work(c.number.begin, self.previous_end(k)) is not None
            found.append(named and paragraph == c.paragraph.index and self.figures[k] is None and not own)
            if c.unit_class in _AMOUNTS:
                last[c.unit_class] = (c.paragraph.index, self.figures[k] is not None or found[-1])
        return found

    def link(self, c: Candidate) -> str | None:
        """Return the class of the linking word (gồm, trong đó; đạt, lên tới) that stands right before the number, if any."""
        results = self.context.results
        i = bisect_left(results.starts, c.number.start) - 1
        if i < 0:
            return None
        hit = results.hits[i]
        near = hit.start >= c.sentence[0] and c.number.start - hit.end <= _COMPARISON_GAP
        return hit.entry["class"] if near and hit.entry["class"] in LINKS else None

    def comparison(self, k: int) -> str:
        """Say what a rise, a fall or an equal before the number makes of it.

        `compares`: it measures the count before it against another period and is none of its own (`…, tăng 6,9%`,
        `(bằng 97% cùng kỳ)`); `rise`, `fall`: it is the result itself (`thu ngân sách tăng 27% so với tháng 9`).
        """
        c = self.context.candidates[k]
        if self._beside_comparison(c):
            return "compares"
        move = self.move(c)
        if move is None:
            return ""
        role = move.entry["role"]
        if role == "times" or self.tokens.fold[c.number.scale_end] == _TIMES:
            return "compares"
        after = self.context.compared.within(c.unit_end, min(c.unit_end + COMPARED_REACH, c.sentence[1]))
        if role == "equal":
            return "compares" if after and not self.of_plan(c) else ""
        itself = "rise" if role == "up" else "fall"
        previous = self.context.candidates[k - 1] if k else None
        if previous is None or previous.sentence != c.sentence or c.unit_class not in (*_AMOUNTS, previous.unit_class):
            return itself if after or c.unit_class == "percent" else ""
        set_off = self.tokens.text[move.start - 1] in ",(" or move.start - previous.phrase_end <= _COMPARISON_GAP
        own = self.last(move.start, previous.phrase_end)
        if own is None and set_off and (after or c.phrase_end == c.unit_end or c.unit_class != "percent"):
            return "compares"
        return itself if after else ""

    def _beside_comparison(self, c: Candidate) -> bool:
        """Say whether the count stands in a bracket as what was compared with or planned: `so với cùng kỳ (993 tờ khai)`."""
        at = c.number.begin - 1
        if at < c.sentence[0] or self.tokens.text[at] != "(":
            return False
        low = max(c.sentence[0], at - _BESIDE_REACH)
        before = [h for found in (self.context.compared, self.context.plans) for h in found.within(low, at)]
        return any(not any(self.tokens.text[i] in ",;" for i in range(h.end, at)) for h in before)

    def move(self, c: Candidate) -> Hit | None:
        """Return the word of rise, fall, equality or multiple right before the number, if any."""
        moves, start = self.context.moves, (c.base or c).number.start
        for end in range(start, start - _COMPARISON_GAP - 1, -1):
            if end in moves:
                return moves[end] if moves[end].start >= c.sentence[0] else None
        return None

    def of_plan(self, c: Candidate) -> bool:
        """Say whether a share is one of a plan: `đạt 71,65% dự toán`, `bằng 56,4% chỉ tiêu`."""
        if c.unit_class != "percent":
            return False
        end = min(c.unit_end + _PLAN_REACH, c.sentence[1])
        mark = next((i for i in range(c.unit_end, end) if self.tokens.shape[i] == MARK), end)
        return bool(self.context.plans.within(c.unit_end, mark))
