"""Train the work-area model: `python -m baochi.classify.train --corpus corpora/work_areas -o models/work_areas`.

The same corpus and terms give the same bytes. How paragraph, title and article are weighed against each other, which
paragraphs by themselves cannot tell, stands in the corpus (`context.json`, see `baochi.classify.calibrate`).
"""

from __future__ import annotations

import argparse
import json
import sys
import tomllib
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
from baochi.model_files import Model, write

Bools = npt.NDArray[np.bool_]
Row = dict[str, Any]
FOLDS = 10
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


def out_of_fold(documents: list[list[str]], gold: Bools, terms: dict[str, list[tuple[str, ...]]], settings: Settings):
    """Return log-odds of every row by models that have not seen it."""
    scores = np.zeros(gold.shape, dtype=np.float32)
    for seen, held in KFold(FOLDS, shuffle=True, random_state=0).split(documents):
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


def train(corpus: Path, target: Path, settings: Settings) -> str:
    """Train on the folder `corpus` (and taxonomy.toml beside it), write `target`, return a report."""
    labels = read_taxonomy(corpus.parent / "taxonomy.toml")
    terms = read_terms(labels)
    rows, dev = (read_rows(corpus / name, labels) for name in ("train.jsonl", "dev.jsonl"))
    documents, gold = [syllables(row["text"]) for row in rows], matrix(rows, labels)
    numbers = {name: getattr(settings, name) for name in ("roll", "floor", "silence", "strand", "strands")}
    decision = read_context(corpus / "context.json", labels) | numbers
    held = out_of_fold(documents, gold, terms, settings)
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
    report = _report(labels, WorkAreaClassifier.from_model(model), gold, held, dev)
    write(target, model)
    return report


def _report(labels: list[str], classifier: WorkAreaClassifier, gold: Bools, held: Any, dev: list[Row]) -> str:
    def table(rows: list[list[str]]) -> Bools:
        return np.array([[label in row for label in labels] for row in rows], dtype=bool)

    dev_gold = matrix(dev, labels)
    dev_chosen = table(classifier.decide(classifier.predict([row["text"] for row in dev])))
    held_chosen = table(
        classifier.decide(classifier.mix(np.stack([held] * len(EVIDENCE))))
    )  # its own clause, title and article
    lines = ["paragraphs by themselves, without title or article:"]
    for name, g, c in (("cross-validation on train", gold, held_chosen), ("dev", dev_gold, dev_chosen)):
        lines.append("{}: micro-F1 {:.3f}, macro-F1 {:.3f}".format(name, *f1(g, c)))
    for j, label in enumerate(labels):
        score = f1(gold[:, [j]], held_chosen[:, [j]])[0]
        lines.append(f"  {label:16} F1 {score:.3f}  positives {gold[:, j].sum()}")
    return "\n".join(lines)


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m baochi.classify.train", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--corpus", type=Path, required=True, help="folder with train.jsonl, dev.jsonl and context.json")
    parser.add_argument("-o", "--output", type=Path, required=True, help="model folder to write")
    options = parser.parse_args(arguments)
    try:
        print(train(options.corpus, options.output, Settings()))
    except (OSError, ValueError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
