"""Hashed features: the same everywhere, and never across the border of a sequence."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baochi.tag.features import BITS, GAP, Layout, fold_code, shape_code, slots
from baochi.tag.model import template_of

TEMPLATES = [template_of(text) for text in ("fold0", "fold-1", "fold-2 fold-1", "fold0 fold+2", "fold-1 shape0")]
SEQUENCES = st.lists(st.lists(st.integers(1, 50), max_size=5), min_size=1, max_size=5)


def features(sequences: list[list[int]]) -> np.ndarray:
    """Return slots, syllables x templates."""
    layout = Layout([len(s) for s in sequences])
    flat = [value for sequence in sequences for value in sequence]
    columns = {"fold": layout.spread(flat), "shape": layout.spread([value % 3 + 1 for value in flat])}
    return np.stack(list(slots(columns, TEMPLATES, GAP, layout.size - GAP)), axis=1)[layout.at - GAP]


@given(SEQUENCES)
@settings(max_examples=80)
def test_a_sequence_has_the_same_features_alone_and_among_others(sequences: list[list[int]]) -> None:
    alone = [features([sequence]) for sequence in sequences]
    assert np.array_equal(features(sequences), np.concatenate(alone))


@given(SEQUENCES)
@settings(max_examples=40)
def test_slots_lie_in_the_table(sequences: list[list[int]]) -> None:
    found = features(sequences)
    assert found.size == 0 or (found.min() >= 0 and found.max() < 1 << BITS)


def test_templates_look_where_they_say() -> None:
    one, other = features([[1, 2, 3, 4]]), features([[1, 2, 8, 4]])
    changed = (one != other).tolist()
    assert changed == [
        [False, False, False, True, False],  # two to the right
        [False] * 5,
        [True, False, False, True, True],  # itself, and its shape
        [False, True, True, False, True],  # one to the left
    ]


def test_order_counts() -> None:
    one, other = features([[1, 2, 3]]), features([[2, 1, 3]])
    assert one[2, 2] != other[2, 2]  # fold-2 fold-1


def test_codes_are_the_same_in_every_process() -> None:
    code = "from baochi.tag.features import fold_code, shape_code; print(fold_code('huyện'), shape_code('Mattis'))"
    done = [subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True) for _ in range(2)]
    assert {d.stdout.split()[0] for d in done} == {str(fold_code("huyện"))}
    assert {d.stdout.split()[1] for d in done} == {str(shape_code("Mattis"))}


def test_numbers_count_by_their_form() -> None:
    assert fold_code("15.775") == fold_code("20.001") != fold_code("15,77")


@pytest.mark.parametrize(
    ("one", "other"), [("CAND", "C04"), ("Nguyễn", "Mattis"), ("H", "Hà"), ("cục", "Cục"), ("2", "1.200"), (",", "a")]
)
def test_shapes_are_told_apart(one: str, other: str) -> None:
    assert shape_code(one) != shape_code(other)


def test_sequences_lie_apart() -> None:
    layout = Layout([2, 0, 3])
    assert layout.at.tolist() == [2, 3, 8, 9, 10]
    assert layout.size == 5 + 4 * GAP
    assert (np.diff(layout.at)[1] - 1) >= GAP
