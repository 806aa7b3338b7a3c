"""The clause around a count: its verb, the noun of figure before it, lists, comparisons, passives.

What many ask for is looked at once a count (`Candidate`), from the hits around it, so that it costs the same in a long
sentence as in a short one.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from baochi.article import Article
from baochi.extract.quantities.candidates import find_candidates
from baochi.extract.quantities.context import LINKS, Candidate, Context
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
_COMMAS = frozenset(",;")
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
    _look_around(context)
    _tie_to_previous(context.candidates)
    kept = [c for c in context.candidates if comparison(context, c) != "compares"]
    context.candidates = [c for c in kept if c.unit_class not in _FORCES or not _deployed(context, c)]
    _tie_to_previous(context.candidates)
    _tie_to_lists(context)
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


def _tie_to_previous(candidates: Sequence[Candidate]) -> None:
    before: Candidate | None = None
    for c in candidates:
        c.previous = before if before is not None and before.sentence == c.sentence else None
        before = c


# ---------------------------------------------------------------------- words around
def _look_around(context: Context) -> None:
    work, near = context.work, context.near
    for c in context.candidates:
        low, begin = c.sentence[0], c.number.begin
        c.work, c.near = work.last(low, begin), near.last(low, begin)
        c.move = _move(context, c)
        c.of_plan = c.unit_class == "percent" and _is_of_plan(context, c)
        c.passive = _passive_after(context, c)


def _move(context: Context, c: Candidate) -> Hit | None:
    moves, start = context.moves, (c.base or c).number.start
    if moves:
        for end in range(start, start - _COMPARISON_GAP - 1, -1):
            if end in moves:
                return moves[end] if moves[end].start >= c.sentence[0] else None
    return None


def _is_of_plan(context: Context, c: Candidate) -> bool:
    """Say whether a share is one of a plan: `đạt 71,65% dự toán`, `bằng 56,4% chỉ tiêu`."""
    end = min(c.unit_end + _PLAN_REACH, c.sentence[1])
    shapes = context.tokens.shape[c.unit_end : end]
    mark = c.unit_end + shapes.index(MARK) if MARK in shapes else end
    return context.plans.first(c.unit_end, mark) is not None


def _passive_after(context: Context, c: Candidate) -> tuple[int, Hit] | None:
    """Return (token of the passive word, verb) of `25 bánh heroin vừa bị lực lượng … thu giữ`, None if there is none.

    It stands right after the noun phrase, or further on if no verb of result precedes (a list of goods as subject).
    """
    last = min(c.sentence[1], c.phrase_end + _PASSIVE_REACH)
    reach = last if c.work is None else min(last, c.phrase_end + _PASSIVE_GAP)
    words = context.tokens.fold[c.unit_end : reach]
    if _PASSIVES.isdisjoint(words):
        return None
    passive = next(i for i, word in enumerate(words, c.unit_end) if word in _PASSIVES)
    if c.work is not None:  # cứu 18 người bị nước cuốn | , vận chuyển 45 tấn hàng
        last = next((i for i in range(passive, last) if context.tokens.text[i] in ",;"), last)
    verb = context.work.first(passive, last)
    return (passive, verb) if verb else None


def _deployed(context: Context, c: Candidate) -> bool:
    """Say whether staff or vehicles are only sent to work: `huy động 320 cán bộ`, `600 chiến sĩ … giúp dân`."""
    low, begin = c.sentence[0], c.number.begin
    if sent := context.sent.last(max(low, begin - _SENT_REACH), begin):
        return c.work is None or c.work.start < sent.end
    if c.unit_class != "staff" or c.passive or not (begin == low or begin in context.period_ends):
        return False
    after = context.results.first(c.unit_end, min(c.sentence[1], c.unit_end + _SENT_REACH))
    return after is not None and after.entry["class"] in _RELIEF


# ---------------------------------------------------------------------- lists and figures
def _tie_to_lists(context: Context) -> None:
    """Give each count the first of the list that it goes on (3 kg …, 2 bánh … và 5 viên …)."""
    length = 0
    for c in context.candidates:
        if c.previous is not None and length < _LONGEST_LIST and _goes_on(context, c.previous.phrase_end, c):
            c.head = c.previous.head or c.previous
            length += 1
        else:
            length = 0


def _goes_on(context: Context, end: int, c: Candidate) -> bool:
    """Say whether a count goes on a list whose last noun phrase ended at `end`.

    A few words may follow the noun (`6.800 người hưởng chế độ …, 4.900 gia đình`), no verb of result among them.
    """
    begin = c.number.begin
    if begin - end <= _LIST_GAP:
        return True
    if begin - end > _LIST_WORDS or context.tokens.fold[begin - 1] not in _LIST_JOINTS:
        return False
    return c.near is None or c.near.start < end


def previous_end(c: Candidate) -> int:
    """Return where the count before ends, or its sentence begins."""
    return c.previous.phrase_end if c.previous else c.sentence[0]


def figures_of(context: Context) -> list[tuple[Hit | None, bool]]:
    """Return for each candidate the noun of figure that it gives the value of, and whether it is a further value of one.

    Those go on with the figure of a count before (trong đó nông sản 18,5 tỷ USD).
    """
    found: list[tuple[Hit | None, bool]] = []
    last: dict[str, tuple[int, bool]] = {}
    for c in context.candidates:
        figure = _figure(context, c)
        paragraph, named = last.get(c.unit_class, (-1, False))
        inherits = named and paragraph == c.paragraph.index and figure is None
        inherits = inherits and (c.work is None or c.work.start < previous_end(c))
        found.append((figure, inherits))
        if c.unit_class in _AMOUNTS:
            last[c.unit_class] = (c.paragraph.index, figure is not None or inherits)
    return found


def _figure(context: Context, c: Candidate) -> Hit | None:
    """Return the noun of figure that the count gives the value of: `tổng kim ngạch … đạt | 50 tỷ USD`.

    Nothing but its own words may stand between: no other count, no verb of result, no end of a clause.
    """
    near, begin = c.near, c.number.begin
    if near is None or near.entry["role"] != "figure" or near.start < max(previous_end(c), begin - _FIGURE_REACH):
        return None
    return near if _STOPS.isdisjoint(context.tokens.text[near.end : begin]) else None


def link(context: Context, c: Candidate) -> str | None:
    """Return the class of the linking word (gồm, trong đó; đạt, lên tới) that stands right before the number, if any."""
    results, start = context.results, c.number.start
    i = bisect_left(results.starts, start) - 1
    if i < 0:
        return None
    hit = results.hits[i]
    near = hit.start >= c.sentence[0] and start - hit.end <= _COMPARISON_GAP
    return hit.entry["class"] if near and hit.entry["class"] in LINKS else None


# ---------------------------------------------------------------------- comparisons
def comparison(context: Context, c: Candidate) -> str:
    """Say what a rise, a fall or an equal before the number makes of it.

    `compares`: it measures the count before it against another period and is none of its own (`…, tăng 6,9%`,
    `(bằng 97% cùng kỳ)`); `rise`, `fall`: it is the result itself (`thu ngân sách tăng 27% so với tháng 9`).
    """
    if _beside_comparison(context, c):
        return "compares"
    move, previous = c.move, c.previous
    if move is None:
        return ""
    role = move.entry["role"]
    if role == "times" or context.tokens.fold[c.number.scale_end] == _TIMES:
        return "compares"
    after = context.compared.first(c.unit_end, min(c.unit_end + COMPARED_REACH, c.sentence[1]))
    if role == "equal":
        return "compares" if after and not c.of_plan else ""
    itself = "rise" if role == "up" else "fall"
    if previous is None or c.unit_class not in (*_AMOUNTS, previous.unit_class):
        return itself if after or c.unit_class == "percent" else ""
    set_off = context.tokens.text[move.start - 1] in ",(" or move.start - previous.phrase_end <= _COMPARISON_GAP
    own = context.near.last(previous.phrase_end, move.start)
    if own is None and set_off and (after or c.phrase_end == c.unit_end or c.unit_class != "percent"):
        return "compares"
    return itself if after else ""


def _beside_comparison(context: Context, c: Candidate) -> bool:
    """Say whether the count stands in a bracket as what was compared with or planned: `so với cùng kỳ (993 tờ khai)`."""
    texts, at = context.tokens.text, c.number.begin - 1
    if texts[at] != "(" or at < c.sentence[0]:
        return False
    low = max(c.sentence[0], at - _BESIDE_REACH)
    before = context.compared.last(low, at), context.plans.last(low, at)
    return any(hit is not None and _COMMAS.isdisjoint(texts[hit.end : at]) for hit in before)
