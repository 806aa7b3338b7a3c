"""n-gram look-up against the plain definition."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from baochi.classify.features import ClauseSplitter, Featuriser, KeyNumbers, NgramTrie

SYLLABLES = st.sampled_from(["a", "b", "c", "d", ","])
GRAMS = st.lists(st.lists(st.sampled_from("abcd"), min_size=1, max_size=4).map(tuple), min_size=1, unique=True)


@given(GRAMS, st.lists(st.lists(SYLLABLES, max_size=12), max_size=5))
def test_counts_are_those_of_a_plain_search(ngrams: list[tuple[str, ...]], documents: list[list[str]]) -> None:
    found = NgramTrie(ngrams).count(documents).toarray().tolist()
    plain = [[sum(tuple(doc[i : i + len(gram)]) == gram for i in range(len(doc))) for gram in ngrams] for doc in documents]
    assert found == plain


@given(st.lists(st.integers(0, 3).map(lambda n: n << 40), unique=True), st.lists(st.integers(0, 5).map(lambda n: n << 40)))
def test_keys_that_share_a_slot_are_told_apart(keys: list[int], wanted: list[int]) -> None:
    found = KeyNumbers(np.array(keys, dtype=np.int64)).find(np.array(wanted, dtype=np.int64)).tolist()
    assert found == [keys.index(key) if key in keys else -1 for key in wanted]


def test_ngrams_do_not_cross_documents_or_marks() -> None:
    counts = NgramTrie([("hàng", "lậu")]).count([["hàng"], ["lậu"], ["hàng", ",", "lậu"], ["hàng", "lậu"]])
    assert counts.toarray().ravel().tolist() == [0, 0, 0, 1]


def test_rows_have_the_length_they_promise() -> None:
    documents = [["bắt", "hàng", "lậu"], ["hàng", "lậu", "lậu"], ["mưa"]]
    featuriser = Featuriser.fit(documents, {"smuggling": [("hàng", "lậu")]}, longest=2, least=2, term_weight=0.5)
    rows = featuriser.transform(featuriser.trie.count(documents)).toarray()
    assert [round(float((row[:-1] ** 2).sum()), 5) for row in rows] == [1.0, 1.0, 0.0]
    assert [round(float(row[-1]), 5) for row in rows] == [0.5, 0.5, 0.0]


def test_shares_add_up_to_the_weighted_row() -> None:
    documents = [["bắt", "hàng", "lậu"], ["hàng", "lậu", "lậu"], ["mưa", "bắt"]]
    terms = {"smuggling": [("hàng", "lậu"), ("lậu",)], "emergency": [("mưa",)]}
    featuriser = Featuriser.fit(documents, terms, longest=2, least=1, term_weight=0.5)
    counts = featuriser.trie.count(documents)
    rows = featuriser.transform(counts)
    weights = np.arange(rows.toarray().size // 3 * 2, dtype=np.float32).reshape(-1, 2) - 7
    mixture = np.array([[0.5, 0.25, 2.0]], dtype=np.float32)
    shares = featuriser.shares(mixture, counts, weights)
    assert shares.shape == (len(featuriser.trie.ngrams), 2)
    assert np.allclose(shares.sum(axis=0), (mixture @ rows @ weights).ravel(), atol=1e-4)


WORDS = st.sampled_from(["công", "tác", "a", "b", ",", ";", ".", "?"])


OPENER = ("công", "tác")
TRIE = NgramTrie([("a",)], others=OPENER)


def clauses_of(*texts: list[str]) -> list[list[str]]:
    tokens = [token for text in texts for token in text]
    starts = ClauseSplitter([OPENER], TRIE).starts(TRIE.texts(texts)).tolist()
    return [tokens[first:last] for first, last in pairwise([*starts, len(tokens)])]


@given(st.lists(WORDS, min_size=1, max_size=40), st.lists(WORDS, min_size=1, max_size=40))
def test_clauses_put_together_are_the_paragraph(first: list[str], second: list[str]) -> None:
    clauses = clauses_of(first)
    assert [fold for clause in clauses for fold in clause] == first
    assert all(len(clause) >= 5 for clause in clauses) or len(clauses) == 1
    assert clauses_of(first, second) == clauses + clauses_of(second)


def test_a_comma_ends_a_clause_only_before_another_strand_of_work() -> None:
    before, after = ["công", "tác", "x", "y", "z", ","], ["công", "tác", "u", "v", "w", "."]
    assert clauses_of(before + after) == [before, after]
    assert clauses_of(before + after[2:] + ["t", "s"]) == [before + after[2:] + ["t", "s"]]


def test_an_opener_that_might_reach_over_a_paragraph_is_refused() -> None:
    with pytest.raises(ValueError, match="longer than"):
        ClauseSplitter([("một", "hai", "ba", "bốn", "năm", "sáu")], TRIE)
