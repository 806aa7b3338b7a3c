"""Finds the awards named in a text: how far the name reaches, its code, class, number and the giver that is part of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import NamedTuple

from baochi.article import Article, Paragraph
from baochi.lexicon import Hit
from baochi.text.sentences import LONGEST
from baochi.text.tokens import LOWER, MARK, NUMBER, Tokens

CLOSERS = {"“": "”", '"': '"', "”": "”", "«": "»", "‘": "’", "'": "'"}
SENTENCE_ENDS = frozenset(".!?…")
CERTIFIED = frozenset({"certificate", "flag", "letter", "badge", "prize", "emulation", "general", "named"})
CLOSING = frozenset({"end", "among", "to", "passive", "give", "receive", "decoy", "start", "lead", "list"})
MAX_NAME, MAX_SUM, MAX_GIVER, MAX_REACH = 16, 6, 24, 40  # tokens


class Cue(NamedTuple):
    """A cue of `award_cues.csv` from its start to token `end` (exclusive)."""

    end: int
    role: str
    value: str


class Cues(dict[int, Cue]):
    """The cues of an article by first token; `people` gives the end of each person's name by its first token."""

    people: dict[int, int]


@dataclass(frozen=True, slots=True)
class Term:
    """An award named at tokens `start` to `end` (exclusive).

    Attributes:
        award: its name as written; where a class is shared (`hạng Nhất, hạng Nhì`) the name with this class.
        verb: `yes` or `amount` if the name is itself a verb of conferral (`thưởng nóng`, `thăng hàm`).
        count: how many are given, if a number stands before it.
        giver, people: token ranges of the giver that belongs to the name and of recipients in brackets after it.
    """

    start: int
    end: int
    award: str
    code: str
    kind: str
    verb: str = ""
    count: int | None = None
    giver: tuple[int, int] | None = None
    people: tuple[int, int] | None = None


def read_cues(article: Article) -> Cues:
    """Index the cues of an article by their first token."""
    hits = article.hits
    roles, values = hits.column("award_cue", "role"), hits.column("award_cue", "value")
    columns = zip(hits.ends("award_cue"), roles, values, strict=True)
    cues = Cues(zip(hits.starts("award_cue"), map(Cue._make, columns), strict=True))
    people = (m for m in article.mentions if m.label == "PERSON" and m.first_token >= 0)
    cues.people = {m.first_token: m.last_token for m in sorted(people, key=lambda m: m.first_token)}
    return cues


def sentences(article: Article) -> list[tuple[int, int, int]]:
    """Return paragraph index, first and last token (exclusive) of every sentence."""
    tokens = article.tokens
    return [(p.index, first, last) for p in article.paragraphs for first, last in p.sentences or _plain_sentences(tokens, p)]


def _plain_sentences(tokens: Tokens, paragraph: Paragraph) -> Iterator[tuple[int, int]]:
    """Cut a paragraph without sentences at full stops, and as the segmenter does after `LONGEST` tokens."""
    start, last = paragraph.first_token, paragraph.last_token
    for i in range(start + 2, last - 1):
        ends = tokens.text[i] in SENTENCE_ENDS and tokens.shape[i + 1] != LOWER
        if (ends and tokens.end[i] < tokens.start[i + 1] and i - start > 1) or i - start >= LONGEST:
            yield start, i + 1
            start = i + 1
    if start < last:
        yield start, last


def read_terms(article: Article, cues: Cues, first: int, last: int, hits: list[Hit]) -> list[Term]:
    """Return the awards of the sentence at tokens `first` to `last`; `hits` are those of category `award` inside it."""
    terms: list[Term] = []
    by_start = article.hits_at("rank")
    ranks = [by_start[i] for i in range(first, last) if i in by_start]
    for hit, after in zip(hits, [*hits[1:], None], strict=True):
        kind = hit.entry["kind"]
        if kind == "decoy" or (terms and hit.start < terms[-1].end):
            continue
        if kind == "named" and after and after.start - hit.end <= 1:  # danh hiệu Anh hùng Lao động
            continue
        if kind == "promotion":
            found = _promotion(article.tokens, cues, hit, ranks)
        elif kind == "cash":
            found = _cash(article, cues, hit, last)
        else:
            found = _decoration(article, cues, hit, last)
        terms.extend(found)
    return terms


