"""Cuts a paragraph into the pieces that names and offices are made of: offices, ranks, honorifics, names, bodies, cues."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence

from baochi.article import Article, Paragraph
from baochi.extract.beginnings import beginnings
from baochi.extract.pieces import (
    CUE,
    HONORIFIC,
    PLACE,
    RANK,
    STATUS,
    WORD,
    Chunk,
    Chunks,
    Office,
    found_chunk,
    name_chunk,
    office_chunk,
    unit_chunk,
)
from baochi.extract.units.grammar import UnitGrammar
from baochi.extract.units.knowledge import UnitKnowledge, UnitSpan
from baochi.lexicon import Hit
from baochi.tag.runs import CAPITAL, MIDDLE, is_foreign, is_vietnamese_name, name_inside, run_end
from baochi.text.fold import fold
from baochi.text.syllables import is_vietnamese_syllable
from baochi.text.tokens import LOWER, MARK, TITLE

HEAD_OFFICER = fold("Chánh")
"""Begins the title of the head of an office or inspectorate, whose name goes on in it."""

REACH = 3
"""Chunks in front of a name that may read otherwise because of it: a title, `của`, a comma."""


def chunks_of(article: Article, knowledge: UnitKnowledge) -> list[Chunks]:
    """Return the chunks of every paragraph, cut at the first call and kept on the article."""
    if article.chunks is None:
        cut([article], knowledge)
    return article.chunks or []


def cut(articles: Sequence[Article], knowledge: UnitKnowledge) -> list[Chunker]:
    """Cut the chunks of articles, and return what can cut some of each one's anew once the tagger has seen it."""
    places = beginnings([article.tokens for article in articles])
    chunkers = [
        Chunker(article, UnitGrammar(article, knowledge, begin)) for article, begin in zip(articles, places, strict=True)
    ]
    for article, chunker in zip(articles, chunkers, strict=True):
        article.chunks = chunker.cut(article.paragraphs)
    return chunkers


