import itertools

import numpy as np
import pytest

from baochi.evaluate import SidesError, compare
from baochi.evaluate.comparison import randomisation
from baochi.evaluate.figures import f1_score

from .samples import gold_article


def folder(gold_dir, name, units):
    return gold_dir(*(gold_article(f"g{n}", units=forms) for n, forms in enumerate(units)), name=name)


@pytest.fixture
def gold(gold_dir):
    return folder(gold_dir, "gold", [["Sở A", "Cục B"]] * 12)


def test_better_and_worse_one_by_one(gold_dir, gold):
    a = folder(gold_dir, "a", [["Sở A", "Nhà C"]] * 2 + [["Sở A", "Cục B"]] * 10)
    b = folder(gold_dir, "b", [["Sở A", "Cục B", "Nhà C"]] + [["Sở A", "Cục B"]] * 10 + [["Sở A"]])
    found = compare(a, b, gold, trials=200)
    assert [(e.article_id, e.kind, e.item) for e in found.better] == [
        ("g0", "unit missed", "Cục B"),
        ("g1", "unit missed", "Cục B"),
        ("g1", "unit extra", "Nhà C"),
    ]
    assert [(e.article_id, e.kind, e.item) for e in found.worse] == [("g11", "unit missed", "Cục B")]
    units = next(c for c in found.changes if c.layer == "units")
    assert units.b - units.a == pytest.approx(units.delta)
    assert units.delta > 0
    assert units.low <= units.delta <= units.high


def test_a_clear_difference_and_none(gold_dir, gold):
    a = folder(gold_dir, "a", [["Sở A"]] * 12)
    found = compare(a, gold, gold, trials=999)
    units = next(c for c in found.changes if c.layer == "units")
    assert units.p < 0.01
    same = compare(a, a, gold, trials=99)
    assert {(c.p, c.q, c.delta) for c in same.changes} == {(1, 1, 0)}
    assert (same.better, same.worse) == ([], [])


def test_p_is_that_of_all_permutations():
    rng = np.random.default_rng(1)
    a = rng.integers(0, 5, size=(8, 1, 3)).astype(float)
    b = rng.integers(0, 5, size=(8, 1, 3)).astype(float)

    def difference(swapped):
        mask = np.array(swapped)[:, None, None]
        one, other = np.where(mask, b, a), np.where(mask, a, b)
        return abs(f1_score(other.sum(axis=0)) - f1_score(one.sum(axis=0)))[0]

    observed = difference([False] * 8)
    exact = np.mean([difference(s) >= observed - 1e-12 for s in itertools.product([False, True], repeat=8)])
    assert randomisation(a, b, trials=20_000, seed=0)[0] == pytest.approx(exact, abs=0.02)


def test_the_seed_repeats(gold_dir, gold):
    a = folder(gold_dir, "a", [["Sở A"]] * 3 + [["Sở A", "Cục B"]] * 9)
    b = folder(gold_dir, "b", [["Sở A", "Cục B"]] * 10 + [["Nhà C"]] * 2)
    one, again, other = (compare(a, b, gold, trials=500, seed=seed) for seed in (1, 1, 2))
    assert one.changes == again.changes
    assert [c.p for c in one.changes] != [c.p for c in other.changes]
    assert "seed:1" in one.signatures[0]


def test_both_must_hold_the_gold_articles(gold_dir, gold):
    short = folder(gold_dir, "short", [["Sở A"]] * 11)
    with pytest.raises(SidesError, match="short lacks 1 of the 12 articles"):
        compare(gold, short, gold)
    assert compare(gold, short, gold, missing_ok=True, trials=9).worse
    with pytest.raises(ValueError, match="trials must be 1 or more"):
        compare(gold, gold, gold, trials=0)