def number_at(tokens: Tokens, cues: Cues, i: int) -> int | None:
    """Return the whole number written at token `i` in digits or as one word, or None."""
    if i < 0 or i >= len(tokens):
        return None
    if tokens.shape[i] == NUMBER:
        digits = tokens.text[i].replace(".", "")
        return int(digits) if digits.isdigit() and len(digits) < 7 else None
    cue = cues.get(i)
    return int(cue.value) if cue and cue.role == "number" and cue.end == i + 1 else None


def _promotion(tokens: Tokens, cues: Cues, hit: Hit, ranks: list[Hit]) -> list[Term]:
    """Reach from the verb over `từ Đại tá lên Thiếu tướng`; a rank that follows no rank is the one conferred."""
    base = Term(hit.start, hit.end, " ".join(tokens.text[hit.start : hit.end]), hit.entry["code"], "promotion", "yes")
    ahead = [r for r in ranks if hit.end <= r.start < hit.end + MAX_REACH]
    if ahead and ahead[0].start <= hit.end + 3 and MARK not in tokens.shape[hit.end : ahead[0].start]:
        end = ahead[0].end
        joined = tokens.shape[end] == LOWER if end < len(tokens) else False
        if len(ahead) > 1 and ahead[1].start - end <= 3 and joined and role_at(cues, end) != "to":
            end = ahead[1].end
        return [replace(base, end=end, award=" ".join(tokens.text[hit.start : end]))]
    for low, high in pairwise(ahead):  # thăng quân hàm cho đồng chí A từ Đại tá lên Thiếu tướng
        if high.start - low.end == 1 and tokens.shape[low.end] == LOWER:
            award = " ".join(tokens.text[hit.start : hit.end] + tokens.text[low.start - 1 : high.end])
            return [replace(base, award=award)]
    return [base] if hit.end - hit.start > 2 else []


def _cash(article: Article, cues: Cues, hit: Hit, last: int) -> list[Term]:
    """A cash reward with the sum after it; the bare verb `thưởng` counts only with one."""
    tokens, end = article.tokens, hit.end
    for i in range(hit.end, min(hit.end + MAX_SUM, last - 1)):
        if tokens.shape[i] == NUMBER:
            end = next((j + 1 for j in (i + 1, i + 2) if j < last and role_at(cues, j) == "money"), end)
            if end > i and any(shape in "UA" for shape in tokens.shape[hit.end : i]):  # thưởng nóng Công an xã 5 triệu đồng
                award = f"{article.span_text(hit.start, hit.end)} {article.span_text(i, end)}"
                return [Term(hit.start, end, award, hit.entry["code"], "cash", hit.entry["verb"], people=(hit.end, i))]
            break
        if tokens.shape[i] == MARK:
            break
    if end == hit.end and hit.entry["verb"] == "amount":
        return []
    start = _sum_before(tokens, cues, hit.start) if end == hit.end and not hit.entry["verb"] else hit.start
    return [Term(start, end, article.span_text(start, end), hit.entry["code"], "cash", hit.entry["verb"])]


def _sum_before(tokens: Tokens, cues: Cues, at: int) -> int:
    """Return where the sum of money starts that ends at token `at`: `10 triệu đồng tiền thưởng`; `at` if there is none."""
    if role_at(cues, at - 1) != "money":
        return at
    return next((i for i in (at - 2, at - 3) if i >= 0 and tokens.shape[i] == NUMBER), at)


