"""Classification: what every paragraph, official, office and number is, judged through scikit-learn."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from sklearn.metrics import confusion_matrix, precision_recall_fscore_support

from baochi.evaluate.tally import Tally

NONE = "(none)"
"""Stands for no label."""
AREAS = "work area"
ZERO: Any = 0
"""Value of a share of nothing; the stubs of scikit-learn know it as a string alone."""


class LabelScore(NamedTuple):
    """How right one label is, and the number of gold cases."""

    precision: float
    recall: float
    f1: float
    gold: int


@dataclass(frozen=True, slots=True)
class Classification:
    """How labels of one kind were given.

    Attributes:
        labels: in order of rows and columns; `(none)` is none.
        matrix: number of cases by gold label (row) and found label (column). A paragraph has several work areas: those on
            both sides stand on the diagonal, every missed one is counted against every extra one.
        by_label: precision, recall, F1 and gold cases of every label.
        micro, macro: F1 over all cases, and the mean of the labels that gold has; null without cases.
    """

    name: str
    labels: list[str]
    matrix: list[list[int]]
    by_label: dict[str, LabelScore]
    micro: float | None
    macro: float | None

    def as_dict(self) -> dict[str, Any]:
        """Return everything as JSON values."""
        by_label = {label: score._asdict() for label, score in self.by_label.items()}
        return {"labels": self.labels, "matrix": self.matrix, "by_label": by_label, "micro": self.micro, "macro": self.macro}


def classifications(tallies: Sequence[Tally]) -> list[Classification]:
    """Return one classification for every kind of label, work areas last."""
    names = sorted({name for t in tallies for name in t.labels})
    single = [_single(name, [pair[1:] for t in tallies for pair in t.labels[name]]) for name in names]
    areas = [(gold, found) for t in tallies for _, gold, found in t.areas]
    return [*single, *([_areas(areas)] if any(g or f for g, f in areas) else [])]


def _single(name: str, pairs: Iterable[tuple[str, str]]) -> Classification:
    gold, found = (list(side) for side in zip(*((g or NONE, f or NONE) for g, f in pairs), strict=True))
    labels = sorted({*gold, *found})
    scores = precision_recall_fscore_support(gold, found, labels=labels, zero_division=ZERO)
    # scikit-learn warns of a matrix with one label
    matrix = confusion_matrix(gold, found, labels=labels) if len(labels) > 1 else np.array([[len(gold)]])
    right = float(np.mean([g == f for g, f in zip(gold, found, strict=True)]))
    return _make(name, labels, matrix, np.array(scores), right)


def _areas(pairs: Sequence[tuple[frozenset[str], frozenset[str]]]) -> Classification:
    labels = sorted({code for gold, found in pairs for code in gold | found})
    gold, found = (np.array([[code in side[n] for code in labels] for side in pairs]) for n in (0, 1))
    scores = precision_recall_fscore_support(gold, found, average=None, zero_division=ZERO)
    micro = precision_recall_fscore_support(gold, found, average="micro", zero_division=ZERO)[2]
    named = [*labels, NONE]
    at = {code: n for n, code in enumerate(named)}
    matrix = np.zeros((len(named), len(named)), dtype=int)
    for wanted, given in pairs:
        for code in wanted & given:
            matrix[at[code], at[code]] += 1
        missed, extra = wanted - given, given - wanted
        for code in missed or ({NONE} if extra else ()):
            for other in extra or {NONE}:
                matrix[at[code], at[other]] += 1
    return _make(AREAS, labels, matrix, np.array(scores), float(micro), named)


def _make(
    name: str, labels: list[str], matrix: np.ndarray, scores: np.ndarray, micro: float, named: list[str] | None = None
) -> Classification:
    precision, recall, f1, gold = scores.tolist()
    by_label = {label: LabelScore(precision[n], recall[n], f1[n], int(gold[n])) for n, label in enumerate(labels)}
    judged = [score.f1 for score in by_label.values() if score.gold]
    macro = sum(judged) / len(judged) if judged else None
    return Classification(name, named or labels, matrix.tolist(), by_label, micro, macro)
