"""What speaks for and against a count being a reported result, as names that carry no text of the article.

A feature names a class of words (from the lexicon), where it stands and how far off: `strong=seize`, `near<=2`,
`L:casualty`. Their weights are data (`models/quantities`, see `model.py`). The work for one count
does not grow with its sentence.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from baochi.article import Paragraph
from baochi.extract.quantities.clause import comparison, figures_of, is_work, link, previous_end
from baochi.extract.quantities.context import Candidate, Context
from baochi.lexicon import Hit
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
_HAS, _ALL, _AMONG, _THIS = fold("có"), fold("cả"), [fold("trong"), fold("số")], (fold("này"), fold("trên"), fold("ấy"))
_DONE = fold("đã")


_LIMITS = (2, 5, 10, 20, 40)
_BUCKETS = (*(f"<={limit}" for limit in _LIMITS), ">40")
_DENSITIES = [(name, f"A:{name}") for name in (*_ARTICLE_CLASSES, "unit")]


def _bucket(distance: int) -> str:
    return _BUCKETS[bisect_left(_LIMITS, distance)]


@dataclass(slots=True)
class Features:
    """The features of an article's counts: those that all share, those that all of a sentence share, and each one's own.

    Those of a sentence and of a count are names, each once, and count 1.
    """

    article: dict[str, float]
    sentences: dict[tuple[int, int], list[str]]
    own: list[list[str]]

    def whole(self, candidates: Sequence[Candidate]) -> list[dict[str, float]]:
        """Return all features of each count in one."""
        pairs = zip(candidates, self.own, strict=True)
        return [self.article | dict.fromkeys((*self.sentences[c.sentence], *names), 1.0) for c, names in pairs]


def features_of(context: Context) -> Features:
    """Return the features of the candidates of `context`, without those of its neighbours' scores."""
    candidates = context.candidates
    sentences = {c.sentence: c.paragraph for c in candidates}
    own, figures = _OwnFeatures(context), figures_of(context)
    return Features(
        _of_article(context),
        {sentence: _of_sentence(context, sentence, paragraph) for sentence, paragraph in sentences.items()},
        [own.of(c, *figure) for c, figure in zip(candidates, figures, strict=True)],
    )


# ---------------------------------------------------------------------- article and sentence
def _of_article(context: Context) -> dict[str, float]:
    article, size = context.article, max(60, len(context.tokens))
    counts = {name: len(hits) for name, hits in context.cue_classes.items()}
    counts["unit"] = len(context.mentions["UNIT"])
    features = {"bias": 1.0}
    for name, feature in _DENSITIES:
        features[feature] = min(1.0, 100 * counts.get(name, 0) / size / _DENSE)
    features |= {f"T:{h.entry['class']}": 1.0 for h in article.title_hits.get("quantity_context", ())}
    if any(is_work(h) for h in article.title_hits.get("quantity_result", ())):
        features["T:work"] = 1.0
    return features


def _of_sentence(context: Context, sentence: tuple[int, int], paragraph: Paragraph) -> list[str]:
    """Name the classes of words in the sentence and just before it."""
    low, high = sentence
    first = max(paragraph.first_token, low - _BEFORE_SENTENCE)
    names = [f"S:{h[2].row['class']}" for h in context.cues.within(low, high)]
    names += [f"P:{name}" for h in context.cues.within(first, low) if (name := h[2].row["class"]) in _PARAGRAPH_CLASSES]
    if bisect_left(context.work.starts, first) < bisect_left(context.work.starts, low):
        names.append("P:strong")
    return _once(names)


