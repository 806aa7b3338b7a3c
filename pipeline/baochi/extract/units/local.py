"""Places that no list holds but that the article calls places: after `xã Pờ Mơ` the words `Pờ Mơ` are no person."""

from __future__ import annotations

from collections.abc import Sequence

from baochi.article import Article
from baochi.lexicon import Entry, Hit
from baochi.tag.runs import CAPITAL, is_vietnamese_name, run_end

KINDS = {
    "province": "province",
    "city": "city",
    "district": "district",
    "urban_district": "urban_district",
    "town": "town",
    "township": "township",
    "commune": "township",
    "ward": "township",
}
"""What kind of place of the lexicon a type of place tells of."""

LONGEST = 3
"""Syllables of the longest unlisted place; in longer runs of capitals a person's name may follow."""


def local_places(article: Article, listed: dict[int, Hit], runs: Sequence[int]) -> dict[int, Hit]:
    """Return every mention of an unlisted place that a type of place stands before somewhere in the article.

    Args:
        listed: the mentions of listed places; runs: tokens at which a run of capitals is read.
    """
    known = _named(article, listed)
    folds = article.tokens.fold
    found: dict[int, Hit] = {}
    firsts = {words[0] for words in known}
    for i in [i for i in runs if folds[i] in firsts] if known else ():
        for end in range(i + 2, min(i + LONGEST, len(folds)) + 1):
            entry = known.get(tuple(folds[i:end]))
            if entry is not None and _stands_alone(article, i, end):
                found[i] = Hit(i, end, entry)
    return found


def _named(article: Article, listed: dict[int, Hit]) -> dict[tuple[str, ...], Entry]:
    """Return the unlisted places that a type of place stands before by their folded words."""
    folds, shapes = article.tokens.fold, article.tokens.shape
    heads, titles, stops = article.hits_at("unit_head"), article.hits_at("title"), article.hits_at("name_stop")
    known: dict[tuple[str, ...], Entry] = {}
    for hit in article.hits_at("place_type").values():
        at = hit.end
        if at == len(shapes) or shapes[at] not in CAPITAL or at in listed or at in heads:
            continue
        kind = KINDS.get(hit.entry["level"])
        if kind is None:
            continue
        end = run_end(article.tokens, at, len(shapes))
        if not 1 < end - at <= LONGEST or any(i in listed or i in titles or i in stops for i in range(at, end)):
            continue
        if end - at < LONGEST or not is_vietnamese_name(article, at, end):
            known.setdefault(tuple(folds[at:end]), _entry(article.span_text(at, end), kind))
    return known


def _entry(name: str, kind: str) -> Entry:
    row = dict.fromkeys(("code", "parent", "status", "successor", "weak"), "")
    return Entry("place", name, "capital", row | {"kind": kind}, scan=False)


def _stands_alone(article: Article, start: int, end: int) -> bool:
    """Say whether the words are not in the middle of a run of capitals; a person's name may follow a place."""
    tokens = article.tokens
    if any(tokens.shape[i] not in CAPITAL for i in range(start, end)):
        return False
    if start and tokens.shape[start - 1] in CAPITAL and run_end(tokens, start - 1, end) > start:
        return start - 1 in article.hits_at("place_type") or start - 1 in article.hits_at("unit_head")
    after = run_end(tokens, start, len(tokens))
    return after == end or is_vietnamese_name(article, end, after)
