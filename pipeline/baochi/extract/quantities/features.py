"""What speaks for and against a count being a reported result, as names that carry no text of the article.

A feature names a class of words (from the lexicon), where it stands and how far off: `strong=seize`, `near<=2`,
`L:casualty`. Their weights are data (`weights.json`, see `model.py`).
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter

from baochi.extract.quantities.candidates import Candidate, Context
from baochi.lexicon import Hit, Lexicon
from baochi.text.fold import fold
from baochi.text.tokens import tokenise

_PASSIVES = frozenset((fold("bị"), fold("được")))
_WINDOW = 8
_PASSIVE_REACH = 30
_PASSIVE_GAP = 3
_LIST_GAP = 2
_AWARD_REACH = 20
_ACTORS = ("force", "state", "company", "generic")
_ARTICLE_CLASSES = frozenset(
    ("force", "crime", "state", "company", "market", "sport", "court", "casualty", "rule", "lifestyle", "price", "award")
)


def _bucket(distance: int) -> str:
    for limit in (2, 5, 10, 20, 40):
        if distance <= limit:
            return f"<={limit}"
    return ">40"


def is_work(hit: Hit) -> bool:
    """Say whether a word of `quantity_results.csv` by itself reports work done."""
    return hit.entry["role"] == "work"


def last_work(hits: list[Hit]) -> Hit | None:
    """Return the last word that reports work done."""
    return next((h for h in reversed(hits) if is_work(h)), None)


def passive_after(context: Context, c: Candidate) -> tuple[int, Hit] | None:
    """Return (token of the passive word, verb) of `25 bánh heroin vừa bị lực lượng … thu giữ`, None if there is none.

    The passive stands right after the noun phrase, or further on if no verb of result precedes (a list of goods as subject).
    """
    last = min(c.sentence[1], c.phrase_end + _PASSIVE_REACH)
    governed = last_work(context.results.within(c.sentence[0], c.number.begin)) is not None
    folds = context.tokens.fold
    reach = min(last, c.phrase_end + (_PASSIVE_GAP if governed else _PASSIVE_REACH))
    passive = next((i for i in range(c.unit_end, reach) if folds[i] in _PASSIVES), -1)
    if passive < 0:
        return None
    verb = next((h for h in context.results.within(passive, last) if is_work(h)), None)
    return (passive, verb) if verb else None


def _list_opening(context: Context, k: int) -> int:
    """Return the first token of the list that candidate `k` belongs to (3 kg …, 2 bánh … và 5 viên …), or its own."""
    c = context.candidates[k]
    while k:
        previous = context.candidates[k - 1]
        if previous.sentence != c.sentence or context.candidates[k].number.begin - previous.phrase_end > _LIST_GAP:
            break
        k -= 1
    return context.candidates[k].number.begin


class FeatureMaker:
    """Computes the features of an article's candidates."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon

    def of_article(self, context: Context) -> list[dict[str, float]]:
        """Return one feature dictionary for each candidate of `context`."""
        if not context.candidates:
            return []
        shared = self._article_features(context)
        seen = Counter((c.number.value, c.unit_class) for c in context.candidates)
        numerals = self._title_numerals(context)
        return [
            shared | self._candidate_features(context, k, c, numerals, seen[c.number.value, c.unit_class] > 1)
            for k, c in enumerate(context.candidates)
        ]

    def _title_numerals(self, context: Context) -> set[str]:
        return {t for t in tokenise(context.article.title).text if t[0].isdigit()}

    def _article_features(self, context: Context) -> dict[str, float]:
        features = {"bias": 1.0}
        counts: dict[str, int] = {}
        for hit in context.cues.hits:
            counts[hit.entry["class"]] = counts.get(hit.entry["class"], 0) + 1
        for name in _ARTICLE_CLASSES:
            features[f"A:{name}"] = min(5.0, 100 * counts.get(name, 0) / max(60, len(context.tokens)))
        title = self.lexicon.scan(tokenise(context.article.title))
        features |= {f"T:{h.entry['class']}": 1.0 for h in title.get("quantity_context", ())}
        features |= {f"T:result={h.entry['class']}": 1.0 for h in title.get("quantity_result", ()) if is_work(h)}
        return features

    def _candidate_features(
        self, context: Context, k: int, c: Candidate, numerals: set[str], repeated: bool
    ) -> dict[str, float]:
        number, (low, high) = c.number, c.sentence
        f = {f"unit={c.unit_class}": 1.0, f"kind={c.paragraph.kind}": 1.0}
        f["value=" + ("1" if number.value == 1 else "2-9" if number.value < 10 else "10+")] = 1.0
        f |= {
            name: 1.0
            for name, on in (
                ("words", number.words),
                ("qualified", number.qualifier != "exact"),
                ("range", number.value_max is not None),
                ("range of money", number.value_max is not None and c.unit_class == "money"),
                ("repeated", repeated and number.value >= 2),
                ("in title", context.tokens.text[number.start] in numerals and number.value >= 2),
                ("rate", c.unit_end < high and context.tokens.text[c.unit_end] == "/"),
                ("bracket", self._in_bracket(context, low, number.start)),
                ("starts sentence", number.begin == low),
            )
            if on
        }
        opening = _list_opening(context, k)
        if opening < number.begin:
            f["list"] = 1.0
        return f | self._verbs(context, c, opening) | self._cues(context, c)

    @staticmethod
    def _in_bracket(context: Context, low: int, at: int) -> bool:
        for i in range(at - 1, max(low, at - 15) - 1, -1):
            if context.tokens.text[i] in "()":
                return context.tokens.text[i] == "("
        return False

    def _verbs(self, context: Context, c: Candidate, begin: int) -> dict[str, float]:
        """Look at the words of result before token `begin`: the number, or the first of the list that it belongs to."""
        low = c.sentence[0]
        hits = context.results.within(low, begin)
        before = [h for h in hits if h.entry["class"] != "link"]
        f: dict[str, float] = {}
        if hits and hits[-1].entry["class"] == "link":
            f["link"] = 1.0
        if before:
            near = before[-1]
            f[f"near={near.entry['class']}"] = 1.0
            f[f"near{_bucket(begin - near.end)}"] = 1.0
            f["near fits"] = float(c.unit_class in near.entry["takes"].split())
        strong = last_work(before)
        if strong is None:
            f["strong=none"] = 1.0
        else:
            f[f"strong={strong.entry['class']}"] = 1.0
            f[f"strong{_bucket(begin - strong.end)}"] = 1.0
            fits = c.unit_class in strong.entry["takes"].split()
            f["strong fits" if fits else "strong misfits"] = 1.0
            if fits:
                f[f"fits:{strong.entry['class']}"] = 1.0
        f |= self._passive(context, c)
        f |= self._subject(context, low, strong.start if strong else begin)
        return f

    def _passive(self, context: Context, c: Candidate) -> dict[str, float]:
        found = passive_after(context, c)
        if found is None:
            return {}
        verb = found[1]
        f = {f"passive={verb.entry['class']}": 1.0}
        if c.unit_class in verb.entry["takes"].split():
            f["passive fits"] = 1.0
        return f

    @staticmethod
    def _subject(context: Context, low: int, high: int) -> dict[str, float]:
        subject = next((h for h in reversed(context.cues.within(low, high)) if h.entry["class"] in _ACTORS), None)
        return {f"subject={subject.entry['class']}" if subject else "subject=none": 1.0}

    @staticmethod
    def _cues(context: Context, c: Candidate) -> dict[str, float]:
        low, high = c.sentence
        begin, end = c.number.begin, c.unit_end
        f = {f"S:{h.entry['class']}": 1.0 for h in context.cues.within(low, high)}
        f |= {f"L:{h.entry['class']}": 1.0 for h in context.cues.within(max(low, begin - _WINDOW), begin)}
        if any(h.entry["class"] == "award" for h in context.cues.within(max(low, begin - _AWARD_REACH), begin)):
            f["award before"] = 1.0
        f |= {f"R:{h.entry['class']}": 1.0 for h in context.cues.within(end, min(high, end + _WINDOW))}
        first = max(c.paragraph.first_token, low - 30)
        f |= {
            f"P:{h.entry['class']}": 1.0
            for h in context.cues.within(first, low)
            if h.entry["class"] in ("force", "crime", "report")
        }
        before = bisect_left(context.results.starts, first), bisect_left(context.results.starts, low)
        if any(is_work(h) for h in context.results.hits[before[0] : before[1]]):
            f["P:strong"] = 1.0
        return f
