"""Says who confers an award on whom: the verb that governs it, its voice, and the spans of giver and recipients.

Two voices: `Z (quyết định) tặng X cho Y` and `Y được (Z) tặng X`, `Y đón nhận X của Z`. A name in a list
(`– Giấy khen: A; B`) takes the frame of the line that opens the list.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from baochi.article import Article
from baochi.extract.awards.recipients import Span, among, items, split_groups
from baochi.extract.awards.terms import Cue, Cues, Term, is_group, number_at, role_at, span_end
from baochi.text.tokens import MARK, Tokens

FAR, NEAR, AGENT = 60, 22, 16  # tokens between verb and award: with other awards between, without; `được` and its verb
MAX_PEOPLE, MAX_SUBJECT, MAX_BEFORE = 30, 34, 120


@dataclass(slots=True)
class Frame:
    """An act of conferral, all spans in tokens.

    Attributes:
        passive: the recipient is the subject.
        recipients: spans of the recipients, empty if they stand elsewhere.
        opens: tokens after which a list of recipients follows (`gồm:`), or -1.
    """

    verb: int
    passive: bool
    subject: Span | None = None
    agent: Span | None = None
    recipients: list[Span] = field(default_factory=list)
    opens: int = -1


def blocked(tokens: Tokens, cues: Cues, first: int, frame: Frame, term: Term) -> bool:
    """Say whether the award is proposed, planned or regulated instead of reported as conferred.

    Read from the award back to its verb and on to the border of the clause: a past tense on the way settles that it was
    conferred; a word like `nhằm` or `nếu` reaches no further than its comma, one like `đề nghị` goes on.
    """
    verb, comma = min(frame.verb, term.start), False
    for i in range(term.start - 1, max(first, term.start - FAR) - 1, -1):
        cue = cues.get(i)
        if tokens.text[i] in ";.”" and i < verb:
            return False
        comma = comma or (tokens.text[i] == "," and i < verb)
        if cue is None or cue.end > term.start:
            continue
        if cue.role == "block" and (cue.value == "strong" or not comma):
            return True
        if cue.role == "law" and verb - i <= NEAR and (cue.value == "strong" or not comma):
            return True
        if cue.value == "done" and i <= verb:
            return False
    return False


def private(cues: Cues, first: int, last: int) -> bool:
    """Say whether the sentence speaks of pay, trade or sport."""
    return any(i in cues and cues[i].role in ("private", "pay") for i in range(first, last))


def find_frame(article: Article, cues: Cues, first: int, last: int, terms: list[Term], index: int) -> Frame | None:
    """Return the frame that governs `terms[index]` in the sentence at tokens `first` to `last`, or None."""
    tokens, term = article.tokens, terms[index]
    before = terms[index - 1].end if index else -1
    if term.kind == "contest":
        frame = _goes(article, cues, term, last)
        if frame:
            return frame
    if term.verb:
        passive = _passive_before(tokens, cues, first, term.start) is not None
        return _read(article, cues, first, last, term.start, term, passive, before)
    reach = FAR if index and terms[index - 1].start < term.start else NEAR
    for i in range(term.start - 1, max(first, term.start - reach) - 1, -1):
        cue = cues.get(i)
        if cue is None or (cue.end > term.start and cue.role not in ("give", "receive")):
            if tokens.text[i] == ";" and index == 0:
                break
            continue
        if cue.role == "decoy":
            return None
        if cue.role == "receive":
            if _is_other_object(cues, cue, term, terms[:index]):
                return None
            return _read(article, cues, first, last, i, term, True, before)
        if cue.role == "give":
            if _is_other_object(cues, cue, term, terms[:index]):
                return None
            return _read(article, cues, first, last, i, term, _passive_before(tokens, cues, first, i) is not None, before)
    return _after(article, cues, first, last, term)


def _goes(article: Article, cues: Cues, term: Term, last: int) -> Frame | None:
    """`Giải Nhất toàn đoàn thuộc về X`: what is won is the subject."""
    at = next((i for i in range(term.end, min(term.end + NEAR, last)) if role_at(cues, i) == "goes"), -1)
    if at < 0 or any(article.tokens.shape[i] == MARK or i in article.hits_at("award") for i in range(term.end, at)):
        return None
    start = cues[at].end
    end = span_end(article.tokens, cues, start, min(last, start + MAX_PEOPLE), commas=False)
    return Frame(at, False, recipients=split_groups(article.tokens, cues, (start, end))) if end > start else None


def _is_other_object(cues: Cues, verb: Cue, term: Term, before: list[Term]) -> bool:
    """`tặng … cho các Bà mẹ Việt Nam Anh hùng`: the title names the recipients, it is not what is given."""
    if term.kind not in ("title", "emulation"):
        return False
    if term.kind == "title" and term.count is not None:
        return True  # phụng dưỡng 5 Bà mẹ Việt Nam Anh hùng
    if any(verb.end <= t.start for t in before):
        return False
    return any(role_at(cues, i) in ("to", "group") for i in range(verb.end, term.start))


def _passive_before(tokens: Tokens, cues: Cues, first: int, verb: int) -> int | None:
    """Return the token of the `được` that makes the verb passive, with at most a giver between."""
    for i in range(verb - 1, max(first, verb - AGENT) - 1, -1):
        cue = cues.get(i)
        if tokens.text[i] in ";.":
            return None
        if cue and (cue.role == "passive" or (cue.role == "receive" and cue.end > verb)):
            return i
        if cue and cue.role in ("give", "receive", "to"):
            return None
    return None


def _after(article: Article, cues: Cues, first: int, last: int, term: Term) -> Frame | None:
    """`Huân chương X được trao cho Y`: the award is the subject."""
    tokens = article.tokens
    sent = cues.get(term.end)
    sent = sent.role == "give" and term.end < last if sent else False
    if term.kind == "letter" and (sent or role_at(cues, term.start - 1) == "start"):  # vừa có thư khen gửi A
        frame = _read(article, cues, first, last, term.start, replace(term, verb="yes"), False)
        return frame if frame.recipients else None
    for i in range(term.end, min(term.end + 8, last)):
        cue = cues.get(i)
        if cue and (
            cue.role == "receive" or (cue.role == "give" and _passive_before(tokens, cues, term.end, i) is not None)
        ):
            frame = Frame(i, False)
            frame.recipients, frame.opens = _objects(article, cues, cue.end, last)
            return frame if frame.recipients else None
        if cue and cue.role not in ("passive", "start"):
            break
    return None


def _read(
    article: Article, cues: Cues, first: int, last: int, verb: int, term: Term, passive: bool, before: int = -1
) -> Frame:
    """Fill a frame around a verb at token `verb` and the award `term`; the award before it ends at token `before`."""
    tokens = article.tokens
    frame = Frame(verb, passive)
    mark = None if role_at(cues, verb) == "receive" else _passive_before(tokens, cues, first, verb)
    end = mark if mark is not None else verb
    frame.subject = _subject(tokens, cues, _opens_after(tokens, cues, first, end, before), end)
    if passive:
        if mark is not None and verb - mark > 1:
            frame.agent = _without_prefix(cues, mark + 1, verb)
        if frame.subject:
            frame.recipients = split_groups(tokens, cues, frame.subject)
        listed, frame.opens = members_of(article, cues, term.end, last)
        after = next((i for i in range(term.end, min(term.end + 6, last)) if i in cues and cues[i].value == "strong"), -1)
        if after >= 0 and not listed:  # đón nhận Bằng xếp hạng đối với X
            listed, _ = _objects(article, cues, after, last)
        frame.recipients = (listed or frame.recipients) + among(article, cues, term.end, last)
        return frame
    frame.agent = frame.subject
    start = cues[verb].end if verb in cues and cues[verb].end <= term.start else term.end
    between = _between(tokens, cues, start, term)
    if between and any(i in article.hits_at("award") for i in range(*between)):
        between = None  # tặng Giấy khen kèm tiền thưởng
    direct = bool(term.verb) or term.kind == "letter"
    frame.recipients, frame.opens = _objects(article, cues, term.end, last, direct)
    if not frame.recipients and between:
        frame.recipients = split_groups(tokens, cues, between)
    frame.recipients = frame.recipients + among(article, cues, term.end, last)
    return frame


def _opens_after(tokens: Tokens, cues: Cues, first: int, end: int, before: int) -> int:
    """Return where the clause of the verb may open: after `… khi`, or a subject of its own after the award before it."""
    if first <= before < end - 1 and tokens.text[before] in ",;":
        start = before + 1
        role = role_at(cues, start)
        if role in ("group", "person", "plural") or (
            tokens.shape[start] in "UA" and role not in ("lead", "start", "passive")
        ):
            return start
    for i in range(end - 2, max(first, end - MAX_SUBJECT) - 1, -1):
        if i in cues and cues[i].value == "clause":
            return cues[i].end
    return first


def _without_prefix(cues: Cues, start: int, end: int) -> Span | None:
    """Cut `quyết định` off the end of a giver."""
    for i in range(start, end):
        if role_at(cues, i) == "prefix" and cues[i].end == end:
            end = i
            break
    return (start, end) if end > start else None


def _between(tokens: Tokens, cues: Cues, start: int, term: Term) -> Span | None:
    """`tặng đồng chí A Huân chương X`, `trao cho A Bằng khen`: the recipient between verb and award."""
    cue = cues.get(start)
    if cue and cue.role == "to":
        start = cue.end
    end = term.start - 1 if term.count is not None else term.start
    prefix = next((i for i in range(start, end) if role_at(cues, i) == "prefix" and cues[i].end == end), end)
    end = prefix
    while end > start and (tokens.shape[end - 1] == MARK or role_at(cues, end - 1) in ("and", "plural", "start")):
        end -= 1
    if not 1 < end - start <= MAX_PEOPLE:
        return None
    head = cues.get(start)
    named = tokens.shape[start] in "UA" or (head and head.role in ("person", "group")) or number_at(tokens, cues, start)
    return (start, end) if named else None


def _subject(tokens: Tokens, cues: Cues, first: int, end: int) -> Span | None:
    """The party before the verb: leading adverbials and auxiliaries cut off, the nearest counted group preferred."""
    start = first = max(first, end - MAX_BEFORE)
    for i in range(first, end):
        if tokens.text[i] in ';:“"(' and end - i > 1 and not (tokens.text[i] == "(" and ")" in tokens.text[i:end]):
            start = i + 1
    while start < end and tokens.shape[start] == MARK:
        start += 1
    cut = start
    while cut < end:
        cue = next(
            (cues[i] for i in range(cut, min(cut + 3, end)) if i in cues and (i == cut or cues[i].role == "lead")), None
        )
        if not (cue and cue.role in ("lead", "end", "list", "start")):
            break
        opened = cue.end < end and (tokens.shape[cue.end] in "UA" or role_at(cues, cue.end) == "person")
        if cut in cues and opened and (cue.value == "adverb" or cue.role == "start"):
            cut = cue.end  # Mới đây Công an tỉnh X …; Còn chị Y …
            continue
        comma = next((j for j in range(cut, end) if tokens.text[j] == ","), None)
        if comma is None:
            cut = end if cue.role != "start" else cut
            break
        cut = comma + 1
    stop = next((i for i in range(cut, end) if i in cues and cues[i].role in ("start", "passive", "give", "receive")), end)
    group = _last_group(tokens, cues, stop + 1 if stop < end else cut, end)
    joined = group is not None and stop == end and group[0] > cut + 1 and role_at(cues, group[0] - 1) == "and"
    if group and not (joined and tokens.shape[cut] in "UA"):  # not Cục A và 5 tập thể khác
        return group
    times = next((i for i in range(cut, stop) if role_at(cues, i) == "times"), -1)
    if times > cut + 1:  # Trung đoàn 5 ba lần được …
        stop = times - 1
    years = stop in cues and cues[stop].value == "years" and stop - 1 > cut
    if years and number_at(tokens, cues, stop - 1) is not None:
        stop -= 1  # Anh 7 năm liền là …
    if stop > cut and tokens.text[stop - 1] == ",":
        stop -= 1
    comma = next((i for i in range(stop - 1, cut, -1) if tokens.text[i] == ","), -1)
    told = role_at(cues, cut) == "person" or cut in cues.people  # ông A, Giám đốc Sở B, được …
    if 0 < comma < stop - 1 and not told and tokens.shape[cut] not in "UAN" and tokens.shape[comma + 1] in "UA":
        cut = comma + 1  # … phát triển kinh tế, UBND tỉnh A
    if not 0 < stop - cut <= MAX_SUBJECT or times in (cut, cut + 1):
        return None
    dash = next((i for i in range(stop - 2, cut, -1) if tokens.text[i] in "–-" and role_at(cues, i + 1) == "person"), -1)
    return (dash + 1 if dash > 0 else cut, stop)  # Chủ tịch Tập đoàn X – ông Y


def _last_group(tokens: Tokens, cues: Cues, start: int, end: int) -> Span | None:
    """`… có 29 tập thể và 44 cá nhân được tặng`: the counted groups right before the verb."""
    found = None
    i = end - 1
    while i >= start and (tokens.shape[i] != MARK or (found and i == found[0] - 1 and tokens.text[i] == ",")):
        if number_at(tokens, cues, i) is not None and is_group(cues, i + 1):
            found = (i, found[1] if found else end)
        elif i in cues and cues[i].role not in ("group", "number", "and"):
            break
        i -= 1
    return found


def _objects(article: Article, cues: Cues, at: int, last: int, verb: bool = False) -> tuple[list[Span], int]:
    """The recipients after the award: `cho A và B`, `6 cá nhân đã có thành tích`, `các lực lượng, gồm: A; B`."""
    tokens = article.tokens
    ahead = at
    while ahead < last and (tokens.text[ahead] == "," or role_at(cues, ahead) in ("and", "skip")):
        ahead = cues[ahead].end if ahead in cues else ahead + 1
    skipped = "skip" in _roles(cues, at, ahead) and ahead < last  # Thư khen, biểu dương các lực lượng
    if skipped and (tokens.shape[ahead] in "UA" or role_at(cues, ahead) in ("plural", "group", "person")):
        start = ahead
    else:
        start = _object_start(tokens, cues, at, min(last, at + NEAR), verb)
    if start < 0:
        return [], -1
    if start < last and tokens.text[start] == ":":
        return members_of(article, cues, start, last)
    end = span_end(tokens, cues, start, min(last, start + MAX_PEOPLE), commas=not _is_person(cues, start))
    following = next((i for i in range(start + 1, end + 1) if i in article.hits_at("award")), -1)
    if following >= 0:  # cho Phòng A, 2 giải Nhì cho Phòng B
        end = following
        while end > start + 1 and (tokens.shape[end - 1] == MARK or number_at(tokens, cues, end - 1) is not None):
            end -= 1
    if end == start:
        return [], -1
    if end + 1 < last and tokens.text[end] == ":" and _counted(tokens, cues, start):  # 3 đơn vị: A, B và C
        close = span_end(tokens, cues, end + 1, min(last, end + MAX_PEOPLE))
        members = items(article, cues, end + 1, close, ",")
        return members if len(members) == number_at(tokens, cues, start) else [(start, close)], -1
    listed, opens = members_of(article, cues, end, last)
    if listed or opens >= 0:
        return listed or split_groups(tokens, cues, (start, end)), opens
    return split_groups(tokens, cues, (start, end)), -1


def _object_start(tokens: Tokens, cues: Cues, at: int, limit: int, verb: bool = False) -> int:
    """Return where the recipient after an award that ends at token `at` starts, or -1."""
    for i in range(at, limit):
        cue = cues.get(i)
        if cue and cue.role == "to":
            return -1 if role_at(cues, cue.end) in ("merit", "end") else cue.end
        if i == at and cue and cue.role == "give" and cue.end < limit:  # Cờ thi đua tặng Cục A
            return cue.end
        if cue and cue.role == "give" and role_at(cues, at) == "of" and cue.end < limit:  # … của Chủ tịch nước tặng Cục A
            return cue.end
        if i == at and (_counted(tokens, cues, i) or (cue and cue.role in ("group", "person", "plural"))):
            return i
        if i == at and verb and tokens.shape[i] in "UA":  # khen thưởng Đội Kiểm soát
            return i
        if tokens.text[i] in ".;" or (cue and cue.role in ("give", "receive", "start")):
            return -1
    return -1


def _roles(cues: Cues, start: int, end: int) -> set[str]:
    return {cues[i].role for i in range(start, end) if i in cues}


def _counted(tokens: Tokens, cues: Cues, i: int) -> bool:
    return number_at(tokens, cues, i) is not None and is_group(cues, i + 1)


def _is_person(cues: Cues, i: int) -> bool:
    cue = cues.get(i)
    if cue and cue.role == "person":
        return True
    return i in cues.people


def members_of(article: Article, cues: Cues, at: int, last: int) -> tuple[list[Span], int]:
    """Recipients after `gồm`, `:`: the spans, or where the list opens if it goes on in the next paragraphs."""
    tokens = article.tokens
    i = at
    if tokens.text[last - 1] == ":" and last - 1 <= at + 2:  # cho các tập thể sau:
        return [], last
    while i < min(last, at + 4) and role_at(cues, i) != "list" and not (i == at and tokens.text[i] == ":"):
        i += 1
    if i >= min(last, at + 4):
        return [], -1
    while i < last and (tokens.text[i] == ":" or (i in cues and cues[i].role == "list")):
        i = cues[i].end if i in cues else i + 1
    if i >= last:
        return [], i
    colon = next((j for j in range(i, min(last - 1, i + 5)) if tokens.text[j] == ":"), -1)
    i = colon + 1 if colon > 0 else i  # gồm các đồng chí: A; B
    separator = ";" if ";" in tokens.text[i:last] else ","
    return items(article, cues, i, last, separator), -1
