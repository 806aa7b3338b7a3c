"""The model that decides which candidates are assessments: logistic regression over the cues, weights in a model folder."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from operator import mul
from pathlib import Path

import numpy as np

from baochi import model_files
from baochi.extract.assessments.features import NAMES
from baochi.model_files import ModelError

KIND = "assessments"


@dataclass(frozen=True, slots=True)
class Model:
    """A bias, a weight for each of `NAMES`, and the probability from which on a candidate counts."""

    bias: float
    weights: tuple[float, ...]
    threshold: float

    @classmethod
    def load(cls, folder: Path | None = None) -> Model:
        """Load the shipped model, or the one in `folder`.

        Raises:
            ModelError: a file is missing or damaged, a feature has no weight, or a weight has no feature.
        """
        return cls.from_files(model_files.load_model(KIND, folder), str(folder or KIND))

    @classmethod
    def from_files(cls, files: model_files.Model, where: str = "model") -> Model:
        """Return what the arrays and settings of a model folder say; `where` names it in errors.

        Raises:
            ModelError: a feature has no weight, or a weight has no feature.
        """
        try:
            weights = dict(zip(files.vocabulary["cues"], files.arrays["weights"].astype(float).tolist(), strict=True))
            bias, threshold = float(files.config["bias"]), float(files.config["threshold"])
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise ModelError(f"{where}: weights and cues do not belong together ({error}); train the model again") from error
        odd = set(NAMES) ^ set(weights)
        if odd:
            raise ModelError(f"{where}: weights and features differ in {', '.join(sorted(odd))}; train the model again")
        return cls(bias, tuple(weights[n] for n in NAMES), threshold)

    def to_files(self, config: Mapping[str, object]) -> model_files.Model:
        """Return the arrays and settings to be written; `config` is what else is to stand in the settings."""
        settings = {"bias": self.bias, "threshold": self.threshold, **config}
        return model_files.Model(KIND, {"weights": np.array(self.weights)}, settings, {"cues": list(NAMES)})

    def probability(self, values: list[float]) -> float:
        """Return the probability of a candidate with these feature values."""
        return 1 / (1 + math.exp(-(self.bias + sum(map(mul, self.weights, values)))))
