"""Fits the score of the quantities (`baochi.extract.quantities.model`) on a corpus of annotated articles.

Quantities with status `target` are left out: neither results nor anything else. Weights start at those of
`priors/quantities.json`, which a reader set before any example, keep their signs, and move as far as the examples pull.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from baochi.evaluate.gold import GoldQuantity, read_gold
from baochi.extract.quantities.clause import counts_of
from baochi.extract.quantities.context import Candidate, Context
from baochi.extract.quantities.features import features_of
from baochi.extract.quantities.model import NEIGHBOURS, Model, neighbourhood
from baochi.extract.quantities.scene import Groups
from baochi.lexicon import Lexicon
from baochi.model_files import Model as Files
from baochi.text.fold import fold
from baochi.train.documents import annotated
from baochi.train.intervals import Counts, with_interval
from baochi.train.jobs import Job
from baochi.train.regression import Bounds, fit_near, read_prior

STRENGTH = 0.05
"""How far the examples may pull the weights from the prior, as variance. Small, since the corpus was written
for this and the press differs from it; ten times as much does no better on `dev`."""

MIN_COUNT = 4
"""A feature seen in fewer articles than this keeps its prior weight."""

NEIGHBOUR_PRIOR = {"bias": 0.0, "own": 1.0, "sentence": 1.0, "paragraph": 0.5, "article": 0.5}
FOLDS = 8

THRESHOLD = 0.0
"""Log-odds from which on a count is a result. Lower ones find more in the corpus, which is denser in results than the
press, and take too much for results there."""

BEFORE = ("segmenter", "tagger", "units", "periods")
"""The stages whose marks the features look at."""


@dataclass(slots=True)
class Example:
    """One gold article: the groups, features and labels (1 result, 0 not, -1 a target: left out) of its counts."""

    groups: Groups
    features: list[dict[str, float]]
    labels: list[int]
    missed: int = 0


def is_same(context: Context, candidate: Candidate, gold: GoldQuantity) -> bool:
    """Say whether a candidate is the gold quantity: same paragraph, same value, the unit in its words."""
    if candidate.paragraph.index != gold.para or abs(candidate.number.value - gold.value) > 1e-6 * max(1, gold.value):
        return False
    words = fold(context.text(candidate.unit_start, candidate.phrase_end)).split()
    unit = fold(gold.unit).split()
    return not unit or bool(set(unit) & set(words))


def label(context: Context, quantities: Sequence[GoldQuantity]) -> tuple[list[int], int]:
    """Return the label of each candidate, and how many gold results have none."""
    labels, missed = [0] * len(context.candidates), 0
    for quantity in quantities:
        is_result = quantity.status == "result"
        for k, candidate in enumerate(context.candidates):
            if labels[k] == 0 and is_same(context, candidate, quantity):
                labels[k] = 1 if is_result else -1
                break
        else:
            missed += is_result
    return labels, missed


def examples_of(folder: Path, lexicon: Lexicon) -> list[Example]:
    """Turn the gold articles of a folder into examples.

    Raises:
        GoldError: a file is not a gold article; the message names it.
    """
    golds = list(read_gold(folder).values())
    examples: list[Example] = []
    for gold, article in zip(golds, annotated(golds, lexicon, BEFORE), strict=True):
        scene = counts_of([article])
        context = scene.contexts[0] if scene.contexts else Context(article)
        found = label(context, gold.annotation.quantities)
        examples.append(Example(scene.groups, features_of(scene).whole(), *found))
    return examples


# ---------------------------------------------------------------------- fitting
def _bounds(prior: float) -> Bounds:
    return (0.0, None) if prior > 0 else (None, 0.0) if prior < 0 else (None, None)


def fit(examples: Sequence[Example], strength: float = STRENGTH) -> dict[str, float]:
    """Return the weights of the first regression. A weight keeps the sign of its prior."""
    rows = [(f, y) for e in examples for f, y in zip(e.features, e.labels, strict=True) if y >= 0]
    seen = Counter(name for e in examples for name in {n for f in e.features for n in f})
    prior = read_prior("quantities")["weights"]
    names = sorted(n for n, count in seen.items() if count >= MIN_COUNT)
    column = {n: i for i, n in enumerate(names)}
    matrix = np.zeros((len(rows), len(names)))
    fixed = np.zeros(len(rows))
    for i, (features, _) in enumerate(rows):
        for name, value in features.items():
            if name in column:
                matrix[i, column[name]] = value
            else:
                fixed[i] += value * prior.get(name, 0.0)
    start = np.array([prior.get(n, 0.0) for n in names] + [1.0])
    bounds = [*(_bounds(0.0 if n == "bias" else prior.get(n, 0.0)) for n in names), (1.0, 1.0)]
    labels = np.array([y == 1 for _, y in rows])
    found = fit_near(start, np.column_stack([matrix, fixed]), labels, bounds, strength)
    return prior | {n: float(w) for n, w in zip(names, found[:-1], strict=True)}


def fit_neighbours(rows: np.ndarray, labels: np.ndarray, strength: float = 0.5) -> dict[str, float]:
    """Return the weights of the second regression from scores that the first gave to articles it had not seen."""
    matrix = np.column_stack([np.ones(len(rows)), rows])
    prior = np.array(list(NEIGHBOUR_PRIOR.values()))
    bounds: Sequence[Bounds] = [(None, None)] + [(0.0, None)] * len(NEIGHBOURS)
    found = fit_near(prior, matrix, labels, bounds, strength)
    return dict(zip(NEIGHBOUR_PRIOR, map(float, found), strict=True))


def unseen_rows(examples: Sequence[Example]) -> list[np.ndarray]:
    """Return for each article the neighbourhood rows of its candidates, scored by a model that has not seen it."""
    rows: list[np.ndarray] = [np.zeros((0, len(NEIGHBOURS)))] * len(examples)
    for part in range(FOLDS):
        model = Model(fit([e for i, e in enumerate(examples) if i % FOLDS != part]), {}, 0.0)
        for i in range(part, len(examples), FOLDS):
            rows[i] = rows_of(model, examples[i])
    return rows


def rows_of(model: Model, example: Example) -> np.ndarray:
    """Return the neighbourhood rows of an article's candidates by the first regression of a model."""
    return neighbourhood(example.groups, np.array([model.score(f) for f in example.features]))


