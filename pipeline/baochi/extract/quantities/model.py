"""The score that tells a reported result from every other count: two logistic regressions, their weights in a model folder.

The first scores each count by itself. Results come in company (a report, a list of seized goods), so the second adds what
the first thinks of the other counts of the sentence, the paragraph and the article.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, repeat
from operator import mul
from pathlib import Path

import numpy as np

from baochi import model_files
from baochi.extract.quantities.context import Candidate
from baochi.extract.quantities.features import Features
from baochi.model_files import ModelError

KIND = "quantities"
NEIGHBOURS = ("own", "sentence", "paragraph", "article")


@dataclass(frozen=True, slots=True)
class Model:
    """Weights by feature name, weights of the neighbours, and the log-odds above which a count is taken for a result."""

    weights: Mapping[str, float]
    neighbours: Mapping[str, float]
    threshold: float

    def score(self, features: Mapping[str, float]) -> float:
        """Return the log-odds that the count is a reported result, seen by itself."""
        return sum(map(mul, features.values(), map(self.weights.get, features, repeat(0.0))))

    def scores(self, candidates: Sequence[Candidate], features: Features) -> list[float]:
        """Return the log-odds for all candidates of one article, each seen by itself."""
        article = self.score(features.article)
        weight, none = self.weights.get, repeat(0.0)
        sentences = {place: sum(map(weight, names, none), article) for place, names in features.sentences.items()}
        pairs = zip(candidates, features.own, strict=True)
        return [sum(map(weight, names, none), sentences[c.sentence]) for c, names in pairs]

    def among(self, candidates: Sequence[Candidate], scores: Sequence[float]) -> list[float]:
        """Return the log-odds for all candidates of one article, each seen among the others, from those by themselves."""
        bias = self.neighbours.get("bias", 0.0)
        own, sentence, paragraph, article = (self.neighbours.get(name, 0.0) for name in NEIGHBOURS)
        rows = neighbourhood(candidates, scores)
        return [bias + own * score + sentence * s + paragraph * p + article * a for score, s, p, a in rows]

    @classmethod
    def load(cls, folder: Path | None = None) -> Model:
        """Load the shipped model, or the one in `folder`.

        Raises:
            ModelError: a file is missing or damaged, or holds another kind of model; the message names it.
        """
        return cls.from_files(model_files.load_model(KIND, folder), str(folder or KIND))

    @classmethod
    def from_files(cls, files: model_files.Model, where: str = "model") -> Model:
        """Return what the arrays and settings of a model folder say; `where` names it in errors.

        Raises:
            ModelError: they do not belong together.
        """
        try:
            cues, weights = files.vocabulary["cues"], files.arrays["weights"]
            table = dict(zip(cues, weights.astype(float).tolist(), strict=True))
            around = files.arrays["neighbours"].astype(float).tolist()
            neighbours: dict[str, float] = dict(zip(("bias", *NEIGHBOURS), around, strict=True))
            return cls(table, neighbours, float(files.config["threshold"]))
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise ModelError(f"{where}: weights and cues do not belong together ({error}); train the model again") from error

    def to_files(self, config: Mapping[str, object]) -> model_files.Model:
        """Return the arrays and settings to be written; `config` is what else is to stand in the settings."""
        weights = np.array(list(self.weights.values()))
        neighbours = np.array([self.neighbours[name] for name in ("bias", *NEIGHBOURS)])
        arrays = {"weights": weights, "neighbours": neighbours}
        return model_files.Model(KIND, arrays, {"threshold": self.threshold, **config}, {"cues": list(self.weights)})


def neighbourhood(candidates: Sequence[Candidate], scores: Sequence[float]) -> list[tuple[float, float, float, float]]:
    """Return for each candidate of an article its score and how likely the others of sentence, paragraph, article are.

    The likelihoods are means less one half, so that a count without others stands at 0.
    """
    likely = [1 / (1 + math.exp(-max(-30.0, min(30.0, s)))) - 0.5 for s in scores]
    sentences = _means_of_others([c.sentence for c in candidates], likely)
    paragraphs = _means_of_others([c.paragraph.index for c in candidates], likely)
    article = _means_of_others(repeat(0, len(likely)), likely)
    return list(zip(scores, sentences, paragraphs, article, strict=True))


def _means_of_others(groups: Iterable[Hashable], values: Sequence[float]) -> list[float]:
    """Return for each value the mean of the other values of its group, 0 if there are none; a group stands together."""
    means: list[float] = []
    for _, same in groupby(groups):
        size, first = len(list(same)), len(means)
        group = values[first : first + size]
        total, others = sum(group), max(1, size - 1)
        means += [(total - value) / others for value in group]
    return means
