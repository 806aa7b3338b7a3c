"""Careers told without the name: the life behind an appointment, the obituary.

Từ 2006 đến 2010: Bí thư Ban Cán sự đảng, Bộ trưởng Bộ …      former offices of the person the text is about
… nguyên Uỷ viên Ban Chấp hành Trung ương Đảng … đã từ trần   offices of the dead, status late
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import islice, takewhile

from baochi.article import Article
from baochi.extract import pieces as kinds
from baochi.extract.officials.attach import Attacher, Person
from baochi.extract.pieces import Chunk

HELD = frozenset((kinds.POSITION, kinds.RANK))
"""Kinds of chunk that tell what somebody is."""

FEWEST = 3
"""Dated offices in a paragraph that make it a career."""

DEATH = ("death", "fall")
MOURNED = ("mourn", "posthumous")

NEAR = 2
"""Tokens behind a name and its offices within which `hy sinh` tells of that person."""

SAD = (*DEATH, *MOURNED)

NEXT = 5
"""Chunks within which the dead are named behind `lễ tang`: an honorific and a rank may stand between."""

NOW = frozenset({"nay"})
"""`đến nay`: the office is still held."""

EARLIEST, LATEST = 1930, 2100
"""Years that date an office."""


def tell_careers(article: Article, people: Sequence[Person], attachers: Sequence[Attacher]) -> None:
    """Tie the dated offices and ranks of a career to the person the article is about.

    Args:
        people: all of the article, in order; attachers: of its paragraphs with offices or ranks.
    """
    for attacher in attachers:
        dated = _dated_offices(article, attacher)
        if len(dated) < FEWEST:
            continue
        subject = _subject(article, people, attacher.para)
        if subject is None:
            continue
        for i in dated:
            chunk = attacher.chunks[i]
            if chunk.office is not None:
                chunk.office.status = chunk.office.status or ("current" if _until_now(article, attacher, i) else "former")
                subject.offices.append(chunk.office)
            elif chunk.hit is not None:
                subject.ranks.append(chunk.hit)
            attacher.used.add(i)


def _dated_offices(article: Article, attacher: Attacher) -> list[int]:
    """Chunks of the offices that nobody holds yet and that a year stands before, in the same sentence, no name between."""
    if sum(i not in attacher.used for kind in HELD for i in attacher.chunks.places.get(kind, ())) < FEWEST:
        return []
    found: list[int] = []
    dated = False
    owners = {person.chunk for person in attacher.people}
    for i, chunk in enumerate(attacher.chunks):
        if i in owners or (chunk.kind == kinds.PUNCT and article.tokens.text[chunk.start] == "."):
            dated = False
        elif chunk.kind == kinds.WORD and _is_year(article, chunk):
            dated = True
        elif chunk.kind in HELD and i not in attacher.used and dated:
            found.append(i)
    return found


def _is_year(article: Article, chunk: Chunk) -> bool:
    text = article.tokens.text[chunk.start]
    return len(text) == 4 and text.isdigit() and EARLIEST <= int(text) <= LATEST


def _until_now(article: Article, attacher: Attacher, i: int) -> bool:
    """Say whether `nay` stands between the last year and the office (`từ 2011 đến nay`)."""
    for j in range(i - 1, max(-1, i - 12), -1):
        chunk = attacher.chunks[j]
        if chunk.kind == kinds.WORD and article.tokens.fold[chunk.start] in NOW:
            return True
        if chunk.kind == kinds.WORD and _is_year(article, chunk):
            return False
    return False


def _subject(article: Article, people: Sequence[Person], para: int) -> Person | None:
    """The person whose life paragraph `para` tells: the one named most, of whom a mention stands before or in it."""
    by_name: dict[tuple[str, ...], list[Person]] = {}
    for person in people:
        if person.full:
            by_name.setdefault(tuple(article.tokens.fold[person.start : person.end]), []).append(person)
    if not by_name:
        return None
    most = max(by_name.values(), key=len)
    return most[0] if most[0].para <= para else None


def cues_of_death(article: Article) -> dict[int, str]:
    """Return the roles of the words that tell of a death, by their first token."""
    cues = ((hit[0], hit[2].row["role"]) for hit in article.hits.get("office_cue", ()))
    return {start: role for start, role in cues if role in SAD}


def mark_dead(article: Article, attacher: Attacher, cues: dict[int, str]) -> None:
    """Give the offices of those who died the status `late`: notices of death, funerals, honours after death.

    Args:
        cues: of `cues_of_death`.
    """
    if not cues:
        return
    told = 0  # chunk where the sentence of the last honour ends, which speaks of all people behind its first cue
    for i, chunk in enumerate(attacher.chunks):
        if cues.get(chunk.start) in MOURNED and chunk.role in MOURNED and (chunk.role == "mourn" or i >= told):
            end = _sentence_end(article, attacher, i, NEXT if chunk.role == "mourn" else None)
            told = told if chunk.role == "mourn" else end
            for person in _mourned(attacher, i, end):
                for office in person.offices:
                    office.status = "late"
    if not cues.keys().isdisjoint(chunk.start for chunk in attacher.chunks):
        _notice_of_death(article, attacher, {start: role for start, role in cues.items() if role in DEATH})


def _sentence_end(article: Article, attacher: Attacher, i: int, most: int | None) -> int:
    """The chunk that ends the sentence of chunk `i`, `most` chunks on at the latest."""
    last = len(attacher.chunks) if most is None else min(i + most, len(attacher.chunks))
    return next((j for j in range(i, last) if _full_stop(article, attacher.chunks[j])), last)


def _mourned(attacher: Attacher, i: int, end: int) -> list[Person]:
    """The people behind the cue in chunk `i`: of a funeral the next one, of an honour after death all before `end`."""
    alone = attacher.chunks[i].role == "mourn"
    people = attacher.people
    first = bisect_right(people, i, key=lambda person: person.chunk)
    behind = takewhile(lambda person: person.chunk < end, islice(people, first, None))
    named = [person for person in behind if person.left_edge >= i]
    return [] if alone and any(attacher.led(person) for person in named[:1]) else named[: 1 if alone else None]


def _reach(person: Person) -> int:
    """Token where what is said of the person's offices beside the name ends."""
    return max([person.end, *(office.end for office in person.offices)])


def _full_stop(article: Article, chunk: Chunk) -> bool:
    return chunk.kind == kinds.PUNCT and article.tokens.text[chunk.start] == "."


def _notice_of_death(article: Article, attacher: Attacher, deaths: dict[int, str]) -> None:
    end = next((i for i, chunk in enumerate(attacher.chunks) if chunk.start in deaths), None) if deaths else None
    stop = 0
    told = end is not None and deaths[attacher.chunks[end].start] == "fall"
    if end is not None and told:
        stop = next((i for i in range(end, 0, -1) if _full_stop(article, attacher.chunks[i])), 0)
    before = [person for person in attacher.people if end is not None and stop <= person.chunk < end]
    if told and before and end is not None and attacher.chunks[end].start - _reach(before[0]) > NEAR:
        return
    if end is None or not before or not (before[0].ranks or before[0].offices or before[0].honorific is not None):
        return
    if not any(attacher.chunks[i].kind == kinds.POSITION for i in range(end)):
        return
    dead = before[0]
    if len({tuple(article.tokens.fold[p.start : p.end]) for p in before if p.addressed}) > 1:
        return
    for i in range(end):
        office = attacher.chunks[i].office
        if office is not None and i not in attacher.used:
            dead.offices.append(office)
            attacher.used.add(i)
    for office in dead.offices:
        office.status = "late"
