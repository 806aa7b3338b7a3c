"""What belongs to a result besides its number: what was counted, by whom, when, against what, in which clause."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass

from baochi.article import Article
from baochi.extract.numbers import parse_numeral
from baochi.extract.periods import period_kind
from baochi.extract.quantities.candidates import Candidate, Context, Found
from baochi.extract.quantities.clause import Clauses, is_work
from baochi.lexicon import Hit
from baochi.records import Mention
from baochi.text.fold import fold
from baochi.text.tokens import LOWER, MARK, NUMBER

_JOINTS = frozenset((fold("và"), fold("thuộc"), ",", "(", ")", "–", "-"))
_FORCE_WORK = frozenset(("seize", "arrest", "hold", "detect", "bust", "prosecute", "destroy"))
_LIST_JOINTS = frozenset((fold("và"), ","))
_FORCE_UNITS = frozenset(("weight", "goods", "object", "suspect"))
_BODIES = frozenset(("force", "plain_body", "vague_body"))
_LOOK_BACK = 40
_COMPARISON_REACH = 30
_TARGET_REACH = 14
_SAID_REACH = 30
_PARTNER_REACH = 40
_CLAUSE_ENDS = frozenset(".;?!")
_ENDS = frozenset(".?!")
_LONGEST_NOMINAL = 12
_FAR = 10**9


@dataclass(slots=True)
class Change:
    """A comparison with another period; `end` is the token after it, so that its numbers are no counts of their own."""

    direction: str = ""
    percent: float | None = None
    absolute: float | None = None
    end: int = -1


@dataclass(slots=True)
class Body:
    """Tokens that name a body which can act.

    Attributes:
        named: it has a name of its own (not so `tổ công tác`); force: it is of police, army, customs and the like.
        vague: it says no more than that some force acts (lực lượng chức năng).
        free: no preposition, bracket or `phối hợp với` makes it less than the one that acts.
    """

    start: int
    end: int
    named: bool
    force: bool = False
    vague: bool = False
    free: bool = True


class Slots:
    """Fills the slots of an article's results; made once an article."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.tokens = context.tokens
        self.clauses = Clauses(context)
        article = context.article
        slots = article.hits.get("quantity_slot", [])
        self.comparisons = Found.of([h for h in slots if h.entry["role"] in ("up", "down", "equal")])
        self.compared = Found.of([h for h in slots if h.entry["role"] == "compared"])
        self.guards = {h.end: h.entry["role"] for h in slots}
        self.bodies = self._bodies(article, slots)
        self.body_starts = [b.start for b in self.bodies]
        self.main = {force: self._main_body(force) for force in (False, True)}
        self.said = Found.of([h for h in slots if h.entry["role"] == "said"])
        self.periods = [m for m in article.mentions if m.label == "PERIOD" and self._is_of_work(m)]
        self.period_starts = [m.first_token for m in self.periods]

    # ------------------------------------------------------------------ verb and clause
    def verb_before(self, c: Candidate) -> Hit | None:
        """Return the verb of result that governs the count: the nearest one before it in its sentence."""
        return self.clauses.last_work(c.number.begin, c.sentence[0])

    def passive_after(self, c: Candidate) -> tuple[int, Hit] | None:
        """Return (token of the passive word, verb) of `38 đối tượng bị … bắt giữ`, None if there is none."""
        return self.clauses.passive_after(c)

    def quote(self, c: Candidate) -> tuple[int, int]:
        """Return the token range of the shortest clause that holds the whole result."""
        passive = self.passive_after(c)
        verb = None if passive else self.verb_before(c)
        if passive:
            return c.number.begin, max(c.phrase_end, passive[1].end)
        if verb:
            return verb.start, c.phrase_end
        near = self.context.results.within(c.sentence[0], c.number.begin)
        return (near[-1].start if near else c.number.begin), c.phrase_end

    # ------------------------------------------------------------------ measure
    def measure(self, c: Candidate, before: str, after: str) -> str:
        """Return what is counted, as written.

        `before` and `after` are the measures of the neighbouring counts of the sentence: a weight takes that of the count
        before it (`25 bánh heroin, nặng 9 kg`), a unit before `và` that of the next (`1,6 tấn và 850 viên ma tuý`).
        """
        context = self.context
        if c.unit_class == "money":
            return self._nominal(c) or before or context.text(c.unit_start, c.unit_end)
        if c.unit_kind == "head":
            return context.text(c.number.scale_end, c.phrase_end)
        if noun := context.text(c.unit_end, c.phrase_end) or after:
            return noun
        if c.unit_class in ("weight", "volume", "percent", "length", "area"):
            return before or self._nominal(c) or context.text(c.unit_start, c.unit_end)
        return context.text(c.number.scale_end, c.unit_end)

    def shared_noun(self, c: Candidate, following: Candidate | None) -> str:
        """Return the noun of the next count if this one has none and only `và` or a comma stands between."""
        if following is None or c.unit_kind != "measure" or c.phrase_end > c.unit_end:
            return ""
        if (
            c.unit_class in ("money", "percent")
            or following.unit_kind != "measure"
            or following.unit_class in ("money", "percent")
        ):
            return ""
        if not all(f in _LIST_JOINTS for f in self.tokens.fold[c.phrase_end : following.number.begin]):
            return ""
        return self.context.text(following.unit_end, following.phrase_end)

    def _nominal(self, c: Candidate) -> str:
        """Return the phrase before the number that names the sum: `thu nộp ngân sách`, `tổng trị giá`."""
        near = self.context.results.within(max(c.sentence[0], c.number.begin - 25), c.number.begin)
        before = [h for h in near if h.entry["class"] != "link"] or near
        if not before:
            return ""
        start, last = before[-1].start, min(c.number.begin, before[-1].end + _LONGEST_NOMINAL)
        cut = next((i for i in range(before[-1].end, last) if self._closes_nominal(i)), last)
        while cut > before[-1].end and self._ends_in_stop(cut, self.context.stops.by_start):
            cut -= 1
        return self.context.text(start, cut)

    def _closes_nominal(self, i: int) -> bool:
        if self.tokens.shape[i] == NUMBER or i in self.context.stops.by_start:
            return True
        return self.tokens.shape[i] == MARK and self.tokens.text[i] not in "“”"

    def _ends_in_stop(self, cut: int, stops: dict[int, Hit]) -> bool:
        if self.tokens.shape[cut - 1] == MARK:
            return True
        return any((h := stops.get(s)) is not None and h.end >= cut for s in (cut - 1, cut - 2))

    # ------------------------------------------------------------------ change
    def change(self, c: Candidate, limit: int) -> Change:
        """Read the comparison that follows a result: `(tăng 12,5% so với cùng kỳ)`, `giảm 30 vụ`, `bằng 97% cùng kỳ`.

        `limit` is the first token that belongs to the next result.
        """
        high = min(c.sentence[1], limit, c.phrase_end + _COMPARISON_REACH)
        change = Change()
        for hit in self.comparisons.within(c.phrase_end, high):
            amount = self._amount(hit.end, high)
            if amount is None or (change.direction and hit.entry["role"] == "equal"):
                continue
            value, is_percent, end = amount
            role = hit.entry["role"]
            if role == "equal":
                if not is_percent or not self.compared.within(end, min(high + 6, c.sentence[1])):
                    continue
                value, role = abs(value - 100), "up" if value >= 100 else "down"
            elif not self._is_comparison(hit, end, c):
                continue
            change.direction = change.direction or role
            if is_percent:
                change.percent = round(value, 6) if change.percent is None else change.percent
            else:
                change.absolute = value if change.absolute is None else change.absolute
            change.end = end
        return change

    def _is_comparison(self, hit: Hit, end: int, c: Candidate) -> bool:
        """A rise or fall is a comparison if a bracket or comma sets it off or `so với` follows."""
        opening = self.tokens.text[hit.start - 1]
        return opening in "(," or bool(self.compared.within(end, min(end + 10, c.sentence[1])))

    def _amount(self, at: int, high: int) -> tuple[float, bool, int] | None:
        for i in range(at, min(at + 4, high)):
            if self.tokens.shape[i] == NUMBER:
                value = parse_numeral(self.tokens.text[i])
                if value is None:
                    return None
                percent = i + 1 < len(self.tokens) and self.tokens.text[i + 1] == "%"
                return value, percent, i + 2
            if self.tokens.shape[i] == MARK:
                return None
        return None

    # ------------------------------------------------------------------ status
    def status(self, c: Candidate) -> str:
        """Return target if a word of plan or demand stands nearer before the verb than one of completion, else result."""
        verb = self.verb_before(c)
        high = verb.start if verb else c.number.begin
        low = max(c.sentence[0], high - _TARGET_REACH)
        low = next((i for i in range(high - 1, low, -1) if self.tokens.text[i] == ";"), low)
        cues = self.context.cues.within(low, c.number.begin)
        cues = [h for h in cues if h.start < high and h.entry["class"] in ("target", "done")]
        return "target" if cues and cues[-1].entry["class"] == "target" else "result"

    # ------------------------------------------------------------------ actor
    def _bodies(self, article: Article, slots: list[Hit]) -> list[Body]:
        """Return everything that can act, in text order, bodies joined by `và`, `thuộc` or a bracket as one."""
        countries = [h for h in article.hits.get("place", []) if h.entry.get("kind") == "country"]
        units = [m for m in article.mentions if m.label == "UNIT" and m.first_token >= 0]
        named = [Body(m.first_token, m.last_token, True) for m in units]
        if not named:
            cues = [h for h in article.hits.get("quantity_context", []) if h.entry["class"] in ("force", "state")]
            named = [b for h in cues if (b := self._extended(h)) is not None]
        named += [Body(h.start, h.end, True) for h in countries if self._acts(h)]
        other = [
            Body(h.start, h.end, r == "force", vague=r == "vague_body") for h in slots if (r := h.entry["role"]) in _BODIES
        ]
        bodies: list[Body] = []
        for body in sorted(named + other, key=lambda b: (b.start, -b.end)):
            if bodies and body.start < bodies[-1].end:
                bodies[-1].end = max(body.end, bodies[-1].end)
                bodies[-1].named |= body.named
            elif bodies and self._joined(bodies[-1].end, body.start):
                bodies[-1].end = body.end
                bodies[-1].named |= body.named
            else:
                bodies.append(body)
        cues = Found.of([h for h in article.hits.get("quantity_context", []) if h.entry["class"] == "force"])
        partners = Found.of([h for h in slots if h.entry["role"] == "partner"])
        for body in bodies:
            body.force = bool(cues.within(body.start, body.end))
            body.free = self.guards.get(body.start) != "not_subject" and self.tokens.text[body.start - 1] != "("
            if found := partners.within(max(0, body.start - _PARTNER_REACH), body.start):
                body.free &= any(t in _CLAUSE_ENDS for t in self.tokens.text[found[-1].end : body.start])
            if "(" in self.tokens.text[body.start : body.end] and self.tokens.text[body.end : body.end + 1] == [")"]:
                body.end += 1
        return bodies

    def _acts(self, country: Hit) -> bool:
        """Say whether a country stands as a subject: a verb of result or a word of completion follows at once."""
        if self.guards.get(country.start) == "not_subject":
            return False
        reach = country.end + 3
        if any(is_work(h) for h in self.context.results.within(country.end, reach)):
            return True
        return any(h.entry["class"] == "done" for h in self.context.cues.within(country.end, reach))

    def _joined(self, end: int, start: int) -> bool:
        if start - end > 3:
            return False
        return all(f in _JOINTS for f in self.tokens.fold[end:start])

    def _extended(self, hit: Hit) -> Body | None:
        """Without recognised units, take a word for a body with the capitalised words that follow as its name."""
        t, end = self.tokens, hit.end
        while end < len(t):
            if t.shape[end] not in (LOWER, MARK) or (
                t.shape[end] == LOWER and end + 1 < len(t) and t.shape[end + 1] not in (LOWER, MARK, NUMBER)
            ):
                end += 1
            else:
                break
        return Body(hit.start, end, True) if end > hit.end else None

    def actor(self, c: Candidate) -> str:
        """Return who achieved the result, as written at its nearest naming, or an empty string."""
        passive = self.passive_after(c)
        if passive and (body := self._first_body(passive[0], min(passive[0] + 30, c.sentence[1]))):
            return self.context.text(body.start, body.end)
        verb = self.verb_before(c)
        high = verb.start if verb else c.number.begin
        low = c.paragraph.first_token
        subject = self._subject(c.sentence[0], high)
        if subject is None or not (subject.named and subject.free):
            force = c.unit_class in _FORCE_UNITS or (verb is not None and verb.entry["class"] in _FORCE_WORK)
            plain = subject if subject and not subject.named and not subject.vague else None
            subject = self._subject(low, c.sentence[0], True, force) or plain or self.main[force] or subject
        subject = subject or self._first_body(c.number.begin, _FAR)
        return self.context.text(subject.start, subject.end) if subject else ""

    def _main_body(self, force: bool) -> Body | None:
        """Return the body that the article names most often as one that may act, the first of those named equally often."""
        fit = [b for b in self.bodies if b.named and b.free and (b.force or not force)]
        names = [self.context.text(b.start, b.end).lower() for b in fit]
        counts = Counter(names)
        return max(zip(fit, names, strict=True), key=lambda pair: counts[pair[1]])[0] if fit else None

    def _first_body(self, low: int, high: int) -> Body | None:
        at = bisect_left(self.body_starts, low)
        return self.bodies[at] if at < len(self.bodies) and self.bodies[at].end <= high else None

    def _subject(self, low: int, high: int, named: bool = False, force: bool = False) -> Body | None:
        """Return the last body between the tokens that no preposition governs, else the last one.

        `named` and `force` ask for a body with a name, for one of police, army, customs and the like.
        """
        first, last = bisect_left(self.body_starts, low), bisect_left(self.body_starts, high)
        bodies = [
            b
            for b in self.bodies[max(first, last - _LOOK_BACK) : last]
            if b.end <= high and (b.named or not named) and (b.force or not force)
        ]
        bodies = [b for b in bodies if b.named] or bodies
        free = [b for b in bodies if b.free]
        chosen = free or bodies
        return chosen[-1] if chosen else None

    # ------------------------------------------------------------------ period
    def _is_of_work(self, mention: Mention) -> bool:
        """A date before `luật`, `sinh`, `so với`, or the day on which somebody says something, is no period of work."""
        if self.guards.get(mention.first_token) in ("not_period", "compared"):
            return False
        if period_kind(self.context.article.text, mention.start, mention.end) not in ("day", "today"):
            return True
        said = self.said.within(mention.last_token, mention.last_token + _SAID_REACH)
        return not said or any(t in _ENDS for t in self.tokens.text[mention.last_token : said[0].start])

    def period(self, c: Candidate) -> Mention | None:
        """Return the expression of time that the result falls in: of its sentence, else the nearest precise one before."""
        (low, high), at = c.sentence, c.number.begin
        first, middle, last = (bisect_left(self.period_starts, x) for x in (low, at, high))
        if middle > first:
            return self.periods[middle - 1]
        if last > middle:
            return self.periods[middle]
        text = self.context.article.text
        before = reversed(self.periods[max(0, middle - _LOOK_BACK) : middle])
        return next((m for m in before if period_kind(text, m.start, m.end) not in ("vague", "now")), None)
