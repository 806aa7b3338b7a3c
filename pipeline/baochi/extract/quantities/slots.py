"""What belongs to a result besides its number: what was counted, by whom, when, against what, and the clause that says so."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass

from baochi.article import Article
from baochi.extract.numbers import parse_numeral
from baochi.extract.quantities.candidates import Candidate, Context, Found
from baochi.extract.quantities.features import STRONG
from baochi.lexicon import Hit
from baochi.records import Mention
from baochi.text.fold import fold
from baochi.text.tokens import LOWER, MARK, NUMBER

_PASSIVES = frozenset((fold("bị"), fold("được")))
_COMPARISON_REACH = 30
_TARGET_REACH = 14
_LONGEST_NOMINAL = 12
_FAR = 10**9


@dataclass(slots=True)
class Change:
    """A comparison with another period; `end` is the token after it, so that its numbers are no counts of their own."""

    direction: str = ""
    percent: float | None = None
    absolute: float | None = None
    end: int = -1


class Slots:
    """Fills the slots of an article's results; made once an article."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.tokens = context.tokens
        article = context.article
        slots = article.hits.get("quantity_slot", [])
        self.comparisons = Found.of([h for h in slots if h.entry["role"] in ("up", "down", "equal")])
        self.compared = Found.of([h for h in slots if h.entry["role"] == "compared"])
        self.guards = {h.end: h.entry["role"] for h in slots}
        self.bodies = self._bodies(article, slots)
        self.body_starts = [first for first, _, _ in self.bodies]
        self.periods = [m for m in article.mentions if m.label == "PERIOD" and self._is_of_work(m)]
        self.period_starts = [m.first_token for m in self.periods]

    # ------------------------------------------------------------------ verb and clause
    def verb_before(self, c: Candidate) -> Hit | None:
        """Return the verb of result that governs the count: the nearest one before it in its sentence."""
        before = self.context.results.within(c.sentence[0], c.number.begin)
        return next((h for h in reversed(before) if h.entry["class"] in STRONG), None)

    def passive_after(self, c: Candidate) -> tuple[int, Hit] | None:
        """Return (token of the passive word, verb) of `38 đối tượng bị … bắt giữ`, None if there is none."""
        last = min(c.sentence[1], c.phrase_end + 25)
        folds = self.tokens.fold
        passive = next((i for i in range(c.unit_end, min(last, c.phrase_end + 3)) if folds[i] in _PASSIVES), -1)
        if passive < 0:
            return None
        verb = next((h for h in self.context.results.within(passive, last) if h.entry["class"] in STRONG), None)
        return (passive, verb) if verb else None

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
    def measure(self, c: Candidate, before: str) -> str:
        """Return what is counted, as written; `before` is the measure of the preceding count of the same sentence."""
        context = self.context
        if c.unit_class == "money":
            return self._nominal(c) or before or context.text(c.unit_start, c.unit_end)
        if c.unit_kind == "head":
            return context.text(c.number.scale_end, c.phrase_end)
        after = context.text(c.unit_end, c.phrase_end)
        if after:
            return after
        if c.unit_class in ("weight", "volume") and before:
            return before
        return self._nominal(c) or before or context.text(c.unit_start, c.unit_end)

    def _nominal(self, c: Candidate) -> str:
        """Return the phrase before the number that names the sum: `thu nộp ngân sách`, `tổng trị giá`."""
        before = self.context.results.within(max(c.sentence[0], c.number.begin - 25), c.number.begin)
        if not before:
            return ""
        start, last = before[-1].start, c.number.begin
        if last - before[-1].end > _LONGEST_NOMINAL:
            last = before[-1].end
        cut = next(
            (i for i in range(before[-1].end, last) if self.tokens.shape[i] == MARK and self.tokens.text[i] not in "“”"),
            last,
        )
        stops = self.context.stops.by_start
        while cut > before[-1].end and self._ends_in_stop(cut, stops):
            cut -= 1
        return self.context.text(start, cut)

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
        cues = [h for h in self.context.cues.within(low, high) if h.entry["class"] in ("target", "done")]
        return "target" if cues and cues[-1].entry["class"] == "target" else "result"

    # ------------------------------------------------------------------ actor
    def _bodies(self, article: Article, slots: list[Hit]) -> list[tuple[int, int, bool]]:
        """Return (first token, end token, named) of everything that can act, in text order; named bodies win."""
        named = [(m.first_token, m.last_token, True) for m in article.mentions if m.label == "UNIT" and m.first_token >= 0]
        if not named:
            cues = [h for h in article.hits.get("quantity_context", []) if h.entry["class"] in ("force", "state")]
            named = [b for h in cues if (b := self._extended(h)) is not None]
        plain = [(h.start, h.end, False) for h in slots if h.entry["role"] == "plain_body"]
        bodies: list[tuple[int, int, bool]] = []
        for body in sorted(named + plain, key=lambda b: (b[0], -b[1])):
            if not bodies or body[0] >= bodies[-1][1]:
                bodies.append(body)
            elif body[2] and not bodies[-1][2]:
                bodies[-1] = (bodies[-1][0], max(body[1], bodies[-1][1]), True)
        return bodies

    def _extended(self, hit: Hit) -> tuple[int, int, bool] | None:
        """Without recognised units, take a word for a body with the capitalised words that follow as its name."""
        t, end = self.tokens, hit.end
        while end < len(t):
            if t.shape[end] not in (LOWER, MARK) or (
                t.shape[end] == LOWER and end + 1 < len(t) and t.shape[end + 1] not in (LOWER, MARK, NUMBER)
            ):
                end += 1
            else:
                break
        return (hit.start, end, True) if end > hit.end else None

    def actor(self, c: Candidate) -> str:
        """Return who achieved the result, as written at its nearest naming, or an empty string."""
        passive = self.passive_after(c)
        if passive and (body := self._first_body(passive[0], min(passive[0] + 30, c.sentence[1]))):
            return self.context.text(*body)
        verb = self.verb_before(c)
        body = self._subject(c.sentence[0], verb.start if verb else c.number.begin)
        body = body or self._earlier_body(c) or self._first_body(c.number.begin, _FAR)
        return self.context.text(*body) if body else ""

    def _first_body(self, low: int, high: int) -> tuple[int, int] | None:
        at = bisect_left(self.body_starts, low)
        if at < len(self.bodies) and self.bodies[at][1] <= high:
            return self.bodies[at][:2]
        return None

    def _subject(self, low: int, high: int) -> tuple[int, int] | None:
        """Return the last body between the tokens that no preposition governs, else the last one."""
        first, last = bisect_left(self.body_starts, low), bisect_left(self.body_starts, high)
        bodies = [b for b in self.bodies[first:last] if b[1] <= high]
        free = [b for b in bodies if self.guards.get(b[0]) != "not_subject"]
        chosen = free or bodies
        return chosen[-1][:2] if chosen else None

    def _earlier_body(self, c: Candidate) -> tuple[int, int] | None:
        """Return the nearest subject before the sentence: in its paragraph, then in the text before."""
        low = c.paragraph.first_token
        return self._subject(low, c.sentence[0]) or self._subject(0, low)

    # ------------------------------------------------------------------ period
    def _is_of_work(self, mention: Mention) -> bool:
        return self.guards.get(mention.first_token) not in ("not_period", "compared")

    def period(self, c: Candidate) -> Mention | None:
        """Return the expression of time that the result falls in: of its sentence, else the nearest one before."""
        (low, high), at = c.sentence, c.number.begin
        first, middle, last = (bisect_left(self.period_starts, x) for x in (low, at, high))
        if middle > first:
            return self.periods[middle - 1]
        if last > middle:
            return self.periods[middle]
        if middle > 0:
            return self.periods[middle - 1]
        return self.periods[0] if self.periods else None
