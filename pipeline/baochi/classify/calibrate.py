"""Fit the numbers that turn log-odds into work areas of the paragraphs of an article, on annotated articles:

`python -m baochi.classify.calibrate --model models/work_areas --articles FOLDER … -o corpora/work_areas/context.json`

A paragraph standing in an article is judged by itself, by its clauses, by the title and by the whole article. How much
each of them weighs (four numbers), how common each area is (a bias an area), and from which probability a label is
given cannot be learnt from paragraphs by themselves. They are fitted here by one logistic regression over all pairs of
paragraph and area; no word of the articles goes into the model. Only the file that is written is needed for training.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from baochi.article import Article, SourceArticle
from baochi.classify.features import syllables
from baochi.classify.model import (
    EVIDENCE,
    Bools,
    Floats,
    WorkAreaClassifier,
    by_clauses,
    chosen_of,
    folds_of,
    probability,
    speaks,
    title_of,
)
from baochi.classify.train import f1
from baochi.lexicon import Lexicon
from baochi.model_files import ModelError
from baochi.pipeline import prepare
from baochi.text.segment import Segmenter

FOLDS = 8
RARE = 10
"""An area of fewer annotated paragraphs gets no bias of its own."""
THRESHOLDS, BESTS = (0.35, 0.4, 0.45, 0.5), (0.2, 0.25, 0.3, 0.35)


def read_articles(folders: Sequence[Path]) -> list[tuple[SourceArticle, list[list[str]]]]:
    """Return the annotated articles (`*.json`) of the folders, each with the work areas of its paragraphs.

    Raises:
        ValueError: a file is not an annotated article; says which. OSError: a folder cannot be read.
    """
    articles = []
    for path in (p for folder in folders for p in sorted(folder.glob("*.json"))):
        try:
            gold = json.loads(path.read_text(encoding="utf-8"))
            areas = gold["annotation"]["work_areas"]
            source = SourceArticle(gold["paragraphs"], article_id=gold["id"], title=gold["title"])
        except (json.JSONDecodeError, KeyError, TypeError) as error:
            raise ValueError(f"{path} is not an annotated article: {error!r}") from error
        if len(areas) != len(source.paragraphs):
            raise ValueError(f"{path}: {len(areas)} lists of work areas for {len(source.paragraphs)} paragraphs")
        articles.append((source, areas))
    if not articles:
        raise ValueError(f"no annotated article (*.json) in {', '.join(map(str, folders))}")
    return articles


def calibrate(
    classifier: WorkAreaClassifier, gold: list[tuple[SourceArticle, list[list[str]]]]
) -> tuple[dict[str, Any], str]:
    """Return the numbers for `context.json`, and a report of how well they do on articles they were not fitted on."""
    articles = [Article.from_source(source) for source, _ in gold]
    lexicon = Lexicon.load()
    prepare(articles, lexicon)
    Segmenter(lexicon).annotate(articles)
    evidence, target, group, lost, lists = _evidence(classifier, articles, [areas for _, areas in gold])
    held = np.zeros(target.shape)
    for seen, unseen in GroupKFold(FOLDS, shuffle=True, random_state=0).split(target, groups=group):
        weights, bias = _fit(evidence[:, seen], target[seen])
        told = by_clauses(evidence[:, unseen], lists[unseen])
        held[unseen] = probability(np.tensordot(weights, told, axes=1) + bias)
    gold_lost = np.vstack([target, lost])
    silent = np.zeros(lost.shape, dtype=bool)

    def chosen(threshold: float, best: float) -> Bools:
        return np.vstack([chosen_of(held, threshold, best), silent])

    threshold, best = max(product(THRESHOLDS, BESTS), key=lambda tb: (sum(f1(gold_lost, chosen(*tb))), tb))
    weights, bias = _fit(evidence, target)
    rounded = [round(float(w), 3) for w in weights]
    numbers = dict(zip(EVIDENCE, rounded, strict=True)) | {
        "bias": {label: round(float(b), 3) for label, b in zip(classifier.labels, bias, strict=True)},
        "threshold": threshold,
        "best": best,
        "fitted_on": {"articles": len(articles), "paragraphs": len(gold_lost)},
    }
    return numbers, _report(classifier.labels, gold_lost, chosen(threshold, best))


def _evidence(
    classifier: WorkAreaClassifier, articles: list[Article], areas: list[list[list[str]]]
) -> tuple[Floats, Bools, npt.NDArray[np.int64], Bools, Bools]:
    """Return evidence, gold and article number of the paragraphs that get labels, the gold of those that get none, and
    which of the former list strands of work.
    """
    paragraphs = [p for a in articles for p in a.paragraphs]
    number = np.repeat(np.arange(len(articles)), [len(a.paragraphs) for a in articles])
    folds = [f for a in articles for f in folds_of(a)]
    target = np.array([[label in row for label in classifier.labels] for rows in areas for row in rows], dtype=bool)
    loud = np.array([speaks(p.kind, f) for p, f in zip(paragraphs, folds, strict=True)])
    rows = np.flatnonzero(loud)
    titles = [syllables(title_of(article)) for article in articles]
    evidence, roll, lists = classifier.evidence([folds[i] for i in rows.tolist()], titles, number[rows])
    kept = roll.ravel() < classifier.decision.roll
    loud[rows] = kept
    return evidence[:, kept], target[loud], number[loud], target[~loud], lists[kept]


def _fit(evidence: Floats, target: Bools) -> tuple[Floats, Floats]:
    """Return the weights of `EVIDENCE`, and a bias a label.

    A row of the regression is a pair of paragraph and area: the four log-odds, and which area it is. The biases serve as
    intercepts, weakly drawn to 0; a rare area keeps 0, since a handful of paragraphs says nothing of how common it is.
    """
    areas = np.tile(np.diag(target.sum(axis=0) >= RARE).astype(np.float32), (evidence.shape[1], 1))
    rows = np.hstack([evidence.reshape(len(EVIDENCE), -1).T, areas])
    fitted = LogisticRegression(fit_intercept=False, max_iter=1000).fit(rows, target.ravel())
    return fitted.coef_[0][: len(EVIDENCE)], fitted.coef_[0][len(EVIDENCE) :]


def _report(labels: list[str], gold: Bools, chosen: Bools) -> str:
    micro, macro = f1(gold, chosen)
    right, given, wanted = (gold & chosen).sum(axis=0), chosen.sum(axis=0), gold.sum(axis=0)
    lines = [f"{FOLDS}-fold cross-validation over articles: micro-F1 {micro:.3f}, macro-F1 {macro:.3f}, "]
    lines[0] += f"precision {right.sum() / max(1, given.sum()):.3f}, recall {right.sum() / max(1, wanted.sum()):.3f}"
    for j in np.argsort(-wanted, kind="stable"):
        score = 2 * right[j] / max(1, given[j] + wanted[j])
        lines.append(f"  {labels[j]:16} F1 {score:.3f}  gold {wanted[j]:4d}  given {given[j]:4d}  right {right[j]:4d}")
    return "\n".join(lines)


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m baochi.classify.calibrate", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--model", type=Path, required=True, help="model folder whose log-odds are weighed")
    parser.add_argument("--articles", type=Path, required=True, nargs="+", help="folders of annotated articles (*.json)")
    parser.add_argument("-o", "--output", type=Path, required=True, help="file to write, context.json of the corpus")
    options = parser.parse_args(arguments)
    try:
        numbers, report = calibrate(WorkAreaClassifier.load(options.model), read_articles(options.articles))
        options.output.write_text(json.dumps(numbers, indent=1) + "\n", encoding="utf-8")
    except (OSError, ValueError, ModelError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    print(report)
    return 0


if __name__ == "__main__":
    sys.exit(main())
