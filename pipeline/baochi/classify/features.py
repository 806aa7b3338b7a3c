"""Paragraphs as sparse rows: n-grams of folded syllables, and hits of each work area's characteristic terms.

Every n-gram is a node of one trie over syllables that is kept as sorted arrays, so that a whole batch of paragraphs is
looked up with a handful of NumPy calls: no Python loop over n-grams. n-grams never cross a punctuation mark.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import chain, pairwise, repeat

import numpy as np
import numpy.typing as npt
from scipy import sparse

from baochi.text.fold import fold_syllable
from baochi.text.tokens import TOKEN, shape_of

Array = npt.NDArray[np.int64]
Numbers = npt.NDArray[np.int32]
"""Half as wide, for what there is one of a token: a batch has many of them."""
Floats = npt.NDArray[np.float32]
UNKNOWN, CLAUSE_MARK = 0, -1
"""Numbers of tokens that are in no n-gram: a mark that may end a clause, and anything else."""
ROOM = 8
"""Slots of a hash table for each of its keys."""
CLAUSE_MARKS = frozenset(".;!?…,")
CLAUSE_LEAST = 5
"""Tokens of the shortest clause; a shorter one goes with the next, since a word or two by themselves say too much."""


class KeyNumbers:
    """The numbers of keys in the array that they stand in, looked up for many keys at once: a hash table with chains.

    Args:
        keys: not negative, all different.

    Example:
        >>> KeyNumbers(np.array([7, 3, 100])).find(np.array([3, 4, 100, 7, 3])).tolist()
        [1, -1, 2, 0, 1]
    """

    def __init__(self, keys: Array) -> None:
        self._keys = keys
        self._slots = (1 << (ROOM * max(1, len(keys))).bit_length()) - 1
        self._first = np.full(self._slots + 1, -1, dtype=np.int32)
        self._next = np.full(max(1, len(keys)), -1, dtype=np.int32)
        for number, slot in enumerate((keys & self._slots).tolist()):
            self._next[number], self._first[slot] = self._first[slot], number

    def find(self, wanted: Array) -> Numbers:
        """Return the number of each key, -1 for those that are not there."""
        if not len(self._keys):
            return np.full(len(wanted), -1, dtype=np.int32)
        number = self._first[wanted & self._slots]
        while len(other := np.flatnonzero((self._keys[number] != wanted) & (number >= 0))):
            number[other] = self._next[number[other]]
        return number


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
        syllable_id = {s: i for i, s in enumerate(syllables, start=1)}
        self._known = {**syllable_id, **dict.fromkeys(CLAUSE_MARKS, CLAUSE_MARK)}
        self._size = len(syllables) + 1
        node_of: dict[tuple[str, ...], int] = {(s,): i for s, i in syllable_id.items()}
        keys: list[int] = []  # of the nodes from `_size` on: prefix node * size + last syllable
        prefixes = {gram[:n] for gram in self.ngrams for n in range(2, len(gram) + 1)}
        for gram in sorted(prefixes, key=len):
            node_of[gram] = self._size + len(keys)
            keys.append(node_of[gram[:-1]] * self._size + syllable_id[gram[-1]])
        self._longer = KeyNumbers(np.array(keys, dtype=np.int64))
        self._column = np.full(self._size + len(keys), -1, dtype=np.int32)
        for column, gram in enumerate(self.ngrams):
            self._column[node_of[gram]] = column

    def ids(self, folds: Sequence[str]) -> Numbers:
        """Return the numbers of folded tokens: over 0 for a syllable of some n-gram, else `CLAUSE_MARK` or `UNKNOWN`."""
        return np.fromiter(map(self._known.get, folds, repeat(UNKNOWN)), dtype=np.int32, count=len(folds))

    def count(self, documents: Sequence[Sequence[str]]) -> sparse.csr_matrix:
        """Return how often each n-gram stands in each document (documents x n-grams)."""
        ids = self.ids(list(chain.from_iterable(documents)))
        return self.table(*self.find(ids, numbered(np.diff(borders_of(documents)))), len(documents))

    def find(self, ids: Numbers, document: Numbers) -> tuple[Numbers, Numbers]:
        """Return document and column of each n-gram that stands in tokens of which the numbers and documents are given."""
        ids = np.append(ids, np.int32(UNKNOWN))  # every syllable has one behind it
        at = np.flatnonzero(ids > 0)
        node, length = ids[at], 1
        documents, nodes = [document[at]], [node]
        while len(at):
            following = ids[at + length]
            going = np.flatnonzero(following > 0)
            number = self._longer.find(node[going].astype(np.int64) * self._size + following[going])
            found = np.flatnonzero(number >= 0)
            at, node = at[going[found]], number[found] + self._size
            inside = document[at + length] == document[at]
            at, node, length = at[inside], node[inside], length + 1
            documents.append(document[at])
            nodes.append(node)
        columns = self._column[np.concatenate(nodes)]
        kept = columns >= 0
        return np.concatenate(documents)[kept], columns[kept]

    def table(self, rows: Numbers, columns: Numbers, size: int) -> sparse.csr_matrix:
        """Return how often each column is named together with each of `size` rows."""
        named = sparse.coo_matrix((np.ones(len(rows), dtype=np.float32), (rows, columns)), shape=(size, len(self.ngrams)))
        return sparse.csr_matrix(named.tocsc())  # by way of columns those of each row come out in order, without a sort


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
        openers: beginnings of a strand, as tuples of folded syllables, `CLAUSE_LEAST` at most.

    Raises:
        ValueError: an opener is longer than the shortest clause, so that it might reach over the end of a paragraph.

    Example:
        >>> split = ClauseSplitter([tuple(syllables("công tác"))])
        >>> text = "Công tác hậu cần bảo đảm tốt, công tác dân vận có tiến bộ; quân số khoẻ đạt 99 %."
        >>> [len(clause) for clause in split(syllables(text))]
        [8, 8, 7]
    """

    def __init__(self, openers: Iterable[tuple[str, ...]]) -> None:
        self._openers: dict[str, list[tuple[str, ...]]] = {}
        for opener in openers:
            if len(opener) > CLAUSE_LEAST:
                raise ValueError(f"longer than {CLAUSE_LEAST} tokens: {' '.join(opener)}")
            self._openers.setdefault(opener[0], []).append(opener)

    def __call__(self, folds: Sequence[str]) -> list[Sequence[str]]:
        """Return the clauses, at least one; put together they are `folds`."""
        marks = np.flatnonzero([fold in CLAUSE_MARKS for fold in folds])
        borders = [*self.starts(folds, marks, borders_of([folds])).tolist(), len(folds)]
        return [folds[first:last] for first, last in pairwise(borders)]

    def starts(self, folds: Sequence[str], marks: Array, borders: Array) -> Array:
        """Return at which tokens the clauses of many paragraphs begin, `folds[borders[0] : borders[1]]` and so on.

        Args:
            marks: where in `folds` a token is one of `CLAUSE_MARKS`.
        """
        paragraph = np.searchsorted(borders, marks, side="right")
        long = borders[paragraph] - marks > CLAUSE_LEAST  # what would be left of the paragraph
        begun = borders[paragraph[long] - 1].tolist()
        starts, start = [], 0
        for mark, first in zip(marks[long].tolist(), begun, strict=True):
            start = max(start, first)
            if mark - start >= CLAUSE_LEAST and self._ends(folds, mark):
                start = mark + 1
                starts.append(start)
        return np.sort(np.concatenate([borders[:-1], np.array(starts, dtype=np.int64)]))

    def _ends(self, folds: Sequence[str], mark: int) -> bool:
        if folds[mark] != ",":
            return True
        openers = self._openers.get(folds[mark + 1])
        return openers is not None and any(tuple(folds[mark + 1 : mark + 1 + len(opener)]) == opener for opener in openers)


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


def borders_of(documents: Sequence[Sequence[str]]) -> Array:
    """Return at which token each document begins if they are put together, and last their length."""
    return np.cumsum([0, *map(len, documents)], dtype=np.int64)


def numbered(lengths: Array) -> Numbers:
    """Return 0 as often as the first length says, then 1 as often as the second, and so on."""
    return np.repeat(np.arange(len(lengths), dtype=np.int32), lengths)


def syllables(text: str) -> list[str]:
    """Return the folded tokens of `text`, punctuation included."""
    return list(map(fold_syllable, TOKEN.findall(text)))
