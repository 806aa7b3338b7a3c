"""Where a clause, its subject and its object begin and end. All positions are tokens, ends exclusive."""

from __future__ import annotations

from bisect import bisect_left
from functools import cached_property

import numpy as np

from baochi.article import Article
from baochi.lexicon import Hit
from baochi.text.tokens import MARK
from baochi.text.vocabulary import Column

Span = tuple[int, int]
BREAKS = frozenset(';:.?!…“”"()–—|[]')
_IS_BREAK = Column(BREAKS.__contains__, np.bool_)
CLOSED_BY = {"”": "“", '"': '"', ")": "("}
OPENED_BY = {"“": "”", '"': '"', "(": ")"}
TRAILING = frozenset(
    {"aux", "growing", "again", "still", "past", "passive", "degree", "past_phrase", "stop", "by", "plural", "join"}
)
NOMINAL = frozenset({"strand", "nominal", "topic"})
"""What opens the name of a strand of work: `công tác X`, `việc X`, `ý thức X`."""
LONGEST_CUE = 3
"""Tokens of a cue that is looked for from its end."""
MAX_QUOTED = 12
MAX_SUBJECT, MAX_OBJECT, MAX_AGENT = 32, 26, 18


class Scene:
    """The cues of one article by token; each index is made when it is first asked for.

    `evaluation` and `awards` (decorations: what earns one is its reason) hold hits by first token, `roles` the role of each
    scope cue and `ends` the token behind it, in text order, and `before` its first token by the token behind it.
    """

    def __init__(self, article: Article) -> None:
        self.article = article
        self.tokens = article.tokens
        self._starts = article.hits.starts("assessment_scope")
        self._roles = article.hits.column("assessment_scope", "role")
        ends = article.hits.ends("assessment_scope")
        self.ends, self.before = dict(zip(self._starts, ends, strict=True)), dict(zip(ends, self._starts, strict=True))
        self.roles = dict(zip(self._starts, self._roles, strict=True))
        self.evaluation = article.hits_at("evaluation")
        self.awards = article.hits_at("award")

    @cached_property
    def verb(self) -> dict[int, int]:
        """The end of each verb of work by its first token."""
        ends = self.article.hits.ends_at("work_verb")
        for hit in self._improvements:
            ends[hit.start] = max(hit.end, ends.get(hit.start, 0))
        return ends

    @cached_property
    def verb_end(self) -> dict[int, int]:
        """The first token of each verb of work by the token after it."""
        hits = self.article.hits
        starts = dict(zip(hits.ends("work_verb"), hits.starts("work_verb"), strict=True))
        for hit in self._improvements:
            starts[hit.end] = min(hit.start, starts.get(hit.end, hit.start))
        return starts

    @cached_property
    def _improvements(self) -> list[Hit]:
        return [h for h in self.evaluation.values() if h[2].row["role"] == "improve"]

    @cached_property
    def gain(self) -> dict[int, int]:
        """The first token of each verb of gaining or being (`đạt được`, `là`) by the token after it."""
        return {h[1]: h[0] for h in self.article.hits.get("gain_verb", ()) if h[2].row["kind"] != "none"}

    @cached_property
    def being(self) -> set[int]:
        """The first tokens of the verbs of being."""
        return set(self.article.hits.starts("gain_verb", "kind", "being"))

    def role(self, i: int) -> str:
        """Return the role of the scope cue that starts at token `i`, or an empty string."""
        return self.roles.get(i, "")

    def cues(self, first: int, last: int) -> list[int]:
        """Return where scope cues start from token `first` to `last` (exclusive)."""
        low = bisect_left(self._starts, first)
        return self._starts[low : bisect_left(self._starts, last, low)]

    def roles_within(self, first: int, last: int) -> list[str]:
        """Return the roles of the scope cues that start at tokens `first` to `last` (exclusive)."""
        low = bisect_left(self._starts, first)
        return self._roles[low : bisect_left(self._starts, last, low)]

    def count(self, role: str) -> int:
        """Return how many scope cues of the article have that role."""
        return self._roles.count(role)

    def tail(self, low: int, at: int) -> int:
        """Return where the scope cue starts that ends right before token `at`, not before `low`; -1 if none does."""
        start = self.before.get(at, -1)
        return start if start >= low and at - start <= LONGEST_CUE else -1

    def breaks(self, first: int, last: int) -> list[int]:
        """Return the marks between the tokens that cut clauses; the full stop inside `TP.HCM` is none."""
        text, start, end = self.tokens.text, self.tokens.start, self.tokens.end
        low = bisect_left(self._marks, first)
        marks = self._marks[low : bisect_left(self._marks, last, low)]
        return [i for i in marks if text[i] != "." or i + 1 == len(text) or start[i + 1] > end[i]]

    @cached_property
    def _marks(self) -> list[int]:
        return np.flatnonzero(self.tokens.take(_IS_BREAK)).tolist()

    @cached_property
    def passives(self) -> list[int]:
        """The first tokens of the marks of the passive."""
        return [i for i, role in self.roles.items() if role == "passive"]


def clause(scene: Scene, first: int, last: int, at: int, breaks: list[int]) -> Span:
    """Return the stretch of the sentence at tokens `first` to `last` around token `at` that no strong mark cuts.

    `breaks` are the marks of the sentence that may.
    """
    text = scene.tokens.text
    low, high = first, last
    here = bisect_left(breaks, at)
    inside = at
    for mark in reversed(breaks[:here]):
        if mark < inside:
            opener = _partner(text, mark, max(first, mark + 1 - MAX_QUOTED), -1) if text[mark] in CLOSED_BY else None
            if opener is None:
                low = mark + 1
                break
            inside = opener
    inside = at
    for mark in breaks[here:]:
        if mark >= inside:
            closer = _partner(text, mark, min(last, mark + MAX_QUOTED) - 1, 1) if text[mark] in OPENED_BY else None
            if closer is None:
                high = mark
                break
            inside = closer + 1
    return low, high


