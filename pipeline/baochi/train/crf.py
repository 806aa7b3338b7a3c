"""Fits a linear-chain conditional random field (Lafferty et al. 2001) over hashed features, with L-BFGS.

The objective is the weighted log-likelihood of the labels less `ridge` times the squared weights. Features are those that
tagging looks up (`baochi.tag.features`), so a model cannot see other features than it was trained on. SciPy and one thread
do the arithmetic in a fixed order: the same data give the same model.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.optimize import minimize

from baochi.tag.chain import Steps, sums
from baochi.tag.features import GAP, Hashes, Layout, Template, slots

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Watcher = Callable[[int, int], None]
"""Called with the number of rounds done and to do."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How a chain is fitted.

    Attributes:
        ridge: weight of the squared weights; rounds: of L-BFGS at most; least: syllables that a feature must be seen at;
        negligible: weights under it are dropped, and slots that have none left.
    """

    ridge: float = 0.25
    rounds: int = 60
    least: int = 3
    negligible: float = 0.02


@dataclass(slots=True)
class Examples:
    """Labelled sequences.

    Attributes:
        columns, layout: see `baochi.tag.features`; labels: one a syllable; weight: what each sequence counts.
    """

    columns: dict[str, Hashes]
    layout: Layout
    labels: npt.NDArray[np.int8]
    weight: Floats


def fit(
    examples: Examples, names: Sequence[str], templates: Sequence[Template], settings: Settings, watch: Watcher | None = None
) -> dict[str, npt.NDArray]:
    """Return the arrays of a chain (`baochi.tag.model.Chain`): slots, weights, transitions and start."""
    kept, rows = _rows(examples, templates, settings.least)
    n_labels, n_slots = len(names), len(kept)
    steps = Steps(examples.layout.lengths)
    rows = rows[steps.rows]
    weight = np.repeat(examples.weight, examples.layout.lengths)[steps.rows]
    gold = np.zeros((len(weight), n_labels))
    gold[np.arange(len(weight)), examples.labels[steps.rows]] = weight
    pairs, start = _counts(examples, n_labels)
    back = sparse.csr_matrix(rows.T)
    sizes = np.cumsum([n_slots * n_labels, n_labels * n_labels])
    ahead = back @ gold

    def loss(point: Floats) -> tuple[float, Floats]:
        weights, transitions, first = np.split(point, sizes)
        weights, transitions = weights.reshape(n_slots, n_labels), transitions.reshape(n_labels, n_labels)
        scores = rows @ weights
        total, likely, likely_pairs, likely_start = sums(scores, transitions, first, steps, weight)
        right = float((scores * gold).sum() + (transitions * pairs).sum() + first @ start)
        slope = [back @ likely - ahead, likely_pairs - pairs, likely_start - start]
        return total - right + settings.ridge * float(point @ point), (
            np.concatenate([part.ravel() for part in slope]) + 2 * settings.ridge * point
        )

    done = 0

    def after(_: Floats) -> None:
        nonlocal done
        done += 1
        if watch is not None:
            watch(done, settings.rounds)

    options = {"maxiter": settings.rounds, "maxcor": 8}
    point = minimize(loss, np.zeros(sizes[-1] + n_labels), jac=True, method="L-BFGS-B", callback=after, options=options).x
    weights, transitions, first = np.split(point, sizes)
    weights = weights.reshape(n_slots, n_labels)
    weights[np.abs(weights) < settings.negligible] = 0
    used = weights.any(axis=1)
    return {
        "slots": kept[used].astype(np.uint32),
        "weights": weights[used].astype(np.float16),
        "transitions": transitions.reshape(n_labels, n_labels).astype(np.float32),
        "start": first.astype(np.float32),
    }


def _rows(examples: Examples, templates: Sequence[Template], least: int) -> tuple[Ints, sparse.csr_matrix]:
    """Return the slots that enough syllables fill, and which of them each syllable fills."""
    found = np.stack(list(slots(examples.columns, templates, GAP, examples.layout.size - GAP)), axis=1)[
        examples.layout.at - GAP
    ]
    counts = np.bincount(found.ravel())
    kept = np.flatnonzero(counts >= least)
    number = np.full(len(counts), -1, dtype=np.int64)
    number[kept] = np.arange(len(kept))
    columns = number[found]
    seen = columns >= 0
    bounds = np.concatenate([[0], np.cumsum(seen.sum(axis=1))])
    ones = np.ones(int(bounds[-1]), dtype=np.float64)
    return kept, sparse.csr_matrix((ones, columns[seen], bounds), shape=(len(found), len(kept)))


def _counts(examples: Examples, n_labels: int) -> tuple[Floats, Floats]:
    """Return how often each pair of labels and each first label stands in the examples, weighted."""
    labels, lengths = examples.labels.astype(np.int64), examples.layout.lengths
    first = np.cumsum(lengths) - lengths
    weight = np.repeat(examples.weight, lengths)
    inner = np.ones(len(labels), dtype=bool)
    inner[first] = False
    after = np.flatnonzero(inner)
    pairs = np.zeros((n_labels, n_labels))
    np.add.at(pairs, (labels[after - 1], labels[after]), weight[after])
    return pairs, np.bincount(labels[first], weights=examples.weight, minlength=n_labels).astype(np.float64)
