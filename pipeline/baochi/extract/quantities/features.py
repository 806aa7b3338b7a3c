"""What speaks for and against a count being a reported result, as names that carry no text of the article.

A feature names a class of words (from the lexicon), where it stands and how far off: `strong=seize`, `near=0-3`, `L:casualty`.
Their weights are data (`weights.json`, see `model.py`).
"""

from __future__ import annotations

from bisect import bisect_left

from baochi.extract.quantities.candidates import Candidate, Context
from baochi.lexicon import Hit, Lexicon
from baochi.text.fold import fold
from baochi.text.tokens import tokenise

STRONG = frozenset(
    ["seize", "hold", "arrest", "detect", "prosecute", "bust", "sanction", "destroy", "revenue", "inspect", "serve", "help", "rescue", "train", "propaganda", "build"]
)
"""Classes of verbs that by themselves report work; the others (tang vật, trị giá, vận chuyển …) need one beside them."""

_PASSIVES = frozenset((fold("bị"), fold("được")))
_WINDOW = 8
_PASSIVE_REACH = 25
_ACTORS = ("force", "state", "company", "generic")
_ARTICLE_CLASSES = (
    "force",
    "crime",
    "state",
    "company",
    "market",
    "sport",
    "court",
    "casualty",
    "rule",
    "lifestyle",
    "price",
)


def _bucket(distance: int) -> str:
    for limit in (2, 5, 10, 20, 40):
        if distance <= limit:
            return f"<={limit}"
    return ">40"


def _last(hits: list[Hit], classes: frozenset[str] | tuple[str, ...]) -> Hit | None:
    return next((h for h in reversed(hits) if h.entry["class"] in classes), None)


class FeatureMaker:
    """Computes the features of an article's candidates."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon

    def of_article(self, context: Context) -> list[dict[str, float]]:
        """Return one feature dictionary for each candidate of `context`."""
        if not context.candidates:
            return []
        shared = self._article_features(context)
        numerals = self._title_numerals(context)
        return [shared | self._candidate_features(context, k, c, numerals) for k, c in enumerate(context.candidates)]

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
        features |= {
            f"T:result={h.entry['class']}": 1.0 for h in title.get("quantity_result", ()) if h.entry["class"] in STRONG
        }
        return features

    def _candidate_features(self, context: Context, k: int, c: Candidate, numerals: set[str]) -> dict[str, float]:
        number, (low, high) = c.number, c.sentence
        f = {f"unit={c.unit_class}": 1.0, f"kind={c.paragraph.kind}": 1.0}
        f["value=" + ("1" if number.value == 1 else "2-9" if number.value < 10 else "10+")] = 1.0
        f |= {
            name: 1.0
            for name, on in (
                ("words", number.words),
                ("qualified", number.qualifier != "exact"),
                ("range", number.value_max is not None),
                ("in title", context.tokens.text[number.start] in numerals and number.value >= 2),
                ("rate", c.unit_end < high and context.tokens.text[c.unit_end] == "/"),
                ("bracket", self._in_bracket(context, low, number.start)),
                ("starts sentence", number.begin == low),
            )
            if on
        }
        f |= self._verbs(context, c)
        f |= self._cues(context, c)
        if (
            k
            and context.candidates[k - 1].sentence == c.sentence
            and number.begin - context.candidates[k - 1].phrase_end <= 2
        ):
            f["list"] = 1.0
        return f

    @staticmethod
    def _in_bracket(context: Context, low: int, at: int) -> bool:
        for i in range(at - 1, max(low, at - 15) - 1, -1):
            if context.tokens.text[i] in "()":
                return context.tokens.text[i] == "("
        return False

    def _verbs(self, context: Context, c: Candidate) -> dict[str, float]:
        low, high = c.sentence
        begin = c.number.begin
        before = context.results.within(low, begin)
        f: dict[str, float] = {}
        if before:
            near = before[-1]
            f[f"near={near.entry['class']}"] = 1.0
            f[f"near{_bucket(begin - near.end)}"] = 1.0
            f["near fits"] = float(c.unit_class in near.entry["takes"].split())
        strong = _last(before, STRONG)
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
        """`38 đối tượng bị bắt`, `25 bánh heroin vừa bị lực lượng … thu giữ`: the verb follows a passive."""
        last = min(c.sentence[1], c.phrase_end + _PASSIVE_REACH)
        folds = context.tokens.fold
        passive = next((i for i in range(c.unit_end, min(last, c.phrase_end + 3)) if folds[i] in _PASSIVES), -1)
        if passive < 0:
            return {}
        verb = next((h for h in context.results.within(passive, last) if h.entry["class"] in STRONG), None)
        if verb is None:
            return {"passive=none": 1.0}
        f = {f"passive={verb.entry['class']}": 1.0}
        if c.unit_class in verb.entry["takes"].split():
            f["passive fits"] = 1.0
        return f

    @staticmethod
    def _subject(context: Context, low: int, high: int) -> dict[str, float]:
        subject = _last(context.cues.within(low, high), _ACTORS)
        return {f"subject={subject.entry['class']}" if subject else "subject=none": 1.0}

    @staticmethod
    def _cues(context: Context, c: Candidate) -> dict[str, float]:
        low, high = c.sentence
        begin, end = c.number.begin, c.unit_end
        f = {f"S:{h.entry['class']}": 1.0 for h in context.cues.within(low, high)}
        f |= {f"L:{h.entry['class']}": 1.0 for h in context.cues.within(max(low, begin - _WINDOW), begin)}
        f |= {f"R:{h.entry['class']}": 1.0 for h in context.cues.within(end, min(high, end + _WINDOW))}
        first = max(c.paragraph.first_token, low - 30)
        f |= {
            f"P:{h.entry['class']}": 1.0
            for h in context.cues.within(first, low)
            if h.entry["class"] in ("force", "crime", "report")
        }
        before = bisect_left(context.results.starts, first), bisect_left(context.results.starts, low)
        if any(h.entry["class"] in STRONG for h in context.results.hits[before[0] : before[1]]):
            f["P:strong"] = 1.0
        return f