def _partner(text: list[str], at: int, limit: int, step: int) -> int | None:
    """Return where the short quotation or bracket that token `at` closes (step -1) or opens (step 1) has its other mark."""
    wanted = (CLOSED_BY if step < 0 else OPENED_BY)[text[at]]
    for i in range(at + step, limit + step, step):
        if text[i] == wanted:
            return i
        if text[i] in BREAKS:
            return None
    return None


def subject(scene: Scene, low: int, at: int) -> Span | None:
    """Return what stands before the predicate at token `at` in the clause that opens at `low`, adverbials stripped."""
    text = scene.tokens.text
    while low < at and scene.tokens.shape[low] == MARK and text[low] not in OPENED_BY:
        low += 1
    start, end = low, at
    for i in scene.cues(low, at):
        if scene.roles[i] == "report" and at - scene.ends[i] >= 2:
            start = scene.ends[i]
            if start < at and text[start] == ",":
                start += 1
    while start < end and scene.role(start) in ("lead", "stop", "by", "aux", "join", "of"):
        comma = next((i for i in range(start, end) if text[i] == ","), None)
        if scene.role(start) in ("aux", "join"):
            start = scene.ends[start]
        elif comma is None or end - comma < 2:
            break
        else:
            start = comma + 1
    end = strip_end(scene, start, end)
    start = _own_clause(scene, start, end)
    while end - start > MAX_SUBJECT:
        comma = next((i for i in range(start, end) if text[i] == ","), None)
        if comma is None:
            start = end - MAX_SUBJECT
            break
        start = comma + 1
    return (start, end) if end > start else None


def _own_clause(scene: Scene, start: int, end: int) -> int:
    """Return where the subject starts when clauses are strung together: `tỷ lệ đạt 84%, chất lượng phục vụ | tiến bộ`."""
    for i in range(end - 2, start, -1):
        if scene.tokens.text[i] == "," and scene.role(i + 1) in NOMINAL:
            told = any(scene.role(j) in ("passive", "past") or j in scene.evaluation for j in range(start, i))
            if told or "N" in scene.tokens.shape[start:i]:
                return i + 1
    return start


def strip_end(scene: Scene, start: int, end: int) -> int:
    """Cut auxiliaries, degrees and marks off the end of a span."""
    while end > start:
        if scene.tokens.shape[end - 1] == MARK:
            if CLOSED_BY.get(scene.tokens.text[end - 1]) in scene.tokens.text[start : end - 1]:
                return end
            end -= 1
            continue
        tail = scene.tail(start, end)
        if tail < 0 or scene.role(tail) not in TRAILING:
            return end
        end = tail
    return end


def object_of(scene: Scene, at: int, high: int, verbs: bool = False) -> Span | None:
    """Return the object that starts at token `at` in a clause that ends at `high`.

    It ends before a purpose, at a cue that opens a new predicate, and at a comma before another verb unless `verbs`.
    """
    text, roles, evaluation = scene.tokens.text, scene.roles, scene.evaluation
    start = at
    while start < high and scene.role(start) == "degree":
        start = scene.ends[start]
    if scene.role(start) in ("stop", "by"):
        return None
    if scene.role(start) == "purpose":  # vào cuộc tích cực để triển khai X
        start = scene.ends[start]
    i, limit = start, min(high, start + MAX_OBJECT)
    while i < limit and not (text[i] == "," and _new_predicate(scene, i + 1, verbs)):
        if i > start and i in roles:
            role = roles[i]
            if role == "purpose" or (role in ("stop", "by", "past", "passive") and not verbs):
                break
            if role == "join" and scene.role(i + 1) in ("demand", "report"):
                break  # đánh giá cao nỗ lực của đơn vị | và yêu cầu …
        if i > start and i in evaluation and not verbs and _judges_anew(scene, i):
            break
        i += 1
    while i > start and scene.tokens.shape[i - 1] == MARK:
        i -= 1
    return (start, i) if i > start else None


def _judges_anew(scene: Scene, i: int) -> bool:
    """Say whether the judgement at token `i` is one of its own, and not that of `trong việc | giữ vững X`."""
    return scene.evaluation[i].entry["role"] in ("share", "predicate", "achieve") and scene.role(i - 1) != "nominal"


def _new_predicate(scene: Scene, i: int, verbs: bool) -> bool:
    if scene.role(i) in ("stop", "by", "purpose", "past", "passive", "aux", "demand", "lead"):
        return True
    return i in scene.evaluation or (not verbs and i in scene.verb)


def passive_before(scene: Scene, low: int, at: int) -> int | None:
    """Return the token of the `được` that makes the verb at token `at` passive, an agent of some words between."""
    first = max(low, at - MAX_AGENT)
    if bisect_left(scene.passives, first) == bisect_left(scene.passives, at):
        return None
    for i in range(at - 1, first - 1, -1):
        role = scene.role(i)
        if role == "passive":
            return None if _is_complement(scene, low, i) else i
        if role in ("stop", "by", "purpose", "demand", "report") or (i in scene.verb and i < at - 1 and scene.verb[i] < at):
            return None
    return None


def _is_complement(scene: Scene, low: int, i: int) -> bool:
    """Say whether the `được` at token `i` means `managed to`: `kiểm soát được tình hình`."""
    verb, after = scene.verb_end.get(i, -1), scene.ends[i]
    if verb < low or after in scene.verb or after in scene.evaluation:
        return False
    return not any(scene.role(j) in ("strand", "nominal") for j in range(max(low, verb - 6), verb))
