"""Who achieved a result: the bodies of an article that can act, and which of them governs a count.

No syntax tree stands behind this: the subject is told by its place before the verb, by the preposition before it, and by
what it is.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from baochi.article import Article
from baochi.extract.quantities.context import Candidate, Context, Found
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
_HEADS = ("subject", "stands_for", "force", "plain_body", "vague_body")
_OPENERS = frozenset(',;:.–-"“')
_BESIDE = '()“”"'
_WAYS = frozenset((fold("đường"), fold("phố"), fold("ngõ")))
_HEAD_LENGTH = 3
_CAPITALS = frozenset((TITLE, UPPER))
_NUMBERED = fold("số")
_LONGEST_SUBJECT = 14
_ACTING = frozenset(("staff", "public", "body"))
_BODIES = ("force", "plain_body", "vague_body")
CLAUSE_ENDS = frozenset(".;?!")
_PARTNER_REACH = 40
_LOOK_BACK = 40
_BEHIND_REACH = 5
_ACTS_REACH = 3
_AT_ONCE = 2
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


def _kind_of_body(hit: Hit, role: str) -> Body:
    return Body(hit[0], hit[1], role == "force", vague=role == "vague_body", bare=role != "force")


class Actors:
    """Finds the actor of each result of one article."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.tokens = context.tokens
        self.guarded = {h[1] for h in context.slots_of("not_subject")}
        self.units = {m.first_token for m in context.mentions["UNIT"]}
        self.before_verb = {h[0] for h in context.slots_of("before_verb")}
        self.clause_starts = self._clause_starts(context.article)
        self.acting, self.acting_at_once = self._before_verbs(_ACTS_REACH), self._before_verbs(_AT_ONCE)
        self.bodies = self._joined(self._found())
        self._judge(self.bodies)
        self.starts = [b.start for b in self.bodies]
        self._main: dict[bool, Body | None] = {}

    def _clause_starts(self, article: Article) -> set[int]:
        """Return where a clause may begin without a mark: a sentence, after `cho biết`, after an expression of time."""
        starts = {start for paragraph in article.paragraphs for start, _ in paragraph.sentences}
        starts.update(h[1] for h in self.context.slots_of("said"))
        starts.update(m.last_token for m in self.context.mentions["PERIOD"])
        return starts

    def _before_verbs(self, reach: int) -> set[int]:
        """Return the tokens at which a subject may end: within so many follows a verb of result or a word of completion."""
        words = (*self.context.work.hits, *self.context.cues_of("done"))
        return set(chain.from_iterable(range(end - reach, start + 1) for start, end, _ in words))

    # ------------------------------------------------------------------ bodies
    def _found(self) -> list[Body]:
        """Return everything that can act, in text order, the longest first; they may overlap."""
        mentions, slots_of = self.context.mentions, self.context.slots_of
        found = [Body(m.first_token, m.last_token, True) for m in mentions["UNIT"]]
        found += self._capitalised()
        found += [Body(start, end, True) for start, end in self._places() if end in self.acting and self._may_act(start)]
        found += [_kind_of_body(h, role) for role in _BODIES for h in slots_of(role)]
        found += [Body(h[0], h[1], True, bare=True) for h in slots_of("whole")]
        found += self._counted_subjects()
        people = [m for m in mentions["PERSON"] if m.first_token >= 0 and m.last_token in self.acting_at_once]
        found += [Body(m.first_token, m.last_token, True, bare=True) for m in people]
        found += self._subject_phrases()
        return sorted((b for b in found if b.start >= 0), key=lambda b: (b.start, -b.end))

    def _joined(self, found: Sequence[Body]) -> list[Body]:
        """Return the bodies, those that overlap or are joined by `và`, `thuộc` or a bracket as one."""
        bodies: list[Body] = []
        for body in found:
            last = bodies[-1] if bodies else None
            if last is not None and body.start < last.end:
                last.end = max(body.end, last.end)
                last.bare &= body.bare
                last.stands_for &= body.stands_for
                last.named |= body.named
                last.vague &= not body.named
            elif last is not None and (self._are_joined(last.end, body.start) or self._belongs(last, body)):
                last.end = body.end
                last.bare &= body.bare
                last.named |= body.named
            else:
                bodies.append(body)
        return bodies

    def _capitalised(self) -> list[Body]:
        """Return the words for a body with the capitalised words that follow as their name (Đội Kiểm soát Hải quan)."""
        shapes, size, inner = self.tokens.shape, len(self.tokens), self.context.forces.by_start
        found: list[Body] = []
        for start, end, _ in (*self.context.forces.hits, *self.context.cues_of("state")):
            if end == size or shapes[end] not in _CAPITALS or shapes[start] == LOWER:
                continue
            last = min(start + _LONGEST_NAME, size)
            if end >= last or (start and shapes[start - 1] in _CAPITALS):
                continue
            while end < last and shapes[end] in _CAPITALS:
                end = inner[end].end if end in inner else end + 1
            found.append(Body(start, end, True))
        if not found:
            return found
        named = (*self.context.mentions["UNIT"], *self.context.mentions["PERSON"])
        taken = {i for m in named for i in range(m.first_token, m.last_token)}
        return [b for b in found if taken.isdisjoint(range(b.start, b.end))]

    def _subject_phrases(self) -> Iterator[Body]:
        """Yield the noun phrases that a head word opens and that stand as subjects: they begin a clause, a verb follows."""
        texts, folds, shapes, opening = self.tokens.text, self.tokens.fold, self.tokens.shape, self.clause_starts
        for role in _HEADS:
            for start, after, _ in self.context.slots_of(role):
                if start and folds[start - 1] in _PLURALS:
                    start -= 1
                if start and start not in opening and (shapes[start - 1] != MARK or texts[start - 1] == "("):
                    continue
                end = self._subject_end(after)
                alone = end == after
                if end < 0 or (alone and role in ("plain_body", "vague_body")):
                    continue
                stands_for = alone and role == "stands_for"
                yield Body(start, end, not stands_for, bare=role != "force" and not stands_for, stands_for=stands_for)

    def _subject_end(self, at: int) -> int:
        """Return where the noun phrase ends that goes on at a token and that a verb of result follows, -1 if none does.

        Between them may stand a word that only stands between a subject and its verb (đã, phối hợp với).
        """
        t, verbs, stops = self.tokens, self.context.work.by_start, self.context.stops
        for i in range(at, min(at + _LONGEST_SUBJECT, len(t))):
            if i in verbs or i in self.before_verb or (t.fold[i] == _JOINTLY and i in self.context.slots):
                return i
            shape = t.shape[i]
            if shape == MARK:
                if t.text[i] not in _BESIDE:
                    return -1
            elif shape == NUMBER:
                if t.fold[i - 1] != _NUMBERED:
                    return -1
            elif i in stops and t.fold[i] not in _INSIDE and self.context.stop_at(i):
                return -1
        return -1

    def _counted_subjects(self) -> list[Body]:
        """Return the counted people and bodies that stand as subjects: `Hơn 200 đoàn viên | quyên góp`, `3 lực lượng đã`."""
        return [
            Body(c.number.begin, c.phrase_end, True, bare=True)
            for c in self.context.candidates
            if c.unit_class in _ACTING and c.phrase_end in self.acting_at_once and self._opens(c.number.begin)
        ]

    def _opens(self, start: int) -> bool:
        """Say whether a clause may begin at the token."""
        return not start or start in self.clause_starts or self.tokens.text[start - 1] in _OPENERS

    def _judge(self, bodies: Sequence[Body]) -> None:
        """Say of each body whether it is a force and whether it is free to act; take the bracket that closes its name."""
        texts, forces = self.tokens.text, self.context.forces
        partners = Found(self.context.slots_of("partner"))
        for body in bodies:
            start, end = body.start, body.end
            body.force = forces.first(start, end) is not None
            body.free = start not in self.guarded and texts[start - 1] != "("
            if partners.hits and (partner := partners.last(max(0, start - _PARTNER_REACH), start)):
                body.free &= not CLAUSE_ENDS.isdisjoint(texts[partner.end : start])
            body.opens = self._opens(start)
            if end < len(texts) and texts[end] == ")" and "(" in texts[start:end]:
                body.end += 1
            body.acts = body.end in self.acting

    def _places(self) -> list[tuple[int, int]]:
        marked = [(m.first_token, m.last_token) for m in self.context.mentions["LOCATION"]]
        return marked or [(h[0], h[1]) for h in self.context.article.hits.get("place", ())]

    def _may_act(self, start: int) -> bool:
        """Say whether a place may stand as a subject: no preposition governs it, and it is no street."""
        return start >= 0 and start not in self.guarded and self.tokens.fold[start] not in _WAYS

    def _are_joined(self, end: int, start: int) -> bool:
        return start - end <= 3 and _JOINTS.issuperset(self.tokens.fold[end:start])

    def _belongs(self, part: Body, whole: Body) -> bool:
        """Say whether a body without a name is one of the named that follows: `tổ công tác của | Đội Kiểm soát …`."""
        return whole.named and not part.named and not part.stands_for and self.tokens.fold[part.end : whole.start] == [_OF]

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
        words = self.tokens.fold[c.unit_end : min(c.phrase_end + _BY_REACH, c.sentence[1])]
        if BY not in words:
            return None
        by = c.unit_end + words.index(BY)
        found = self._first(by, c.sentence[1])
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
        if first == last:
            return None
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
        return self.context.work.first(max(low, body.start - _BEHIND_REACH), body.start) is not None
