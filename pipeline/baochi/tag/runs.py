"""Runs of capitalised syllables, and where in a run a person's name begins."""

from __future__ import annotations

from collections.abc import Container

from baochi.article import Article
from baochi.text.fold import fold_syllable
from baochi.text.syllables import highland_prefix, is_vietnamese_syllable
from baochi.text.tokens import MARK, NUMBER, TITLE, Tokens

CAPITAL = frozenset("UA")
FEMALE = fold_syllable("Thị")
MIDDLE = frozenset(map(fold_syllable, ("Văn", "Thị")))
"""Second syllables that prove the one before to be a family name."""
PARTICLES = frozenset(("al", "el", "bin", "ibn", "von", "van", "der", "de", "del", "di", "dos", "da"))
"""Small words inside foreign names (`Bashar al-Assad`), behind a word that is no Vietnamese one."""
HYPHENS = frozenset("-‐‑")
COMMON = 3
"""Weight of the family names that thousands bear."""
SHORTEST_NAME, LONGEST_NAME = 2, 5
"""A Vietnamese full name has two to five syllables."""

LONGEST_RUN = 200
"""Capitals in a row that are looked through for a name: a text of nothing else costs no more a token the longer it is."""


def glued(tokens: Tokens, i: int) -> bool:
    """Say whether nothing, not even a blank, stands between token `i - 1` and token `i`."""
    return i > 0 and tokens.end[i - 1] == tokens.start[i]


def run_end(tokens: Tokens, start: int, limit: int) -> int:
    """Return the end (exclusive) of the run of capitalised tokens that begins at `start`, at most `limit`.

    It is no longer than `LONGEST_RUN`. A hyphen inside a transcribed name (`Cay-xỏn Phôm-vi-hản`) belongs to it, with the
    syllables that it binds.
    """
    text, shape, begins, ends = tokens.text, tokens.shape, tokens.start, tokens.end
    i, limit = start, min(limit, start + LONGEST_RUN)
    while i < limit:
        if i > start and begins[i] - ends[i - 1] > 1:
            break  # two blanks or a new line: in bodies of one line, a border
        if shape[i] in CAPITAL or (text[i] == "." and _initial(tokens, start, i, limit)):
            i += 1
        elif text[i] in PARTICLES and start < i < limit - 2 and not is_vietnamese_syllable(text[i - 1]):
            after = i + 2 if text[i + 1] in HYPHENS else i + 1
            if shape[after] not in CAPITAL:
                break
            i = after + 1
        elif (
            text[i] in HYPHENS
            and start < i < limit - 1
            and glued(tokens, i)
            and glued(tokens, i + 1)
            and shape[i + 1] not in (MARK, NUMBER)
        ):
            i += 2
        else:
            break
    return i


def _initial(tokens: Tokens, start: int, i: int, limit: int) -> bool:
    """Say whether the full stop at `i` belongs to an initial: `M.Dô-y-rơ`, `J. K. Rowling`."""
    if i == start or i + 1 >= limit or len(tokens.text[i - 1]) != 1:
        return False
    return tokens.shape[i + 1] in CAPITAL and (glued(tokens, i + 1) or i - start == 1)


def is_foreign(tokens: Tokens, start: int, end: int) -> bool:
    """Say whether some token is a capitalised word that cannot be a Vietnamese syllable (`Mattis`)."""
    return any(tokens.shape[i] == TITLE and not is_vietnamese_syllable(tokens.text[i]) for i in range(start, end))


def may_begin_name(tokens: Tokens, surnames: Container[int], at: int) -> bool:
    """Say whether a full name can begin at token `at`: with a family name, a prefix of the highlands, or before `Thị`.

    Args:
        surnames: the tokens that are family names.
    """
    return at in surnames or highland_prefix(tokens.text[at]) > 0 or FEMALE in tokens.fold[at + 1 : at + 2]


def is_vietnamese_name(article: Article, start: int, end: int) -> bool:
    """Say whether tokens `start` to `end` read as a full Vietnamese name: a family name and one to four more syllables."""
    tokens, surnames = article.tokens, article.hits_at("surname")
    if end - start > LONGEST_NAME or not may_begin_name(tokens, surnames, start):
        return False
    text = tokens.text
    shortest = SHORTEST_NAME + (start not in surnames)  # without a listed family name, `Thị` stands between two more words
    if end - start < (1 if highland_prefix(text[start]) else shortest):  # H’Hen Niê and K’Brếp need no family name
        return False
    letters = "".join(text[start:end])
    if not CAPITAL.issuperset(tokens.shape[start:end]) or (not letters.isalpha() and any(map(str.isdigit, letters))):
        return False
    return article.hits_at("name_stop").keys().isdisjoint(range(start, end))


def name_inside(article: Article, start: int, end: int) -> int | None:
    """Return where in the run `start`..`end` a full name begins that reaches the run's end, or None.

    Of several family names the commonest decides (`xã Vĩnh Quỳnh | Nguyễn Thị Thu Hồng`), then the longer name.
    """
    surnames = article.hits_at("surname")
    folds = article.tokens.fold
    best, best_weight = None, -1.0
    for at in range(max(start, end - LONGEST_NAME), end - SHORTEST_NAME + 1):
        if is_vietnamese_name(article, at, end):
            weight = float(surnames[at].entry["weight"] or 0) if at in surnames else 0.0
            if at + 1 < end and folds[at + 1] in MIDDLE and end - at > SHORTEST_NAME:
                return at  # `Ngũ | Văn Đoài`, though `Văn` is a family name too
            if at == start and end - at < LONGEST_NAME and weight >= COMMON:
                return at  # `Bùi Lê Thường Kiệm`: a double family name
            if weight > best_weight:
                best, best_weight = at, weight
    return best
