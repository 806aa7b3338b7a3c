"""Fits the weights of the score on annotated articles and writes them as data.

    python -m baochi.extract.quantities.train --gold DIR [--gold DIR …] [--out weights.json]

The gold is that of ANNOTATION, section 6. Quantities with status `target` are left out: neither results nor anything else.
The threshold is the one of best F1 in cross-validation over articles, the strength of the regularisation likewise.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from baochi.article import Article, SourceArticle
from baochi.extract.quantities.candidates import Candidate, Context, find_candidates
from baochi.extract.quantities.features import FeatureMaker
from baochi.extract.quantities.model import Model
from baochi.lexicon import Lexicon
from baochi.pipeline import Spotter, Tokeniser
from baochi.text.fold import fold

Example = tuple[dict[str, float], int, int]
"""Features, label, number of the article."""

STRENGTHS = (0.03, 0.06, 0.1, 0.2, 0.4)
MIN_COUNT = 3
"""A feature seen less often gets no weight."""


def read_gold(folders: Sequence[Path]) -> list[dict[str, Any]]:
    """Return the gold articles of the folders, sorted by file name.

    Raises:
        ValueError: a file is not a gold article; the message names it.
    """
    documents = []
    for path in (p for folder in folders for p in sorted(folder.glob("*.json"))):
        try:
            document = json.loads(path.read_text(encoding="utf-8"))
            missing = {"quantities", "kinds"} - document["annotation"].keys() | {"paragraphs", "id"} - document.keys()
            if missing:
                raise ValueError(f"no {', '.join(sorted(missing))}")
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise ValueError(f"{path}: not a gold article: {error}") from error
        documents.append(document)
    return documents


def to_article(document: dict[str, Any], lexicon: Lexicon) -> Article:
    """Return the gold article with tokens, hits and the paragraph kinds of the gold."""
    source = SourceArticle(document["paragraphs"], article_id=document["id"], title=document.get("title") or "")
    article = Article.from_source(source)
    Tokeniser().annotate([article])
    Spotter(lexicon).annotate([article])
    for paragraph, kind in zip(article.paragraphs, document["annotation"]["kinds"], strict=True):
        paragraph.kind = kind
    return article


def is_same(context: Context, candidate: Candidate, gold: dict[str, Any]) -> bool:
    """Say whether a candidate is the gold quantity: same paragraph, same value, the unit in its words."""
    if candidate.paragraph.index != gold["para"] or abs(candidate.number.value - gold["value"]) > 1e-6 * max(
        1, gold["value"]
    ):
        return False
    words = fold(context.text(candidate.unit_start, candidate.phrase_end)).split()
    unit = fold(gold["unit"]).split()
    return not unit or bool(set(unit) & set(words))


def examples_of(document: dict[str, Any], number: int, lexicon: Lexicon) -> list[Example]:
    """Return features and labels of the candidates of one gold article."""
    context = find_candidates(to_article(document, lexicon))
    labels = [0] * len(context.candidates)
    for quantity in document["annotation"]["quantities"]:
        for k, candidate in enumerate(context.candidates):
            if labels[k] == 0 and is_same(context, candidate, quantity):
                labels[k] = 1 if quantity["status"] == "result" else -1
                break
    features = FeatureMaker(lexicon).of_article(context)
    return [(f, y, number) for f, y in zip(features, labels, strict=True) if y >= 0]


def fit(examples: Sequence[Example], strength: float) -> dict[str, float]:
    """Return the weights of an L2 logistic regression; `strength` is scikit-learn's C."""
    counts: dict[str, int] = {}
    for features, _, _ in examples:
        for name, value in features.items():
            counts[name] = counts.get(name, 0) + (value != 0)
    names = sorted(n for n, c in counts.items() if c >= MIN_COUNT and n != "bias")
    matrix = np.array([[f.get(n, 0.0) for n in names] for f, _, _ in examples])
    model = LogisticRegression(C=strength, max_iter=2000).fit(matrix, [y for _, y, _ in examples])
    return {"bias": float(model.intercept_[0])} | {n: float(w) for n, w in zip(names, model.coef_[0], strict=True)}


def cross_validated(examples: Sequence[Example], strength: float, folds: int = 8) -> list[float]:
    """Return for each example the score of a model that has not seen its article."""
    groups = [g for _, _, g in examples]
    scores = [0.0] * len(examples)
    for train, test in GroupKFold(folds).split(np.zeros(len(examples)), groups=groups):
        model = Model(fit([examples[i] for i in train], strength), 0.0)
        for i in test:
            scores[i] = model.score(examples[i][0])
    return scores


def best_threshold(scores: Sequence[float], labels: Sequence[int]) -> tuple[float, float]:
    """Return (F1, threshold) of the best cut."""
    best, total = (0.0, 0.0), sum(labels)
    order = sorted(zip(scores, labels, strict=True), reverse=True)
    right = 0
    for taken, (score, label) in enumerate(order, 1):
        right += label
        best = max(best, (2 * right / (taken + total), score - 1e-6))
    return best


def train(folders: Sequence[Path]) -> dict[str, Any]:
    """Return the contents of a weights file fitted on the gold of `folders`."""
    lexicon = Lexicon.load()
    examples = [e for n, d in enumerate(read_gold(folders)) for e in examples_of(d, n, lexicon)]
    labels = [y for _, y, _ in examples]
    trials = [(*best_threshold(cross_validated(examples, c), labels), c) for c in STRENGTHS]
    f1, threshold, strength = max(trials)
    weights = {n: round(w, 3) for n, w in sorted(fit(examples, strength).items()) if abs(w) >= 0.0005}
    return {
        "trained": {
            "command": "python -m baochi.extract.quantities.train --gold DIR",
            "candidates": len(examples),
            "results": sum(labels),
            "strength": strength,
            "cross-validated F1 on candidates": round(f1, 3),
        },
        "threshold": round(threshold, 3),
        "weights": weights,
    }


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gold", type=Path, action="append", required=True, help="folder of gold articles; may be repeated")
    parser.add_argument("--out", type=Path, default=Path(__file__).with_name("weights.json"))
    arguments = parser.parse_args()
    contents = train(arguments.gold)
    arguments.out.write_text(json.dumps(contents, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(contents["trained"], indent=1))


if __name__ == "__main__":
    main()