class Chunker:
    """Cuts the paragraphs of one article."""

    def __init__(self, article: Article, grammar: UnitGrammar) -> None:
        self.article, self.grammar, self.tokens = article, grammar, article.tokens
        at = article.hits_at
        self.titles, self.ranks, self.honorifics = at("title"), at("rank"), at("honorific")
        self.cues, self.status, self.stops = at("office_cue"), at("status_cue"), at("name_stop")
        self.surnames = at("surname")
        self.addressed = {hit.end for hits in (self.honorifics, self.ranks, self.titles) for hit in hits.values()}
        self._name_begins = {*self.surnames, *grammar.beginnings.names}
        self._listed_weighed = {*self.titles, *self.ranks, *self.honorifics, *self.status, *grammar.naming_types()}
        self._listed_borders = self._borders_listed()
        self._index()

    def heed_tagged(self) -> None:
        """Take over the names that the tagger sees by now (`Article.tagged`)."""
        if self.grammar.tagged or any(mention.label == "UNIT" for mention in self.article.tagged):
            self.grammar.heed_tagged()
        self._index()

    def _index(self) -> None:
        """Set the tokens at which people begin, at which runs of capitals end, and those worth a look for a piece."""
        grammar = self.grammar
        self.people = {m.first_token: m.last_token for m in self.article.tagged if m.label == "PERSON"}
        self._weighed = {*grammar.begins, *self._listed_weighed}
        """Tokens at which the lexicon sees something that the words behind it may make something else."""
        self._borders = {*self._listed_borders, *self.people, *grammar.tagged, *grammar.names}
        self._runs: dict[int, int] = {}

    def cut(self, paragraphs: Sequence[Paragraph]) -> list[Chunks]:
        """Return the chunks of each paragraph; together they cover all of its tokens."""
        places = self._places()
        cut: list[Chunks] = []
        for paragraph in paragraphs:
            at, limit = paragraph.first_token, paragraph.last_token
            pieces: list[Chunk] = []
            for place in places[bisect_left(places, at) : bisect_left(places, limit)]:
                if place >= at and (chunk := self._next(place, limit)) is not None:
                    pieces.append(chunk)
                    at = chunk.end
            cut.append(Chunks(paragraph.first_token, limit, pieces))
        return cut

    def cut_again(self, chunks: Chunks, names: Iterable[tuple[int, int]]) -> Chunks:
        """Return `chunks` with those around `names` (first and last token, in order) cut anew.

        Cutting looks from each place only to the right, so that the old chunks hold again from the first border that they
        share with the new ones; an office may reach the name from a few chunks before.
        """
        pieces: list[Chunk] = []
        done, limit = chunks.first, chunks.last
        for first, last in names:
            if done >= last:
                continue
            at = max(done, chunks.before(first, REACH))
            pieces += chunks.between(done, at)
            while at < limit and (at < last or chunks.border(at) != at):
                chunk = self._next(at, limit)
                if chunk is not None:
                    pieces.append(chunk)
                at = at + 1 if chunk is None else chunk.end
            done = at
        return Chunks(chunks.first, limit, pieces + chunks.between(done, limit))

    def _places(self) -> list[int]:
        """Return the tokens, in order, at which a piece can begin; all others are words and marks that say nothing."""
        grammar, shape = self.grammar, self.tokens.shape
        places = {*self._weighed, *self.cues, *self.people, *grammar.places, *grammar.beginnings.pieces}
        places.update([at for at in self.addressed if at < len(shape) and shape[at] in CAPITAL])
        return sorted(places)

    def _next(self, at: int, limit: int) -> Chunk | None:
        """Return the piece that begins at token `at`, None for a lone word or mark that says nothing."""
        shape = self.tokens.shape[at]
        if shape == MARK:
            return None
        if at in self.people:
            return name_chunk(at, self.people[at], self.people[at] - at > 1)
        capital = shape in CAPITAL
        if capital and at in self._name_begins and self._begins_name(at, limit):
            return name_chunk(at, self._run(at, limit), True)
        if at in self._weighed and (chunk := self._listed(at, limit)) is not None:
            return chunk
        cue = self.cues.get(at)
        if cue is not None and cue.end <= limit:
            return found_chunk(CUE, cue)
        return self._capitals(at, limit) if capital else None

    def _begins_name(self, at: int, limit: int) -> bool:
        """Say whether a full name begins where one can; `Phó` is a title more often than a family name."""
        if at in self.honorifics:
            return self._family_name(at, limit)
        title = self.titles.get(at)
        if title is not None and (title.end - at > 1 or self.grammar.parse(title.end, limit) is not None):
            return False
        return self._is_name(at, limit)

    def _family_name(self, at: int, limit: int) -> bool:
        """`Bác sĩ | Ông Thị Mơ`: an honorific that is a family name here, as the middle name shows."""
        return (
            at + 2 < limit
            and self.tokens.fold[at + 1] in MIDDLE
            and self.tokens.shape[at + 2] in CAPITAL
            and (at in self.surnames and is_vietnamese_name(self.article, at, self._run(at, limit)))
        )

    def _is_name(self, at: int, limit: int) -> bool:
        """Say whether a full name begins here where no title does."""
        head = self.grammar.heads.get(at)
        if head is not None and head.end - at > 1 and self.tokens.shape[head.end - 1] == LOWER:
            return False  # `Đoàn Thanh niên`, `Đoàn` being a family name
        end = self._run(at, limit)
        place = self.grammar.places.get(at)
        if place is not None and place.end >= end and at not in self.addressed:
            return False  # `Hàn Quốc` has a family name in front too
        return is_vietnamese_name(self.article, at, end)

    def _listed(self, at: int, limit: int) -> Chunk | None:
        """Return the rank, office, honorific, body, place by its type or word of status that begins at token `at`."""
        title, rank = self.titles.get(at), self.ranks.get(at)
        if rank is not None and rank.end <= limit and (title is None or title.end <= rank.end):
            return found_chunk(RANK, rank)
        unit = self.grammar.parse(at, limit) if at in self.grammar.begins else None
        if unit is not None and title is not None and unit.head.end > title.end:
            title = None  # `Đại sứ quán` is no ambassador
        if title is not None and title.end <= limit and (unit is None or not unit.complete or unit.head.end < title.end):
            office = self.office(title, limit)
            if title.end - at > 1 or office.span is not None:  # `Phó`, `Trưởng` alone is no office
                return office_chunk(office)
        honorific, cue, status = self.honorifics.get(at), self.cues.get(at), self.status.get(at)
        if honorific is not None and honorific.end <= limit and (unit is None or unit.end <= honorific.end):
            return found_chunk(HONORIFIC, honorific)
        if unit is not None and unit.end > at:
            return unit_chunk(unit)
        if at in self.grammar.place_types and (end := self.grammar.typed_place_end(at, limit)):
            return Chunk(PLACE, at, end)
        if status is not None and (cue is None or status.end >= cue.end) and status.end <= limit:
            return found_chunk(STATUS, status)
        return None

    def _run(self, at: int, limit: int) -> int:
        """End of the capital run at `at`, cut before a title, a rank, an honorific or a body inside it."""
        end = self._runs.get(at)
        if end is None:
            end = run_end(self.tokens, at, limit)
            if not self._borders.isdisjoint(range(at + 1, end)):
                end = next(i for i in range(at + 1, end) if i in self._borders)
            self._runs[at] = end
        return end

    def _borders_listed(self) -> set[int]:
        """Return the tokens before which the lexicon alone ends a run of capitals."""
        listed = (self.titles, self.honorifics, self.grammar.heads)
        borders = {at for hits in listed for at, hit in hits.items() if hit.end - at > 1}
        borders.update(self.ranks, self.stops)
        return borders

    def _capitals(self, at: int, limit: int) -> Chunk | None:
        """A place, or a run of capitals that may be a name, in part or whole."""
        place = self.grammar.places.get(at)
        if place is not None and place.end <= limit and not self._person_at_place(place, limit):
            return found_chunk(PLACE, place)
        end = self._run(at, limit)
        inside = name_inside(self.article, at, end)
        if inside is not None and inside > at and at not in self.addressed:
            return Chunk(WORD, at, inside)
        if at in self.stops and end - at > 1:
            return None
        if end - at == 1 and at not in self.addressed and is_vietnamese_syllable(self.tokens.text[at]):
            return None  # the first word of a sentence, most often
        return name_chunk(at, end, inside is not None)

    def _person_at_place(self, place: Hit, limit: int) -> bool:
        """Say whether a place's name is that of a person: an address stands before it, and it proves little by itself."""
        at = place.start
        return at in self.addressed and (bool(place.entry["weak"]) or self._foreign_name(at, limit))

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
        joint = self.grammar.joints.get(at)
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
        if head is None or head.end <= office.title_end or self.tokens.shape[last] != LOWER:
            return False
        if not self._is_headed(office.title):
            return False
        span = self.grammar.parse(last, limit)
        if span is None:
            return False
        end = self._bracketed_parent(office, span, limit)
        office.span, office.end = span, end
        office.bodies = [span, *office.bodies] if span.complete else office.bodies
        office.unit_start, office.unit_end = office.title_end if span.complete else last, end
        return True

    def _is_headed(self, title: Hit) -> bool:
        """Say whether the list of titles has this one with the head noun of a body at its end."""
        return " ".join(self.tokens.fold[title.start : title.end]) in self.grammar.knowledge.headed

    def _aide(self, office: Office, limit: int) -> Office:
        """`Trợ lý | Bộ trưởng Bộ Y tế`: the office served is part of the title, its body is the unit."""
        served = self.office(self.titles[office.title_end], limit)
        office.end, office.title_end, office.span, office.bodies = served.end, served.title_end, served.span, served.bodies
        office.unit_start, office.unit_end = served.unit_start, served.unit_end
        return office

    def _head_kept_by_unit(self, title: Hit, limit: int) -> Hit:
        """`Trưởng Phòng Tổ chức cán bộ`: a capital in mid-title begins the body, which keeps its head noun."""
        last = title.end - 1
        if last == title.start:
            return title
        shape, head = self.tokens.shape, self.grammar.heads.get(last)
        if head is not None and head.end > title.end and not (shape[last] == LOWER and self._is_headed(title)):
            return title._replace(end=last)  # Trưởng | đoàn ĐBQH TP.HCM
        if shape[last] != TITLE or shape[title.start] not in CAPITAL:
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
        if at in self.surnames and self._run(at, limit) - at > 2 and self._is_name(at, limit):
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
        article, grammar = self.article, self.grammar
        if self._foreign_name(at, limit):
            return None
        if at in grammar.fields or at in grammar.places or at in grammar.place_types:
            if self.tokens.shape[at] in CAPITAL and is_vietnamese_name(article, at, run_end(self.tokens, at, limit)):
                return None
            span = grammar.parse_tail(at, limit, office.title)
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
