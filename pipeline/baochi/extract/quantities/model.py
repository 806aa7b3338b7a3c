"""The score that tells a reported result from every other count: two logistic regressions whose weights are data.

The first scores each count by itself. Results come in company (a report, a list of seized goods), so the second adds what
the first thinks of the other counts of the sentence, the paragraph and the article.
"""

from __future__ import annotations

import json
import math
from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from pathlib import Path

from baochi.extract.quantities.candidates import Candidate

NEIGHBOURS = ("own", "sentence", "paragraph", "article")


@dataclass(frozen=True, slots=True)
class Model:
    """Weights by feature name, weights of the neighbours, and the log-odds above which a count is taken for a result."""

    weights: Mapping[str, float]
    neighbours: Mapping[str, float]
    threshold: float

    def score(self, features: Mapping[str, float]) -> float:
        """Return the log-odds that the count is a reported result, seen by itself."""
        get = self.weights.get
        return sum(value * get(name, 0.0) for name, value in features.items())

    def scores(self, candidates: Sequence[Candidate], features: Sequence[Mapping[str, float]]) -> list[float]:
        """Return the log-odds for all candidates of one article, each seen among the others."""
        own = [self.score(f) for f in features]
        get = self.neighbours.get
        return [
            get("bias", 0.0) + sum(get(name, 0.0) * value for name, value in zip(NEIGHBOURS, row, strict=True))
            for row in neighbourhood(candidates, own)
        ]

    @classmethod
    def load(cls, path: Path | None = None) -> Model:
        """Load `weights.json` of the package, or the file at `path`.

        Raises:
            ValueError: the file is not a table of numbers; the message names it.
        """
        return _shipped() if path is None else _parse(path.read_text(encoding="utf-8"), str(path))


def neighbourhood(candidates: Sequence[Candidate], scores: Sequence[float]) -> list[tuple[float, float, float, float]]:
    """Return for each candidate of an article its score and how likely the others of sentence, paragraph, article are.

    The likelihoods are means less one half, so that a count without others stands at 0.
    """
    likely = [1 / (1 + math.exp(-max(-30.0, min(30.0, s)))) - 0.5 for s in scores]
    groups: list[list[Hashable]] = [[c.sentence, c.paragraph.index + 0.5, None] for c in candidates]
    totals: dict[Hashable, list[float]] = defaultdict(lambda: [0.0, 0.0])
    for keys, value in zip(groups, likely, strict=True):
        for key in keys:
            totals[key][0] += value
            totals[key][1] += 1
    rows = []
    for keys, value, score in zip(groups, likely, scores, strict=True):
        means = [(totals[k][0] - value) / max(1.0, totals[k][1] - 1) for k in keys]
        rows.append((score, means[0], means[1], means[2]))
    return rows


def _parse(text: str, where: str) -> Model:
    try:
        data = json.loads(text)
        tables = [{str(k): float(v) for k, v in data[name].items()} for name in ("weights", "neighbours")]
        return Model(tables[0], tables[1], float(data["threshold"]))
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise ValueError(
            f"{where}: not a weights file ({error}); rebuild it with baochi.extract.quantities.train"
        ) from error


@lru_cache(maxsize=1)
def _shipped() -> Model:
    file = resources.files("baochi.extract.quantities") / "weights.json"
    return _parse(file.read_text(encoding="utf-8"), "baochi/extract/quantities/weights.json")
