"""What speaks for and against a count being a reported result, as names that carry no text of the article.

A feature names a class of words (from the lexicon), where it stands and how far off: `strong=seize`, `near<=2`,
`L:casualty`. Their weights are data (`models/quantities`, see `model.py`). The work for one count
does not grow with its sentence.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter

from baochi.extract.quantities.candidates import Candidate, Context
from baochi.extract.quantities.clause import Clauses, is_work
from baochi.lexicon import Hit, Hits
from baochi.text.fold import fold

_WINDOW = 8
_AWARD_REACH = 20
_SUBJECT_REACH = 60
_BEFORE_SENTENCE = 30
_BRACKET_REACH = 15
_ACTORS = ("force", "state", "company", "generic")
_FORCES = frozenset(
    ("police", "customs", "military", "border_guard", "coast_guard", "team", "station", "judiciary", "procuracy")
)
"""Kinds of unit (`Unit.kind`) that enforce the law or defend the country; every other public body is of the state."""
_ARTICLE_CLASSES = (
    *("force", "crime", "state", "company", "market", "trade", "sport", "court", "casualty", "rule", "lifestyle"),
    *("price", "award"),
)
_PARAGRAPH_CLASSES = frozenset(("force", "crime", "report", "company", "market"))
_DENSE = 5.0  # words of a class in a hundred tokens that make an article wholly about it
_HAS, _ALL, _AMONG, _THIS = fold("có"), fold("cả"), (fold("trong"), fold("số")), (fold("này"), fold("trên"), fold("ấy"))
_DONE = fold("đã")


def _bucket(distance: int) -> str:
    for limit in (2, 5, 10, 20, 40):
        if distance <= limit:
            return f"<={limit}"
    return ">40"


def features_of(context: Context) -> list[dict[str, float]]:
    """Return one feature dictionary for each candidate of `context`, without those of its neighbours' scores."""
    shared, own = feature_parts(context)
    return [shared | features for features in own]


def feature_parts(context: Context) -> tuple[dict[str, float], list[dict[str, float]]]:
    """Return the features that all candidates of `context` share, and those of each."""
    if not context.candidates:
        return {}, []
    features = _ArticleFeatures(context)
    return features.shared, features.all()


