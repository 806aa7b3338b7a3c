"""The score that tells a reported result from every other count: two logistic regressions, their weights in a model folder.

The first scores each count by itself. Results come in company (a report, a list of seized goods), so the second adds what
the first thinks of the other counts of the sentence, the paragraph and the article.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import repeat
from operator import mul
from pathlib import Path

import numpy as np

from baochi import model_files
from baochi.extract.quantities.features import Features
from baochi.extract.quantities.scene import Groups
from baochi.extract.quantities.table import Floats
from baochi.model_files import ModelError
from baochi.text.vocabulary import Ints

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

    def scores(self, features: Features) -> Floats:
        """Return the log-odds for all counts of some articles, each seen by itself."""
        articles = np.array(list(map(self.score, features.articles)))
        shared = articles[features.groups.article] + features.sentences.scores(self.weights)[features.groups.sentence]
        return features.own.scores(self.weights) + shared

    def among(self, rows: Floats) -> Floats:
        """Return the log-odds for counts, each seen among the others: for rows of `neighbourhood`."""
        own, sentence, paragraph, article = rows.T
        weight = self.neighbours.get
        total = weight("bias", 0.0) + weight("own", 0.0) * own + weight("sentence", 0.0) * sentence
        return total + weight("paragraph", 0.0) * paragraph + weight("article", 0.0) * article

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


def neighbourhood(groups: Groups, scores: Floats) -> Floats:
    """Return for each count its score and how likely the others of sentence, paragraph, article are, as one row.

    The likelihoods are means less one half, so that a count without others stands at 0.
    """
    likely = 1 / (1 + np.exp(-np.clip(scores, -30.0, 30.0))) - 0.5
    return np.column_stack([scores, *(_means_of_others(group, likely) for group in groups)])


def _means_of_others(group: Ints, values: Floats) -> Floats:
    """Return for each value the mean of the other values of its group, 0 if there are none."""
    total, size = np.bincount(group, values), np.bincount(group)
    return (total[group] - values) / np.maximum(1, size[group] - 1)
