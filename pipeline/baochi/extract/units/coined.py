"""Names that an article introduces itself: `Cục Quản lý kho tàng và bến bãi (H77)`, later `H77`.

A code in brackets says two things that no list has to know: the words between the head noun and the bracket are one name,
and the code is another. An abbreviation without digits counts if it is made of the initials of the name.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from baochi.article import Article
from baochi.lexicon import Entry, Hit
from baochi.tag.runs import CAPITAL
from baochi.text.tokens import LOWER, NUMBER

if TYPE_CHECKING:
    from baochi.extract.units.grammar import UnitGrammar

_BRACKET = re.compile(r"\(([A-ZĐ]{1,4}\d{1,4}[A-Z]?|[A-ZĐ][A-ZĐ&]{1,9})\)")

LONGEST_NAME = 28
"""Tokens of the longest name in front of the bracket."""

LONGEST_REST = 16
"""Tokens of it, at its end, that the grammar does not know."""

BORDERS = frozenset('.;:()!?"“”')


def bracketed_codes(article: Article) -> list[tuple[int, str]]:
    """Return every code in brackets, with the token of its opening bracket."""
    return [(bisect_left(article.tokens.start, found.start()), found[1]) for found in _BRACKET.finditer(article.text)]


def coined_names(article: Article, grammar: UnitGrammar, bracketed: list[tuple[int, str]]) -> dict[int, Hit]:
    """Return the codes and the names that stand before them, as hits by their first token.

    Each is returned wherever the article writes it again.

    Args:
        bracketed: the article's `bracketed_codes`.
    """
    found: dict[int, Hit] = {}
    for at, code in bracketed:
        before = _name_before(article, grammar, at, code)
        if before is None:
            continue
        start, known_end, head = before
        if known_end < at:
            words = " ".join(article.tokens.text[start:at])
            found |= {i: Hit(i, i + at - start, _entry(words, head)) for i in _again(article, grammar, start, at)}
        listed = grammar.names.get(at + 1)
        entry = _entry(code, head) if listed is None else replace(listed.entry, row=listed.entry.row | {"weak": ""})
        found |= {hit.start: hit for hit in _codes(article, code, entry)}
    return found


def _entry(name: str, head: Hit) -> Entry:
    row = {"id": "", "canonical": name, "kind": head.entry.get("kind"), "sector": head.entry.get("sector")}
    return Entry("unit_name", name, "exact", row | dict.fromkeys(("parent", "province", "weak"), ""), scan=False)


def _name_before(article: Article, grammar: UnitGrammar, at: int, code: str) -> tuple[int, int, Hit] | None:
    """Return where the name before the bracket at token `at` begins, how far the grammar reads it, and its head noun."""
    tokens = article.tokens
    best: tuple[int, int, Hit] | None = None
    for i in range(at - 1, max(-1, at - LONGEST_NAME), -1):
        if tokens.text[i] in BORDERS:
            break
        head = grammar.heads.get(i)
        if head is None or (tokens.shape[i] not in CAPITAL and head.entry.case != "capital"):
            continue
        span = grammar.parse(i, at + 1)
        if span is None or span.end > at or not span.public or not _is_rest(grammar, span.end, at):
            continue
        initials = "".join(word[0].upper() for word in tokens.text[i:at])
        coded = any(c.isdigit() for c in code)
        if coded or ((span.complete or span.end > head.end) and _is_made_of(code, initials)):
            best = i, span.end, head
    return best


def _is_rest(grammar: UnitGrammar, start: int, end: int) -> bool:
    """Say whether tokens `start` to `end` can be the end of a name: small words, commas and `và`, no verb, no place."""
    if end - start > LONGEST_REST:
        return False
    for i in range(start, end):
        joint = i in grammar.joints and i + 1 < end
        if not joint and (grammar.tokens.shape[i] in (*CAPITAL, NUMBER) or grammar.has_word("phrase_stop", i)):
            return False
    return start == end or grammar.tokens.shape[end - 1] == LOWER


def _is_made_of(code: str, initials: str) -> bool:
    letters = [c for c in code if c.isalpha()]
    rest = iter(initials)
    return code[0] == initials[:1] and all(letter in rest for letter in letters)


def _again(article: Article, grammar: UnitGrammar, start: int, end: int) -> list[int]:
    """First tokens of all places where the words `start` to `end` stand."""
    folds, length = article.tokens.fold, end - start
    return [i for i in grammar.heads if folds[i : i + length] == folds[start:end]]


def _codes(article: Article, code: str, entry: Entry) -> list[Hit]:
    tokens = article.tokens
    hits: list[Hit] = []
    for start in _alone(article.text, code):
        end = start + len(code)
        first, last = bisect_left(tokens.start, start), bisect_left(tokens.start, end)
        if first < len(tokens) and tokens.start[first] == start and tokens.end[last - 1] == end:
            hits.append(Hit(first, last, entry))
    return hits


def _alone(text: str, code: str) -> Iterator[int]:
    """Yield where `code` stands in `text` by itself: a long text may coin many codes, and finding one must cost little."""
    at = text.find(code)
    while at >= 0:
        beside = text[max(at - 1, 0) : at] + text[at + len(code) : at + len(code) + 1]
        joined = any(c.isalnum() or c in "_/-" for c in beside)
        if not joined:
            yield at
        at = text.find(code, at + (1 if joined else len(code)))
