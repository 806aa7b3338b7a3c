"""How paragraph, clauses, title and article are weighed, and from which probability a label is given: fitted numbers.

A paragraph standing in an article is judged by itself, by its clauses, by the title and by the whole article. How much each
of them weighs cannot be learnt from paragraphs by themselves; it is fitted here, on annotated articles whose log-odds come
from models that have not seen them (stacking, Wolpert 1992), so that the probabilities are calibrated.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.stats import binomtest
from sklearn.linear_model import LogisticRegression

from baochi.classify.features import Bools, syllables
from baochi.classify.model import chosen_of, speaks
from baochi.text.tokens import shape_of

THRESHOLDS, BESTS = (0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6), (0.15, 0.2, 0.25, 0.3)
ABOUT = 0.01
"""Two thresholds whose F1 differs by less do equally well."""
DOUBT = 0.05
"""An area gets a threshold of its own where the annotated paragraphs prefer it with this error probability at most."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """Annotated paragraphs as the classifier sees them.

    Attributes:
        folds: folded tokens of each paragraph; kinds: kind of each.
        article: number of its article; titles: folded tokens of each article's title.
        gold: paragraphs x labels.
    """

    folds: list[list[str]]
    kinds: list[str]
    article: npt.NDArray[np.int64]
    titles: list[list[str]]
    gold: Bools

    def __len__(self) -> int:
        return len(self.folds)

    @property
    def speaking(self) -> Bools:
        """Which paragraphs can be about anything."""
        shapes = [list(map(shape_of, folds)) for folds in self.folds]
        return np.array([speaks(k, s) for k, s in zip(self.kinds, shapes, strict=True)], dtype=bool)

    def part(self, rows: Bools) -> Sheet:
        """Return some paragraphs, with the numbers of their articles unchanged."""
        kept = np.flatnonzero(rows).tolist()
        folds, kinds = [self.folds[i] for i in kept], [self.kinds[i] for i in kept]
        return Sheet(folds, kinds, self.article[rows], self.titles, self.gold[rows])

    def joined(self, other: Sheet) -> Sheet:
        """Return the paragraphs of both."""
        article = np.concatenate([self.article, other.article + len(self.titles)])
        gold = np.vstack([self.gold, other.gold])
        return Sheet(self.folds + other.folds, self.kinds + other.kinds, article, self.titles + other.titles, gold)


def read_articles(folder: Path, labels: Sequence[str]) -> Sheet:
    """Return the annotated articles (`*.json`) of a folder.

    Raises:
        ValueError: there is none, or a file is not an annotated article; says which. OSError: the folder cannot be read.
    """
    folds, kinds, article, titles, gold = [], [], [], [], []
    for path in sorted(folder.glob("*.json")):
        try:
            content = json.loads(path.read_text(encoding="utf-8"))
            areas, kind, paragraphs = (
                content["annotation"]["work_areas"],
                content["annotation"]["kinds"],
                content["paragraphs"],
            )
            title = syllables(content["title"])
        except (json.JSONDecodeError, KeyError, TypeError) as error:
            raise ValueError(f"{path} is not an annotated article: {error!r}") from error
        if not len(areas) == len(kind) == len(paragraphs):
            said = f"{len(areas)} lists of work areas and {len(kind)} kinds for {len(paragraphs)} paragraphs"
            raise ValueError(f"{path}: {said}")
        if unknown := {code for codes in areas for code in codes} - set(labels):
            raise ValueError(f"{path}: unknown work areas {', '.join(sorted(unknown))}")
        folds += [syllables(text) for text in paragraphs]
        kinds += kind
        article += [len(titles)] * len(paragraphs)
        titles.append(title)
        gold += [[label in codes for label in labels] for codes in areas]
    if not titles:
        raise ValueError(f"no annotated article (*.json) in {folder}; the numbers of the context are fitted on some")
    return Sheet(folds, kinds, np.array(article, dtype=np.int64), titles, np.array(gold, dtype=bool))


def weigh(evidence: npt.NDArray[np.floating], target: Bools) -> tuple[list[float], float]:
    """Return the weights of `EVIDENCE`, and what is added to the weighted sum.

    A row of the regression is a pair of paragraph and area. One bias serves all areas: how common each of them is differs
    from newspaper to newspaper (biases an area gain on the articles that they were fitted on and lose on others).

    Args:
        evidence: log-odds by `EVIDENCE` x paragraph x label; target: gold.
    """
    rows = evidence.reshape(len(evidence), -1).T
    fitted = LogisticRegression(max_iter=1000).fit(rows, target.ravel())
    return [round(float(w), 3) for w in fitted.coef_[0]], round(float(fitted.intercept_[0]), 3)


def thresholds(scores: npt.NDArray[np.floating], gold: Bools) -> tuple[list[float], float]:
    """Return the least probability of each label, and that from which a paragraph without a label gets its best one.

    All labels share what gives the best micro-F1, the highest of several that do about as well. One goes its own way where
    a sign test over the paragraphs that come out differently speaks for it, which a handful of them cannot do.
    """

    def quality(shared: float, best: float) -> float:
        chosen = chosen_of(scores, shared, best)
        return 2 * (chosen & gold).sum() / max(1, chosen.sum() + gold.sum())

    qualities = {numbers: quality(*numbers) for numbers in product(THRESHOLDS, BESTS)}
    shared, best = max(numbers for numbers, q in qualities.items() if q >= max(qualities.values()) - ABOUT)
    return [_own_threshold(scores[:, j], gold[:, j], shared) for j in range(gold.shape[1])], best


def _own_threshold(scores: npt.NDArray[np.floating], gold: Bools, shared: float) -> float:
    found, doubt = shared, DOUBT / (len(THRESHOLDS) - 1)  # as many chances to be taken in (Bonferroni)
    for other in THRESHOLDS:
        differs = (scores >= other) != (scores >= shared)
        better = int(((scores >= other) == gold)[differs].sum())
        if differs.any() and (p := binomtest(better, int(differs.sum()), alternative="greater").pvalue) <= doubt:
            found, doubt = other, p
    return found


def miscalibration(scores: npt.NDArray[np.floating], gold: Bools, floor: float) -> float:
    """Return by how much probabilities over `floor` miss the share of gold labels, on average (ECE with ten bins)."""
    given, right = scores[scores >= floor], gold[scores >= floor]
    bins = np.minimum((given * 10).astype(int), 9)
    gaps = [abs(float(given[bins == b].sum() - right[bins == b].sum())) for b in range(10)]
    return sum(gaps) / max(1, len(given))
