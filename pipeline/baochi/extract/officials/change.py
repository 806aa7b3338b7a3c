"""Offices that change hands: appointments, elections, dismissals, successions.

bổ nhiệm ông A, Trưởng phòng X, giữ chức vụ Phó Cục trưởng Y     A: former X, new Y
trao quyết định bổ nhiệm Phó Cục trưởng Y cho ông A              A: new Y
ông A thôi giữ chức Cục trưởng Z                                 A: former Z
ông A giữ chức Cục trưởng thay ông B                             B: former Cục trưởng
ông A, Cục trưởng X, nghỉ hưu                                    A: former X
đoàn công tác do ông A, Phó Chủ tịch X, làm trưởng đoàn          A: current X, current trưởng đoàn
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import replace
from itertools import chain

from baochi.article import Article
from baochi.extract import pieces as kinds
from baochi.extract.officials.attach import Attacher, Person
from baochi.extract.pieces import Chunk
from baochi.extract.units.knowledge import UnitSpan
from baochi.text.tokens import MARK

SENTENCE_ENDS = frozenset(".;!?")

PASSIVE = frozenset({"được", "bị"})
"""The two auxiliaries of the Vietnamese passive."""

GIVE = ("appoint", "elect")
TAKE = ("post", "take")
"""Roles of the cues that give an office, and of those behind which it stands."""

CHANGING = frozenset((*GIVE, *TAKE, "be", "leave", "retire", "replace", "promote"))
"""Roles of the cues that may tie an office to somebody or change what it is."""

FAR = 60
"""Chunks around a cue in which the person and the offices that it ties together may stand."""

LONGEST_LED = 20
"""Tokens of the name of a body that somebody leads."""

NEAR = 12
"""Chunks behind a cue in which what it speaks of must stand."""


def speaks_of_appointments(article: Article) -> bool:
    """Say whether the article has words of appointing or of decisions."""
    return any(hit[2].row["role"] in ("appoint", "decision") for hit in article.hits.get("office_cue", ()))


class Changes:
    """Works through one paragraph's chunks after the people and what stands beside them are known.

    Args:
        appointing: the article speaks of appointments (`speaks_of_appointments`).
    """

    def __init__(self, article: Article, attacher: Attacher, appointing: bool) -> None:
        self.article, self.chunks, self.people = article, attacher.chunks, attacher.people
        self.used, self.led = attacher.used, attacher.led
        self.owner = {person.chunk: person for person in attacher.people if person.full or person.addressed}
        self.owned = list(self.owner)  # in the order of the text
        self.last: Person | None = None  # whom a pronoun or a passive without subject means
        self.elected = False  # somebody has been given an office so far in the paragraph
        self.appointing = appointing

    def run(self) -> None:
        """Set the status of offices that change hands, and tie loose ones to the people who take or leave them."""
        cues = [i for i in self.chunks.places.get(kinds.CUE, ()) if self.chunks[i].role in CHANGING]
        if not cues:
            return
        first = 0
        text = self.article.tokens.text
        ends = (i for i, chunk in enumerate(self.chunks) if chunk.kind == kinds.PUNCT and text[chunk.start] in SENTENCE_ENDS)
        for i in chain(ends, [len(self.chunks)]):
            if first > cues[-1]:
                return
            if i > first:
                self._sentence(first, i, cues[bisect_left(cues, first) : bisect_left(cues, i)])
                here = self.owned[bisect_left(self.owned, first) : bisect_left(self.owned, i)]
                named = [self.owner[j] for j in here if self.owner[j].full]
                self.last = named[0] if len(named) == 1 else None if named else self.last
            first = i + 1

    def _sentence(self, first: int, last: int, cues: list[int]) -> None:
        cue: Chunk | None = None
        for i in cues:
            chunk = self.chunks[i]
            if chunk.role in GIVE:
                cue = chunk
                self.elected = True
                self._given_to(first, i, last, "new")
            elif chunk.role == "leave":
                cue = chunk
                self._given_to(first, i, last, "former")
            elif chunk.role == "retire":
                self._retires(first, i, last)
            elif chunk.role in TAKE and (cue is not None or self._takes(first, i)) and not self._led(first, i):
                status = "former" if cue is not None and cue.role == "leave" else "new"
                moved = cue.role != "elect" if cue is not None else self.appointing
                self._post(first, i, last, status, moved)
            elif chunk.role in (*TAKE, "be") and self._adjacent_office(i) is not None:
                self._holds(first, i, last)
            elif chunk.role == "replace":
                self._succeeds(first, i, last)
            elif chunk.role == "promote":
                self._promoted(first, i, last)

    def _named_before(self, first: int, i: int) -> Person | None:
        """The person named last in chunks `first` to `i` (exclusive)."""
        at = bisect_left(self.owned, i) - 1
        return self.owner[self.owned[at]] if at >= 0 and self.owned[at] >= first else None

    def _person_before(self, first: int, i: int) -> Person | None:
        """The person named before chunk `i`, or whom a pronoun or a passive without subject takes up."""
        first = max(first, i - FAR)
        named = self._named_before(first, i)
        if named is not None or any(j in self.owner for j in range(i, i + NEAR)):
            return named
        pronoun = any(self.chunks[j].kind == kinds.HONORIFIC for j in range(first, i))
        passive = self.article.tokens.fold[self.chunks[i].start] in PASSIVE
        return self.last if pronoun or passive else None

    def _takes(self, first: int, i: int) -> bool:
        """`A, Phó Giám đốc X, giữ chức Giám đốc Y` in an article that appoints people: no word of the sentence says so."""
        if not (self.appointing or self.elected) or self.chunks[i].role != "take" or self._adjacent_office(i) is None:
            return False
        person = self._named_before(first, i)
        return person is not None and (bool(person.offices) or i - person.chunk <= 2)

    def _led(self, first: int, i: int) -> bool:
        """`… do ông A làm trưởng đoàn`: say whether the person before chunk `i` leads an ad hoc body."""
        person = self._named_before(first, i)
        return person is not None and person.left_edge >= first and self.led(person)

    def _retires(self, first: int, i: int, last: int) -> None:
        """`ông A, Cục trưởng X, nghỉ hưu`; `nghỉ chế độ đối với ông A, Cục trưởng X`: the offices are former."""
        person = self._receiver(i, last)
        if person is None:
            person = self._named_before(first, i)
            near = 0 if person is None else max([person.end, *(office.end for office in person.offices)])
            if person is None or self.chunks[i].start - near > NEAR or self.chunks[i].start < near:
                return
        for office in person.offices:
            office.status = office.status or "former"

    def _promoted(self, first: int, i: int, last: int) -> None:
        """`thăng cấp bậc hàm từ Đại tá lên Thiếu tướng cho đồng chí A`: the ranks are A's."""
        ranks = [j for j in range(i + 1, min(i + NEAR, last)) if self.chunks[j].kind == kinds.RANK and j not in self.used]
        after = next((self.owner[j] for j in range(i + 1, min(last, i + FAR)) if j in self.owner), None)
        person = self._person_before(first, i) if after is None or self._passive(i) else after
        for j in ranks:
            hit = self.chunks[j].hit
            if person is not None and hit is not None:
                person.ranks.append(hit)
                person.addressed = True
                self.used.add(j)

    def _passive(self, i: int) -> bool:
        before = self.chunks[i - 1] if i else None
        return before is not None and self.article.tokens.fold[before.start] in PASSIVE

    def _loose(self, i: int, last: int) -> list[int]:
        """Chunks of the offices that follow chunk `i`, in a row and nobody's yet."""
        found, at = [], i + 1
        last = min(last, i + FAR)
        while at < last:
            chunk = self.chunks[at]
            if chunk.kind == kinds.POSITION and at not in self.used:
                found.append(at)
            elif not (
                chunk.role in ("also", "be", *TAKE, *GIVE)
                or (chunk.role == "to" and not found)
                or chunk.kind in (kinds.STATUS, kinds.PUNCT)
                or (chunk.kind == kinds.WORD and not found and at - i <= 3)
            ):
                break
            at += 1
        return found

    def _tie(self, person: Person, at: int, status: str) -> None:
        office = self.chunks[at].office
        if office is not None:
            told = self._status_of(at)
            office.status = told if told == "acting" else status
            person.offices.append(office)
            person.addressed = True
            self.used.add(at)

    def _post(self, first: int, i: int, last: int, status: str, moved: bool = True) -> None:
        """The offices behind `giữ chức` are what the person before it takes or leaves; who is `moved` leaves the others."""
        loose = self._loose(i, last)
        person = (self._receiver(loose[-1], last) if loose else None) or self._person_before(first, i)
        if person is None:
            person = next((self.owner[j] for j in range(i + 1, min(last, i + FAR)) if j in self.owner), None)
        behind = [o for o in person.offices if person is not None and o.start > self.chunks[i].start] if person else []
        for office in behind:
            office.status = office.status if office.status == "acting" else status
        if person is None or not (loose or behind):
            return
        if status == "new" and moved:
            self._left_behind(person, behind)
        for other in [person, *self._row_before(person, first)]:
            for at in loose:
                self._tie(other, at, status)

    def _left_behind(self, person: Person, taken: list[kinds.Office]) -> None:
        for office in person.offices:
            if office.start > person.start and office not in taken and not office.status:
                office.status = "former"

    def _row_before(self, person: Person, first: int) -> list[Person]:
        """`đối với ông A và ông B giữ chức …`: the people in a row with `person`, before it."""
        row: list[Person] = []
        at = person.chunk - 1
        while at >= first and at > person.chunk - FAR:
            chunk = self.chunks[at]
            if at in self.owner:
                if self.owner[at].offices:
                    break
                row.append(self.owner[at])
            elif not (chunk.kind == kinds.HONORIFIC or chunk.role == "also" or self._comma(at)):
                break
            at -= 1
        return row

    def _comma(self, i: int) -> bool:
        return self.article.tokens.text[self.chunks[i].start] == ","

    def _receiver(self, at: int, last: int) -> Person | None:
        """The person behind `cho`, `đối với` that follows the office in chunk `at`."""
        to = at + 1
        while to < last and self.chunks[to].kind in (kinds.WORD, kinds.PUNCT):
            to += 1
        if to >= last or self.chunks[to].role != "to":
            return None
        return next((self.owner[j] for j in range(to, min(to + 5, last)) if j in self.owner), None)

    def _holds(self, first: int, i: int, last: int) -> None:
        """`ông A … ở cương vị | Chủ tịch X, Bí thư Y`: loose offices behind the cue are the person's before it."""
        person = self._person_before(first, i)
        held = person is not None and any(self.chunks[j].kind == kinds.POSITION for j in range(person.chunk + 1, i))
        if person is None or (held and not self._led(first, i)):
            return
        for at in self._loose(i, last):
            self._tie(person, at, self._status_of(at))
            office = self.chunks[at].office
            if held and office is not None and office.span is None:
                self._led_body(office, first, person.left_edge)

    def _led_body(self, office: kinds.Office, first: int, agent: int) -> None:
        """`Đoàn thanh tra liên ngành do ông A … làm Trưởng đoàn`: the body that is led stands before `do`."""
        tokens = self.article.tokens
        words = set(tokens.fold[office.start : office.title_end])
        start, end = self.chunks[first].start, self.chunks[agent].start
        at = next((i for i in range(end - 1, start - 1, -1) if tokens.fold[i] in words), None)
        if at is None:
            return
        stop = next((i for i in range(at + 1, end) if tokens.shape[i] == MARK and tokens.text[i] not in "(),-–&"), end)
        stop = min([stop, *(chunk.start for chunk in self.chunks[first:agent] if chunk.role == "such" and chunk.start > at)])
        stop = stop - 1 if tokens.text[stop - 1] == "," else stop
        if 1 < stop - at <= LONGEST_LED:
            office.span = UnitSpan(at, stop, office.title, complete=True)
            office.unit_start, office.unit_end = at, stop

    def _status_of(self, at: int) -> str:
        hit = self.chunks[at - 1].hit if self.chunks[at - 1].kind == kinds.STATUS else None
        return hit.entry["status"] if hit is not None else ""

    def _given_to(self, first: int, i: int, last: int, status: str) -> None:
        """`bổ nhiệm | Phó Cục trưởng X | đối với ông A`: the office stands between the cue and the person."""
        for at in self._loose(i, last):
            person = self._receiver(at, last)
            if person is not None:
                self._tie(person, at, status)
                return
        person = self._person_before(first, i)
        loose = self._loose(i, last)[:2] if self._adjacent_office(i) is not None else []
        if person is not None and loose:
            if status == "new" and self.chunks[i].role == "appoint":
                self._left_behind(person, [])
            for other in [person, *self._row_before(person, first)]:
                for at in loose:
                    self._tie(other, at, status)

    def _adjacent_office(self, i: int) -> int | None:
        """Chunk of the office right behind the cue (`được bầu Chủ tịch …`, `thôi giữ chức Cục trưởng`), if any."""
        after = i + 1
        return after if after < len(self.chunks) and self.chunks[after].kind == kinds.POSITION else None

    def _succeeds(self, first: int, i: int, last: int) -> None:
        """`thay ông B`: B held the office that the person before takes."""
        successor = self._person_before(first, i)
        follower = next((self.owner[j] for j in range(i + 1, min(i + 4, last)) if j in self.owner), None)
        if successor is None or follower is None or follower.offices:
            return
        taken = [o for o in successor.offices if o.status == "new"]
        for office in taken[-1:]:
            follower.offices.append(_copy(office, "former"))
            follower.addressed = True


def _copy(office: kinds.Office, status: str) -> kinds.Office:
    return replace(office, status=status)
