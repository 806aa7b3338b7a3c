"""Cuts what a list or a span of recipients says into the parties that it names."""

from __future__ import annotations

from baochi.article import Article
from baochi.extract.awards.terms import Cues, is_group, number_at, role_at
from baochi.text.tokens import LOWER, MARK, NUMBER, Tokens

Span = tuple[int, int]
FAR = 60  # tokens between an award and `trong đó có`
HEADS = ("org_head", "unit_head", "title")


def among(article: Article, cues: Cues, at: int, last: int) -> list[Span]:
    """Members named after the group: `cho 13 di tích, trong đó có A và B`."""
    text = article.tokens.text
    near = next((i for i in range(at, min(last, at + FAR)) if text[i] == ";"), min(last, at + FAR))
    start = next((i for i in range(at, near) if role_at(cues, i) == "among"), -1)
    if start < 0:
        return []
    i = cues[start].end
    i = i + 1 if i < last and text[i] == ":" else i
    award = next((j for j in range(i, last) if j in article.hits_at("award")), -1)
    last = next((j for j in range(award, i, -1) if text[j] == ";"), last)  # …; Bộ X tặng Bằng khen …
    end = next((j for j in range(i, last) if article.tokens.text[j] in ").…" and article.tokens.text[j - 1] != "TP"), last)
    return items(article, cues, i, end, ";" if ";" in article.tokens.text[i:end] else ",")


def items(article: Article, cues: Cues, first: int, last: int, separator: str = ";") -> list[Span]:
    """Cut tokens `first` to `last` at `separator` into recipients; of a person only the name is kept."""
    tokens, spans, start, closing = article.tokens, [], first, False
    for i in range(first, last + 1):
        joined = separator == "," and i < last and role_at(cues, i) == "and"
        joined = joined and (role_at(cues, i + 1) == "person" or any(i + 1 in article.hits_at(c) for c in HEADS))
        if i == last or tokens.text[i] == separator or joined:
            span = item(article, cues, start, i)
            office = separator == "," and spans and spans[-1][0] in cues.people and span and span[0] not in cues.people
            if span and not (office and _holds(article, cues, span[0])):
                spans.append(span)
            start = i + 1
            if closing:  # A, B và C, … : nothing of the list comes after its last member
                break
            closing = joined
    return spans


def _holds(article: Article, cues: Cues, i: int) -> bool:
    """Say whether the words from token `i` on say what the person before them is: `thầy A, Hiệu trưởng Trường B`."""
    return i in article.hits_at("title") or is_group(cues, i)


def item(article: Article, cues: Cues, start: int, end: int) -> Span | None:
    """One member of a list: the name of a person, or the body up to its first comma."""
    tokens = article.tokens
    while start < end and (tokens.shape[start] == MARK or role_at(cues, start) == "and"):
        start += 1
    if end - start > 2 and tokens.shape[start] == NUMBER and tokens.text[start + 1] in ".)/-":
        start += 2  # 1. Phòng A
    cue = cues.get(start)
    if cue and cue.role == "person":
        start = cue.end
    for first in range(start, min(end, start + 6)):
        if first in cues.people:
            return (first, cues.people[first])
    body = start in article.hits_at("org_head") or start in article.hits_at("unit_head")
    ends = ":" if body else ",.:"
    stop = start
    while stop < end and tokens.text[stop] not in ends and not (stop in cues and cues[stop].value == "reason"):
        stop += 1
    while stop > start and tokens.text[stop - 1] in ".,;":
        stop -= 1
    return (start, stop) if stop > start and any(s in "UA" for s in tokens.shape[start:stop]) else None


def split_groups(tokens: Tokens, cues: Cues, span: Span) -> list[Span]:
    """`3 phòng, chi cục và 12 cá nhân` is two recipients: each number opens one."""
    start, end = span
    cuts = [start]
    for i in range(start + 1, end - 1):
        joined = tokens.text[i - 1] == "," or role_at(cues, i - 1) == "and"
        if joined and number_at(tokens, cues, i) is not None and is_group(cues, i + 1):
            cuts.append(i)
    spans = []
    for low, high in zip(cuts, [*cuts[1:], end], strict=True):
        while high > low and (
            (tokens.shape[high - 1] == MARK and tokens.text[high - 1] not in '”")')
            or role_at(cues, high - 1) == "and"
            or (role_at(cues, high - 1) == "number" and tokens.shape[high - 1] == LOWER)
        ):
            high -= 1
        if high > low:
            spans.append((low, high))
    return spans


def split_named(article: Article, cues: Cues, span: Span) -> list[Span]:
    """`ông A, Giám đốc Sở, và bà B` is two recipients: a name opens one, an office does not.

    Bodies joined by commas and `và` stay one party, as they are written, and so does a group with its members.
    """
    tokens, (start, end) = article.tokens, span
    grouped = is_group(cues, start) or role_at(cues, start) == "plural" or ":" in tokens.text[start:end]
    grouped = grouped or (number_at(tokens, cues, start) is not None and is_group(cues, start + 1))
    if grouped and not any(number_at(tokens, cues, i) is not None for i in range(start + 1, end)):
        return [span]  # 3 lực lượng A, B và C; cán bộ Phòng A và Phòng B
    cuts, depth = [start], 0
    for i in range(start + 1, end - 1):
        depth += (tokens.text[i - 1] == "(") - (tokens.text[i - 1] == ")")
        joined = tokens.text[i - 1] in ",;" or role_at(cues, i - 1) == "and"
        if joined and not depth and _opens_party(article, cues, i, end):
            cuts.append(i)
    spans: list[Span] = []
    for low, high in zip(cuts, [*cuts[1:], end], strict=True):
        while high > low and (tokens.text[high - 1] in ",;" or role_at(cues, high - 1) == "and"):
            high -= 1
        if high > low:
            spans.append((low, high))
    return spans


def _opens_party(article: Article, cues: Cues, i: int, end: int) -> bool:
    """Say whether another recipient begins at token `i`: a counted group, or a person after rank and honorific."""
    if number_at(article.tokens, cues, i) is not None and is_group(cues, i + 1):
        return True
    ranks = article.hits_at("rank")
    while i < end and (i in ranks or role_at(cues, i) == "person"):
        i = ranks[i].end if i in ranks else cues[i].end
    return i in cues.people


def items_of(article: Article, cues: Cues, span: Span) -> list[Span]:
    """Recipients in brackets, each counted group on its own."""
    tokens, (start, end) = article.tokens, span
    cuts = [start] + [i + 1 for i in range(start, end) if tokens.text[i] == ","]
    ends = [c - 1 for c in cuts[1:]] + [end]
    return [(a, b) for a, b in zip(cuts, ends, strict=True) if b > a] or items(article, cues, start, end)
