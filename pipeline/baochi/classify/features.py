"""Paragraphs as sparse rows: n-grams of folded syllables, and hits of each work area's characteristic terms.

Every n-gram is a node of one trie over syllables that is kept as sorted arrays, so that a whole batch of paragraphs is
looked up with a handful of NumPy calls: no Python loop over n-grams. n-grams never cross a punctuation mark.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import chain, repeat

import numpy as np
import numpy.typing as npt
from scipy import sparse

from baochi.text.fold import fold_syllable
from baochi.text.tokens import TOKEN, shape_of

Array = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]
UNKNOWN = 0
CLAUSE_ENDS = frozenset(".;!?…")
CLAUSE_LEAST = 5
"""Tokens of the shortest clause; a shorter one goes with the next, since a word or two by themselves say too much."""


class NgramTrie:
    """A fixed set of n-grams, found in many sequences of syllables at once.

    Args:
        ngrams: tuples of folded syllables; columns of `count` are numbered in this order.

    Example:
        >>> NgramTrie([("buôn", "lậu"), ("hàng",)]).count([["hàng", "buôn", "lậu"], ["buôn"]]).toarray().tolist()
        [[1.0, 1.0], [0.0, 0.0]]
    """

    def __init__(self, ngrams: Sequence[tuple[str, ...]]) -> None:
        self.ngrams = list(ngrams)
        syllables = sorted(set(chain.from_iterable(self.ngrams)))
        self.syllable_id = {s: i for i, s in enumerate(syllables, start=1)}
        self.size = len(syllables) + 1
        node_of: dict[tuple[str, ...], int] = {(s,): i for s, i in self.syllable_id.items()}
        self.keys: list[Array] = []  # by length, from 2: sorted prefix node * size + last syllable
        self.first: list[int] = []  # node number of the first key of that length
        prefixes = {gram[:n] for gram in self.ngrams for n in range(2, len(gram) + 1)}
        nodes = self.size
        for length in range(2, max(map(len, self.ngrams), default=1) + 1):
            keyed = {node_of[g[:-1]] * self.size + self.syllable_id[g[-1]]: g for g in prefixes if len(g) == length}
            keys = np.array(sorted(keyed), dtype=np.int64)
            node_of |= {keyed[key]: nodes + i for i, key in enumerate(keys.tolist())}
            self.keys.append(keys)
            self.first.append(nodes)
            nodes += len(keys)
        self.column = np.full(nodes, -1, dtype=np.int64)
        for column, gram in enumerate(self.ngrams):
            self.column[node_of[gram]] = column

    def count(self, documents: Sequence[Iterable[str]]) -> sparse.csr_matrix:
        """Return how often each n-gram stands in each document (documents x n-grams)."""
        ids = [list(map(self.syllable_id.get, folds, repeat(UNKNOWN))) for folds in documents]
        lengths = np.array([len(i) for i in ids], dtype=np.int64)
        syllables = np.fromiter(chain.from_iterable(ids), dtype=np.int64, count=int(lengths.sum()))
        document = np.repeat(np.arange(len(ids), dtype=np.int64), lengths)
        at = np.flatnonzero(syllables)
        node = syllables[at]
        rows, nodes = [document[at]], [node]
        for n, (keys, first) in enumerate(zip(self.keys, self.first, strict=True), start=1):
            inside = at + n < len(syllables)
            at, node = at[inside], node[inside]
            inside = document[at + n] == document[at]
            at, node = at[inside], node[inside]
            wanted = node * self.size + syllables[at + n]
            place = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
            found = keys[place] == wanted
            at, node = at[found], place[found] + first
            rows.append(document[at])
            nodes.append(node)
        columns = self.column[np.concatenate(nodes)]
        kept = columns >= 0
        row = np.concatenate(rows)[kept]
        ones = np.ones(len(row), dtype=np.float32)
        return sparse.csr_matrix((ones, (row, columns[kept])), shape=(len(ids), len(self.ngrams)))


class Featuriser:
    """Turns n-gram counts into the rows that the classifier sees.

    A row is the tf-idf vector (logarithmic term frequency, unit length) followed by one column a work area: the logarithm
    of the number of hits of its terms, these columns brought to length `term_weight`, so that long paragraphs and whole
    articles score on the same scale as short paragraphs.

    Args:
        ngrams: the vocabulary; idf: its inverse document frequencies, 0 for a term that is no feature of its own.
        terms: work area -> characteristic terms as tuples of folded syllables, all of them in `ngrams`.
    """

    def __init__(
        self,
        ngrams: Sequence[tuple[str, ...]],
        idf: Sequence[float],
        terms: dict[str, list[tuple[str, ...]]],
        term_weight: float,
    ) -> None:
        self.trie = NgramTrie(ngrams)
        self.idf = np.asarray(idf, dtype=np.float32)
        self.terms = terms
        self.term_weight = term_weight
        column = {gram: i for i, gram in enumerate(self.trie.ngrams)}
        pairs = [(column[term], area) for area, name in enumerate(terms) for term in terms[name]]
        self._term_area = sparse.csr_matrix(
            (np.ones(len(pairs), dtype=np.float32), tuple(np.array(pairs, dtype=np.int64).reshape(-1, 2).T)),
            shape=(len(column), len(terms)),
        )

    @classmethod
    def fit(
        cls,
        documents: Sequence[Sequence[str]],
        terms: dict[str, list[tuple[str, ...]]],
        longest: int,
        least: int,
        term_weight: float,
    ) -> Featuriser:
        """Build the vocabulary: n-grams up to `longest` syllables in at least `least` documents, and all terms."""
        frequency: Counter[tuple[str, ...]] = Counter()
        for folds in documents:
            frequency.update(set(_ngrams(folds, longest)))
        kept = {gram for gram, n in frequency.items() if n >= least}
        vocabulary = sorted(kept | set(chain.from_iterable(terms.values())))
        total = len(documents)
        idf = [np.log((1 + total) / (1 + frequency[g])) + 1 if g in kept else 0.0 for g in vocabulary]
        return cls(vocabulary, idf, terms, term_weight)

    def transform(self, counts: sparse.csr_matrix) -> sparse.csr_matrix:
        """Return feature rows for n-gram counts (rows may be sums over the paragraphs of an article)."""
        counts = counts.tocsr()
        counts.sum_duplicates()
        hits = sparse.csr_matrix(counts @ self._term_area)
        hits.data = np.log1p(hits.data)
        weighted = counts.copy()
        weighted.data = (1 + np.log(weighted.data)) * self.idf[weighted.indices]
        rows = [_to_length(weighted, 1.0), _to_length(hits, self.term_weight)]
        return sparse.csr_matrix(sparse.hstack(rows, format="csr", dtype=np.float32))

    def shares(self, mixture: Floats, counts: sparse.csr_matrix, weights: Floats) -> Floats:
        """Return what each n-gram adds to `mixture @ transform(counts) @ weights` (n-grams x columns of `weights`).

        The share of a column of term hits is split over the terms that were hit, evenly by their number of hits.
        """
        rows = np.asarray(mixture @ self.transform(counts)).ravel()
        size = len(self.trie.ngrams)
        hits = np.asarray(self._term_area.multiply(np.asarray(counts.sum(axis=0)).reshape(-1, 1)).todense())
        total = hits.sum(axis=0)
        by_term = np.divide(hits, total, out=np.zeros_like(hits), where=total > 0)
        return rows[:size, None] * weights[:size] + by_term @ (rows[size:, None] * weights[size:])


class ClauseSplitter:
    """Cuts folded tokens into clauses: after a full stop or semicolon, and at a comma before the name of another strand.

    Reports list many strands of work in one paragraph ("công tác hậu cần …, công tác thanh tra …; công tác dân vận …"),
    each with a few words of its own that drown among those of the others.

    Args:
        openers: beginnings of a strand, as tuples of folded syllables.

    Example:
        >>> split = ClauseSplitter([tuple(syllables("công tác"))])
        >>> text = "Công tác hậu cần bảo đảm tốt, công tác dân vận có tiến bộ; quân số khoẻ đạt 99 %."
        >>> [len(clause) for clause in split(syllables(text))]
        [8, 8, 7]
    """

    def __init__(self, openers: Iterable[tuple[str, ...]]) -> None:
        self._openers: dict[str, list[tuple[str, ...]]] = {}
        for opener in openers:
            self._openers.setdefault(opener[0], []).append(opener)

    def __call__(self, folds: Sequence[str]) -> list[Sequence[str]]:
        """Return the clauses, at least one; put together they are `folds`."""
        clauses, start = [], 0
        for mark in [i for i, fold in enumerate(folds) if fold == "," or fold in CLAUSE_ENDS]:
            end = mark + 1
            if end - start > CLAUSE_LEAST and len(folds) - end >= CLAUSE_LEAST and self._ends(folds, mark):
                clauses.append(folds[start:end])
                start = end
        return [*clauses, folds[start:]]

    def _ends(self, folds: Sequence[str], mark: int) -> bool:
        if folds[mark] != ",":
            return True
        openers = self._openers.get(folds[mark + 1], ())
        return any(tuple(folds[mark + 1 : mark + 1 + len(opener)]) == opener for opener in openers)


def _to_length(rows: sparse.csr_matrix, length: float) -> sparse.csr_matrix:
    norm = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
    return sparse.csr_matrix(sparse.diags(np.divide(length, norm, out=np.zeros_like(norm), where=norm > 0)) @ rows)


def _ngrams(folds: Sequence[str], longest: int) -> Iterable[tuple[str, ...]]:
    run: list[str] = []
    for fold in chain(folds, [","]):
        if shape_of(fold) in "PN":
            yield from (tuple(run[i : i + n]) for n in range(1, longest + 1) for i in range(len(run) - n + 1))
            run = []
        else:
            run.append(fold)


def syllables(text: str) -> list[str]:
    """Return the folded tokens of `text`, punctuation included."""
    return [fold_syllable(m.group()) for m in TOKEN.finditer(text)]
