"""Fit the work-area model; `baochi train work-areas` does it from the command line.

The same corpus and terms give the same bytes. How paragraph, title and article are weighed against each other, which
paragraphs by themselves cannot tell, stands in the corpus (`context.json`, see `baochi.classify.calibrate`).
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable
from dataclasses import asdict, dataclass
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import sklearn
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import KFold

from baochi.classify.features import Featuriser, syllables
from baochi.classify.model import EVIDENCE, KIND, WorkAreaClassifier
from baochi.model_files import Model

Bools = npt.NDArray[np.bool_]
Row = dict[str, Any]
Watcher = Callable[[int, int], None]
"""Called with the number of rounds done and to do."""
FOLDS = 10
DRAWS = 1000
"""Resamples behind an interval."""
CONTEXT = (*EVIDENCE, "threshold", "best")
"""Numbers of `context.json` beside the biases."""
ROLL = "list"
"""Kind of a training paragraph that lists guests or addressees: by rule it is about nothing."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What is not learnt from the corpus.

    Attributes:
        longest: syllables of the longest n-gram; least: paragraphs it must stand in.
        term_weight: length of the vector of term hits beside the unit-length tf-idf vector.
        inverse_regularisation: scikit-learn's C.
        roll, floor, silence, strand, strands: see `baochi.classify.model.Decision`.
    """

    longest: int = 2
    least: int = 2
    term_weight: float = 0.5
    inverse_regularisation: float = 40.0
    roll: float = 0.35
    floor: float = 0.02
    silence: float = -1.0
    strand: float = 1.0
    strands: int = 3


def read_rows(path: Path, labels: list[str]) -> list[Row]:
    """Return the rows of a corpus file.

    Raises:
        ValueError: a row is no JSON, lacks a field or names an unknown area; says file and line.
    """
    rows = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            row = json.loads(line)
            unknown = set(row["work_areas"]) - set(labels)
            if not (row["id"] and row["text"] and row["kind"]):
                raise KeyError("id, kind or text is empty")
        except (json.JSONDecodeError, KeyError, TypeError) as error:
            raise ValueError(f"{path}, line {number}: not a row with id, kind, text and work_areas ({error!r})") from error
        if unknown:
            raise ValueError(f"{path}, line {number}: unknown work areas {', '.join(sorted(unknown))}")
        rows.append(row)
    return rows


def read_taxonomy(path: Path) -> list[str]:
    """Return the codes of the work areas in their order."""
    return [area["code"] for area in tomllib.loads(path.read_text(encoding="utf-8"))["area"]]


def read_terms(labels: list[str]) -> dict[str, list[tuple[str, ...]]]:
    """Return the characteristic terms of each area as folded syllables."""
    text = (resources.files("baochi.classify") / "terms.toml").read_text(encoding="utf-8")
    table = tomllib.loads(text)["terms"]
    return {label: sorted({tuple(syllables(term)) for term in table[label]}) for label in labels}


def read_openers() -> list[tuple[str, ...]]:
    """Return the beginnings of a strand of work as folded syllables."""
    text = (resources.files("baochi.classify") / "terms.toml").read_text(encoding="utf-8")
    return sorted({tuple(syllables(opener)) for opener in tomllib.loads(text)["clauses"]["openers"]})


def matrix(rows: list[Row], labels: list[str]) -> Bools:
    """Return gold labels, rows x labels."""
    return np.array([[label in row["work_areas"] for label in labels] for row in rows], dtype=bool)


def fit(documents: list[list[str]], gold: Bools, terms: dict[str, list[tuple[str, ...]]], settings: Settings):
    """Return a fitted featuriser and one estimator a label."""
    featuriser = Featuriser.fit(documents, terms, settings.longest, settings.least, settings.term_weight)
    rows = featuriser.transform(featuriser.trie.count(documents))
    estimators = []
    for column in gold.T:
        estimator = LogisticRegression(C=settings.inverse_regularisation, solver="liblinear", random_state=0)
        estimator.fit(rows, column)
        estimator.coef_ = estimator.coef_.astype(np.float32)
        estimators.append(estimator)
    return featuriser, estimators


def out_of_fold(
    documents: list[list[str]],
    gold: Bools,
    terms: dict[str, list[tuple[str, ...]]],
    settings: Settings,
    watch: Watcher | None = None,
):
    """Return log-odds of every row by models that have not seen it."""
    scores = np.zeros(gold.shape, dtype=np.float32)
    for done, (seen, held) in enumerate(KFold(FOLDS, shuffle=True, random_state=0).split(documents)):
        if watch is not None:
            watch(done, FOLDS)
        featuriser, estimators = fit([documents[i] for i in seen], gold[seen], terms, settings)
        rows = featuriser.transform(featuriser.trie.count([documents[i] for i in held]))
        scores[held] = np.column_stack([e.decision_function(rows) for e in estimators])
    return scores


def read_context(path: Path, labels: list[str]) -> dict[str, Any]:
    """Return the numbers fitted on annotated articles: weights, a bias a label, thresholds.

    Raises:
        ValueError: a number is missing; says which and how to make the file.
    """
    remedy = "write it with python -m baochi.classify.calibrate"
    try:
        numbers = json.loads(path.read_text(encoding="utf-8"))
        bias = {label: float(numbers["bias"][label]) for label in labels}
        return {name: float(numbers[name]) for name in CONTEXT} | {"bias": bias}
    except (json.JSONDecodeError, KeyError, TypeError) as error:
        raise ValueError(f"{path}: not the numbers of a context ({error!r}); {remedy}") from error


def f1(gold: Bools, chosen: Bools) -> tuple[float, float]:
    """Return micro- and macro-averaged F1; labels without a positive in gold do not count in the macro average."""
    right, both = (gold & chosen).sum(axis=0), gold.sum(axis=0) + chosen.sum(axis=0)
    present = gold.any(axis=0)
    macro = np.mean(2 * right[present] / both[present]) if present.any() else 0.0
    return float(2 * right.sum() / max(1, both.sum())), float(macro)


def fit_model(corpus: Path, settings: Settings, watch: Watcher | None = None) -> tuple[Model, list[tuple[str, ...]]]:
    """Train on the folder `corpus` (and taxonomy.toml beside it); return the model and a table of its scores."""
    labels = read_taxonomy(corpus.parent / "taxonomy.toml")
    terms = read_terms(labels)
    rows, dev = (read_rows(corpus / name, labels) for name in ("train.jsonl", "dev.jsonl"))
    documents, gold = [syllables(row["text"]) for row in rows], matrix(rows, labels)
    numbers = {name: getattr(settings, name) for name in ("roll", "floor", "silence", "strand", "strands")}
    decision = read_context(corpus / "context.json", labels) | numbers
    held = out_of_fold(documents, gold, terms, settings, watch)
    rolls = np.array([[row["kind"] == ROLL] for row in rows], dtype=bool)
    featuriser, estimators = fit(documents, np.hstack([gold, rolls]), terms, settings)
    config = {
        "labels": labels,
        "decision": decision,
        "term_weight": settings.term_weight,
        "settings": asdict(settings),
        "rows": {"train": len(rows), "dev": len(dev)},
        "versions": {"scikit-learn": sklearn.__version__},
    }
    vocabulary = {
        "ngrams": [" ".join(gram) for gram in featuriser.trie.ngrams],
        "idf": [round(float(value), 5) for value in featuriser.idf],
        "terms": {area: [" ".join(term) for term in found] for area, found in terms.items()},
        "openers": [" ".join(opener) for opener in read_openers()],
    }
    arrays = {
        "weights": np.vstack([e.coef_[0] for e in estimators]).T.astype(np.float32),
        "bias": np.array([e.intercept_[0] for e in estimators], dtype=np.float32),
    }
    model = Model(KIND, arrays, config, vocabulary)
    return model, _scores(labels, WorkAreaClassifier.from_model(model), gold, held, dev)


def _scores(
    labels: list[str], classifier: WorkAreaClassifier, gold: Bools, held: Any, dev: list[Row]
) -> list[tuple[str, ...]]:
    """Return a table: micro- and macro-F1 and each label's, by cross-validation and on dev."""

    def chosen(scores: Any) -> Bools:
        return np.array([[label in row for label in labels] for row in classifier.decide(scores)], dtype=bool)

    mixed = classifier.mix(np.stack([held] * len(EVIDENCE)))  # each is its own clause, title and article
    sides = [
        (gold, chosen(mixed)),
        (matrix(dev, labels), chosen(classifier.predict([row["text"] for row in dev]))),
    ]
    table: list[tuple[str, ...]] = [("", f"{FOLDS}-fold cross-validation on train", f"dev ({len(dev)})")]
    table.append(("micro", *(_interval(*side, 0) for side in sides)))
    table.append(("macro", *(_interval(*side, 1) for side in sides)))
    for j, label in enumerate(labels):
        table.append((f"`{label}`", *(f"{f1(g[:, [j]], c[:, [j]])[0]:.3f} of {g[:, j].sum()}" for g, c in sides)))
    return table


def _interval(gold: Bools, found: Bools, which: int) -> str:
    """Return micro-F1 (0) or macro-F1 (1) with its 95 % interval over paragraphs (bootstrap)."""
    random = np.random.default_rng(0)
    draws = (random.integers(len(gold), size=len(gold)) for _ in range(DRAWS))
    low, high = np.quantile([f1(gold[rows], found[rows])[which] for rows in draws], [0.025, 0.975])
    return f"{f1(gold, found)[which]:.3f} ({low:.3f}–{high:.3f})"
