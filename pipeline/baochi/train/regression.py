"""Logistic regression that starts from weights a reader set, keeps their signs, and moves as far as examples pull."""

from __future__ import annotations

import json
from collections.abc import Sequence
from importlib import resources
from typing import Any

import numpy as np
from scipy.optimize import minimize

Bounds = tuple[float | None, float | None]
"""Least and greatest value of a weight; None: no limit."""
STEEPEST = 50.0
"""Margins beyond this count as this: what the exponential can take."""


def read_prior(name: str) -> dict[str, Any]:
    """Return the weights from before any example that `baochi.train.priors` holds under `name`."""
    text = (resources.files("baochi.train") / "priors" / f"{name}.json").read_text(encoding="utf-8")
    return json.loads(text)


def fit_near(
    prior: np.ndarray, values: np.ndarray, labels: np.ndarray, bounds: Sequence[Bounds], strength: float
) -> np.ndarray:
    """Return the weights of least logistic loss with an L2 penalty on their distance from `prior` (by L-BFGS-B).

    Args:
        prior: a weight a column; values: examples x columns; labels: of each example, whether it is a positive one.
        bounds: of each weight; strength: how far the examples may pull, as the variance of a weight about its prior.

    Example:
        >>> bias_and_one = np.array([[1.0, 0.0], [1.0, 1.0]])
        >>> weights = fit_near(np.zeros(2), bias_and_one, np.array([False, True]), [(None, None)] * 2, 10.0)
        >>> bool(weights[0] < 0 < weights[1])
        True
    """
    signs = np.where(labels, 1.0, -1.0)

    def loss(point: np.ndarray) -> tuple[float, np.ndarray]:
        away, margins = point - prior, signs * (values @ point)
        pull = -signs / (1 + np.exp(np.clip(margins, -STEEPEST, STEEPEST)))
        value = np.logaddexp(0, -margins).sum() + away @ away / (2 * strength)
        return float(value), values.T @ pull + away / strength

    return minimize(loss, prior, method="L-BFGS-B", jac=True, bounds=bounds).x
