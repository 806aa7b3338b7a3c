"""One record an article for each award and recipient, where the article states it most fully."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache

from baochi.article import Article
from baochi.records import Award
from baochi.text.fold import fold

NEAR = 50  # awards of a kind with which a new one is compared, the fullest and the latest: bounds the work on long lists
NAME = 3  # syllables of most full names
CLOSE = 0.6  # share of syllables in common (Dice)
ONCE = ("order", "medal", "title", "promotion", "prize")
VAGUE = ("general", "commend")
FAMILIES = ("bang_khen", "co_thi_dua")
ASIDE = ("caption", "heading", "title")
KIND_ORDER = {"body": 0, "lead": 0, "other": 1, "title": 2, "heading": 2, "caption": 3, "byline": 4}


def merge(awards: list[Award], article: Article, kinds: dict[str, str]) -> list[Award]:
    """Drop the repeats: same award with the same recipient, with none, or with a group whose members are named elsewhere.

    `kinds` gives the lexicon's kind of each award code.
    """
    kept: list[Award] = []
    unique = {code for code, kind in kinds.items() if kind in ONCE}
    ranked = sorted(
        awards, key=lambda a: (KIND_ORDER.get(article.paragraphs[a.para].kind, 1), not a.recipient, -_fullness(a))
    )
    families: dict[str, list[Award]] = {}
    seen: set[tuple[str, str, int | None]] = set()
    for award in ranked:
        same = families.setdefault(_family(award.award_code), [])
        key = (award.award_code + award.giver, fold(award.recipient), award.count)
        if key in seen or any(_repeats(award, other, article, unique) for other in same[:NEAR] + same[NEAR:][-NEAR:]):
            continue
        seen.add(key)
        same.append(award)
        kept.append(award)
    named = Counter(_family(a.award_code) for a in kept if a.recipient and a.count is None)
    classed = {a.award_code.rsplit("_", 1)[0] for a in kept if a.award_code[-1:].isdigit()}
    kept = [a for a in kept if a.award_code not in classed or any(c.isupper() for c in a.recipient[1:])]
    kept = [a for a in kept if not (a.count and a.count > 1 and _is_sum(a, named))]
    told = [a for a in kept if kinds.get(a.award_code) not in (*VAGUE, "contest", "heritage")]
    kept = [a for a in kept if kinds.get(a.award_code) not in VAGUE or not _covered(a, told, article)]
    return sorted(kept, key=lambda a: (a.start, a.end, a.recipient))


def _repeats(award: Award, other: Award, article: Article, unique: set[str]) -> bool:
    if _family(award.award_code) != _family(other.award_code) or _differ(award.award_code, other.award_code):
        return False
    if not award.recipient:
        return True
    if article.paragraphs[award.para].kind in ASIDE and article.paragraphs[other.para].kind not in ASIDE:
        return True
    alone = award.award_code.rstrip("_123") in unique  # one authority alone confers it
    if not alone and award.giver and other.giver and dice(award.giver, other.giver) < CLOSE / 2:
        return False
    return same_party(award.recipient, other.recipient) and not (
        award.count is not None and other.count is not None and award.count != other.count
    )


def _covered(award: Award, told: list[Award], article: Article) -> bool:
    """Say whether honours without a name are those that the article names elsewhere."""
    return bool(told) and (
        len(_proper(award.recipient)) < 2
        or article.paragraphs[award.para].kind == "lead"
        or any(same_party(award.recipient, a.recipient) for a in told[:NEAR] if a.recipient)
    )


def _is_sum(award: Award, named: Counter[str]) -> bool:
    """`3 công chức` is the sum of three named people with the same award."""
    return named[_family(award.award_code)] >= (award.count or 0)


def _family(code: str) -> str:
    """`bang_khen_thu_tuong` may be repeated as `bang_khen`; the classes of an order are awards of their own."""
    return next((family for family in FAMILIES if code.startswith(family)), code)


def _differ(a: str, b: str) -> bool:
    return a != b and a.rsplit("_", 1)[-1].isdigit() and b.rsplit("_", 1)[-1].isdigit()


def _fullness(award: Award) -> int:
    """Weigh what is said about an award; a sum of money outweighs all."""
    return len(award.recipient) + len(award.giver) + 100 * any(c.isdigit() for c in award.award)


def same_party(a: str, b: str) -> bool:
    """Say whether two strings name one recipient: nearly the same syllables, all of the shorter in the longer, or one name.

    The last three syllables hold a Vietnamese name whatever offices stand before it.
    """
    v, w = _syllables(a), _syllables(b)
    if len(w) < len(v):
        a, b, v, w = b, a, w, v
    name = v[-NAME:]
    named = NAME <= len(v) <= NAME + 2 and all(t[:1].isupper() for t in a.split()[-NAME:])
    if named and any(w[i : i + NAME] == name for i in range(len(w) - NAME + 1)):
        return True
    x, y = set(v), set(w)
    bodies = a[:1].isupper() and b[:1].isupper()
    if bodies and not (x <= y or y <= x) and not (_proper(a) <= _proper(b) or _proper(b) <= _proper(a)):
        return False  # Công an tỉnh Quảng Nam, Công an tỉnh Phú Yên
    return dice(a, b) >= CLOSE or (min(len(x), len(y)) > 0 and (x <= y or y <= x))


@lru_cache(maxsize=2000)
def _syllables(text: str) -> list[str]:
    return fold(text).split()


@lru_cache(maxsize=2000)
def _proper(text: str) -> frozenset[str]:
    """Syllables that tell bodies apart: capitals and numbers."""
    return frozenset(fold(t) for t in text.split() if t[:1].isupper() or t[:1].isdigit())


def dice(a: str, b: str) -> float:
    """Share of syllables that two strings have in common (Dice), after folding."""
    x, y = Counter(_syllables(a)), Counter(_syllables(b))
    total = sum(x.values()) + sum(y.values())
    return 2 * sum((x & y).values()) / total if total else 1.0
