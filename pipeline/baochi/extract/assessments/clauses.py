"""Where a clause, its subject and its object begin and end. All positions are tokens, ends exclusive."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, field

from baochi.article import Article
from baochi.lexicon import Hit
from baochi.text.tokens import MARK, Tokens

Span = tuple[int, int]
BREAKS = frozenset(';:.?!…“”"()–—|[]')
CLOSED_BY = {"”": "“", '"': '"', ")": "("}
OPENED_BY = {"“": "”", '"': '"', "(": ")"}
TRAILING = frozenset(
    {"aux", "growing", "again", "still", "past", "passive", "degree", "past_phrase", "stop", "by", "plural", "join"}
)
NOMINAL = frozenset({"strand", "nominal", "topic"})
"""What opens the name of a strand of work: `công tác X`, `việc X`, `ý thức X`."""
MAX_QUOTED = 12
MAX_SUBJECT, MAX_OBJECT, MAX_AGENT = 32, 26, 18


@dataclass(slots=True)
class Scene:
    """The cues of one article by token: `scope` and `verb` by first token (end and role), `verb_end` by last.

    `gain` gives the first token of a verb of gaining or being (`đạt được`, `là`) by the token after it; `being` holds the
    first tokens of the latter. `awards` holds the first tokens of decorations: what earns one is its reason. `marks` are the
    tokens that cut clauses, in order.
    """

    tokens: Tokens
    scope: dict[int, tuple[int, str]] = field(default_factory=dict)
    verb: dict[int, int] = field(default_factory=dict)
    verb_end: dict[int, int] = field(default_factory=dict)
    gain: dict[int, int] = field(default_factory=dict)
    being: set[int] = field(default_factory=set)
    evaluation: dict[int, Hit] = field(default_factory=dict)
    awards: set[int] = field(default_factory=set)
    marks: list[int] = field(default_factory=list)

    @classmethod
    def of(cls, article: Article) -> Scene:
        """Index the hits of an article."""
        scene = cls(article.tokens)
        text = article.tokens.text
        marks = [i for i, shape in enumerate(article.tokens.shape) if shape == MARK and text[i] in BREAKS]
        scene.marks = [i for i in marks if scene.breaks(i)]
        scene.scope = {h.start: (h.end, h.entry["role"]) for h in article.hits.get("assessment_scope", ())}
        scene.evaluation = {h.start: h for h in article.hits.get("evaluation", ())}
        scene.awards = {h.start for h in article.hits.get("award", ())}
        verbs: Iterable[Hit] = [
            *article.hits.get("work_verb", ()),
            *(h for h in scene.evaluation.values() if h.entry["role"] == "improve"),
        ]
        scene.gain = {h.end: h.start for h in article.hits.get("gain_verb", ()) if h.entry["kind"] != "none"}
        scene.being = {h.start for h in article.hits.get("gain_verb", ()) if h.entry["kind"] == "being"}
        for hit in verbs:
            scene.verb[hit.start] = max(hit.end, scene.verb.get(hit.start, 0))
            scene.verb_end[hit.end] = min(hit.start, scene.verb_end.get(hit.end, hit.start))
        return scene

    def role(self, i: int) -> str:
        """Return the role of the scope cue that starts at token `i`, or an empty string."""
        return self.scope[i][1] if i in self.scope else ""

    def breaks(self, i: int) -> bool:
        """Say whether token `i` is a mark that cuts clauses; the full stop inside `TP.HCM` is none."""
        tokens = self.tokens
        if tokens.text[i] not in BREAKS:
            return False
        return tokens.text[i] != "." or i + 1 == len(tokens) or tokens.start[i + 1] > tokens.end[i]


def clause(scene: Scene, first: int, last: int, at: int) -> Span:
    """Return the stretch of the sentence at tokens `first` to `last` around token `at` that no strong mark cuts."""
    text = scene.tokens.text
    low, high = first, last
    start, here, stop = (bisect_left(scene.marks, i) for i in (first, at, last))
    inside = at
    for mark in reversed(scene.marks[start:here]):
        if mark < inside:
            opener = _partner(text, mark, max(first, mark + 1 - MAX_QUOTED), -1)
            if opener is None:
                low = mark + 1
                break
            inside = opener
    inside = at
    for mark in scene.marks[here:stop]:
        if mark >= inside:
            closer = _partner(text, mark, min(last, mark + MAX_QUOTED) - 1, 1)
            if closer is None:
                high = mark
                break
            inside = closer + 1
    return low, high


def _partner(text: list[str], at: int, limit: int, step: int) -> int | None:
    """Return where the short quotation or bracket that token `at` closes (step -1) or opens (step 1) has its other mark."""
    wanted = (CLOSED_BY if step < 0 else OPENED_BY).get(text[at])
    for i in range(at + step, limit + step, step) if wanted else ():
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
    for i in range(low, at):
        if scene.role(i) == "report" and at - scene.scope[i][0] >= 2:
            start = scene.scope[i][0]
            if start < at and text[start] == ",":
                start += 1
    while start < end and scene.role(start) in ("lead", "stop", "by", "aux", "join", "of"):
        comma = next((i for i in range(start, end) if text[i] == ","), None)
        if scene.role(start) in ("aux", "join"):
            start = scene.scope[start][0]
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
        tail = next((i for i in range(max(start, end - 3), end) if i in scene.scope and scene.scope[i][0] == end), None)
        if tail is None or scene.role(tail) not in TRAILING:
            return end
        end = tail
    return end


def object_of(scene: Scene, at: int, high: int, verbs: bool = False) -> Span | None:
    """Return the object that starts at token `at` in a clause that ends at `high`.

    It ends before a purpose, at a cue that opens a new predicate, and at a comma before another verb unless `verbs`.
    """
    text = scene.tokens.text
    start = at
    while start < high and scene.role(start) == "degree":
        start = scene.scope[start][0]
    if scene.role(start) in ("stop", "by"):
        return None
    if scene.role(start) == "purpose":  # vào cuộc tích cực để triển khai X
        start = scene.scope[start][0]
    i = start
    while i < min(high, start + MAX_OBJECT):
        role = scene.role(i)
        if i > start and (role == "purpose" or (role in ("stop", "by", "past", "passive") and not verbs)):
            break
        led = i > start and scene.role(i - 1) == "nominal"  # trong việc giữ vững X
        if (
            i > start
            and not verbs
            and not led
            and i in scene.evaluation
            and scene.evaluation[i].entry["role"] in ("share", "predicate", "achieve")
        ):
            break
        if text[i] == "," and _new_predicate(scene, i + 1, verbs):
            break
        if i > start and scene.role(i) == "join" and scene.role(i + 1) in ("demand", "report"):
            break  # đánh giá cao nỗ lực của đơn vị | và yêu cầu …
        i += 1
    while i > start and scene.tokens.shape[i - 1] == MARK:
        i -= 1
    return (start, i) if i > start else None


def _new_predicate(scene: Scene, i: int, verbs: bool) -> bool:
    if scene.role(i) in ("stop", "by", "purpose", "past", "passive", "aux", "demand", "lead"):
        return True
    return i in scene.evaluation or (not verbs and i in scene.verb)


def passive_before(scene: Scene, low: int, at: int) -> int | None:
    """Return the token of the `được` that makes the verb at token `at` passive, an agent of some words between."""
    for i in range(at - 1, max(low, at - MAX_AGENT) - 1, -1):
        role = scene.role(i)
        if role == "passive":
            return None if _is_complement(scene, low, i) else i
        if role in ("stop", "by", "purpose", "demand", "report") or (i in scene.verb and i < at - 1 and scene.verb[i] < at):
            return None
    return None


def _is_complement(scene: Scene, low: int, i: int) -> bool:
    """Say whether the `được` at token `i` means `managed to`: `kiểm soát được tình hình`."""
    verb, after = scene.verb_end.get(i, -1), scene.scope[i][0]
    if verb < low or after in scene.verb or after in scene.evaluation:
        return False
    return not any(scene.role(j) in ("strand", "nominal") for j in range(max(low, verb - 6), verb))
