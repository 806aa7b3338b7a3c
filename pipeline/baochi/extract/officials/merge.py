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
    by_word: dict[str, list[Cluster]] = {}
    for group in merged:
        for word in {group.key[-1]} if group.people[0].full else set(group.key):
            by_word.setdefault(word, []).append(group)
    lone: dict[Key, Cluster] = {}
    for person, key in short:
        home = _home(by_word.get(key[0], []), person) or lone.get(key)
        if home is not None:
            home.people.append(person)
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


def _home(suits: list[Cluster], person: Person) -> Cluster | None:
    if not suits or not (person.addressed or not suits[0].people[0].full):
        return None
    before = [c for c in suits if c.people[0].start < person.start]
    if before:
        return max(before, key=lambda c: max(p.start for p in c.people if p.start < person.start))
    return suits[0]


def merge_offices(article: Article, index: UnitIndex, offices: list[Office]) -> list[Office]:
    """Drop the short and repeated ways of writing an office that the article gives in full."""
    folds = article.tokens.fold
    distinct: dict[Key, Office] = {}
    for office in offices:
        key = (*folds[office.start : office.title_end], "|", *folds[office.unit_start : office.unit_end], office.status)
        distinct.setdefault(key, office)
    kept: list[Office] = []
    for office in sorted(distinct.values(), key=lambda o: (o.unit_start - o.unit_end, o.start)):
        if not any(_same(article, index, office, other) for other in kept):
            kept.append(office)
    return sorted(kept, key=lambda o: o.start)


def _same(article: Article, index: UnitIndex, short: Office, full: Office) -> bool:
    """Say whether `short` is `full` again: the same title, with no body, the same body or part of its name."""
    folds = article.tokens.fold
    title, whole = folds[short.start : short.title_end], folds[full.start : full.title_end]
    if short.status and full.status and short.status != full.status:
        return False
    unit, body = folds[short.unit_start : short.unit_end], folds[full.unit_start : full.unit_end]
    if title != whole:
        longer_title = len(whole) > len(title) and whole[: len(title)] == title
        return not unit and longer_title and len(title) > 1
    if not unit or set(unit) <= set(body):
        return True
    first, second = index.by_form.get(" ".join(unit)), index.by_form.get(" ".join(body))
    return first is not None and second is not None and first.unit_id is not None and first.unit_id == second.unit_id
