"""Joins the mentions of a person into one record, and the ways one office is written into one position."""

from __future__ import annotations

from dataclasses import dataclass, field

from baochi.article import Article
from baochi.extract.officials.attach import Person
from baochi.extract.officials.complete import UnitIndex
from baochi.extract.pieces import Office
from baochi.text.syllables import is_vietnamese_syllable

Key = tuple[str, ...]


@dataclass(slots=True)
class Cluster:
    """All mentions of one person; `key` is the folded full name."""

    key: Key
    people: list[Person] = field(default_factory=list)

    @property
    def first(self) -> Person:
        """The first mention by the full name."""
        return max(self.people, key=lambda p: p.end - p.start)

    @property
    def short_forms(self) -> set[str]:
        """The words of the name by which the person may be called later."""
        return {self.key[-1]} if self.people[0].full else set(self.key)


class _Namesakes:
    """The people whom one short form may mean: those whose names end in it, for a foreign name: hold it.

    It is asked in the order of the text and keeps whom the text named last, so that an article which names a person
    ten thousand times is gone through once.
    """

    def __init__(self) -> None:
        self.groups: list[Cluster] = []
        self._last: Cluster | None = None
        self._ahead: list[tuple[int, int]] | None = None  # start of a mention, number of its group; the next comes last

    def home(self, person: Person) -> Cluster | None:
        """Return whom a short form means: the person named last before it, or else the first behind it."""
        if not person.addressed and self.groups[0].people[0].full:
            return None
        self._go_to(person.start)
        return self._last or self.groups[0]

    def named(self, group: Cluster, start: int) -> None:
        """Take note that a short form at `start` means `group`."""
        self._go_to(start)
        self._last = group

    def _go_to(self, start: int) -> None:
        if self._ahead is None:
            mentions = ((person.start, at) for at, group in enumerate(self.groups) for person in group.people)
            self._ahead = sorted(mentions, reverse=True)
        while self._ahead and self._ahead[-1][0] < start:
            self._last = self.groups[self._ahead.pop()[1]]


def cluster(article: Article, people: list[Person]) -> list[Cluster]:
    """Group mentions by person: the same full name, or a later short form of it (`đồng chí Chữ`, `ông Obama`).

    A short form joins the nearest person named in full before it, or else after it, whose name it is the end of (for a
    foreign name: any part of).
    """
    clusters: dict[Key, Cluster] = {}
    short: list[tuple[Person, Key]] = []
    folds = article.tokens.fold
    keys = [tuple(folds[person.start : person.end]) for person in people]
    known = set(keys)
    for person, key in zip(people, keys, strict=True):
        longer = tuple(folds[person.start : person.end + 1])
        if longer != key and longer in known:
            person.end += 1  # `Bùi Văn nam`: the article itself knows the whole name
            key = longer
        if len(key) > 1:
            clusters.setdefault(key, Cluster(key)).people.append(person)
        else:
            short.append((person, key))
    merged = _join_parts(clusters)
    by_word: dict[str, _Namesakes] = {}
    for group in merged:
        for word in group.short_forms:
            by_word.setdefault(word, _Namesakes()).groups.append(group)
    lone: dict[Key, Cluster] = {}
    for person, key in short:
        home = by_word[key[0]].home(person) if key[0] in by_word else None
        if home is not None:
            home.people.append(person)
            for word in home.short_forms:
                by_word[word].named(home, person.start)
        elif key in lone:
            lone[key].people.append(person)
        elif person.ranks or (person.offices and (person.polite or _is_leader(article, person))):
            lone[key] = Cluster(key, [person])
            merged.append(lone[key])
    for group in merged:
        group.people.sort(key=lambda p: p.start)
    return merged


def _is_leader(article: Article, person: Person) -> bool:
    """`Tổng thống Putin`: the press names foreign heads of state and ministers by the family name alone."""
    foreign = not is_vietnamese_syllable(article.tokens.text[person.start])
    title = person.offices[0].title.entry
    return foreign and (title["kind"] == "whole" or title["sector"] == "foreign")


def _join_parts(clusters: dict[Key, Cluster]) -> list[Cluster]:
    """Fold `Quang Chữ` into `Nguyễn Quang Chữ` and `Clinton` into `Hillary Clinton`."""
    merged: list[Cluster] = []
    by_end: dict[Key, list[Cluster]] = {}
    for group in sorted(clusters.values(), key=lambda c: -len(c.key)):
        whole = by_end.get(group.key, [])
        if len(whole) == 1 and not any(p.full for p in group.people):
            whole[0].people.extend(group.people)
            continue
        merged.append(group)
        for length in range(2, len(group.key)):
            by_end.setdefault(group.key[-length:], []).append(group)
    return sorted(merged, key=lambda c: c.people[0].start)


def merge_offices(article: Article, index: UnitIndex, offices: list[Office]) -> list[Office]:
    """Drop the short and repeated ways of writing an office that the article gives in full."""
    folds = article.tokens.fold
    distinct: dict[Key, Office] = {}
    for office in offices:
        key = (*folds[office.start : office.title_end], "|", *folds[office.unit_start : office.unit_end], office.status)
        distinct.setdefault(key, office)
    if len(distinct) < 2:
        return list(distinct.values())
    kept = _Kept(article, index)
    for office in sorted(distinct.values(), key=lambda o: (o.unit_start - o.unit_end, o.start)):
        kept.add(office)
    return sorted(kept.offices, key=lambda o: o.start)


class _Kept:
    """The offices of a person that stand, by what a shorter way of writing one has in common with it.

    An office is one that stands again where the status does not contradict, and the title is the same, with no body, with
    words of the body's name or with the same body; or where the title is the beginning of its title, with no body.
    """

    def __init__(self, article: Article, index: UnitIndex) -> None:
        self.offices: list[Office] = []
        self._folds, self._index = article.tokens.fold, index
        self._begun: dict[Key, set[str]] = {}  # statuses by the title and by each beginning of it of two words or more
        self._bodies: dict[tuple[Key, str], list[tuple[set[str], str]]] = {}  # bodies, statuses by title and word of a body
        self._ids: dict[tuple[Key, str], set[str]] = {}  # statuses by title and unit_id

    def add(self, office: Office) -> None:
        """Keep an office, unless it is one of those kept; those with the longest bodies come first."""
        title, unit = tuple(self._folds[office.start : office.title_end]), self._folds[office.unit_start : office.unit_end]
        body = self._index.by_form.get(" ".join(unit))
        unit_id = body.unit_id if body is not None else None
        if self._stands(title, unit, unit_id, office.status):
            return
        self.offices.append(office)
        for length in {len(title), *range(2, len(title))}:
            self._begun.setdefault(title[:length], set()).add(office.status)
        for word in set(unit):
            self._bodies.setdefault((title, word), []).append((set(unit), office.status))
        if unit_id is not None:
            self._ids.setdefault((title, unit_id), set()).add(office.status)

    def _stands(self, title: Key, unit: list[str], unit_id: str | None, status: str) -> bool:
        if not unit:
            return _agree(status, self._begun.get(title, set()))
        if unit_id is not None and _agree(status, self._ids.get((title, unit_id), set())):
            return True
        words = set(unit)
        alike = self._bodies.get((title, unit[-1]), ())  # the last word, mostly of a place, is the rarest
        return any(words <= body and _agree(status, {other}) for body, other in alike)


def _agree(status: str, others: set[str]) -> bool:
    """Say whether one of the statuses does not contradict: it is the same, or one of both is not told."""
    return status in others or "" in others or (not status and bool(others))
