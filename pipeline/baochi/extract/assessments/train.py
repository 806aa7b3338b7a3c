"""Fits the weights of the model: `python -m baochi.extract.assessments.train GOLD_DIR… [-o weights.json]`.

Gold files are those of the annotation guidelines, section 6. Every candidate of a gold article that pairs with an annotated
statement is a positive example, all others negative. Prints precision, recall and F1 of a cross-validation over articles.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

from baochi.article import Article, SourceArticle
from baochi.extract.assessments import find
from baochi.extract.assessments.features import FREE, NAMES, SIGNS
from baochi.extract.assessments.model import Model
from baochi.extract.awards.merge import dice
from baochi.lexicon import Lexicon
from baochi.pipeline import Spotter, Stage, Tokeniser
from baochi.text.segment import Segmenter

FOLDS, SAME = 6, 0.5
THRESHOLD = 0.55


@dataclass(slots=True)
class Example:
    """One gold article: features and labels of its candidates, and how many statements are annotated."""

    values: np.ndarray
    labels: np.ndarray
    gold: int


def read(paths: Iterable[Path], stages: Sequence[Stage]) -> list[Example]:
    """Turn gold files into examples."""
    examples = []
    for path in paths:
        data = json.loads(path.read_text(encoding="utf-8"))
        article = Article.from_source(SourceArticle(data["paragraphs"], article_id=data["id"]))
        for stage in stages:
            stage.annotate([article])
        for paragraph, kind in zip(article.paragraphs, data["annotation"]["kinds"], strict=True):
            paragraph.kind = kind
        examples.append(_example(article, data["annotation"]["qualitative"]))
    return examples


def _example(article: Article, gold: list[dict]) -> Example:
    found = list(find(article)) if article.hits.get("evaluation") else []
    scores = []
    for j, (para, candidate, _) in enumerate(found):
        aspect, evaluation = article.span_text(*candidate.aspect), article.span_text(*candidate.evaluation)
        for i, g in enumerate(gold):
            whole = dice(f"{g['aspect']} {g['evaluation']}", f"{aspect} {evaluation}")
            score = max(whole, dice(g["evaluation"], evaluation)) + whole / 10
            if g["para"] == para and score >= SAME:
                scores.append((score, i, j))
    labels = np.zeros(len(found), dtype=bool)
    taken: set[int] = set()
    for _, i, j in sorted(scores, reverse=True):
        if i not in taken and not labels[j]:
            taken.add(i)
            labels[j] = True
    values = np.array([v for _, _, v in found]).reshape(len(found), len(NAMES))
    return Example(values, labels, len(gold))


def fit(examples: Sequence[Example], strength: float) -> Model:
    """Fit the weights; `strength` is the inverse of the pull towards the prior."""
    values = np.concatenate([e.values for e in examples])
    labels = np.concatenate([e.labels for e in examples])
    bounds = [FREE, *(SIGNS.get(name, FREE) for name in NAMES)]
    prior = json.loads(Path(__file__).with_name("prior.json").read_text(encoding="utf-8"))
    start = np.array([prior["bias"], *(prior["weights"].get(name, 0.0) for name in NAMES)])
    given = (start, values, np.where(labels, 1.0, -1.0), strength)
    found = minimize(_loss, start, given, "L-BFGS-B", jac=True, bounds=bounds)
    return Model(float(found.x[0]), tuple(float(w) for w in found.x[1:]), THRESHOLD)


def _loss(
    point: np.ndarray, prior: np.ndarray, values: np.ndarray, signs: np.ndarray, strength: float
) -> tuple[float, np.ndarray]:
    """Logistic loss with an L2 penalty on the distance from the prior, and its gradient."""
    away = point - prior
    margins = signs * (values @ point[1:] + point[0])
    pull = -signs / (1 + np.exp(margins))
    loss = np.logaddexp(0, -margins).sum() + away @ away / (2 * strength)
    return float(loss), np.concatenate([[pull.sum()], values.T @ pull]) + away / strength


def measure(model: Model, examples: Iterable[Example]) -> tuple[float, float, float]:
    """Return precision, recall and F1 of a model."""
    return _rates([_count(model, e) for e in examples])


def _count(model: Model, example: Example) -> tuple[int, int, int]:
    logits = example.values @ np.array(model.weights) + model.bias
    chosen = 1 / (1 + np.exp(-logits)) >= model.threshold
    return int((chosen & example.labels).sum()), int(chosen.sum()), example.gold


def _rates(counts: Sequence[tuple[int, int, int]]) -> tuple[float, float, float]:
    right, chosen, gold = map(sum, zip(*counts, strict=True))
    return right / max(chosen, 1), right / max(gold, 1), 2 * right / max(chosen + gold, 1)


def cross_validate(examples: Sequence[Example], strength: float) -> tuple[float, float, float]:
    """Return precision, recall and F1 over articles that the weights have not seen."""
    counts = []
    for fold in range(FOLDS):
        model = fit([e for k, e in enumerate(examples) if k % FOLDS != fold], strength)
        counts += [_count(model, e) for k, e in enumerate(examples) if k % FOLDS == fold]
    return _rates(counts)


def main(arguments: Sequence[str] | None = None, say: Callable[[str], None] = print) -> None:
    """Train from the command line."""
    parser = argparse.ArgumentParser(description="Fit the weights of the assessments' model.")
    parser.add_argument("gold", type=Path, nargs="+", help="folders of gold files")
    parser.add_argument("-o", "--output", type=Path, default=Path(__file__).with_name("weights.json"))
    parser.add_argument(
        "-C", dest="strength", type=float, default=0.1, help="how far examples may pull the weights from the prior"
    )
    chosen = parser.parse_args(arguments)
    lexicon = Lexicon.load()
    paths = [p for folder in chosen.gold for p in sorted(folder.glob("*.json"))]
    examples = read(paths, [Tokeniser(), Spotter(lexicon), Segmenter(lexicon)])
    rates = "precision {:.3f}, recall {:.3f}, F1 {:.3f}".format(*cross_validate(examples, chosen.strength))
    say(f"{len(examples)} articles, {sum(e.gold for e in examples)} statements, cross-validated: {rates}")
    model = fit(examples, chosen.strength)
    note = f"logistic regression, C={chosen.strength}, {len(examples)} gold articles; cross-validated {rates}"
    chosen.output.write_text(model.dumps(note), encoding="utf-8")


if __name__ == "__main__":
    main()
