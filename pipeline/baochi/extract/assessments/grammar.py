"""Finds the clauses that may judge a strand of work: the words that judge, what they judge, and the construction.

Constructions: praise (`đánh giá cao X`), verb with quality (`thực hiện tốt X`, `X được thực hiện tốt`), quality before
the verb (`kịp thời ngăn chặn X`), predicate (`X có nhiều đổi mới`), `được` with an improving verb (`X được nâng cao`),
share (`góp phần giữ vững X`), noun of merit (`thành tích xuất sắc trong X`). What is found is a candidate; the model
decides.
"""

from __future__ import annotations

from typing import NamedTuple

from baochi.extract.assessments.clauses import MAX_AGENT, NOMINAL, Scene, Span, clause, object_of, passive_before, subject
from baochi.lexicon import Hit
from baochi.text.tokens import LOWER, MARK

ACRONYM = "A"
DEGREES = frozenset({"degree", "plural"})
_JOINING = frozenset({"degree", "join"})
ATTRIBUTES = frozenset({"strand_quality", "bare", "adjective"})
OPPORTUNE = 2  # tokens that may stand between a verb and its quality


class Candidate(NamedTuple):
    """A possible assessment: token spans of the judging words and of what they judge, and the construction."""

    evaluation: Span
    aspect: Span
    construction: str
    strength: int
    clause: Span
    sentence: Span

    @property
    def firm(self) -> bool:
        """Say whether words and construction are those of a judgement, not of a turn of phrase."""
        return self.strength > 1 and self.construction not in ("bare", "quality_verb", "verb_far")

    @property
    def start(self) -> int:
        return min(self.evaluation[0], self.aspect[0])

    @property
    def end(self) -> int:
        return max(self.evaluation[1], self.aspect[1])


def candidates(scene: Scene, first: int, last: int, hits: list[Hit]) -> list[Candidate]:
    """Return the candidates of the sentence at tokens `first` to `last`; `hits` are its evaluation hits in order."""
    found: list[Candidate] = []
    done, breaks = first, None
    for hit in hits:
        if hit[1] > last:
            continue  # a sentence without end was cut within the words
        role = hit[2].row["role"]
        if hit[0] < done or role == "decoy" or (role in ("quality", "grade") and _in_name(scene, first, hit)):
            continue
        if role in ("fruit", "grade") and _stands_alone(scene, last, hit):
            continue
        breaks = scene.breaks(first, last) if breaks is None else breaks
        low, high = clause(scene, first, last, hit.start, breaks)
        low = max(low, done)
        spans = _READERS[role](scene, low, high, hit)
        if spans is None:
            continue
        evaluation, aspect, construction = spans
        if aspect is None and found and found[-1].clause[1] == high and role in ("predicate", "achieve", "improve", "fruit"):
            aspect = found[-1].aspect  # a second predicate of the same subject
        aspect = aspect and _bare(scene, *aspect)
        if aspect is None or (aspect[1] - aspect[0] < 2 and scene.tokens.shape[aspect[0]] != ACRONYM):
            continue
        if aspect[0] < evaluation[0] and scene.role(aspect[0]) in ("purpose", "condition"):
            continue  # Để công tác X đạt hiệu quả cao, …
        found.append(Candidate(evaluation, aspect, construction, int(hit.entry["strength"]), (low, high), (first, last)))
        done = max(done, evaluation[1], _run_end(scene, evaluation[1], high))
    return [c for c in found if not _reports(scene, c, found) and not _praised(scene, c, found)]


def _in_name(scene: Scene, first: int, hit: Hit) -> bool:
    """Say whether a quality inside the sentence that opens at `first` is part of a name (Ngân hàng Tiên Phong)."""
    return hit.start > first and scene.tokens.shape[hit.start] != LOWER and hit.end - hit.start < 3


def _stands_alone(scene: Scene, last: int, hit: Hit) -> bool:
    """Say whether nothing beside a noun of a result or a grade makes a judgement of it, wherever its clause ends."""
    if hit.start in scene.gain or scene.tail(0, hit.start) >= 0:
        return False
    if hit.entry["role"] == "grade":
        return hit.entry["strength"] != "3"
    return hit.entry["strength"] == "1" or _run_end(scene, hit.end, last) == hit.end


