"""The clause around a count: its verb, the noun of figure before it, lists, comparisons, passives.

What many ask for is looked at once a count (`Candidate`), from the hits around it, so that it costs the same in a long
sentence as in a short one.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

import numpy as np

from baochi.article import Article
from baochi.extract.quantities.candidates import find_candidates
from baochi.extract.quantities.context import LINKS, Candidate, Context
from baochi.extract.quantities.scene import OPEN, PASSIVE, PASSIVES, SEMICOLON, Scene
from baochi.extract.quantities.table import Flags, Values
from baochi.lexicon import Hit
from baochi.text.fold import fold
from baochi.text.tokens import MARK
from baochi.text.vocabulary import Ints

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


def counts_of(articles: Sequence[Article]) -> Scene:
    """Return the counts that may be results, all but the figures of a comparison; articles without any are left out."""
    contexts = [context for context in map(find_candidates, articles) if context.candidates]
    for context in contexts:
        _tie_to_bases(context)
    scene = Scene(contexts)
    _look_around(scene)
    _tie_to_previous(contexts)
    compared = comparisons(scene)
    scene.keep([
        is_compared != "compares" and (c.unit_class not in _FORCES or not _deployed(context, c))
        for is_compared, context, c in zip(compared, scene.context_of, scene.counts, strict=True)
    ])  # fmt: skip
    _tie_to_previous(contexts)
    for context in contexts:
        _tie_to_lists(context)
    return scene


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


def _tie_to_previous(contexts: Sequence[Context]) -> None:
    for context in contexts:
        before: Candidate | None = None
        for c in context.candidates:
            c.previous = before if before is not None and before.sentence == c.sentence else None
            before = c


# ---------------------------------------------------------------------- words around
def _look_around(scene: Scene) -> None:
    hits, moves, clauses = scene.hits, _moves(scene), _clause_starts(scene)
    words = zip(scene.work.tolist(), scene.near.tolist(), moves, clauses, _may_be_passive(scene), strict=True)
    for context, c, (work, near, move, clause, passive) in zip(scene.context_of, scene.counts, words, strict=True):
        c.work, c.near, c.move, c.clause = hits[work], hits[near], move, clause
        c.of_plan = c.unit_class == "percent" and _is_of_plan(context, c)
        if passive:
            c.passive = _passive_after(context, c)


def _moves(scene: Scene) -> list[Hit | None]:
    """Return the word of rise, fall, equality or multiple that ends right before each number."""
    comparisons = [context.comparisons for context in scene.contexts]
    hits: list[Hit | None] = [None, *chain.from_iterable(found.hits for found in comparisons)]
    moves = scene.words(comparisons)
    last = moves.end.searchsorted(scene.first, "right") - 1
    near = (moves.end[last] >= scene.first - _COMPARISON_GAP) & (moves.start[last] >= scene.low)
    return list(map(hits.__getitem__, np.where(near, last, 0).tolist()))


def _clause_starts(scene: Scene) -> list[int]:
    """Return where the part of the sentence that holds each count begins: after the last semicolon before it."""
    marks = np.append(-1, (scene.signs == SEMICOLON).nonzero()[0])
    last = marks[marks.searchsorted(scene.begin) - 1]
    return (np.maximum(last + 1, scene.low) - scene.begins[scene.in_article]).tolist()


def _may_be_passive(scene: Scene) -> list[bool]:
    """Say of each count whether a passive word stands where one may belong to it."""
    words = np.append((scene.signs == PASSIVE).nonzero()[0], len(scene.signs))
    following = words[words.searchsorted(scene.unit_end)]
    reach = np.where(scene.work > 0, _PASSIVE_GAP, _PASSIVE_REACH)
    return (following < np.minimum(scene.high, scene.phrase_end + reach)).tolist()


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
    last, folds = min(c.sentence[1], c.phrase_end + _PASSIVE_REACH), context.tokens.fold
    passive = next(i for i in range(c.unit_end, last) if folds[i] in PASSIVES)
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


def figures_of(scene: Scene) -> tuple[Ints, Flags]:
    """Return for each count the noun of figure that it gives the value of (`Scene.near`), and whether it is a further value.

    Those go on with the figure of a count before (trong đó nông sản 18,5 tỷ USD).
    """
    figures = _figures(scene)
    inherits = np.zeros(len(figures), np.bool_)
    own_verb = (scene.work > 0) & (scene.results.start[scene.work] >= scene.previous_end)
    named: set[tuple[int, int, str]] = set()
    for row in [row for row, c in enumerate(scene.counts) if c.unit_class in _AMOUNTS]:
        c = scene.counts[row]
        key = int(scene.in_article[row]), c.paragraph.index, c.unit_class
        inherits[row] = key in named and not figures[row] and not own_verb[row]
        if figures[row] or inherits[row]:
            named.add(key)
        else:
            named.discard(key)
    return figures, inherits


def _figures(scene: Scene) -> Ints:
    """Return the noun of figure that each count gives the value of: `tổng kim ngạch … đạt | 50 tỷ USD`, 0 for none.

    Nothing but its own words may stand between: no other count, no verb of result, no end of a clause.
    """
    near, is_figure = scene.near, scene.roles.among(("figure",))
    may = is_figure[near] & (scene.results.start[near] >= np.maximum(scene.previous_end, scene.begin - _FIGURE_REACH))
    for row in may.nonzero()[0].tolist():
        c, texts = scene.counts[row], scene.context_of[row].tokens.text
        may[row] = c.near is not None and _STOPS.isdisjoint(texts[c.near.end : c.number.begin])
    return np.where(may, near, 0)


def links(scene: Scene) -> Values:
    """Return the class of the linking word (gồm, trong đó; đạt, lên tới) that stands right before each number, if any."""
    results = scene.results
    last = results.start.searchsorted(scene.start) - 1
    near = (results.start[last] >= scene.low) & (scene.start - results.end[last] <= _COMPARISON_GAP)
    return scene.classes.take(np.where(near & scene.classes.among(LINKS)[last], last, 0))


# ---------------------------------------------------------------------- comparisons
def comparisons(scene: Scene) -> list[str]:
    """Say of each count what a rise, a fall or an equal before the number makes of it, see `_comparison`."""
    in_bracket = ((scene.signs[scene.begin - 1] == OPEN) & (scene.begin > scene.low)).tolist()
    counts = zip(scene.context_of, scene.counts, in_bracket, strict=True)
    return [_comparison(context, c) if c.move is not None or bracket else "" for context, c, bracket in counts]


def _comparison(context: Context, c: Candidate) -> str:
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