def _decoration(article: Article, cues: Cues, hit: Hit, last: int) -> list[Term]:
    tokens, kind = article.tokens, hit.entry["kind"]
    count = number_at(tokens, cues, hit.start - 1)
    base = Term(hit.start, hit.end, article.span_text(hit.start, hit.end), hit.entry["code"], kind, hit.entry["verb"], count)
    if base.code == "huan_chuong" and _named(article, cues, base, last) == base:
        return []  # `nhiều huân chương cao quý` names none
    if kind in ("order", "medal", "title"):
        return _classes(article, cues, _named(article, cues, base, last), last)
    base = _named(article, cues, base, last)
    if kind == "named" and base.end == hit.end:
        return []
    if base.code == "huy_hieu":
        base = _party_badge(article, cues, base, last)
        if base.code == "huy_hieu":
            return []
    if kind in CERTIFIED:
        base = _with_giver(article, cues, base, last)
    return [_with_people(article, cues, base, last)]


def _named(article: Article, cues: Cues, term: Term, last: int) -> Term:
    """Add a name in quotes (`Kỷ niệm chương “Vì sự nghiệp …”`) or in capitals after a bare `Huân chương`."""
    tokens, at = article.tokens, term.end
    if at >= last:
        return term
    closer = CLOSERS.get(tokens.text[at])
    if closer and term.start and CLOSERS.get(tokens.text[term.start - 1]) == tokens.text[at]:
        return term  # danh hiệu “Đơn vị Quyết thắng”; …: the name stands in the quotes itself
    if closer:
        for i in range(at + 1, min(at + MAX_NAME, last)):
            if tokens.text[i] == closer:
                return replace(term, end=i + 1, award=article.span_text(term.start, i + 1))
        return term
    bare = term.kind == "named" or term.code in ("ky_niem_chuong", "huan_chuong")
    if bare and role_at(cues, at) != "rank_word" and tokens.shape[at] in "UA":
        while at < last and at - term.end < MAX_NAME and tokens.shape[at] in "UA" + LOWER:
            if role_at(cues, at) in ("to", "of", "rank_word", "and", "give", "end", "lead"):
                break
            at += 1
        return replace(term, end=at, award=article.span_text(term.start, at))
    return term


def _classes(article: Article, cues: Cues, term: Term, last: int) -> list[Term]:
    """Add `hạng Nhất`, `(hạng Nhì)`, `các hạng`; `hạng Nhất, Nhì` gives one term a class."""
    tokens, at = article.tokens, term.end
    while at < last and tokens.text[at] in ("(", ",") and role_at(cues, at + 1) in ("rank_word", "all_classes"):
        at += 1
    if role_at(cues, at) == "all_classes" and at < last:
        end = cues[at].end
        return [_with_people(article, cues, replace(term, end=end, award=article.span_text(term.start, end)), last)]
    found: list[tuple[int, int, str]] = []
    start = at
    while at < last:
        if role_at(cues, at) == "rank_word":
            at += 1
        value = _class_value(tokens, cues, at)
        if not value or (not found and at == start):
            break
        found.append((at, at + 1, value))
        at += 1
        if not (at + 1 < last and (tokens.text[at] in "," or role_at(cues, at) == "and")):
            break
        ahead = at + 2 if role_at(cues, at + 1) == "rank_word" else at + 1
        if not _class_value(tokens, cues, ahead) or (ahead == at + 1 and tokens.shape[ahead] not in "UA"):
            break
        at += 1
    if not found:
        return [_with_people(article, cues, term, last)]
    head = article.span_text(term.start, found[0][0])
    end = found[-1][1]
    terms = [replace(term, end=end, award=f"{head} {tokens.text[i]}", code=f"{term.code}_{value}") for i, _, value in found]
    if len(found) == 1:
        terms = [replace(terms[0], award=article.span_text(term.start, end))]
    return [_with_people(article, cues, t, last) for t in terms]


def _class_value(tokens: Tokens, cues: Cues, i: int) -> str:
    if i >= len(tokens):
        return ""
    if tokens.text[i] in ("1", "2", "3"):
        return tokens.text[i]
    cue = cues.get(i)
    return cue.value if cue and cue.role == "class" else ""


def _party_badge(article: Article, cues: Cues, term: Term, last: int) -> Term:
    """`Huy hiệu 65 năm tuổi Đảng`, `Huy hiệu 40, 45, 50 năm tuổi Đảng`."""
    for i in range(term.end, min(term.end + 12, last)):
        if role_at(cues, i) == "party_age":
            return replace(term, end=i + 2, award=article.span_text(term.start, i + 2), code="huy_hieu_dang")
    return term if term.end - term.start == 2 else replace(term, code="huy_hieu_khac")


