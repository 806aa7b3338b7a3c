"""The model that decides which candidates are assessments: logistic regression over the cues, its weights in JSON."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from baochi.extract.assessments.features import NAMES


class ModelError(ValueError):
    """The weights do not fit the features; the message says which."""


@dataclass(frozen=True, slots=True)
class Model:
    """A bias, a weight for each of `NAMES`, and the probability from which on a candidate counts."""

    bias: float
    weights: tuple[float, ...]
    threshold: float

    @classmethod
    def load(cls, path: Path | None = None) -> Model:
        """Read the shipped weights, or those at `path`.

        Raises:
            ModelError: a feature has no weight, or a weight has no feature.
        """
        source = path or resources.files("baochi.extract.assessments") / "weights.json"
        data = json.loads(source.read_text(encoding="utf-8"))
        odd = set(NAMES) ^ set(data["weights"])
        if odd:
            raise ModelError(f"{source}: weights and features differ in {', '.join(sorted(odd))}; train the model anew")
        return cls(data["bias"], tuple(data["weights"][n] for n in NAMES), data["threshold"])

    def probability(self, values: list[float]) -> float:
        """Return the probability of a candidate with these feature values."""
        return 1 / (1 + math.exp(-(self.bias + sum(w * v for w, v in zip(self.weights, values, strict=True)))))

    def dumps(self, note: str) -> str:
        """Return the model as JSON, with a note on what it was trained from."""
        weights = {n: round(w, 4) for n, w in zip(NAMES, self.weights, strict=True)}
        content = {"note": note, "bias": round(self.bias, 4), "threshold": self.threshold, "weights": weights}
        return json.dumps(content, ensure_ascii=False, indent=1) + "\n"
