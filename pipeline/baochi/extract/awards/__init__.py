"""Awards: decorations, honours, certificates, letters, cash rewards and promotions in rank that were conferred."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from baochi.article import Article, Paragraph
from baochi.extract.awards.frames import Frame, blocked, find_frame, members_of, private
from baochi.extract.awards.merge import merge
from baochi.extract.awards.recipients import Span, item, items_of, split_named
from baochi.extract.awards.terms import Cues, Term, number_at, read_cues, read_terms, sentences
from baochi.lexicon import Lexicon
from baochi.records import Award, Mention
from baochi.text.tokens import MARK, Tokens

BARE = ("order", "medal")
UNREAD = ("byline", "heading", "title", "other")
OPEN = ("cash", "commend", "contest", "named")  # awards that anybody may give
SHARED = 6  # awards that one recipient after them may share
JOINED = 3  # tokens between two awards that share their verb
MAX_LISTED = 60  # paragraphs that a list of recipients may run on


class Awards:
    """Sets `Article.awards` and adds a mention AWARD for each.

    Needs the tokens and the lexicon hits; uses paragraph kinds, sentences and the mentions of people where they are there.

    Example:
        >>> from baochi.article import SourceArticle
        >>> from baochi.pipeline import Spotter, Tokeniser
        >>> lexicon = Lexicon.load()
        >>> article = Article.from_source(SourceArticle(["Bộ trưởng đã tặng Bằng khen cho 3 tập thể."]))
        >>> for stage in (Tokeniser(), Spotter(lexicon), Awards(lexicon)):
        ...     stage.annotate([article])
        >>> [(a.award, a.recipient, a.count) for a in article.awards]
        [('Bằng khen', '3 tập thể', 3)]
    """

    def __init__(self, lexicon: Lexicon) -> None:
        self.kinds = {e["code"]: e["kind"] for e in lexicon.forms("award")}

    def annotate(self, articles: Sequence[Article]) -> None:
        """Extract the awards of every article."""
        for article in articles:
            if article.hits.get("award"):
                article.awards = _Reader(article).read(self.kinds)
                article.mentions += [Mention(a.para, a.start, a.end, "AWARD") for a in _distinct(article.awards)]


class _Reader:
    """Reads one article sentence by sentence, carrying the last recipient and an open list along."""

    def __init__(self, article: Article) -> None:
        self.article, self.tokens = article, article.tokens
        self.cues: Cues = read_cues(article)
        self.bodies = sorted(m.first_token for m in article.mentions if m.label == "UNIT")
        self.last_recipients: list[Span] = []
        self.open: tuple[Frame, list[Term]] | None = None
        self.bulleted = False
        self.awards: list[Award] = []
        self.heads: slice | None = None

    def read(self, kinds: dict[str, str]) -> list[Award]:
        hits, at = self.article.hits["award"], 0
        para = -1
        for index, first, last in sentences(self.article):
            if index != para:
                para = index
                self._continue_list(self.article.paragraphs[index])
            while at < len(hits) and hits[at].start < first:
                at += 1
            stop = at
            while stop < len(hits) and hits[stop].start < last:
                stop += 1
            if stop > at and self.article.paragraphs[index].kind not in UNREAD:
                self._sentence(index, first, last, read_terms(self.article, self.cues, first, last, hits[at:stop]))
            at = stop
        return merge(self.awards, self.article, kinds)

    def _sentence(self, para: int, first: int, last: int, terms: list[Term]) -> None:
        carried: list[Span] = []
        agent: Span | None = None
        before_it: Frame | None = None
        for index, term in enumerate(terms):
            frame = find_frame(self.article, self.cues, first, last, terms, index)
            frame = frame or self._without_verb(first, last, term, terms)
            if frame is None or blocked(self.tokens, self.cues, first, frame, term):
                continue
            if term.kind in OPEN and not self._official(first, last, term):
                continue
            if before_it and before_it.passive and term.verb and term.start - terms[index - 1].end <= JOINED:
                frame.passive, frame.agent = True, before_it.agent  # được truy tặng X và truy thăng Y
                frame.recipients = frame.recipients and before_it.recipients
            if before_it and before_it.verb == frame.verb and frame.passive and not term.verb:
                frame.agent = before_it.agent
                frame.recipients = before_it.recipients or frame.recipients
            before_it = frame
            if term.people:
                frame.recipients = items_of(self.article, self.cues, term.people)
            if not frame.recipients:
                frame.recipients = carried or self._later(first, last, terms, index)
            if not frame.recipients and frame.passive:
                frame.recipients = self.last_recipients[:1]
            opened = False
            if frame.opens >= 0 and frame.opens >= last - 1:
                self.open, self.bulleted = (frame, [term]), False
                opened = True
            if frame.agent and any(t.start < frame.agent[1] and frame.agent[0] < t.end for t in terms):
                frame.agent = agent  # a second verb of the same subject
            agent = frame.agent or agent
            if not self._complete(term, frame, terms):
                continue
            carried = frame.recipients
            if frame.recipients:
                self.last_recipients = frame.recipients
            before = len(self.awards)
            self._record(para, term, frame)
            if opened:
                self.heads = slice(before, len(self.awards))

    def _official(self, first: int, last: int, term: Term) -> bool:
        """Say whether an award that anybody may give comes from the public side: not pay or sport, and a body is named."""
        if private(self.cues, first, last):
            return False
        if term.kind in ("cash", "commend"):
            return True
        if term.kind == "contest":
            paragraph = self.article.paragraph_at(self.tokens.start[first])
            first, last = paragraph.first_token, paragraph.last_token
        at = bisect_left(self.bodies, first)
        return at < len(self.bodies) and self.bodies[at] < last

    def _complete(self, term: Term, frame: Frame, terms: list[Term]) -> bool:
        """Say whether enough is known of an award whose name alone says little."""
        if term.kind == "cash":
            told = bool(term.verb) or len(terms) > 1 or any(c.isdigit() for c in term.award)
            return told and bool(frame.recipients or frame.agent)
        if term.kind == "commend":
            who = [i for a, b in frame.recipients for i in range(a, b)]
            proper = sum(self.tokens.shape[i] in "UAN" for i in who)
            return proper > 1 - frame.passive and all(t.kind == "commend" for t in terms)
        if term.kind in ("heritage", "contest", "named", "commend"):
            return bool(frame.recipients)
        if term.kind == "general":
            return len(terms) == 1 and bool(frame.recipients) and bool(term.giver or frame.agent)
        return True

    def _later(self, first: int, last: int, terms: list[Term], index: int) -> list[Span]:
        """Take the recipients that a list of awards shares: `tặng Bằng khen và tiền thưởng cho A`."""
        for later in range(index + 1, min(index + 1 + SHARED, len(terms))):
            frame = find_frame(self.article, self.cues, first, last, terms, later)
            if frame and frame.recipients and not frame.passive:
                return frame.recipients
        return []

    def _without_verb(self, first: int, last: int, term: Term, terms: list[Term]) -> Frame | None:
        """A bare list, as in an obituary or a report's lines: several awards, one order with its class, a counted line."""
        if term.kind in OPEN or term.kind in ("general", "heritage", "recognition") or term.code == "huy_hieu_khac":
            return None
        if self.open and term.kind != "title":
            return Frame(term.start, self.open[0].passive, agent=self.open[0].agent)
        line = _bulleted(self.tokens.text[first]) and term.start - first <= 2
        members = members_of(self.article, self.cues, term.end, last)[0] if line else []
        if members:  # – Giấy khen: A; B
            return Frame(term.start, False, recipients=members)
        if line and (term.count is not None or term.people):  # – 35 Bằng khen (11 tập thể, 24 cá nhân)
            return Frame(term.start, False)
        listed = sum(t.kind in BARE or t.code == "huy_hieu_dang" for t in terms)
        if (term.kind in BARE or term.code == "huy_hieu_dang") and listed > 1:
            first_person = next(iter(self.cues.people.items()), None)
            spans = [first_person] if first_person and first_person[1] <= term.start else self.last_recipients[:1]
            return Frame(term.start, True, recipients=spans)
        return None

    def _continue_list(self, paragraph: Paragraph) -> None:
        """Give the open award to the recipient of each line after `… gồm:`."""
        if self.open is None:
            return
        first, last, tokens = paragraph.first_token, paragraph.last_token, self.tokens
        frame, terms = self.open
        inside = any(i in self.article.hits_at("award") for i in range(first, min(last, first + MAX_LISTED)))
        if (
            first >= last
            or last - first > MAX_LISTED
            or (tokens.text[last - 1] not in ";.," and not _bulleted(tokens.text[first]))
            or (self.bulleted and not _bulleted(tokens.text[first]))
        ):
            self.open = None
            return
        if inside:
            return
        self.bulleted = _bulleted(tokens.text[first])
        span = item(self.article, self.cues, first, last)
        if span:
            for term in terms:
                self._record(
                    paragraph.index, term, Frame(frame.verb, frame.passive, agent=frame.agent, recipients=[span]), True
                )
        if tokens.text[last - 1] == ".":
            self.open = None

    def _record(self, para: int, term: Term, frame: Frame, listed: bool = False) -> None:
        tokens = self.tokens
        giver = term.giver or (frame.agent if not frame.passive or frame.agent else None)
        text = self.article.span_text(*giver) if giver and giver[1] > giver[0] else ""
        if listed and self.heads:  # the members stand for the group that opened the list
            del self.awards[self.heads]
            self.heads = None
        if not listed and len(frame.recipients) == 1:
            frame.recipients = split_named(self.article, self.cues, frame.recipients[0])
        for span in frame.recipients or [None]:
            recipient = self.article.span_text(*_trim(tokens, span)) if span else ""
            count = number_at(tokens, self.cues, span[0]) if span else None
            if count is None and len(frame.recipients) < 2 and not listed:
                count = term.count
            start, end = span if listed and span else (term.start, term.end)
            self.awards.append(
                Award(para, tokens.start[start], tokens.end[end - 1], term.award, term.code, recipient, text, count)
            )


def _trim(tokens: Tokens, span: Span) -> Span:
    start, end = span
    while start < end - 1 and tokens.shape[start] == MARK and tokens.text[start] not in '“"(':
        start += 1
    while end > start + 1 and tokens.shape[end - 1] == MARK and tokens.text[end - 1] not in '”")':
        end -= 1
    return start, end


def _bulleted(token: str) -> bool:
    return token in "-–+•*" or token[0].isdigit()


def _distinct(awards: list[Award]) -> list[Award]:
    return list({(a.start, a.end): a for a in awards}.values())


__all__ = ["Awards"]
