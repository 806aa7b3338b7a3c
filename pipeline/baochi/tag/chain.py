"""The best path of labels through many sequences at once (Viterbi 1967), and the sums over all paths that training needs.

Sequences are sorted by length; step t handles the t-th syllable of all sequences that are that long, so the number of NumPy
calls is that of the longest sequence, not of the syllables.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.floating]
Ints = npt.NDArray[np.int64]


class Steps:
    """The order in which a batch of sequences is walked.

    Args:
        lengths: of the sequences; first: the first row of each, by default right behind the sequence before.

    Attributes:
        rows: rows in the order of walking: first ones of all sequences (longest first), second ones, …
        bounds: where step t lies in `rows`: `rows[bounds[t]:bounds[t + 1]]`.

    Example:
        >>> steps = Steps(np.array([1, 3]))
        >>> steps.rows.tolist(), steps.bounds.tolist()
        ([1, 0, 2, 3], [0, 2, 3, 4])
    """

    def __init__(self, lengths: Ints, first: Ints | None = None) -> None:
        first = np.cumsum(lengths) - lengths if first is None else first
        order = np.argsort(-lengths, kind="stable")
        longest = int(lengths.max(initial=0))
        # sequences that have a t-th syllable, by t
        active = len(lengths) - np.searchsorted(np.sort(lengths), np.arange(longest), side="right")
        self.bounds = np.concatenate([[0], np.cumsum(active)]).astype(np.int64)
        step = np.repeat(np.arange(longest), active)
        self.rows = first[order][np.arange(len(step)) - self.bounds[step]] + step

    def __len__(self) -> int:
        return len(self.bounds) - 1


def viterbi(
    scores: Floats, transitions: Floats, start: Floats, lengths: Ints, first: Ints | None = None
) -> npt.NDArray[np.int8]:
    """Return the labels of the best path through each sequence.

    Args:
        scores: rows x labels, or more columns than labels; transitions: from label x to label.
        start: what the first label of a sequence adds.
        lengths: rows of each sequence, none of them 0; first: the first row of each, by default right behind the sequence
            before.

    Returns:
        A label a row, 0 between the sequences. Of paths that score alike that with the lowest last label wins, and so on to
        the front.

    Example:
        >>> stay = np.array([[1.0, 0.0], [0.0, 1.0]])
        >>> viterbi(np.array([[0.0, 3.0], [0.5, 0.0]]), stay, np.zeros(2), np.array([2])).tolist()
        [1, 1]
    """
    steps = Steps(lengths, first)
    walked = _walked(scores, transitions, start, steps)
    into = np.ascontiguousarray(transitions.T)
    last = np.zeros(len(walked), dtype=np.int8)
    bounds = steps.bounds.tolist()
    for t in range(len(steps) - 1, -1, -1):
        here, end = bounds[t], bounds[t + 1]
        if t + 2 < len(bounds):  # the sequences that go on come first
            following = bounds[t + 2] - end
            walked[here : here + following] += into[last[end : end + following]]
        last[here:end] = walked[here:end].argmax(axis=1)
    labels = np.zeros(len(scores), dtype=np.int8)
    labels[steps.rows] = last
    return labels


def _walked(scores: Floats, transitions: Floats, start: Floats, steps: Steps) -> Floats:
    """Return the score of the best path that ends in each label of each row, in the order of `steps.rows`.

    Labels come first while walking: the best of so few is found for all sequences at once, in as many steps as labels.
    """
    walked = np.ascontiguousarray(scores.take(steps.rows, axis=0).T[: len(start)])
    bounds, into = steps.bounds.tolist(), transitions[:, :, None]
    walked[:, : bounds[1] if len(steps) else 0] += start[:, None]
    for t in range(1, len(steps)):
        before, here, end = bounds[t - 1], bounds[t], bounds[t + 1]
        paths = walked[:, None, before : before + end - here] + into
        walked[:, here:end] += np.maximum.reduce(paths)
    return np.ascontiguousarray(walked.T)


def sums(
    scores: Floats, transitions: Floats, start: Floats, steps: Steps, weight: Floats
) -> tuple[float, Floats, Floats, Floats]:
    """Return, over all paths, the log of the sum of their exponentiated scores, and how probable labels and pairs are.

    Args:
        scores, transitions, start: as in `viterbi`, but the rows in the order of `steps.rows`.
        weight: what each row counts, the same for all rows of a sequence.

    Returns:
        Sum of the log-partition functions; probability of each label a row; expected number of each transition; of each
        first label, all of them times the weight.
    """
    bounds = steps.bounds.tolist()
    ahead = np.array(scores, dtype=np.float64)
    behind = np.zeros_like(ahead)
    factor = np.exp(transitions)
    ahead[: bounds[1]] += start
    for t in range(1, len(steps)):
        before, here, end = bounds[t - 1], bounds[t], bounds[t + 1]
        ahead[here:end] += _log_product(ahead[before : before + end - here], factor)
    for t in range(len(steps) - 1, 0, -1):
        before, here, end = bounds[t - 1], bounds[t], bounds[t + 1]
        behind[before : before + end - here] = _log_product(behind[here:end] + scores[here:end], factor.T)
    joint = ahead + behind
    top = joint.max(axis=1, keepdims=True)
    log_z = top[:, 0] + np.log(np.exp(joint - top).sum(axis=1))
    marginals = np.exp(joint - log_z[:, None]) * weight[:, None]
    pairs = np.zeros_like(factor)
    for t in range(1, len(steps)):
        before, here, end = bounds[t - 1], bounds[t], bounds[t + 1]
        left, right = ahead[before : before + end - here], (behind + scores)[here:end]
        most = left.max(axis=1, keepdims=True)
        other = right.max(axis=1, keepdims=True)
        scale = np.exp(most + other - log_z[here:end, None]) * weight[here:end, None]
        pairs += (np.exp(left - most) * scale).T @ np.exp(right - other)
    whole = float(log_z[: bounds[1]] @ weight[: bounds[1]])
    return whole, marginals, pairs * factor, marginals[: bounds[1]].sum(axis=0)


def _log_product(rows: Floats, factor: Floats) -> Floats:
    """Return log(exp(rows) @ factor) without overflow."""
    top = rows.max(axis=1, keepdims=True)
    with np.errstate(divide="ignore"):
        return top + np.log(np.exp(rows - top) @ factor)