def _reports(scene: Scene, praise: Candidate, found: list[Candidate]) -> bool:
    """Say whether what is praised is a clause that judges by itself: `biểu dương | Sư đoàn X | thực hiện tốt khâu Y`."""
    if praise.construction != "praise":
        return False
    start, end = praise.aspect
    inner = next((c for c in found if start < c.evaluation[0] < end and c is not praise), None)
    if inner is None or inner.construction in ("quality_verb", "bare", "verb_far"):
        return False
    if inner.construction in ATTRIBUTES and scene.role(start) in NOMINAL:
        return False
    return inner.aspect[0] == start or (scene.role(start) not in (*NOMINAL, "plural") and start not in scene.evaluation)


def _praised(scene: Scene, quality: Candidate, found: list[Candidate]) -> bool:
    """Say whether the judgement belongs to the name of what is praised: `đánh giá cao | sự chuẩn bị kỹ lưỡng của X`."""
    for praise in found:
        start, end = praise.aspect
        if praise.construction != "praise" or scene.role(start) not in NOMINAL:
            continue
        if scene.ends[start] == quality.evaluation[0] < end:
            return True
        if quality.construction in ATTRIBUTES and quality.aspect[0] == start:
            return True
    return False


def _bare(scene: Scene, start: int, end: int) -> Span | None:
    """Cut marks and joining words off the front of an aspect; what holds nothing but cues is none."""
    while start < end and (scene.role(start) in ("join", "aux", "past", "passive") or scene.tokens.text[start] in ",-–:"):
        start = scene.ends[start] if start in scene.ends else start + 1
    if start < end and scene.role(start) in ("lead", "report") and scene.ends[start] >= end:
        return None
    return (start, end) if end > start else None


Spans = tuple[Span, "Span | None", str] | None


def _praise(scene: Scene, low: int, high: int, hit: Hit) -> Spans:
    mark = passive_before(scene, low, hit.start)
    if mark is not None:
        return (mark, hit.end), subject(scene, low, mark), "praise_passive"
    if any(scene.role(i) in ("strand", "nominal") and scene.ends[i] == hit.start for i in range(hit.start - 3, hit.start)):
        return None  # công tác biểu dương, khen thưởng
    at = hit.end
    if scene.role(at) == "of":
        return None  # nhận được sự đánh giá cao của X
    if scene.role(at) == "lead":  # đánh giá cao về X
        at = scene.ends[at]
    return (hit.start, hit.end), object_of(scene, at, high, verbs=True), "praise"


def _achieve(scene: Scene, low: int, high: int, hit: Hit) -> Spans:
    mark = passive_before(scene, low, hit.start)
    if mark is not None:
        return (mark, _run_end(scene, hit.end, high)), subject(scene, low, mark), "achieve_passive"
    end = _run_end(scene, hit.end, high)
    if scene.role(end) == "of":
        return None  # những đóng góp to lớn của X: the predicate is elsewhere
    aspect = object_of(scene, end, high)
    if aspect:
        return (hit.start, end), aspect, "achieve"
    return (hit.start, end), subject(scene, low, hit.start), "achieve_bare"


def _predicate(scene: Scene, low: int, high: int, hit: Hit) -> Spans:
    start = hit.start
    if hit.entry["strength"] == "1" and "by" in scene.roles_within(max(low, start - MAX_AGENT), start):
        return None  # Đoàn đại biểu X do đồng chí Y dẫn đầu
    if scene.role(start - 1) == "degree" and start - 1 >= low:
        start -= 1
    aspect = subject(scene, low, start)
    if aspect:
        return (start, hit.end), aspect, "predicate"
    return (start, hit.end), object_of(scene, hit.end, high) if start == low else None, "predicate_first"


def _improve(scene: Scene, low: int, high: int, hit: Hit) -> Spans:
    end = _run_end(scene, hit.end, high)
    if end == hit.end and end in scene.verb:  # được tăng cường giám sát chặt chẽ
        end = _run_end(scene, scene.verb[end], high)
        end = end if end > scene.verb[hit.end] else hit.end
    mark = passive_before(scene, low, hit.start)
    if mark is None:
        growing = next((i for i in range(hit.start - 1, max(low, hit.start - 4) - 1, -1) if scene.role(i) == "growing"), -1)
        if growing >= 0 and scene.ends[growing] == hit.start:  # quan hệ ngày càng mở rộng
            return (growing, end), subject(scene, low, growing) or object_of(scene, end, high), "growing"
        if end > hit.end:
            return (hit.start, end), object_of(scene, end, high) or subject(scene, low, hit.start), "verb_quality"
        return None
    return (mark, end), subject(scene, low, mark), "passive_quality" if end > hit.end else "passive_improve"