def cross_validated(examples: Sequence[Example], rows: Sequence[np.ndarray]) -> list[np.ndarray]:
    """Return for each article the final scores of its candidates by a model that has not seen it.

    `rows` are those of `unseen_rows`.
    """
    scores: list[np.ndarray] = [np.zeros(0)] * len(examples)
    for part in range(FOLDS):
        weights = _neighbours_of(examples, rows, [j for j in range(len(examples)) if j % FOLDS != part])
        for i in range(part, len(examples), FOLDS):
            scores[i] = rows[i] @ np.array([weights[n] for n in NEIGHBOURS]) + weights["bias"]
    return scores


def _neighbours_of(examples: Sequence[Example], rows: Sequence[np.ndarray], chosen: Sequence[int]) -> dict[str, float]:
    labels = np.concatenate([np.array(examples[j].labels, dtype=int) for j in chosen])
    stacked = np.concatenate([rows[j] for j in chosen])
    known = labels >= 0
    return fit_neighbours(stacked[known], labels[known] == 1)


def counts(scores: Sequence[Sequence[float] | np.ndarray], examples: Sequence[Example]) -> list[Counts]:
    """Return for each article how many results are right, chosen and annotated; those without a candidate are missed."""
    found: list[Counts] = []
    for s, e in zip(scores, examples, strict=True):
        labels = np.array(e.labels, dtype=int)
        taken = (np.asarray(s) >= THRESHOLD) & (labels >= 0)
        right = int((taken & (labels == 1)).sum())
        found.append((right, int(taken.sum()), int((labels == 1).sum()) + e.missed))
    return found


def train(job: Job) -> Files:
    """Return the score fitted on the articles of `train` in the corpus of `job`; those of `dev` only measure.

    Raises:
        GoldError: a file is not a gold article; ValueError: there are too few.
    """
    lexicon = Lexicon.load()
    examples = examples_of(job.corpus / "train", lexicon)
    if len(examples) < FOLDS:
        raise ValueError(f"{job.corpus / 'train'}: {len(examples)} gold articles are too few; {FOLDS} is the least")
    job.watch("fitting", 0, 2)
    rows = unseen_rows(examples)
    job.watch("fitting", 1, 2)
    neighbours = {n: round(w, 3) for n, w in _neighbours_of(examples, rows, range(len(examples))).items()}
    weights = {n: round(w, 3) for n, w in sorted(fit(examples).items()) if abs(w) >= 0.0005}
    model = Model(weights, neighbours, THRESHOLD)
    found, results = sum(len(e.labels) for e in examples), sum(y == 1 for e in examples for y in e.labels)
    job.data = f"{found:,} counts ({results:,} results) of {len(examples)} articles in `train`"
    seen = with_interval(counts(cross_validated(examples, rows), examples))
    job.scores = [("articles", "results, F1"), ("train, cross-validated", seen)]
    if (job.corpus / "dev").is_dir():
        unseen = examples_of(job.corpus / "dev", lexicon)
        scores = [model.among(rows_of(model, e)) for e in unseen]
        job.scores.append(("dev", with_interval(counts(scores, unseen))))
    return model.to_files({"strength": STRENGTH, "results": results, "articles": len(examples)})
