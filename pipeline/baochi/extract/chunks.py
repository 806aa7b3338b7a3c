"""Cuts a paragraph into the pieces that names and offices are made of: offices, ranks, honorifics, names, bodies, cues."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from baochi.article import Article, Paragraph
from baochi.extract.pieces import (
    BLANK,
    CUE,
    HONORIFIC,
    MARKS,
    PLACE,
    POSITION,
    PUNCT,
    RANK,
    STATUS,
    UNIT,
    WORD,
    WORDS,
    Chunk,
    Chunks,
    Office,
    found_chunk,
    name_chunk,
)
from baochi.extract.units.grammar import UnitGrammar
from baochi.extract.units.knowledge import UnitKnowledge, UnitSpan
from baochi.lexicon import Hit
from baochi.tag.runs import CAPITAL, MIDDLE, is_foreign, is_vietnamese_name, name_inside, run_end
from baochi.text.fold import fold
from baochi.text.syllables import is_vietnamese_syllable
from baochi.text.tokens import LOWER, MARK, NUMBER, TITLE

PLAIN = frozenset((LOWER, NUMBER))
"""Shapes of the tokens that begin a piece only if the lexicon or the tagger says so."""

HEAD_OFFICER = fold("Chánh")
"""Begins the title of the head of an office or inspectorate, whose name goes on in it."""


REACH = 3
"""Chunks in front of a name that may read otherwise because of it: a title, `của`, a comma."""


def chunks_of(article: Article, knowledge: UnitKnowledge) -> list[Chunks]:
    """Return the chunks of every paragraph, cut at the first call and kept on the article."""
    if article.chunks is None:
        chunker = Chunker(article, UnitGrammar(article, knowledge))
        article.chunks = [chunker.cut(paragraph) for paragraph in article.paragraphs]
    return article.chunks


class Chunker:
    """Cuts the paragraphs of one article."""

    def __init__(self, article: Article, grammar: UnitGrammar) -> None:
        self.article, self.grammar, self.tokens = article, grammar, article.tokens
        at = article.hits_at
        self.titles, self.ranks, self.honorifics = at("title"), at("rank"), at("honorific")
        categories = ("title", "rank", "honorific", "office_cue", "status_cue", "place_type", "place")
        categories += ("unit_head", "unit_name", "org_head")
        self.starts = {hit.start for name in categories for hit in article.hits.get(name, ())}
        self.addressed = {hit.end for name in ("honorific", "rank", "title") for hit in article.hits.get(name, ())}
        self.cues, self.status, self.stops = at("office_cue"), at("status_cue"), at("name_stop")
        self.people = {m.first_token: m.last_token for m in article.tagged if m.label == "PERSON"}
        self.tagged = {**self.people, **grammar.tagged}
        self.starts.update(self.tagged)
        marked = {at for at, shape in enumerate(self.tokens.shape) if shape not in PLAIN}
        self._runs: dict[tuple[int, int], int] = {}
        self._places = sorted(marked | self.starts)
        """Tokens at which a piece can begin; all others are plain words, unless a piece from before covers them."""

    def cut(self, paragraph: Paragraph) -> Chunks:
        """Return the chunks of `paragraph` in order; together they cover all of its tokens."""
        chunks: list[Chunk] = []
        marked: list[int] = []
        marks: list[int] = []
        at, limit = paragraph.first_token, paragraph.last_token
        places, shapes = self._places, self.tokens.shape
        for place in places[bisect_left(places, at) : bisect_left(places, limit)]:
            if place < at:
                continue
            if place > at:
                chunks += WORDS.between(at, place)
            if shapes[place] == MARK:
                marks.append(len(chunks))
                chunks += MARKS.between(place, place + 1)
                at = place + 1
                continue
            chunk = self._next(place, limit)
            if chunk.kind not in BLANK:
                marked.append(len(chunks))
            chunks.append(chunk)
            at = chunk.end
        if at < limit:
            chunks += WORDS.between(at, limit)
        return Chunks.indexed(chunks, marked, marks)

    def cut_again(self, paragraph: Paragraph, chunks: Sequence[Chunk], names: Sequence[tuple[int, int]]) -> Chunks:
        """Return `chunks` of `paragraph` with those around `names` (first and last token, in order) cut anew.

        Cutting looks from each place only to the right, so that the old chunks hold again from the first border that they
        share with the new ones; an office may reach the name from a few chunks before.
        """
        starts = [chunk.start for chunk in chunks]
        anew: list[Chunk] = []
        kept = 0  # old chunks that are done with
        for first, last in names:
            before = bisect_right(starts, first) - 1 - REACH
            if kept < len(chunks) and starts[kept] >= last:
                continue
            anew += chunks[kept : max(kept, before)]
            kept = max(kept, before)
            at, limit = starts[kept] if kept < len(chunks) else paragraph.last_token, paragraph.last_token
            while at < limit:
                if at >= last and kept < len(chunks) and starts[kept] == at:
                    break
                anew.append(self._next(at, limit))
                at = anew[-1].end
                kept = bisect_left(starts, at)
        return Chunks([*anew, *chunks[kept:]])

    def _next(self, at: int, limit: int) -> Chunk:
        shape = self.tokens.shape[at]
        if shape == MARK:
            return Chunk(PUNCT, at, at + 1)
        if at in self.people:
            return name_chunk(at, self.people[at], self.people[at] - at > 1)
        if shape in PLAIN and at not in self.starts:
            return Chunk(WORD, at, at + 1)
        capital = shape in CAPITAL
        if capital and at in self.honorifics and self._family_name(at, limit):
            return name_chunk(at, self._run(at, limit), True)
        title, rank = self.titles.get(at), self.ranks.get(at)
        if capital and at not in self.honorifics and self._is_name(at, limit, title):
            return name_chunk(at, self._run(at, limit), True)
        if rank is not None and rank.end <= limit and (title is None or title.end <= rank.end):
            return found_chunk(RANK, rank)
        unit = self.grammar.parse(at, limit)
        if unit is not None and title is not None and unit.head.end > title.end:
            title = None  # `Đại sứ quán` is no ambassador
        if title is not None and title.end <= limit and (unit is None or not unit.complete or unit.head.end < title.end):
            office = self.office(title, limit)
            if title.end - at > 1 or office.span is not None:  # `Phó`, `Trưởng` alone is no office
                chunk = found_chunk(POSITION, title)
                chunk.office, chunk.end = office, office.end
                return chunk
        return self._other(at, limit, capital, unit)

    def _family_name(self, at: int, limit: int) -> bool:
        """`Bác sĩ | Ông Thị Mơ`: an honorific that is a family name here, as the middle name shows."""
        return (
            at + 2 < limit
            and self.tokens.fold[at + 1] in MIDDLE
            and self.tokens.shape[at + 2] in CAPITAL
            and (at in self.article.hits_at("surname") and is_vietnamese_name(self.article, at, self._run(at, limit)))
        )

    def _is_name(self, at: int, limit: int, title: Hit | None) -> bool:
        """Say whether a full name begins here; `Phó` is a title more often than a family name."""
        if title is not None and (title.end - at > 1 or self.grammar.parse(title.end, limit) is not None):
            return False
        head = self.grammar.heads.get(at)
        if head is not None and head.end - at > 1 and self.tokens.shape[head.end - 1] == LOWER:
            return False  # `Đoàn Thanh niên`, `Đoàn` being a family name
        end = self._run(at, limit)
        place = self.grammar.places.get(at)
        if place is not None and place.end >= end and at not in self.addressed:
            return False  # `Hàn Quốc` has a family name in front too
        return is_vietnamese_name(self.article, at, end)

    def _other(self, at: int, limit: int, capital: bool, unit: UnitSpan | None) -> Chunk:
        honorific, cue, status = self.honorifics.get(at), self.cues.get(at), self.status.get(at)
        if honorific is not None and honorific.end <= limit and (unit is None or unit.end <= honorific.end):
            return found_chunk(HONORIFIC, honorific)
        if unit is not None and unit.end > at:
            chunk = Chunk(UNIT, at, unit.end)
            chunk.span = unit
            return chunk
        if at in self.grammar.place_types and (end := self.grammar.typed_place_end(at, limit)):
            return Chunk(PLACE, at, end)
        if status is not None and (cue is None or status.end >= cue.end) and status.end <= limit:
            return found_chunk(STATUS, status)
        if cue is not None and cue.end <= limit:
            return found_chunk(CUE, cue)
        if capital:
            return self._capitals(at, limit)
        return Chunk(WORD, at, at + 1)

    def _run(self, at: int, limit: int) -> int:
        """End of the capital run at `at`, cut before a title, a rank, an honorific or a body inside it."""
        end = self._runs.get((at, limit))
        if end is None:
            end = self._runs[at, limit] = self._find_run(at, limit)
        return end

    def _find_run(self, at: int, limit: int) -> int:
        end = run_end(self.tokens, at, limit)
        for i in range(at + 1, end):
            if i in self.tagged or i in self.ranks or i in self.grammar.names or i in self.stops:
                return i
            if any(i in hits and hits[i].end - i > 1 for hits in (self.titles, self.honorifics, self.grammar.heads)):
                return i
        return end

    def _capitals(self, at: int, limit: int) -> Chunk:
        """A place, or a run of capitals that may be a name, in part or whole."""
        place = self.grammar.places.get(at)
        end = self._run(at, limit)
        person = place is not None and (place.entry["weak"] or self._foreign_name(at, limit)) and at in self.addressed
        if place is not None and place.end <= limit and not person:
            return found_chunk(PLACE, place)
        inside = name_inside(self.article, at, end)
        if inside is not None and inside > at and at not in self.addressed:
            return Chunk(WORD, at, inside)
        if at in self.stops and end - at > 1:
            return Chunk(WORD, at, at + 1)
        if end - at == 1 and at not in self.addressed and is_vietnamese_syllable(self.tokens.text[at]):
            return Chunk(WORD, at, end)  # the first word of a sentence, most often
        return name_chunk(at, end, inside is not None)

    # ------------------------------------------------------------------ offices
    def office(self, title: Hit, limit: int) -> Office:
        """Parse the body behind a title; without one the office is the bare title."""
        title = self._headed_office(self._head_kept_by_unit(title, limit), limit)
        office = Office(title.start, title.end, title.end, title, title.end, title.end)
        if self._headed_by_title(office, limit):
            return office
        at = title.end
        if "aide" in self.grammar.knowledge.traits(title) and at < limit and at in self.titles:
            return self._aide(office, limit)
        joint = self.article.hits_at("unit_joint").get(at)
        if joint is not None and joint.entry["role"] == "of" and joint.end < limit and title.entry["kind"] != "staff":
            at = joint.end
        acting = self.status.get(at)
        if acting is not None and acting.entry["status"] == "acting" and self.grammar.parse(acting.end, limit) is not None:
            at, office.status = acting.end, "acting"  # `Phó Giám đốc phụ trách Sở Y tế`
        if at < limit:
            self._unit_of(office, at, limit)
        return office

    def _headed_by_title(self, office: Office, limit: int) -> bool:
        """`Trưởng phòng Tham mưu`: the title's small last word is the head noun of the body, which is listed with it."""
        last = office.title_end - 1
        head = self.grammar.heads.get(last)
        words = " ".join(self.tokens.fold[office.start : office.title_end])
        if head is None or head.end <= office.title_end or self.tokens.shape[last] != LOWER:
            return False
        if words not in self.grammar.knowledge.headed:
            return False
        span = self.grammar.parse(last, limit)
        if span is None:
            return False
        end = self._bracketed_parent(office, span, limit)
        office.span, office.end = span, end
        office.bodies = [span, *office.bodies] if span.complete else office.bodies
        office.unit_start, office.unit_end = office.title_end if span.complete else last, end
        return True

    def _aide(self, office: Office, limit: int) -> Office:
        """`Trợ lý | Bộ trưởng Bộ Y tế`: the office served is part of the title, its body is the unit."""
        served = self.office(self.titles[office.title_end], limit)
        office.end, office.title_end, office.span, office.bodies = served.end, served.title_end, served.span, served.bodies
        office.unit_start, office.unit_end = served.unit_start, served.unit_end
        return office

    def _head_kept_by_unit(self, title: Hit, limit: int) -> Hit:
        """`Trưởng Phòng Tổ chức cán bộ`: a capital in mid-title begins the body, which keeps its head noun."""
        last = title.end - 1
        shape = self.tokens.shape
        head = self.grammar.heads.get(last)
        words = " ".join(self.tokens.fold[title.start : title.end])
        small = shape[last] == LOWER and words in self.grammar.knowledge.headed
        if head is not None and head.end > title.end and last > title.start and not small:
            return title._replace(end=last)  # Trưởng | đoàn ĐBQH TP.HCM
        if last == title.start or shape[last] != TITLE or shape[title.start] not in CAPITAL:
            return title
        unit = self.grammar.parse(last, limit)
        if unit is None or not unit.complete or unit.end <= title.end:
            return title
        inner = self.grammar.parse(title.end, limit)
        if inner is not None and (inner.end >= unit.end or inner.complete):
            return title  # `Trưởng Ban Thường trực Ban Tổ chức`: the body names its own head
        return title._replace(end=last)

    def _headed_office(self, title: Hit, limit: int) -> Hit:
        """`Chánh | Thanh tra Sở`, but `Chánh Thanh tra | Bộ Xây dựng`: only a body with a name of its own stands apart."""
        at = title.end - 2
        if at <= title.start or self.tokens.fold[at - 1] != HEAD_OFFICER:
            return title
        unit, parent = self.grammar.parse(at, limit), self.grammar.parse(title.end, limit)
        if unit is None or unit.end <= title.end or (parent is not None and parent.complete):
            return title
        return title._replace(end=at)

    def _unit_of(self, office: Office, at: int, limit: int) -> None:
        if at in self.article.hits_at("surname") and self._run(at, limit) - at > 2 and self._is_name(at, limit, None):
            return  # `nguyên Bộ trưởng | Đoàn Văn Thử`
        span = self.grammar.parse(at, limit)
        if span is not None:
            office.bodies.append(span)
        else:
            span = self._tail_only(office, at, limit)
        if span is None:
            return
        end = self._bracketed_parent(office, span, limit)
        office.unit_start, office.unit_end, office.end, office.span = at, end, end, span

    def _tail_only(self, office: Office, at: int, limit: int) -> UnitSpan | None:
        """`Bộ trưởng Ngoại giao Philippines`, `Tổng thống Mỹ`, `chủ tịch xã Minh Đài`."""
        article = self.article
        if self._foreign_name(at, limit):
            return None
        if at in article.hits_at("unit_field") or at in self.grammar.places or at in article.hits_at("place_type"):
            if self.tokens.shape[at] in CAPITAL and is_vietnamese_name(article, at, run_end(self.tokens, at, limit)):
                return None
            span = self.grammar.parse_tail(at, limit, office.title)
            if span is not None and office.title.entry["kind"] == "staff" and not span.inner:
                return None  # `nhân viên bất động sản` works for no body
            if span is not None and span.start < at:
                office.bodies.append(span)
            return span
        return None

    def _foreign_name(self, at: int, limit: int) -> bool:
        """`Đại sứ | Milan Petrescu`: a city's name with a foreign word right behind it is a person's."""
        place = self.grammar.places.get(at)
        if place is None or place.entry["kind"] != "city" or place.end >= limit:
            return False
        end = run_end(self.tokens, at, limit)
        return end - place.end == 1 and is_foreign(self.tokens, place.end, end)  # `Thị trưởng | Paris | Anne Durand`

    def _bracketed_parent(self, office: Office, span: UnitSpan, limit: int) -> int:
        """`C04 (Bộ Công an)`: of an office, the parent in brackets belongs to the unit."""
        at = span.end
        if at + 2 >= limit or self.tokens.text[at] != "(":
            return at
        inner = self.grammar.parse(at + 1, limit)
        if inner is not None and inner.complete and inner.end < limit and self.tokens.text[inner.end] == ")":
            office.bodies.append(inner)
            return inner.end + 1
        close = next((i for i in range(at + 2, min(at + 7, limit)) if self.tokens.text[i] == ")"), 0)
        if close and all(self.tokens.shape[i] in "UA" or self.tokens.text[i] in "-&" for i in range(at + 1, close)):
            return close + 1  # Cơ quan Tình báo Trung ương Mỹ (CIA), Sở Tài nguyên và Môi trường (TN-MT)
        return at
