"""What speaks for and against a count being a reported result, as names that carry no text of the article.

A feature names a class of words (from the lexicon), where it stands and how far off: `strong=seize`, `near<=2`,
`L:casualty`. Their weights are data (`models/quantities`, see `model.py`). They are worked out for all counts of a batch of
articles, one feature after the other; the work for one count does not grow with its sentence.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from baochi.extract.quantities.acting import ActorEnds
from baochi.extract.quantities.clause import comparisons, figures_of, links
from baochi.extract.quantities.context import Candidate, Context
from baochi.extract.quantities.scene import (
    ALL,
    AMONG,
    CLOSE,
    DONE,
    GAP,
    HAS,
    NUMBER,
    OPEN,
    SLASH,
    THIS,
    Groups,
    Scene,
    opens,
)
from baochi.extract.quantities.table import Flags, Floats, Table, Values
from baochi.text.vocabulary import Ints

_WINDOW = 8
_AWARD_REACH = 20
_SUBJECT_REACH = 60
_BEFORE_SENTENCE = 30
_BRACKET_REACH = 15
_ACTORS_BEFORE_SUBJECT, _ACTORS_BEFORE_FIGURE = 4, 6
"""How many actors back a recognised body is looked for."""
_ARTICLE_CLASSES = (
    *("force", "crime", "state", "company", "market", "trade", "sport", "court", "casualty", "rule", "lifestyle"),
    *("price", "award"),
)
_PARAGRAPH_CLASSES = frozenset(("force", "crime", "report", "company", "market"))
_DENSE = 5.0  # words of a class in a hundred tokens that make an article wholly about it
_FEW = frozenset(("body", "other", "unknown"))


_LIMITS = (2, 5, 10, 20, 40)
_BUCKETS = (*(f"<={limit}" for limit in _LIMITS), ">40")
_DENSITIES = [(name, f"A:{name}") for name in (*_ARTICLE_CLASSES, "unit")]


@dataclass(slots=True)
class Features:
    """The features of the counts of some articles: those that an article's counts share, a sentence's, each one's own."""

    articles: list[dict[str, float]]
    sentences: Table
    own: Table
    groups: Groups

    def whole(self) -> list[dict[str, float]]:
        """Return all features of each count in one."""
        sentences = self.sentences.names()
        counts = zip(self.groups.article.tolist(), self.groups.sentence.tolist(), self.own.names(), strict=True)
        return [self.articles[a] | dict.fromkeys((*sentences[s], *own), 1.0) for a, s, own in counts]


def features_of(scene: Scene) -> Features:
    """Return the features of the counts of a scene, without those of their neighbours' scores."""
    own = Table(len(scene.counts))
    units = Values.of([c.unit_class for c in scene.counts])
    _add_numbers(own, scene, units)
    _add_verbs(own, scene, _Takes(scene.takes, units))
    _add_cues(own, scene)
    _add_words_beside(own, scene)
    articles = list(map(_of_article, scene.contexts))
    return Features(articles, _of_sentences(scene), own, scene.groups)


# ---------------------------------------------------------------------- article and sentence
def _of_article(context: Context) -> dict[str, float]:
    article, size = context.article, max(60, len(context.tokens))
    counts = Counter(article.hits.column("quantity_context", "class"))
    counts["unit"] = len(context.mentions["UNIT"])
    features = {"bias": 1.0}
    for name, feature in _DENSITIES:
        features[feature] = min(1.0, 100 * counts.get(name, 0) / size / _DENSE)
    for name in article.title_hits.column("quantity_context", "class"):
        features[f"T:{name}"] = 1.0
    if "work" in article.title_hits.column("quantity_result", "role"):
        features["T:work"] = 1.0
    return features


def _of_sentences(scene: Scene) -> Table:
    """Name the classes of words in each sentence with a count and just before it."""
    new = opens(scene.low)
    low, high = scene.low[new], scene.high[new]
    first = np.maximum(scene.paragraph[new], low - _BEFORE_SENTENCE)
    table = Table(len(low))
    table.several("S:", scene.cue_classes, *scene.cues.inside(low, high))
    rows, found = scene.cues.inside(first, low)
    told = scene.cue_classes.among(_PARAGRAPH_CLASSES)[found]
    table.several("P:", scene.cue_classes, rows[told], found[told])
    works = scene.results.start[scene.works]
    table.flag("P:strong", works.searchsorted(first) < works.searchsorted(low))
    return table