def _share(scene: Scene, low: int, high: int, hit: Hit) -> Spans:
    end = hit.end
    while scene.role(end) in ("lead", "nominal"):
        ahead = scene.ends[end]  # góp phần vào việc giữ vững …
        if scene.role(end) != "lead" and ahead not in scene.verb and ahead not in scene.evaluation:
            break
        end = ahead
    verb = scene.evaluation.get(end)
    end = verb.end if verb and verb.entry["role"] == "achieve" else scene.verb.get(end, end)
    aspect = object_of(scene, end, high)
    return (hit.start, end), aspect, "share"


def _merit(scene: Scene, low: int, high: int, hit: Hit) -> Spans:
    return (hit.start, hit.end), object_of(scene, hit.end, high, verbs=True) or subject(scene, low, hit.start), "merit"


def _fruit(scene: Scene, low: int, high: int, hit: Hit) -> Spans:
    """`đạt được nhiều kết quả quan trọng`, `là bước tiến lớn`: the noun of a result needs a verb or a judgement."""
    end = _run_end(scene, hit.end, high)
    start = _degrees_before(scene, low, hit.start)
    gain = scene.gain.get(start, -1)
    if gain < low:
        if end == hit.end or hit.entry["strength"] == "1" or scene.role(end) == "of":
            return None
        aspect = object_of(scene, _into(scene, end), high, verbs=True) or subject(scene, low, start)
        return (start, end), aspect, "merit"
    if end == hit.end and start == hit.start and hit.entry["strength"] < "3":
        return None  # có kết quả
    aspect = subject(scene, low, gain)
    if aspect is None or aspect[1] - aspect[0] < 2:  # Đây là …
        aspect = object_of(scene, _into(scene, end), high, verbs=True) or aspect
    return (gain, end), aspect, "fruit"


def _into(scene: Scene, at: int) -> int:
    """Step over the word that leads into what is judged: `trong công tác X`, `về X`."""
    return scene.ends[at] if scene.role(at) == "lead" else at


def _degrees_before(scene: Scene, low: int, at: int) -> int:
    """Return where the degrees and plurals that stand right before token `at` start."""
    while True:
        tail = scene.tail(low, at)
        if tail < 0 or scene.role(tail) not in DEGREES:
            return at
        at = tail


def _quality(scene: Scene, low: int, high: int, hit: Hit) -> Spans:
    end = _run_end(scene, hit.end, high)
    start = _degrees_before(scene, low, hit.start)
    if scene.role(start - 1) == "nominal" and scene.ends[start - 1] == start and hit.entry["role"] == "quality":
        return None  # thể hiện tính chủ động, sự kịp thời
    gain = scene.gain.get(start, -1)
    if gain >= low and hit.entry["role"] != "quality" and gain in scene.being:
        return (gain, end), subject(scene, low, gain), "gain_quality"
    if hit.entry["role"] == "grade":
        return ((start, end), subject(scene, low, start), "predicate") if hit.entry["strength"] == "3" else None
    named = _named_strand(scene, low, high, start, end)
    if named is not None:
        return (start, end), named, "strand_quality"
    verb = _verb_before(scene, low, hit.start)
    if verb is not None:
        mark = passive_before(scene, low, verb)
        if mark is not None:
            return (mark if hit.start - mark < 8 else verb, end), subject(scene, low, mark), "passive_quality"
        aspect = object_of(scene, end, high)
        if aspect:
            return (verb, end), aspect, "verb_quality"
        return (verb, end), subject(scene, low, verb) or (verb, hit.start), "verb_quality_bare"
    if end in scene.verb:
        aspect = object_of(scene, end, high, verbs=True)
        return (hit.start, end), aspect, "quality_verb"
    far = _far_verb(scene, low, hit.start)
    if far is not None:
        mark = passive_before(scene, low, far)
        if mark is not None:
            return (far, end), subject(scene, low, mark), "passive_far"
        return (hit.start, end), (far, hit.start), "verb_far"
    if scene.role(end) == "lead" and (hit.start == low or _opens(scene, hit.start)):  # chủ động, linh hoạt trong điều hành X
        aspect = object_of(scene, _into(scene, end), high, verbs=True)
        return ((hit.start, end), aspect, "quality_in") if aspect else None
    growing = next((i for i in range(hit.start - 1, max(low, hit.start - 4) - 1, -1) if scene.role(i) == "growing"), -1)
    if growing >= 0 and scene.ends[growing] == hit.start:
        return (growing, end), subject(scene, low, growing), "growing"
    if gain >= low and (start < hit.start or hit.start - gain > 1):  # là rất kịp thời, được đánh giá là thành công
        return (gain, end), subject(scene, low, gain), "gain_quality"
    if hit.start > low and scene.role(hit.start - 1) == "degree":
        return (hit.start - 1, end), subject(scene, low, hit.start - 1), "adjective"
    if end - hit.end > 1:
        return (hit.start, end), subject(scene, low, hit.start), "adjective"
    if end == high or scene.tokens.shape[end] == MARK or scene.role(end) in ("join", "stop", "by", "purpose"):
        return (hit.start, end), subject(scene, low, hit.start), "bare"  # công tác chuẩn bị chu đáo
    return None


