"""The score that tells a reported result from every other count: a logistic regression whose weights are data."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Model:
    """Weights by feature name, and the score above which a count is taken for a result."""

    weights: Mapping[str, float]
    threshold: float

    def score(self, features: Mapping[str, float]) -> float:
        """Return the log-odds that the count is a reported result."""
        get = self.weights.get
        return sum(value * get(name, 0.0) for name, value in features.items())

    @classmethod
    def load(cls, path: Path | None = None) -> Model:
        """Load `weights.json` of the package, or the file at `path`.

        Raises:
            ValueError: the file is not a table of numbers; the message names it.
        """
        return _shipped() if path is None else _parse(path.read_text(encoding="utf-8"), str(path))


def _parse(text: str, where: str) -> Model:
    try:
        data = json.loads(text)
        return Model({str(k): float(v) for k, v in data["weights"].items()}, float(data["threshold"]))
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise ValueError(
            f"{where}: not a weights file ({error}); rebuild it with baochi.extract.quantities.train"
        ) from error


@lru_cache(maxsize=1)
def _shipped() -> Model:
    file = resources.files("baochi.extract.quantities") / "weights.json"
    return _parse(file.read_text(encoding="utf-8"), "baochi/extract/quantities/weights.json")