# ---------------------------------------------------------------------- the number
def _add_numbers(own: Table, scene: Scene, units: Values) -> None:
    counts, signs = scene.counts, scene.signs
    value = np.array([c.number.value for c in counts])
    words, ranged = _flags(c.number.words for c in counts), _flags(c.number.value_max is not None for c in counts)
    own.each("unit=", units)
    own.each("kind=", Values.of([c.paragraph.kind for c in counts]))
    own.each("value=", Values(("1", "2-9", "10+"), np.where(value == 1, 0, np.where(value < 10, 1, 2))))
    own.flag("words", words)
    own.flag("two bodies", words & (value == 2) & units.among(_FEW))
    own.flag("qualified", _flags(c.number.qualifier != "exact" for c in counts))
    own.flag("range", ranged)
    own.flag("range of money", ranged & units.among(("money",)))
    own.flag("repeated", (value >= 2) & _repeated(scene.in_article * len(units.distinct) + units.numbers, value))
    own.flag("in title", (value >= 2) & _flags(_in_title(scene)))
    own.flag("rate", (scene.unit_end < scene.high) & (signs[scene.unit_end] == SLASH))
    own.flag("of a whole", signs[scene.start - 1] == SLASH)
    own.flag("starts sentence", scene.begin == scene.low)


def _flags(values: Iterable[bool]) -> Flags:
    return np.fromiter(values, np.bool_)


def _repeated(kind: Ints, value: Floats) -> Flags:
    """Say of each count whether another one has the same kind and value."""
    values, number = np.unique(value, return_inverse=True)
    _, row, times = np.unique(kind * len(values) + number, return_inverse=True, return_counts=True)
    return times[row] > 1


def _in_title(scene: Scene) -> Iterator[bool]:
    for context in scene.contexts:
        texts = context.tokens.text
        numerals = {t for t in context.article.title_tokens.text if t[0].isdigit()}
        for c in context.candidates:
            yield texts[c.number.start] in numerals


# ---------------------------------------------------------------------- verbs and figures
def _add_verbs(own: Table, scene: Scene, takes: _Takes) -> None:
    """Look at the words of result before each number, or before the first of the list that it belongs to."""
    results, head = scene.results, _heads(scene.counts)
    near, strong, passive = scene.near[head], scene.work[head], _passives(scene)
    own.flag("list", head != np.arange(own.size))
    own.each("", Values.of(comparisons(scene)))
    linked, in_bracket = links(scene), _in_bracket(scene)
    own.flag("bracket", in_bracket)
    own.each("", linked)
    beside = [word and f"{word} in bracket" for word in linked.distinct]
    own.each("", Values(beside, np.where(in_bracket, linked.numbers, 0)))
    for name, word in (("near", near), ("strong", strong)):
        told = word.nonzero()[0]
        own.each(f"{name}=", scene.classes.take(word))
        own.some(name, told, Values(_BUCKETS, np.searchsorted(_LIMITS, (scene.begin[head] - results.end[word])[told])))
        own.flag(f"{name} fits", takes.of(word))
    own.flag("strong=none", strong == 0)
    own.flag("strong misfits", (strong > 0) & ~takes.of(strong))
    own.flag("own verb", results.start[strong] >= scene.previous_end)
    own.each("passive=", scene.classes.take(passive))
    own.flag("passive fits", takes.of(passive))
    verb_at = np.where(strong > 0, results.start[strong], scene.begin[head])
    actors = ActorEnds(scene)
    _add_subjects(own, scene, actors, verb_at)
    _add_figures(own, scene, actors, takes)


def _heads(counts: Sequence[Candidate]) -> Ints:
    """Return the number of the first count of each one's list."""
    heads: list[int] = []
    for row, c in enumerate(counts):
        heads.append(heads[-1] if c.head else row)
    return np.array(heads, np.int64)