def _with_giver(article: Article, cues: Cues, term: Term, last: int) -> Term:
    """`Bằng khen của Bộ trưởng Bộ Y tế`: the giver belongs to the name of the award."""
    tokens, at = article.tokens, term.end
    if role_at(cues, at) == "of":
        start = at + 1
    elif term.kind != "letter" and at < last and tokens.shape[at] in "UA" and tokens.text[at - 1] not in CLOSERS.values():
        start = at if at in article.hits_at("title") or at in article.hits_at("org_head") else -1
    else:
        start = -1
    if start < 0:
        return term
    end = span_end(tokens, cues, start, min(last, start + MAX_GIVER), commas=False)
    return replace(term, end=end, award=article.span_text(term.start, end), giver=(start, end)) if end > start else term


def _with_people(article: Article, cues: Cues, term: Term, last: int) -> Term:
    """`… hạng Ba (8 tập thể, 15 cá nhân)`: the recipients stand in brackets."""
    tokens, at = article.tokens, term.end
    if at + 2 < last and tokens.text[at] == "(":
        inside = at + 2 if number_at(tokens, cues, at + 1) is not None else at + 1
        if is_group(cues, inside):
            for i in range(inside, min(last, at + MAX_GIVER)):
                if tokens.text[i] == ")":
                    return replace(term, people=(at + 1, i))
    return term


def span_end(tokens: Tokens, cues: Cues, start: int, last: int, commas: bool = True) -> int:
    """Return where a giver or recipient that begins at `start` ends: before a cue that closes it, a mark or another award.

    Brackets are stepped over as a whole; `và` and, if `commas`, a comma go on only before a capital or a counted group.
    """
    i = start
    while i < last:
        if tokens.shape[i] == MARK:
            if tokens.text[i] == "(" and commas:
                close = next((j for j in range(i + 1, min(i + MAX_GIVER, last)) if tokens.text[j] == ")"), -1)
                if close < 0:
                    break
                i = close
            elif i == start or not _joins(tokens, cues, i, last, commas):
                break
        elif i > start and _closes(tokens, cues, i, last, commas):
            break
        i = cues[i].end if role_at(cues, i) == "name" else i + 1
    return min(i, last)


def _joins(tokens: Tokens, cues: Cues, i: int, last: int, commas: bool) -> bool:
    """Say whether the mark at token `i` stands inside a name or between coordinated parties."""
    following = i + 2 if role_at(cues, i + 1) == "and" else i + 1
    return tokens.text[i] in "-–/&" or (tokens.text[i] == "," and commas and _goes_on(tokens, cues, following, last))


def _closes(tokens: Tokens, cues: Cues, i: int, last: int, commas: bool) -> bool:
    """Say whether the word at token `i` ends a giver (no `commas`) or a recipient."""
    role = role_at(cues, i)
    if role == "lead" and tokens.shape[i] in "UA" and tokens.shape[i - 1] in "UA":
        return False  # Lò Văn Sáng
    if role == "and":
        return not _goes_on(tokens, cues, i + 1, last)
    return role in CLOSING or (role == "about" and not commas)


def _goes_on(tokens: Tokens, cues: Cues, i: int, last: int) -> bool:
    """Say whether a coordinated party starts at token `i`."""
    if i >= last:
        return False
    return (
        tokens.shape[i] in "UA"
        or is_group(cues, i)
        or role_at(cues, i) == "person"
        or number_at(tokens, cues, i) is not None
    )


def role_at(cues: Cues, i: int) -> str:
    """Return the role of the cue that starts at token `i`, or an empty string."""
    cue = cues.get(i)
    return cue.role if cue else ""


def is_group(cues: Cues, i: int) -> bool:
    """Say whether a noun that heads a group of recipients (`tập thể`, `đồng chí`) starts at token `i`."""
    cue = cues.get(i)
    return cue is not None and (cue.role == "group" or cue.value == "group")