# ---------------------------------------------------------------------- each count
class _OwnFeatures:
    """Names what speaks for and against each count of an article by itself."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.tokens = context.tokens
        self.has_awards = "award" in context.cue_classes
        self.has_brackets = "(" in self.tokens.text
        self.numerals = {t for t in context.article.title_tokens.text if t[0].isdigit()}
        self.seen = Counter((c.number.value, c.unit_class) for c in context.candidates)
        self.actors = self._actors()
        self.actor_ends = [end for end, _ in self.actors]

    def _actors(self) -> list[tuple[int, str]]:
        """Return (end token, class) of everything that may act, in text order; a recognised unit counts for what it is."""
        context = self.context
        article = context.article
        kinds = {(m.start, m.end): unit.kind for unit in article.units for m in unit.mentions}
        found = [(h[1], name) for name in _ACTORS for h in context.cue_classes.get(name, ())]
        for m in context.mentions["UNIT"]:
            if m.last_token >= 0:
                kind = kinds.get((m.start, m.end), "")
                found.append((m.last_token, "unit of force" if kind in _FORCES else "unit of state"))
        found += [(h[1], "country") for h in article.hits.get("place", ()) if h[2].row.get("kind") == "country"]
        found += [(h[1], "company") for h in article.hits.get("org_head", ()) if h[2].row["kind"] == "company"]
        return sorted(found)

    def of(self, c: Candidate, figure: Hit | None, inherits: bool) -> list[str]:
        """Name the features of a count; the last two are of `figures_of`."""
        names = self._number(c)
        names += self._verbs(c)
        if c.of_plan:
            names.append("of plan")
        if figure is not None or inherits:
            names += self._figure(c, figure, inherits)
        names += self._cues(c)
        names += self._words_beside(c)
        return names

    def _number(self, c: Candidate) -> list[str]:
        number, texts = c.number, self.tokens.text
        value, ranged = number.value, number.value_max is not None
        names = [f"unit={c.unit_class}", f"kind={c.paragraph.kind}"]
        names.append("value=1" if value == 1 else "value=2-9" if value < 10 else "value=10+")
        if number.words:
            names.append("words")
            if value == 2 and c.unit_class in ("body", "other", "unknown"):
                names.append("two bodies")
        if number.qualifier != "exact":
            names.append("qualified")
        if ranged:
            names.append("range")
            if c.unit_class == "money":
                names.append("range of money")
        if value >= 2:
            if self.seen[value, c.unit_class] > 1:
                names.append("repeated")
            if texts[number.start] in self.numerals:
                names.append("in title")
        if c.unit_end < c.sentence[1] and texts[c.unit_end] == "/":
            names.append("rate")
        if number.start > 0 and texts[number.start - 1] == "/":
            names.append("of a whole")
        if number.begin == c.sentence[0]:
            names.append("starts sentence")
        return names

    # ------------------------------------------------------------------ verbs and figures
    def _verbs(self, c: Candidate) -> list[str]:
        """Look at the words of result before the number, or before the first of the list that it belongs to."""
        head = c.head or c
        begin, near, strong = head.number.begin, head.near, head.work
        names = ["list"] if c.head else []
        if move := comparison(self.context, c):
            names.append(move)
        in_bracket = self._in_bracket(c)
        if in_bracket:
            names.append("bracket")
        if linked := link(self.context, c):
            names.append(linked)
            if in_bracket:
                names.append(f"{linked} in bracket")
        if near is not None:
            names += f"near={near[2].row['class']}", f"near{_bucket(begin - near[1])}"
            if _takes(near, c):
                names.append("near fits")
        if strong is None:
            names.append("strong=none")
        else:
            names += f"strong={strong[2].row['class']}", f"strong{_bucket(begin - strong[1])}"
            names.append("strong fits" if _takes(strong, c) else "strong misfits")
            if strong[0] >= previous_end(c):
                names.append("own verb")
        if c.passive:
            verb = c.passive[1]
            names.append(f"passive={verb[2].row['class']}")
            if _takes(verb, c):
                names.append("passive fits")
        names += self._subject(c.sentence[0], strong[0] if strong else begin)
        return names

    def _figure(self, c: Candidate, figure: Hit | None, inherits: bool) -> list[str]:
        names = ["inherits figure"] if inherits else []
        if figure is not None:
            names += f"figure={figure[2].row['class']}", "figure fits" if _takes(figure, c) else "figure misfits"
        if self._near_body(c):
            names.append("figure with body")
        return names

    def _near_body(self, c: Candidate) -> bool:
        """Say whether a recognised body is named shortly before the count."""
        at = bisect_right(self.actor_ends, c.number.begin)
        low = c.number.begin - _SUBJECT_REACH
        return any(name.startswith("unit") for end, name in self.actors[max(0, at - 6) : at] if end > low)

    def _subject(self, low: int, high: int) -> list[str]:
        """Name the class of the last actor before the verb: in the sentence, else among those just before it."""
        at = bisect_right(self.actor_ends, high) - 1
        if at < 0 or self.actor_ends[at] < low - _SUBJECT_REACH:
            return ["subject=none"]
        if self.actor_ends[at] <= low:
            return [f"earlier={self.actors[at][1]}"]
        names = [f"subject={self.actors[at][1]}"]
        if any(name.startswith("unit") for end, name in self.actors[max(0, at - 4) : at] if end > low):
            names.append("unit before")
        return names

    # ------------------------------------------------------------------ words beside
    def _in_bracket(self, c: Candidate) -> bool:
        if not self.has_brackets:
            return False
        at = c.number.start
        before = self.tokens.text[max(c.sentence[0], at - _BRACKET_REACH) : at]
        if "(" not in before:
            return False
        before.reverse()
        return ")" not in before[: before.index("(")]

    def _words_beside(self, c: Candidate) -> list[str]:
        """Look at the word before and after: `gia đình có 5 người`, `cả 4 xe`, `trong số 3 thanh niên`, `hai xe này`."""
        folds, at, end = self.tokens.fold, c.number.begin, c.phrase_end
        before = folds[max(c.sentence[0], at - 2) : at]
        known = end < c.sentence[1] and folds[end] in _THIS
        names: list[str] = []
        if before:
            last = before[-1]
            if last == _HAS:
                names.append("had" if before[0] == _DONE else "has")
            known |= last == _ALL or before == _AMONG
        if known:
            names.append("known before")
        return names

    def _cues(self, c: Candidate) -> list[str]:
        (low, high), begin, end = c.sentence, c.number.begin, c.unit_end
        cues = self.context.cues
        before, after = cues.within(max(low, begin - _AWARD_REACH), begin), cues.within(end, min(high, end + _WINDOW))
        names: list[str] = []
        if before:
            names = _once([f"L:{h[2].row['class']}" for h in before if h[0] >= begin - _WINDOW])
            if self.has_awards and any(h[2].row["class"] == "award" for h in before):
                names.append("award before")
        if after:
            names += _once([f"R:{h[2].row['class']}" for h in after])
        return names


def _once(names: list[str]) -> list[str]:
    return names if len(names) < 2 else list(dict.fromkeys(names))


@lru_cache(1024)
def _units_of(takes: str) -> frozenset[str]:
    return frozenset(takes.split())


def _takes(word: Hit, c: Candidate) -> bool:
    """Say whether a word of result governs what is counted."""
    return c.unit_class in _units_of(word[2].row["takes"])
