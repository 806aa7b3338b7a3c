"""Ties offices and ranks to the names they stand beside.

To the left of a name everything that touches it is the person's: `Phó Bí thư Tỉnh uỷ, Chủ tịch UBND tỉnh | Hoàng Xuân A`.
To the right offices follow a comma, a dash, a bracket or a form of `là`, as long as they are not the beginning of the next
person: `ông A, Phó Trưởng phòng X; bà B, Chi cục trưởng Y`.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from baochi.article import Article
from baochi.extract import pieces as kinds
from baochi.extract.pieces import Chunks, Office, Row
from baochi.extract.units.knowledge import UnitSpan
from baochi.lexicon import Entry, Hit
from baochi.text.tokens import NUMBER

SEPARATORS = frozenset(",-–—(:")
POLITE = frozenset({"person", "comrade", "degree", "honour", "profession"})
"""Kinds of honorific that officials get; the others (kin, suspect, sport, artist, citizen) mark somebody else."""

SERVES = Entry("title", "", "any", {"code": "", "sector": "", "kind": "staff"}, scan=False)
"""The title of somebody of whom only the body served in is told."""

HOLD = ("be", "post", "take")
"""Roles of the cues between a person and the office held."""

AGENT = "do"
"""Marks who acts or leads (`đoàn do ông A làm trưởng đoàn`)."""

LONGEST_LIST = 40
"""Chunks that a list of offices on one side of a name may hold."""

LONGEST_BRACKET = 14
"""Tokens in a bracket between a name and its office: `(SN 1978, quê Thái Bình)`."""


@dataclass(slots=True)
class Person:
    """One mention of a person at tokens `start` to `end`, with what is said beside it.

    Attributes:
        addressed: an honorific, a rank or an office stands right before the name.
        full: the mention reads as a full name; chunk: its place in the paragraph's chunks; left_edge: the chunk where what
            stands on its left begins.
        body: no person but the company that the office in front is held in.
    """

    para: int
    start: int
    end: int
    chunk: int
    full: bool
    addressed: bool = False
    ranks: list[Hit] = field(default_factory=list)
    offices: list[Office] = field(default_factory=list)
    left_edge: int = 0
    body: bool = False
    honorific: Hit | None = None

    @property
    def polite(self) -> bool:
        """An honorific that officials get stands before the name: `ông`, `đồng chí`, a degree."""
        return self.honorific is not None and self.honorific.entry["kind"] in POLITE


def addressed_people(para: int, chunks: Chunks) -> list[Person]:
    """Return the people of a paragraph that has no office and no rank to tie to them, with how they are addressed."""
    people: list[Person] = []
    found = chunks.found
    for i, name in enumerate(found):
        if name.kind == kinds.NAME:
            person, at = Person(para, name.start, name.end, i, name.full), i
            while at and found[at - 1].end == found[at].start and found[at - 1].kind in (kinds.HONORIFIC, kinds.STATUS):
                at -= 1
                person.addressed = True
                person.honorific = found[at].hit if found[at].kind == kinds.HONORIFIC else person.honorific
            people.append(person)
    return people


class Attacher:
    """Finds the people of one paragraph and ties to each what stands beside the name."""

    def __init__(self, article: Article, para: int, chunks: Row) -> None:
        self.article, self.para, self.chunks = article, para, chunks
        self.tokens = article.tokens
        self.used: set[int] = set()
        self.people: list[Person] = []

    def run(self) -> list[Person]:
        """Return the people mentioned in the paragraph, in order."""
        for i in self.chunks.places.get(kinds.NAME, ()):
            chunk = self.chunks[i]
            self.people.append(Person(self.para, chunk.start, chunk.end, i, chunk.full, left_edge=i))
        for person in self.people:
            self._left_adjacent(person)
        for person in self.people:
            self._left_chain(person)
        for person in self.people:
            self._right(person)
            if self._kind(person.chunk + 2) == kinds.UNIT:  # behind a mark or `của`
                self._unit_behind(person)
                self._body_alone(person)
        self._share()
        self.people = [person for person in self.people if not person.body]
        return self.people

    def _text(self, i: int) -> str:
        """Return the mark in chunk `i`, or an empty string."""
        if self._kind(i) != kinds.PUNCT:
            return ""
        return self.tokens.text[self.chunks[i].start]

    def _kind(self, i: int) -> str:
        return self.chunks[i].kind if 0 <= i < len(self.chunks) else ""

    def _role(self, i: int) -> str:
        return self.chunks[i].role if 0 <= i < len(self.chunks) else ""

    def led(self, person: Person) -> bool:
        """`… do ông A làm trưởng đoàn`: say whether `do`, which marks who acts, stands before the person."""
        return person.left_edge >= 0 and self.tokens.fold[self.chunks[person.left_edge].start] == AGENT

    def _take(self, person: Person, i: int, front: bool = False) -> None:
        chunk = self.chunks[i]
        self.used.add(i)
        if chunk.kind == kinds.RANK and chunk.hit is not None:
            person.ranks.insert(0 if front else len(person.ranks), chunk.hit)
        elif chunk.office is not None:
            person.offices.insert(0 if front else len(person.offices), chunk.office)

    # ------------------------------------------------------------------ to the left
    def _left_adjacent(self, person: Person) -> None:
        """Honorific, rank and office that touch the name, or stand one comma or dash before an honorific or rank."""
        i = person.chunk - 1
        while i >= 0:
            kind = self._kind(i)
            if kind == kinds.HONORIFIC:
                person.honorific = self.chunks[i].hit
            elif kind == kinds.STATUS:
                pass
            elif kind == kinds.POSITION and not person.full and self._right_of_name(i):
                self._company(person, self.chunks[i].office)
                break
            elif kind == kinds.RANK or (kind == kinds.POSITION and i not in self.used):
                self._take(person, i, front=True)
            elif self._text(i) in SEPARATORS and self._bridges(person, i):
                i -= 1
                continue
            else:
                break
            person.addressed = True
            if kind == kinds.POSITION:
                i = self._status_before(i)
                break
            i -= 1
        person.left_edge = i

    def _company(self, name: Person, office: Office | None) -> None:
        """The capitals behind the office are no person but the company that it is held in."""
        name.body = True
        if office is not None and office.span is None:
            office.span = UnitSpan(name.start, name.end, office.title, public=False)
            office.unit_start, office.unit_end, office.end = name.start, name.end, name.end

    def _right_of_name(self, i: int) -> bool:
        """`ông Vũ Văn A, Tổng giám đốc | Lazada Logistics`: the office in chunk `i` has its holder on the left."""
        first = max(0, i - LONGEST_LIST)
        while i > first and self._kind(i) in (kinds.POSITION, kinds.STATUS, kinds.RANK):
            i -= 1
            if self._text(i) in SEPARATORS or self._role(i) in ("also", "be"):
                i -= 1
        return i >= 0 and self._kind(i) == kinds.NAME and self.chunks[i].full

    def _bridges(self, person: Person, i: int) -> bool:
        """`Giám đốc Sở, ông A`, `Người phát ngôn - A`, `Cục trưởng: A`: say whether mark `i` ties an office to the name."""
        before = i - 1
        if self._kind(before) not in (kinds.POSITION, kinds.RANK) or before in self.used or self._text(i) == "(":
            return False
        if self._role(self._before_status(before)) == "behalf":
            return False  # `Thừa lệnh Chủ tịch nước, Thượng tướng A`
        if self._text(i) == ",":
            if not person.addressed or self._kind(before) == kinds.RANK:
                return person.addressed
            return not self._followed_by_office(person)
        return not self._followed_by_office(person) or self._text(i) == ":"

    def _before_status(self, i: int) -> int:
        return i - 2 if self._kind(i - 1) == kinds.STATUS else i - 1

    def _followed_by_office(self, person: Person) -> bool:
        i = person.chunk + 1
        return self._text(i) in SEPARATORS and self._kind(i + 1) in (kinds.POSITION, kinds.STATUS, kinds.RANK)

    def _status_before(self, i: int) -> int:
        """Take `nguyên`, `quyền`, `cố` in front of the office in chunk `i`; return the chunk before."""
        office, before = self.chunks[i].office, i - 1
        if self._kind(before) == kinds.STATUS:
            hit = self.chunks[before].hit
            if office is not None and hit is not None and hit.entry["place"] == "before":
                office.status = hit.entry["status"]
            self.used.add(before)
            return before - 1
        return before

    def _left_chain(self, person: Person) -> None:
        """More offices before the first: `Phó Bí thư Tỉnh uỷ, Chủ tịch …`, `Uỷ viên …, kiêm …`."""
        i = person.left_edge
        while person.offices and i > 0:
            also = self.chunks[i].role == "also"
            if not (self._text(i) in {",", ";", "-", "–"} or also):
                break
            before = i - 1
            if also and self._text(before) == ",":
                before -= 1
            if self._kind(before) not in (kinds.POSITION, kinds.RANK) or before in self.used:
                break
            if self._right_of_name(before) or self._role(before - 1) in ("behalf", "be", "post", "take"):
                break
            self._take(person, before, front=True)
            i = self._status_before(before) if self._kind(before) == kinds.POSITION else before - 1
        if person.offices and i >= 0 and self._kind(i) == kinds.RANK and i not in self.used:
            self._take(person, i, front=True)
            i -= 1
        person.left_edge = i

    # ------------------------------------------------------------------ to the right
    def _right(self, person: Person) -> None:
        if self._kind(person.chunk + 1) in (kinds.WORD, ""):
            return
        i = self._skip_bracket(person.chunk + 1)
        opened = self._text(i) == "("
        if self._text(i) not in SEPARATORS and self._role(i) not in HOLD:
            if self._kind(i) == kinds.STATUS or (self._kind(i) == kinds.POSITION and self._free_right(i)):
                i -= 1
            else:
                return
        first, carried = True, ""
        while i < len(self.chunks):
            at = i + 1
            while self._kind(at) == kinds.HONORIFIC or self._role(at) in (*HOLD, "also"):
                at += 1
            status = carried
            hit = self.chunks[at].hit if self._kind(at) == kinds.STATUS else None
            if hit is not None:
                status = hit.entry["status"]
                carried = status if hit.entry["place"] == "verb" else ""
                at += 1
            if self._kind(at) not in (kinds.POSITION, kinds.RANK) or not self._free_right(at):
                break
            office = self.chunks[at].office
            if office is not None and self._acts_next(office, at):
                break
            if office is not None and status:
                office.status = status
            self._take(person, at)
            first = False
            i = at + 1
            if self._role(i) == "also":
                continue
            if opened and self._text(i) == ")":
                break
            if self._text(i) not in {",", "-", "–"}:
                break
        if not first:
            person.addressed = person.addressed or person.full

    def _acts_next(self, office: Office, at: int) -> bool:
        """`… trao quyết định cho ông A, Chủ tịch nước nêu rõ …`: a bare head of state before a verb is its subject."""
        bare = office.title.entry["kind"] == "whole" and office.span is None
        return bare and self._kind(at + 1) in (kinds.WORD, kinds.CUE, kinds.STATUS)

    def _unit_behind(self, person: Person) -> None:
        """`phát ngôn viên A của Bộ Ngoại giao X`: the body of an office without one follows the name."""
        i = person.chunk + 1
        if len(person.offices) != 1 or person.offices[0].span is not None:
            return
        joint = self.article.hits_at("unit_joint").get(self.chunks[i].start)
        span = self.chunks[i + 1].span
        if joint is not None and joint.entry["role"] == "of" and span is not None and span.complete:
            office = person.offices[0]
            office.span, office.unit_start, office.unit_end = span, span.start, span.end

    def _body_alone(self, person: Person) -> None:
        """`Thượng uý A (Sư đoàn 9)`, `Đại uý A, Đồn B,`, `đại biểu A (Đoàn ĐBQH tỉnh X)`: where the person serves."""
        i = person.chunk + 1
        span = self.chunks[i + 1].span
        if span is None or not span.public or not (span.complete or span.end > span.head.end):
            return
        bare = [office for office in person.offices if office.span is not None or office.title.entry["kind"] != "member"]
        if bare or not (person.ranks or person.offices) or not self._enclosed(i):
            return
        nothing = Hit(span.start, span.start, SERVES)
        person.offices.append(Office(span.start, span.end, span.start, nothing, span.start, span.end, span))
        self.used.add(i + 1)

    def _enclosed(self, i: int) -> bool:
        """Say whether the body behind mark `i` stands between brackets or between commas."""
        return (self._text(i), self._text(i + 2)) in {("(", ")"), (",", ",")}

    def _skip_bracket(self, i: int) -> int:
        """Step over what stands between a name and its office: `(SN 1978)`, `(45 tuổi, quê …)`, `, 39 tuổi,`."""
        mark = self._text(i)
        aged = mark == "," and self._text(i + 3) == ","
        if aged and self.tokens.shape[self.chunks[i + 1].start] == NUMBER and self._kind(i + 2) == kinds.WORD:
            return i + 3
        if mark != "(":
            return i
        for j in range(i + 1, min(i + LONGEST_BRACKET, len(self.chunks))):
            if self._text(j) == ")":
                return j + 1
            if self._kind(j) in (kinds.POSITION, kinds.RANK):
                return i
        return i

    def _free_right(self, i: int) -> bool:
        """Say whether the office in chunk `i` is nobody else's: unused, and not right before another name."""
        if i in self.used:
            return False
        after = i + 1
        while self._kind(after) in (kinds.HONORIFIC, kinds.RANK):
            after += 1
        return not (self._kind(after) == kinds.NAME and self.chunks[after].full)

    # ------------------------------------------------------------------ offices that several people share
    def _share(self) -> None:
        """`các Thứ trưởng A, B và C`: names in a row share the office before the first when it is marked plural.

        So do those in `nguyên Uỷ viên Trung ương như đồng chí A, B`.
        """
        for first, person in enumerate(self.people):
            self._such_as(person)
            plural = person.left_edge >= 0 and self.chunks[person.left_edge].role in ("plural", "such")
            if not person.offices or not plural:
                continue
            last = person
            for other in self.people[first + 1 :]:
                if not self._in_row(last, other):
                    break
                other.offices = list(person.offices)
                other.addressed = True
                last = other

    def _such_as(self, person: Person) -> None:
        i = person.chunk - 1
        while self._kind(i) == kinds.HONORIFIC:
            i -= 1
        if self._role(i) == "such" and not person.offices and self._kind(i - 1) == kinds.POSITION:
            office = self.chunks[i - 1].office
            if office is not None:
                self._status_before(i - 1)
                person.offices, person.addressed, person.left_edge = [office], True, i

    def _in_row(self, last: Person, other: Person) -> bool:
        if other.offices or other.ranks:
            return False
        between = range(last.chunk + 1, other.chunk)
        return 0 < len(between) <= 3 and all(
            self._text(i) == "," or self.chunks[i].role == "also" or self._kind(i) == kinds.HONORIFIC for i in between
        )
