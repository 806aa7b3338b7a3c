from hypothesis import given
from hypothesis import strategies as st

from baochi.evaluate.match import match


def test_best_first_and_each_once():
    scores = {("a", "x"): 0.8, ("a", "y"): 0.9, ("b", "y"): 1.0}
    assert match("ab", "xy", lambda g, p: scores.get((g, p), 0)) == [(1, 1), (0, 0)]


def test_equal_scores_have_a_fixed_order():
    assert match("aa", "aa", lambda g, p: 1.0) == [(1, 1), (0, 0)]


@given(st.lists(st.integers(0, 3), max_size=6), st.lists(st.integers(0, 3), max_size=6))
def test_never_uses_an_item_twice(gold, found):
    pairs = match(gold, found, lambda g, p: float(g == p))
    assert len({i for i, _ in pairs}) == len({j for _, j in pairs}) == len(pairs)
    assert all(gold[i] == found[j] for i, j in pairs)
    assert len(pairs) == sum(min(gold.count(n), found.count(n)) for n in range(4))
