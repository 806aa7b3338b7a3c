"""Places that no list holds but that the article calls places: after `xã Pờ Mơ` the words `Pờ Mơ` are no person."""

from __future__ import annotations

from itertools import compress

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


def local_places(article: Article, listed: dict[int, Hit]) -> dict[int, Hit]:
    """Return every mention of an unlisted place that a type of place stands before somewhere in the article.

    They are found at the first call and kept on the article, whose chunks are cut twice.

    Args:
        listed: the mentions of listed places.
    """
    if article.local_places is None:
        article.local_places = _mentions(article, listed)
    return article.local_places


def _mentions(article: Article, listed: dict[int, Hit]) -> dict[int, Hit]:
    folds, shapes = article.tokens.fold, article.tokens.shape
    known: dict[str, dict[tuple[str, ...], Entry]] = {}
    for hit in article.hits.get("place_type", ()):
        if hit.end == len(shapes) or shapes[hit.end] not in CAPITAL:
            continue
        kind, end = KINDS.get(hit.entry["level"]), _end(article, hit.end, listed)
        if kind is not None and end:
            words = tuple(folds[hit.end : end])
            known.setdefault(words[0], {}).setdefault(words, _entry(article.span_text(hit.end, end), kind))
    found: dict[int, Hit] = {}
    for i in compress(range(len(folds)), map(known.__contains__, folds)) if known else ():
        for words, entry in known[folds[i]].items():
            end = i + len(words)
            if tuple(folds[i:end]) == words and _stands_alone(article, i, end):
                found[i] = Hit(i, end, entry)
    return found


def _end(article: Article, at: int, listed: dict[int, Hit]) -> int:
    """End of the unlisted name whose capitals begin at `at`, 0 if there is none."""
    if at in listed or at in article.hits_at("unit_head"):
        return 0
    end = run_end(article.tokens, at, len(article.tokens))
    if not 1 < end - at <= LONGEST:
        return 0
    inside = range(at, end)
    if not all(hits.keys().isdisjoint(inside) for hits in (listed, article.hits_at("title"), article.hits_at("name_stop"))):
        return 0
    return 0 if end - at == LONGEST and is_vietnamese_name(article, at, end) else end


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
