"""The officials of an article: people, ranks and positions as records with their evidence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import chain, pairwise
from operator import attrgetter

from baochi.article import Article
from baochi.extract import pieces as kinds
from baochi.extract.chunks import chunks_of
from baochi.extract.officials.attach import Attacher, Person, addressed_people
from baochi.extract.officials.biography import HELD, cues_of_death, mark_dead, tell_careers
from baochi.extract.officials.change import Changes, speaks_of_appointments
from baochi.extract.officials.complete import UnitCompletion, UnitIndex
from baochi.extract.officials.merge import Cluster, cluster, merge_offices
from baochi.extract.officials.sector import Sectors
from baochi.extract.pieces import Office
from baochi.extract.units.knowledge import UnitKnowledge
from baochi.lexicon import Lexicon
from baochi.records import Mention, Official, Position
from baochi.text.tokens import UPPER

_KIND = attrgetter("kind")
TOLD = frozenset((kinds.NAME, kinds.POSITION))
"""Kinds of chunk of which a paragraph that tells of officials has one."""


class OfficialExtractor:
    """Fills `Article.names` and `Article.officials` and adds mentions labelled PERSON, RANK and POSITION.

    A person is an official who has a rank or an office in the article; one whose offices are all of companies is kept with
    sector `business`, to be told apart. Figures of history (lexicon/history.csv) are left out.
    """

    def __init__(self, lexicon: Lexicon) -> None:
        self.knowledge = UnitKnowledge(lexicon)
        self.completion = UnitCompletion(lexicon)
        self.sectors = Sectors(lexicon)
        self.history = set(lexicon.by_fold("history"))

    def annotate(self, articles: Sequence[Article]) -> None:
        """Find the officials of every article."""
        for article in articles:
            self._annotate(article)

    def _annotate(self, article: Article) -> None:
        groups = cluster(article, self._people(article))
        named = [[article.mention_of(p.para, p.start, p.end, "PERSON") for p in group.people] for group in groups]
        article.names.extend(chain.from_iterable(named))
        bearers = [i for i, group in enumerate(groups) if any(p.ranks or p.offices for p in group.people)]
        if bearers:
            index = UnitIndex(article, self.knowledge)
            for i in bearers:
                self._record(article, groups[i], named[i], index)
        for number, official in enumerate(article.officials):
            official.official_id = f"{article.article_id}#{number}"
            for mention in official.mentions:
                mention.record = official.official_id
            article.mentions.extend(official.mentions)

    def _people(self, article: Article) -> list[Person]:
        """Return every mention of a person, in text order, with the ranks and offices that are tied to it."""
        people: list[Person] = []
        attachers: list[Attacher] = []
        cued: list[Attacher] = []
        for paragraph, chunks in zip(article.paragraphs, chunks_of(article, self.knowledge), strict=True):
            here = set(map(_KIND, chunks.found))
            if paragraph.kind == "byline" or here.isdisjoint(TOLD):
                continue
            if here.isdisjoint(HELD):
                people += addressed_people(paragraph.index, chunks)
                continue
            attacher = Attacher(article, paragraph.index, chunks.row(article.tokens.shape))
            attachers.append(attacher)
            people += attacher.run()
            if attacher.people and kinds.CUE in here:
                cued.append(attacher)
        if cued:
            appointing, sad = speaks_of_appointments(article), cues_of_death(article)
            for attacher in cued:
                Changes(article, attacher, appointing).run()
                mark_dead(article, attacher, sad)
        tell_careers(article, people, attachers)
        return people

    def _record(self, article: Article, group: Cluster, mentions: list[Mention], index: UnitIndex) -> None:
        first = group.first
        if " ".join(article.tokens.fold[first.start : first.end]) in self.history or not self._is_person(article, group):
            return
        named = [o for p in group.people for o in p.offices if self._counts(article, o, index)]
        offices = merge_offices(article, index, named)
        ranks = list({hit.entry["code"]: hit for p in group.people for hit in p.ranks}.values())
        if not ranks and not offices:
            return
        name = article.span_text(first.start, first.end)
        official = Official(name, *_offsets(article, first.start, first.end), mentions=mentions)
        official.ranks = [article.span_text(hit.start, hit.end) for hit in ranks]
        official.rank_codes = [hit.entry["code"] for hit in ranks]
        bare = {a.start for a, b in pairwise(offices) if b.start - a.end <= 1}
        official.positions = [self._position(article, office, index, office.start in bare) for office in offices]
        for (a, b), (first, second) in zip(pairwise(offices), pairwise(official.positions), strict=True):
            if not first.unit and b.start - a.end <= 1 and self._one_command(a, b):
                first.unit, first.unit_id = second.unit, second.unit_id
        official.sector = self.sectors.of(index, offices, ranks)
        for hit in ranks:
            official.mentions.append(article.mention_of(_para(article, hit.start), hit.start, hit.end, "RANK"))
        for office in offices:
            official.mentions.append(article.mention_of(_para(article, office.start), office.start, office.end, "POSITION"))
        article.officials.append(official)

    def _one_command(self, a: Office, b: Office) -> bool:
        """`Phó Tư lệnh, Tham mưu trưởng Quân đoàn 3`: two commands in a row are held in one body."""
        return a.title.entry["sector"] == b.title.entry["sector"] == "military"

    def _is_person(self, article: Article, group: Cluster) -> bool:
        """A run of capitals that is no Vietnamese full name must at least once be addressed or followed by an office."""
        if any(p.full for p in group.people):
            return True
        tokens, first = article.tokens, group.first
        if any(tokens.shape[i] == UPPER or tokens.text[i][-1].isdigit() for i in range(first.start, first.end)):
            return False  # SHB, Tàu SNT5
        addressed = Counter(p.addressed or bool(p.offices) for p in group.people)
        return addressed[True] > 0

    def _counts(self, article: Article, office: Office, index: UnitIndex) -> bool:
        """A staff post or a membership counts only with its body, unless the title names it (`Tỉnh uỷ viên`)."""
        entry = office.title.entry
        if (entry["kind"] == "member" and entry["sector"]) or entry["sector"] == "judiciary":
            return True
        bound = entry["kind"] in ("staff", "member") or bool({"post", "aide"} & self.knowledge.traits(office.title))
        if not bound or office.span is not None:
            return True
        return entry["kind"] == "member" and self.completion.knows(index, office)

    def _position(self, article: Article, office: Office, index: UnitIndex, listed: bool) -> Position:
        title = article.span_text(office.start, office.title_end)
        unit = article.span_text(office.unit_start, office.unit_end) if office.unit_end > office.unit_start else ""
        start, end = _offsets(article, office.start, office.end)
        position = Position(title, unit, _para(article, office.start), start, end, status=office.status or "current")
        position.title_code = office.title.entry["code"]
        self.completion.complete(index, office, position, listed)
        return position


def _offsets(article: Article, first: int, last: int) -> tuple[int, int]:
    return article.tokens.start[first], article.tokens.end[last - 1]


def _para(article: Article, token: int) -> int:
    return article.paragraph_at(article.tokens.start[token]).index