class _ArticleFeatures:
    def __init__(self, context: Context) -> None:
        self.context = context
        self.clauses = Clauses(context)
        title = context.article.title_tokens
        self.shared = self._of_article(context.article.title_hits)
        self.numerals = {t for t in title.text if t[0].isdigit()}
        self.seen = Counter((c.number.value, c.unit_class) for c in context.candidates)
        self.actors = self._actors()
        self.actor_ends = [end for end, _ in self.actors]
        self.sentences: dict[tuple[int, int], dict[str, float]] = {}

    def all(self) -> list[dict[str, float]]:
        return [self._of(k, c) for k, c in enumerate(self.context.candidates)]

    # ------------------------------------------------------------------ article
    def _of_article(self, title_hits: Hits) -> dict[str, float]:
        context, size = self.context, max(60, len(self.context.tokens))
        counts = {name: len(hits) for name, hits in context.cue_classes.items()}
        counts["unit"] = sum(m.label == "UNIT" for m in context.article.mentions)
        features = {"bias": 1.0}
        for name in (*_ARTICLE_CLASSES, "unit"):
            features[f"A:{name}"] = min(1.0, 100 * counts.get(name, 0) / size / _DENSE)
        features |= {f"T:{h.entry['class']}": 1.0 for h in title_hits.get("quantity_context", ())}
        if any(is_work(h) for h in title_hits.get("quantity_result", ())):
            features["T:work"] = 1.0
        return features

    def _actors(self) -> list[tuple[int, str]]:
        """Return (end token, class) of everything that may act, in text order; a recognised unit counts for what it is."""
        article = self.context.article
        kinds = {(m.start, m.end): unit.kind for unit in article.units for m in unit.mentions}
        found = [(h.end, name) for name in _ACTORS for h in self.context.cues_of(name)]
        for m in article.mentions:
            if m.label == "UNIT" and m.last_token >= 0:
                kind = kinds.get((m.start, m.end), "")
                found.append((m.last_token, "unit of force" if kind in _FORCES else "unit of state"))
        found += [(h.end, "country") for h in article.hits.get("place", ()) if h.entry.get("kind") == "country"]
        found += [(h.end, "company") for h in article.hits.get("org_head", ()) if h.entry["kind"] == "company"]
        return sorted(found)

    # ------------------------------------------------------------------ candidate
    def _of(self, k: int, c: Candidate) -> dict[str, float]:
        f = self._number(c)
        f |= self._sentence(c)
        f |= self._verbs(k, c)
        f |= self._cues(c)
        f |= self._words_beside(c)
        return f

    def _number(self, c: Candidate) -> dict[str, float]:
        number, tokens = c.number, self.context.tokens
        f = {f"unit={c.unit_class}": 1.0, f"kind={c.paragraph.kind}": 1.0}
        f["value=" + ("1" if number.value == 1 else "2-9" if number.value < 10 else "10+")] = 1.0
        small = number.value >= 2
        for name, on in (
            ("words", number.words),
            ("two bodies", number.words and number.value == 2 and c.unit_class in ("body", "other", "unknown")),
            ("qualified", number.qualifier != "exact"),
            ("range", number.value_max is not None),
            ("range of money", number.value_max is not None and c.unit_class == "money"),
            ("repeated", small and self.seen[number.value, c.unit_class] > 1),
            ("in title", small and tokens.text[number.start] in self.numerals),
            ("rate", c.unit_end < c.sentence[1] and tokens.text[c.unit_end] == "/"),
            ("of a whole", number.start > 0 and tokens.text[number.start - 1] == "/"),
            ("bracket", self._in_bracket(c.sentence[0], number.start)),
            ("starts sentence", number.begin == c.sentence[0]),
        ):
            if on:
                f[name] = 1.0
        return f

    def _in_bracket(self, low: int, at: int) -> bool:
        for i in range(at - 1, max(low, at - _BRACKET_REACH) - 1, -1):
            if self.context.tokens.text[i] in "()":
                return self.context.tokens.text[i] == "("
        return False

    def _words_beside(self, c: Candidate) -> dict[str, float]:
        """Look at the word before and after: `gia đình có 5 người`, `cả 4 xe`, `trong số 3 thanh niên`, `hai xe này`."""
        folds, at = self.context.tokens.fold, c.number.begin
        before = folds[max(c.sentence[0], at - 2) : at]
        f: dict[str, float] = {}
        if before and before[-1] == _HAS:
            f["had" if before[0] == _DONE else "has"] = 1.0
        if (before and before[-1] == _ALL) or tuple(before) == _AMONG:
            f["known before"] = 1.0
        if folds[c.phrase_end : c.phrase_end + 1] and folds[c.phrase_end] in _THIS and c.phrase_end < c.sentence[1]:
            f["known before"] = 1.0
        return f

    # ------------------------------------------------------------------ verbs and figures
    def _verbs(self, k: int, c: Candidate) -> dict[str, float]:
        """Look at the words of result before the number, or before the first of the list that it belongs to."""
        clauses, low = self.clauses, c.sentence[0]
        begin = clauses.opening[k]
        f = {"list": 1.0} if begin < c.number.begin else {}
        if move := clauses.comparison(k):
            f[move] = 1.0
        near, strong = clauses.last(begin, low), clauses.last_work(begin, low)
        if linked := clauses.link(c):
            f[linked] = 1.0
            if self._in_bracket(c.sentence[0], c.number.start):
                f[f"{linked} in bracket"] = 1.0
        if near is not None:
            f[f"near={near.entry['class']}"] = 1.0
            f[f"near{_bucket(begin - near.end)}"] = 1.0
            if c.unit_class in near.entry["takes"].split():
                f["near fits"] = 1.0
        f |= self._strong(c, strong, begin)
        if strong is not None and strong.start >= clauses.previous_end(k):
            f["own verb"] = 1.0
        figure = clauses.figures[k]
        if clauses.inherits[k]:
            f["inherits figure"] = 1.0
        if figure is not None:
            f[f"figure={figure.entry['class']}"] = 1.0
            f["figure fits" if c.unit_class in figure.entry["takes"].split() else "figure misfits"] = 1.0
        if (figure is not None or clauses.inherits[k]) and self._near_body(c):
            f["figure with body"] = 1.0
        if clauses.of_plan(c):
            f["of plan"] = 1.0
        if passive := clauses.passive_after(c):
            f[f"passive={passive[1].entry['class']}"] = 1.0
            if c.unit_class in passive[1].entry["takes"].split():
                f["passive fits"] = 1.0
        return f | self._subject(low, strong.start if strong else begin)

    def _near_body(self, c: Candidate) -> bool:
        """Say whether a recognised body is named shortly before the count."""
        at = bisect_right(self.actor_ends, c.number.begin)
        low = c.number.begin - _SUBJECT_REACH
        return any(name.startswith("unit") for end, name in self.actors[max(0, at - 6) : at] if end > low)

    @staticmethod
    def _strong(c: Candidate, strong: Hit | None, begin: int) -> dict[str, float]:
        if strong is None:
            return {"strong=none": 1.0}
        fits = c.unit_class in strong.entry["takes"].split()
        return {
            f"strong={strong.entry['class']}": 1.0,
            f"strong{_bucket(begin - strong.end)}": 1.0,
            "strong fits" if fits else "strong misfits": 1.0,
        }

    def _subject(self, low: int, high: int) -> dict[str, float]:
        """Name the class of the last actor before the verb: in the sentence, else among those just before it."""
        at = bisect_right(self.actor_ends, high) - 1
        if at < 0 or self.actor_ends[at] < low - _SUBJECT_REACH:
            return {"subject=none": 1.0}
        place = "subject" if self.actor_ends[at] > low else "earlier"
        if place == "subject" and any(
            name.startswith("unit") for end, name in self.actors[max(0, at - 4) : at] if end > low
        ):
            return {f"{place}={self.actors[at][1]}": 1.0, "unit before": 1.0}
        return {f"{place}={self.actors[at][1]}": 1.0}

    # ------------------------------------------------------------------ words around
    def _sentence(self, c: Candidate) -> dict[str, float]:
        """Return the classes of words in the sentence and just before it; worked out once a sentence."""
        known = self.sentences.get(c.sentence)
        if known is None:
            context, (low, high) = self.context, c.sentence
            known = {f"S:{h.entry['class']}": 1.0 for h in context.cues.within(low, high)}
            first = max(c.paragraph.first_token, low - _BEFORE_SENTENCE)
            earlier = (h.entry["class"] for h in context.cues.within(first, low))
            known |= {f"P:{name}": 1.0 for name in earlier if name in _PARAGRAPH_CLASSES}
            starts = context.results.starts
            if any(is_work(h) for h in context.results.hits[bisect_left(starts, first) : bisect_left(starts, low)]):
                known["P:strong"] = 1.0
            self.sentences[c.sentence] = known
        return known

    def _cues(self, c: Candidate) -> dict[str, float]:
        (low, high), begin, end = c.sentence, c.number.begin, c.unit_end
        cues = self.context.cues
        before = cues.within(max(low, begin - _AWARD_REACH), begin)
        f = {f"L:{h.entry['class']}": 1.0 for h in before if h.start >= begin - _WINDOW}
        if any(h.entry["class"] == "award" for h in before):
            f["award before"] = 1.0
        f |= {f"R:{h.entry['class']}": 1.0 for h in cues.within(end, min(high, end + _WINDOW))}
        return f
