"""Fits the weights of the assessments (`baochi.extract.assessments.model`) on a corpus of annotated articles.

Every candidate of an article that pairs with an annotated statement is a positive example, all others are negative. Weights
start at those of `priors/assessments.json` and keep their signs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from baochi.article import Article
from baochi.evaluate.gold import GoldAssessment, read_gold
from baochi.extract.assessments import find
from baochi.extract.assessments.features import FREE, NAMES, SIGNS
from baochi.extract.assessments.model import Model
from baochi.extract.awards.merge import dice
from baochi.lexicon import Lexicon
from baochi.model_files import Model as Files
from baochi.train.documents import annotated
from baochi.train.intervals import Counts, with_interval
from baochi.train.jobs import Job
from baochi.train.regression import fit_near, read_prior

FOLDS, SAME = 6, 0.5
BEFORE = ("segmenter", "tagger", "units")
STRENGTH = 0.1
"""How far the examples may pull the weights from the prior: the variance that a weight has about it."""
THRESHOLD = 0.63


@dataclass(slots=True)
class Example:
    """One gold article: features and labels of its candidates, and how many statements are annotated."""

    values: np.ndarray
    labels: np.ndarray
    gold: int


def read(folder: Path, lexicon: Lexicon) -> list[Example]:
    """Turn the gold articles of a folder into examples.

    Raises:
        GoldError: a file is not a gold article; the message names it.
    """
    golds = list(read_gold(folder).values())
    articles = annotated(golds, lexicon, BEFORE)
    return [_example(article, gold.annotation.qualitative) for article, gold in zip(articles, golds, strict=True)]


def _example(article: Article, gold: Sequence[GoldAssessment]) -> Example:
    found = list(find(article)) if article.hits.get("evaluation") else []
    scores = []
    for j, (para, candidate, _) in enumerate(found):
        aspect, evaluation = article.span_text(*candidate.aspect), article.span_text(*candidate.evaluation)
        for i, g in enumerate(gold):
            whole = dice(f"{g.aspect} {g.evaluation}", f"{aspect} {evaluation}")
            score = max(whole, dice(g.evaluation, evaluation)) + whole / 10
            if g.para == para and score >= SAME:
                scores.append((score, i, j))
    labels = np.zeros(len(found), dtype=bool)
    taken: set[int] = set()
    for _, i, j in sorted(scores, reverse=True):
        if i not in taken and not labels[j]:
            taken.add(i)
            labels[j] = True
    values = np.array([v for _, _, v in found]).reshape(len(found), len(NAMES))
    return Example(values, labels, len(gold))


def fit(examples: Sequence[Example], strength: float = STRENGTH) -> Model:
    """Fit the weights; `strength` is the inverse of the pull towards the prior."""
    values = np.concatenate([e.values for e in examples])
    labels = np.concatenate([e.labels for e in examples])
    bounds = [FREE, *(SIGNS.get(name, FREE) for name in NAMES)]
    prior = read_prior("assessments")
    start = np.array([prior["bias"], *(prior["weights"].get(name, 0.0) for name in NAMES)])
    bias, *weights = map(float, fit_near(start, np.column_stack([np.ones(len(values)), values]), labels, bounds, strength))
    return Model(bias, tuple(weights), THRESHOLD)


def count(model: Model, example: Example) -> Counts:
    """Return how many statements of an article are right, found and annotated."""
    logits = example.values @ np.array(model.weights) + model.bias
    chosen = 1 / (1 + np.exp(-logits)) >= model.threshold
    return int((chosen & example.labels).sum()), int(chosen.sum()), example.gold


def cross_validate(examples: Sequence[Example]) -> list[Counts]:
    """Return the counts of articles that the weights have not seen."""
    counts: list[Counts] = []
    for fold in range(FOLDS):
        model = fit([e for k, e in enumerate(examples) if k % FOLDS != fold])
        counts += [count(model, e) for k, e in enumerate(examples) if k % FOLDS == fold]
    return counts


def train(job: Job) -> Files:
    """Return the model fitted on the articles of `train` in the corpus of `job`; those of `dev` only measure.

    Raises:
        GoldError: a file is not a gold article; ValueError: there are too few.
    """
    lexicon = Lexicon.load()
    examples = read(job.corpus / "train", lexicon)
    if len(examples) < FOLDS:
        raise ValueError(f"{job.corpus / 'train'}: {len(examples)} gold articles are too few; {FOLDS} is the least")
    job.watch("fitting", 0, 1)
    fitted = fit(examples)
    model = Model(round(fitted.bias, 4), tuple(round(w, 4) for w in fitted.weights), fitted.threshold)
    found, statements = sum(len(e.labels) for e in examples), sum(e.gold for e in examples)
    job.data = f"{found:,} candidates ({statements:,} statements) of {len(examples)} articles in `train`"
    job.scores = [("articles", "statements, F1"), ("train, cross-validated", with_interval(cross_validate(examples)))]
    if (job.corpus / "dev").is_dir():
        unseen = read(job.corpus / "dev", lexicon)
        job.scores.append(("dev", with_interval([count(model, e) for e in unseen])))
    return model.to_files({"strength": STRENGTH, "statements": statements, "articles": len(examples)})