def _named_strand(scene: Scene, low: int, high: int, start: int, end: int) -> Span | None:
    """Return the strand that a quality at the end of the clause judges: `việc cứu chữa người bệnh | kịp thời`."""
    if end < high and scene.tokens.shape[end] != MARK and scene.role(end) not in ("join", "stop", "by", "purpose"):
        return None
    aspect = subject(scene, low, start)
    if aspect is None or scene.role(aspect[0]) not in NOMINAL or any(i in scene.evaluation for i in range(*aspect)):
        return None
    told = any(scene.role(i) in ("passive", "past", "demand") for i in range(*aspect))
    return None if told else aspect


def _opens(scene: Scene, at: int) -> bool:
    """Say whether token `at` opens a predicate: after a mark, a tense or an auxiliary."""
    before = scene.tokens.shape[at - 1] == MARK
    return before or scene.role(at - 1) in ("past", "aux", "growing")


def _run_end(scene: Scene, at: int, high: int) -> int:
    """Return the end of the qualities coordinated from token `at` on: `đồng bộ, quyết liệt và hiệu quả`."""
    text, roles, end = scene.tokens.text, scene.roles, at
    while True:
        i = end
        steps = 0
        while i < high and steps < 3 and (text[i] == "," or roles.get(i) in _JOINING):
            i = scene.ends[i] if roles.get(i) == "degree" else i + 1
            steps += 1
        hit = scene.evaluation.get(i)
        if hit is None or i >= high or hit.entry["role"] not in ("quality", "grade"):
            return end
        if i > end and hit.end in scene.verb:  # ", kịp thời ngăn chặn" opens a clause of its own
            return end
        end = hit.end


def _verb_before(scene: Scene, low: int, at: int) -> int | None:
    """Return where the verb starts that ends right before token `at`, degrees between."""
    i = at
    for _ in range(OPPORTUNE + 1):
        if i in scene.verb_end and scene.verb_end[i] >= low:
            return scene.verb_end[i]
        before = scene.tail(low + 1, i)
        if before < 0 or scene.role(before) != "degree":
            return None
        i = before
    return None


def _far_verb(scene: Scene, low: int, at: int) -> int | None:
    """Return the verb whose object stands between it and the quality at token `at`."""
    for i in range(at - 2, max(low, at - 14) - 1, -1):
        if i in scene.verb and scene.verb[i] < at:
            return i
        if (scene.tokens.shape[i] == MARK and scene.tokens.text[i] not in "-–") or scene.role(i) in (
            "stop",
            "by",
            "purpose",
        ):
            return None
    return None


_READERS = {
    "praise": _praise,
    "achieve": _achieve,
    "predicate": _predicate,
    "improve": _improve,
    "share": _share,
    "merit": _merit,
    "fruit": _fruit,
    "grade": _quality,
    "quality": _quality,
}