def _passives(scene: Scene) -> Ints:
    """Return the number of the verb of the passive after each count, 0 for none."""
    verbs = np.zeros(len(scene.counts), np.int64)
    told = [(row, c.passive[1].start) for row, c in enumerate(scene.counts) if c.passive]
    for row, start in told:
        verbs[row] = scene.results.start.searchsorted(scene.begins[scene.in_article[row]] + start)
    return verbs


class _Takes:
    """Which words of result govern which kinds of counts."""

    def __init__(self, takes: Values, units: Values) -> None:
        self._takes, self._units = takes, units
        told = [[unit in taken for unit in units.distinct] for taken in map(_units_of, takes.distinct)]
        self._table = np.array(told, np.bool_).reshape(len(told), len(units.distinct))

    def of(self, word: Ints) -> Flags:
        """Say of each count whether the word of that number governs what is counted."""
        return self._table[self._takes.numbers[word], self._units.numbers]


@lru_cache(1024)
def _units_of(takes: str) -> frozenset[str]:
    return frozenset(takes.split())


def _add_subjects(own: Table, scene: Scene, actors: ActorEnds, verb_at: Ints) -> None:
    """Name the class of the last actor before each verb: in the sentence, else among those just before it."""
    last = actors.until(verb_at) - 1
    inside, near = actors.end[last] > scene.low, actors.end[last] >= scene.low - _SUBJECT_REACH
    for name, told in (("subject=", inside), ("earlier=", near & ~inside)):
        own.some(name, told.nonzero()[0], actors.kind.take(last[told]))
    own.flag("subject=none", ~near)
    own.flag("unit before", inside & actors.name_unit(last, _ACTORS_BEFORE_SUBJECT, scene.low))


def _add_figures(own: Table, scene: Scene, actors: ActorEnds, takes: _Takes) -> None:
    """Look at the noun of figure that a count gives the value of, and at a body named shortly before."""
    figure, inherits = figures_of(scene)
    fits, told = takes.of(figure), figure > 0
    own.flag("inherits figure", inherits)
    own.each("figure=", scene.classes.take(figure))
    own.flag("figure fits", fits)
    own.flag("figure misfits", told & ~fits)
    named = actors.name_unit(actors.until(scene.begin), _ACTORS_BEFORE_FIGURE, scene.begin - _SUBJECT_REACH)
    own.flag("figure with body", (told | inherits) & named)


# ---------------------------------------------------------------------- words beside
def _in_bracket(scene: Scene) -> Flags:
    marks = np.append(-GAP, ((scene.signs == OPEN) | (scene.signs == CLOSE)).nonzero()[0])
    last = marks[marks.searchsorted(scene.start) - 1]
    near = last >= np.maximum(scene.low, scene.start - _BRACKET_REACH)
    return near & (scene.signs[last] == OPEN)


def _add_words_beside(own: Table, scene: Scene) -> None:
    """Look at the word before and after: `gia đình có 5 người`, `cả 4 xe`, `trong số 3 thanh niên`, `hai xe này`."""
    own.flag("of plan", _flags(c.of_plan for c in scene.counts))
    before = np.where(scene.begin > scene.low, scene.signs[scene.begin - 1], 0)
    second = np.where(scene.begin - 1 > scene.low, scene.signs[scene.begin - 2], 0)
    after = np.where(scene.phrase_end < scene.high, scene.signs[scene.phrase_end], 0)
    own.flag("had", (before == HAS) & (second == DONE))
    own.flag("has", (before == HAS) & (second != DONE))
    own.flag("known before", (before == ALL) | ((before == NUMBER) & (second == AMONG)) | (after == THIS))


def _add_cues(own: Table, scene: Scene) -> None:
    """Name the classes of words around each count."""
    cues, classes = scene.cues, scene.cue_classes
    rows, found = cues.inside(np.maximum(scene.low, scene.begin - _AWARD_REACH), scene.begin)
    near = cues.start[found] >= scene.begin[rows] - _WINDOW
    own.several("L:", classes, rows[near], found[near])
    awarded = np.zeros(own.size, np.bool_)
    awarded[rows[classes.among(("award",))[found]]] = True
    own.flag("award before", awarded)
    own.several("R:", classes, *cues.inside(scene.unit_end, np.minimum(scene.high, scene.unit_end + _WINDOW)))
