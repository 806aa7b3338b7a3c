"""Who achieved a result: the bodies of an article that can act, and which of them governs a count.

No syntax tree stands behind this: the subject is told by its place before the verb, by the preposition before it, and by
what it is.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass

from baochi.article import Article
from baochi.extract.quantities.candidates import Candidate, Context, Found
from baochi.extract.quantities.clause import is_work
from baochi.lexicon import Hit
from baochi.text.fold import fold
from baochi.text.tokens import LOWER, MARK, NUMBER, TITLE, UPPER

_JOINTS = frozenset((fold("và"), fold("thuộc"), ",", "(", ")", "–", "-"))
BY, ACCORDING, _OF = fold("do"), fold("theo"), fold("của")
FORCE_WORK = frozenset(("seize", "arrest", "hold", "detect", "bust", "prosecute", "destroy"))
FORCE_UNITS = frozenset(("weight", "goods", "object", "suspect"))
_PLURALS = frozenset(fold(w) for w in ("các", "những", "toàn"))
_JOINTLY = fold("phối")
_INSIDE = frozenset(fold(w) for w in ("về", "của", "thuộc", "trong", "các"))
_HEADS = frozenset(("subject", "stands_for", "force", "plain_body", "vague_body"))
_OPENERS = frozenset(',;:.–-"“')
_BESIDE = '()“”"'
_WAYS = frozenset((fold("đường"), fold("phố"), fold("ngõ")))
_HEAD_LENGTH = 3
_NUMBERED = fold("số")
_LONGEST_SUBJECT = 14
_ACTING = frozenset(("staff", "public", "body"))
_BODIES = frozenset(("force", "plain_body", "vague_body"))
CLAUSE_ENDS = frozenset(".;?!")
_PARTNER_REACH = 40
_LOOK_BACK = 40
_BEHIND_REACH = 5
_ACTS_REACH = 3
_BY_REACH = 3
_PASSIVE_REACH = 30
_LONGEST_NAME = 12
_FAR = 10**9


@dataclass(slots=True)
class Body:
    """Tokens that name a body which can act.

    Attributes:
        named: it has a name of its own (not so `tổ công tác`); force: it is of police, army, customs and the like.
        vague: it says no more than that some force acts (lực lượng chức năng).
        free: no preposition, bracket or `phối hợp với` makes it less than the one that acts.
        bare: a kind of body that stands as a subject; good for its own clause only (cảnh sát giao thông, các địa phương).
        stands_for: a word that stands for a body named before (đơn vị, chi cục).
        opens: a clause may begin at it; acts: a verb of result or a word of completion follows at once.
    """

    start: int
    end: int
    named: bool
    force: bool = False
    vague: bool = False
    free: bool = True
    bare: bool = False
    stands_for: bool = False
    opens: bool = False
    acts: bool = False


def _kind_of_body(hit: Hit) -> Body:
    role = hit.entry["role"]
    return Body(hit.start, hit.end, role == "force", vague=role == "vague_body", bare=role != "force")


class Actors:
    """Finds the actor of each result of one article."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.tokens = context.tokens
        self.guarded = {h.end for h in context.slots_of("not_subject")}
        self.units = {m.first_token for m in context.article.mentions if m.label == "UNIT"}
        self.clause_starts = self._clause_starts(context.article)
        self.bodies = self._bodies(context.article)
        self.starts = [b.start for b in self.bodies]
        self._main: dict[bool, Body | None] = {}

    # ------------------------------------------------------------------ bodies
    def _clause_starts(self, article: Article) -> set[int]:
        """Return where a clause may begin without a mark: a sentence, after `cho biết`, after an expression of time."""
        starts = {start for paragraph in article.paragraphs for start, _ in paragraph.sentences}
        starts |= {h.end for h in self.context.slots_of("said")}
        return starts | {m.last_token for m in article.mentions if m.label == "PERIOD"}

    def _bodies(self, article: Article) -> list[Body]:
        """Return everything that can act, in text order, bodies joined by `và`, `thuộc` or a bracket as one."""
        slots_of = self.context.slots_of
        found = [Body(m.first_token, m.last_token, True) for m in article.mentions if m.label == "UNIT"]
        taken = {i for b in found for i in range(b.start, b.end)}
        taken |= {i for m in article.mentions if m.label == "PERSON" for i in range(m.first_token, m.last_token)}
        cues = self.context.cues_of("force", "state")
        found += [b for h in cues if (b := self._extended(h, taken)) is not None]
        places = [(s, e) for s, e in self._places(article) if self.tokens.fold[s] not in _WAYS]
        found += [Body(start, end, True) for start, end in places if self._acts(start, end)]
        found += [_kind_of_body(h) for h in slots_of(*_BODIES)]
        found += [Body(h.start, h.end, True, bare=True) for h in slots_of("whole")]
        found += self._counted_subjects()
        people = [(m.first_token, m.last_token) for m in article.mentions if m.label == "PERSON" and m.first_token >= 0]
        found += [Body(start, end, True, bare=True) for start, end in people if self._verb_follows(end, 2)]
        found += [b for h in slots_of(*_HEADS) if (b := self._subject_phrase(h)) is not None]
        bodies: list[Body] = []
        for body in sorted((b for b in found if b.start >= 0), key=lambda b: (b.start, -b.end)):
            if bodies and body.start < bodies[-1].end:
                bodies[-1].end = max(body.end, bodies[-1].end)
                bodies[-1].bare &= body.bare
                bodies[-1].stands_for &= body.stands_for
                bodies[-1].named |= body.named
                bodies[-1].vague &= not body.named
            elif bodies and (self._joined(bodies[-1].end, body.start) or self._belongs(bodies[-1], body)):
                bodies[-1].end = body.end
                bodies[-1].bare &= body.bare
                bodies[-1].named |= body.named
            else:
                bodies.append(body)
        self._judge(bodies)
        return bodies

    def _subject_phrase(self, hit: Hit) -> Body | None:
        """Return the noun phrase that a head word opens if it stands as a subject: it begins a clause and a verb follows."""
        t, start = self.tokens, hit.start
        if start and t.fold[start - 1] in _PLURALS:
            start -= 1
        if start and not (t.shape[start - 1] == MARK and t.text[start - 1] != "(") and start not in self.clause_starts:
            return None
        verbs = self.context.results.by_start
        for i in range(hit.end, min(hit.end + _LONGEST_SUBJECT, len(t))):
            if (i in verbs and is_work(verbs[i])) or self._leads_to_verb(i):
                alone = i == hit.end
                role = hit.entry["role"]
                if alone and role in ("plain_body", "vague_body"):
                    return None
                stands_for = alone and role == "stands_for"
                return Body(start, i, not stands_for, bare=role != "force" and not stands_for, stands_for=stands_for)
            if t.shape[i] == NUMBER and t.fold[i - 1] != _NUMBERED:
                return None
            if (t.shape[i] == MARK and t.text[i] not in _BESIDE) or (t.fold[i] not in _INSIDE and self.context.stop_at(i)):
                return None
        return None

    def _leads_to_verb(self, i: int) -> bool:
        """Say whether a word stands at token `i` that only stands between a subject and its verb (đã, phối hợp với)."""
        slot = self.context.slots.get(i)
        return slot is not None and (slot.entry["role"] == "before_verb" or self.tokens.fold[i] == _JOINTLY)

    def _counted_subjects(self) -> list[Body]:
        """Return the counted people and bodies that stand as subjects: `Hơn 200 đoàn viên | quyên góp`, `3 lực lượng đã`."""
        texts, found = self.tokens.text, []
        for c in self.context.candidates:
            if c.unit_class in _ACTING and self._verb_follows(c.phrase_end, 2):
                begin = c.number.begin
                if begin in self.clause_starts or not begin or texts[begin - 1] in _OPENERS:
                    found.append(Body(begin, c.phrase_end, True, bare=True))
        return found

    def _judge(self, bodies: list[Body]) -> None:
        """Say of each body whether it is a force and whether it is free to act; take the bracket that closes its name."""
        texts = self.tokens.text
        cues = Found(self.context.cues_of("force"))
        partners = Found(self.context.slots_of("partner"))
        for body in bodies:
            body.force = bool(cues.within(body.start, body.end))
            body.free = body.start not in self.guarded and texts[body.start - 1] != "("
            if found := partners.within(max(0, body.start - _PARTNER_REACH), body.start):
                body.free &= any(t in CLAUSE_ENDS for t in texts[found[-1].end : body.start])
            body.opens = body.start in self.clause_starts or not body.start or texts[body.start - 1] in _OPENERS
            if "(" in texts[body.start : body.end] and texts[body.end : body.end + 1] == [")"]:
                body.end += 1
            body.acts = self._verb_follows(body.end)

    def _places(self, article: Article) -> list[tuple[int, int]]:
        marked = [(m.first_token, m.last_token) for m in article.mentions if m.label == "LOCATION"]
        return marked or [(h.start, h.end) for h in article.hits.get("place", ())]

    def _acts(self, start: int, end: int) -> bool:
        """Say whether a place stands as a subject: a verb of result or a word of completion follows at once."""
        if start < 0 or start in self.guarded:
            return False
        return self._verb_follows(end)

    def _verb_follows(self, end: int, reach: int = _ACTS_REACH) -> bool:
        reach += end
        if any(is_work(h) for h in self.context.results.within(end, reach)):
            return True
        return any(h.entry["class"] == "done" for h in self.context.cues.within(end, reach))

    def _joined(self, end: int, start: int) -> bool:
        return start - end <= 3 and all(f in _JOINTS for f in self.tokens.fold[end:start])

    def _belongs(self, part: Body, whole: Body) -> bool:
        """Say whether a body without a name is one of the named that follows: `tổ công tác của | Đội Kiểm soát …`."""
        return whole.named and not part.named and not part.stands_for and self.tokens.fold[part.end : whole.start] == [_OF]

    def _extended(self, hit: Hit, taken: set[int]) -> Body | None:
        """Take a word for a body with the capitalised words that follow as its name (Đội Kiểm soát Hải quan).

        `taken` are the tokens that belong to a recognised body or person.
        """
        shape, start, end = self.tokens.shape, hit.start, hit.end
        if shape[start] == LOWER or (start and shape[start - 1] in (TITLE, UPPER)):
            return None
        while end < len(shape) and end - start < _LONGEST_NAME and shape[end] in (TITLE, UPPER):
            inner = self.context.cues.by_start.get(end)
            end = inner.end if inner is not None and inner.entry["class"] == "force" else end + 1
        return Body(start, end, True) if end > hit.end and not any(i in taken for i in range(start, end)) else None

    def main(self, force: bool) -> Body | None:
        """Return the body that the article names most often as one that may act, of equals the one that acts most often."""
        if force not in self._main:
            self._main[force] = self._main_body(force)
        return self._main[force]

    def _main_body(self, force: bool) -> Body | None:
        fit = [b for b in self.bodies if b.named and b.free and not b.bare and (b.force or not force)]
        names = [self._name(b) for b in fit]
        counts = Counter(names)
        acting = Counter(name for b, name in zip(fit, names, strict=True) if b.opens and b.acts)
        pairs = zip(fit, names, strict=True)
        return max(pairs, key=lambda pair: (counts[pair[1]], acting[pair[1]]))[0] if fit else None

    def _name(self, body: Body) -> str:
        return self.context.text(body.start, body.end).lower()

    # ------------------------------------------------------------------ choice
    def of(self, c: Candidate, figure: bool) -> Body | None:
        """Return the body that achieved the result, None if the article names none.

        A `figure` (kim ngạch, tốc độ tăng trưởng) is nobody's work in particular unless the paragraph says so.
        """
        if after := self._after(c):
            return after
        verb = c.work
        high = verb.start if verb else c.number.begin
        subject = self._subject(c.sentence[0], high)
        if subject is not None and subject.stands_for and (meant := self.meant(subject)):
            return meant
        if subject is None or not (subject.named and subject.free):
            force = c.unit_class in FORCE_UNITS or (verb is not None and verb.entry["class"] in FORCE_WORK)
            plain = subject if subject and not subject.named and not subject.vague else None
            earlier = None
            if (start := c.paragraph.first_token) < c.sentence[0]:  # nobody stands before a first sentence
                earlier = self._acting(start, c.sentence[0]) or self._subject(start, c.sentence[0], True, force)
            told = subject if subject and subject.named and self.tokens.fold[c.sentence[0]] == ACCORDING else None
            subject = told or earlier or plain or (None if figure else self.main(force)) or subject
        return subject or (None if figure else self._first(c.number.begin, _FAR))

    def _acting(self, low: int, high: int) -> Body | None:
        """Return the subject of the clause last before `high`: who acted there goes on acting where nobody is named."""
        first, last = bisect_left(self.starts, low), bisect_left(self.starts, high)
        for body in reversed(self.bodies[max(first, last - _LOOK_BACK) : last]):
            if body.free and body.opens and body.acts and not body.vague:
                return self.meant(body) or body if body.stands_for else body
        return None

    def meant(self, body: Body) -> Body | None:
        """Return the body named before that a word stands for: of that kind (chi cục), else the last that may act."""
        words = self.tokens.fold[body.start : body.end]
        last = bisect_left(self.starts, body.start)
        named = [b for b in self.bodies[max(0, last - _LOOK_BACK) : last] if b.named and not b.bare]
        before = [b for b in named if b.free]
        whole = [b for b in named if self.tokens.fold[b.start : b.start + len(words)] == words]
        alike = [b for b in named if words[-1] in self.tokens.fold[b.start : b.start + _HEAD_LENGTH]]
        known = [b for b in before if b.start in self.units]
        return (whole or alike or known or before or [None])[-1]

    def _after(self, c: Candidate) -> Body | None:
        """Return the body behind a passive or `do`: `38 đối tượng bị Công an … bắt giữ`, `900 con gà do Đội … thu giữ`."""
        if c.passive:
            at = c.passive[0]
            return self._first(at, min(at + _PASSIVE_REACH, c.sentence[1]))
        by = next(
            (i for i in range(c.unit_end, min(c.phrase_end + _BY_REACH, c.sentence[1])) if self.tokens.fold[i] == BY), -1
        )
        found = self._first(by, c.sentence[1]) if by >= 0 else None
        return found if found and found.start - by <= _BY_REACH else None

    def _first(self, low: int, high: int) -> Body | None:
        at = bisect_left(self.starts, low)
        return self.bodies[at] if at < len(self.bodies) and self.bodies[at].end <= high else None

    def _subject(self, low: int, high: int, named: bool = False, force: bool = False) -> Body | None:
        """Return the last body between the tokens that stands as a subject, else the last that no preposition governs.

        A body behind a verb of result is no subject unless a clause opens at it or a verb follows it (nộp | Kho bạc).
        `named` and `force` ask for a body with a name, for one of police, army, customs and the like.
        """
        first, last = bisect_left(self.starts, low), bisect_left(self.starts, high)
        bodies = [
            b
            for b in self.bodies[max(first, last - _LOOK_BACK) : last]
            if b.end <= high and (b.named or not named) and (b.force or not force) and not (named and b.bare)
        ]
        bodies = [b for b in bodies if b.named] or bodies
        if subjects := [b for b in bodies if b.free and b.opens and b.acts]:
            return subjects[-1]
        free = [b for b in bodies if b.free and not self._behind_verb(b, low)] or [b for b in bodies if b.free and named]
        chosen = free or ([] if named or force else bodies)
        return chosen[-1] if chosen else None

    def _behind_verb(self, body: Body, low: int) -> bool:
        """Say whether a verb of result stands between the token and a body at which no clause opens (nộp | Kho bạc)."""
        if body.opens or body.acts:
            return False
        return any(is_work(h) for h in self.context.results.within(max(low, body.start - _BEHIND_REACH), body.start))
