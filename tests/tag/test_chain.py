"""The batched search for the best path, and the sums over all paths, against plain implementations."""

from __future__ import annotations

from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baochi.tag.chain import Steps, sums, viterbi


@st.composite
def batches(draw: st.DrawFn, longest: int = 6, most: int = 6) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Return scores, transitions, start and lengths of some sequences; whole numbers, so that ties occur."""
    n_labels = draw(st.integers(1, 4))
    lengths = np.array(draw(st.lists(st.integers(1, longest), min_size=1, max_size=most)), dtype=np.int64)
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    scores = random.integers(-3, 4, size=(int(lengths.sum()), n_labels)).astype(np.float64)
    transitions = random.integers(-3, 4, size=(n_labels, n_labels)).astype(np.float64)
    return scores, transitions, random.integers(-3, 4, size=n_labels).astype(np.float64), lengths


def score(scores: np.ndarray, transitions: np.ndarray, start: np.ndarray, path: tuple[int, ...]) -> float:
    total = start[path[0]] + sum(row[label] for row, label in zip(scores, path, strict=True))
    return float(total + sum(transitions[a, b] for a, b in pairwise(path)))


def plain_viterbi(scores: np.ndarray, transitions: np.ndarray, start: np.ndarray) -> list[int]:
    """One sequence, one step and one label at a time, as textbooks have it."""
    best = (start + scores[0]).tolist()
    back: list[list[int]] = []
    for row in scores[1:]:
        came, now = [], []
        for label in range(len(start)):
            ways = [best[before] + transitions[before, label] for before in range(len(start))]
            came.append(ways.index(max(ways)))
            now.append(max(ways) + row[label])
        back.append(came)
        best = now
    path = [best.index(max(best))]
    for came in reversed(back):
        path.append(came[path[-1]])
    return path[::-1]


@given(batches())
@settings(max_examples=150)
def test_the_batched_search_finds_what_a_plain_one_finds(batch) -> None:
    scores, transitions, start, lengths = batch
    found = viterbi(scores, transitions, start, lengths)
    ends = np.cumsum(lengths)
    for first, end in zip(ends - lengths, ends, strict=True):
        assert found[first:end].tolist() == plain_viterbi(scores[first:end], transitions, start)


@given(batches(longest=4, most=1))
@settings(max_examples=60)
def test_no_path_scores_higher(batch) -> None:
    scores, transitions, start, lengths = batch
    paths = list(product(range(len(start)), repeat=int(lengths[0])))
    best = max(score(scores, transitions, start, path) for path in paths)
    assert score(scores, transitions, start, tuple(viterbi(*batch).tolist())) == best


@given(batches())
@settings(max_examples=60)
def test_batching_changes_nothing(batch) -> None:
    scores, transitions, start, lengths = batch
    ends = np.cumsum(lengths)
    alone = [viterbi(scores[e - n : e], transitions, start, np.array([n])) for n, e in zip(lengths, ends, strict=True)]
    assert np.array_equal(viterbi(*batch), np.concatenate(alone))


@given(batches(longest=4, most=3), st.lists(st.sampled_from([0.5, 1.0, 2.0]), min_size=3, max_size=3))
@settings(max_examples=60)
def test_sums_are_those_over_all_paths(batch, weights: list[float]) -> None:
    scores, transitions, start, lengths = batch
    steps = Steps(lengths)
    weight = np.array(weights[: len(lengths)])
    rows = np.repeat(weight, lengths)[steps.rows]
    log_z, likely, pairs, first = sums(scores[steps.rows], transitions, start, steps, rows)
    wanted_z, wanted_pairs, wanted_first = 0.0, np.zeros_like(transitions), np.zeros_like(start)
    wanted = np.zeros_like(scores)
    ends = np.cumsum(lengths)
    for begin, end, w in zip(ends - lengths, ends, weight, strict=True):
        paths = list(product(range(len(start)), repeat=int(end - begin)))
        values = np.exp([score(scores[begin:end], transitions, start, path) for path in paths])
        wanted_z += w * np.log(values.sum())
        for path, value in zip(paths, values / values.sum() * w, strict=True):
            wanted[np.arange(begin, end), path] += value
            wanted_first[path[0]] += value
            for a, b in pairwise(path):
                wanted_pairs[a, b] += value
    assert log_z == pytest.approx(wanted_z)
    assert np.allclose(likely, wanted[steps.rows])
    assert np.allclose(pairs, wanted_pairs)
    assert np.allclose(first, wanted_first)


def test_nothing_to_label() -> None:
    empty = np.zeros((0, 3), dtype=np.float32)
    assert viterbi(empty, np.zeros((3, 3)), np.zeros(3), np.zeros(0, dtype=np.int64)).tolist() == []


def test_scores_far_apart_do_not_overflow() -> None:
    steps = Steps(np.array([3]))
    scores = np.array([[800.0, -800.0], [-800.0, 800.0], [800.0, 0.0]])
    log_z, likely, *_ = sums(scores, np.array([[-5.0, 5.0], [5.0, -5.0]]), np.zeros(2), steps, np.ones(3))
    assert log_z == pytest.approx(2410.0)
    assert np.allclose(likely, [[1, 0], [0, 1], [1, 0]])
