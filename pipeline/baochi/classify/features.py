"""Paragraphs as sparse rows: n-grams of folded syllables, and hits of each work area's characteristic terms.

Every n-gram is a node of one trie over syllables that is kept as sorted arrays, so that a whole batch of paragraphs is
looked up with a handful of NumPy calls: no Python loop over n-grams. n-grams never cross a punctuation mark.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence, Sized
from dataclasses import dataclass
from itertools import chain, repeat

import numpy as np
import numpy.typing as npt
from scipy import sparse

from baochi.text.fold import fold_syllable
from baochi.text.keys import KeyNumbers
from baochi.text.tokens import shape_of, tokenise
from baochi.text.vocabulary import Column

Array = npt.NDArray[np.int64]
Numbers = npt.NDArray[np.int32]
"""Half as wide, for what there is one of a token: a batch has many of them."""
Floats = npt.NDArray[np.float32]
Bools = npt.NDArray[np.bool_]
NO_TOKENS: Numbers = np.empty(0, dtype=np.int32)
UNKNOWN, CLAUSE_MARK, COMMA = 0, -1, -2
"""Numbers of tokens that are in no n-gram: a mark that ends a clause, a comma, which may, and anything else."""
CLAUSE_MARKS = frozenset(".;!?…")
CLAUSE_LEAST = 5
"""Tokens of the shortest clause; a shorter one goes with the next, since a word or two by themselves say too much."""


@dataclass(frozen=True, slots=True)
class Texts:
    """Many texts one behind the other as numbers of their tokens (`NgramTrie`), with their `borders_of`."""

    numbers: Numbers
    borders: Array

    def __len__(self) -> int:
        return len(self.borders) - 1

    @classmethod
    def of(cls, texts: Sequence[Numbers]) -> Texts:
        """Put texts together."""
        return cls(np.concatenate([NO_TOKENS, *texts]), borders_of(texts))

    def joined(self, other: Texts) -> Texts:
        """Return the texts of both."""
        borders = np.concatenate([self.borders, len(self.numbers) + other.borders[1:]])
        return Texts(np.concatenate([self.numbers, other.numbers]), borders)


class NgramTrie:
    """A fixed set of n-grams, found in many sequences of syllables at once.

    Args:
        ngrams: tuples of folded syllables; columns of `count` are numbered in this order.
        others: syllables to be told apart as well, though they may be in no n-gram.

    Attributes:
        column: the number of each token.

    Example:
        >>> NgramTrie([("buôn", "lậu"), ("hàng",)]).count([["hàng", "buôn", "lậu"], ["buôn"]]).toarray().tolist()
        [[1.0, 1.0], [0.0, 0.0]]
    """

    def __init__(self, ngrams: Sequence[tuple[str, ...]], others: Iterable[str] = ()) -> None:
        self.ngrams = list(ngrams)
        syllables = sorted({*chain.from_iterable(self.ngrams), *others})
        syllable_id = {s: i for i, s in enumerate(syllables, start=1)}
        known = self._known = {**syllable_id, **dict.fromkeys(CLAUSE_MARKS, CLAUSE_MARK), ",": COMMA}
        self.column = Column(lambda token: known.get(fold_syllable(token), UNKNOWN), np.int32)
        self._size = len(syllables) + 1
        longer: dict[int, int] = {}  # nodes from `_size` on by their key: prefix node * size + last syllable
        ends: list[int] = []
        for first, *rest in self.ngrams:
            node = syllable_id[first]
            for syllable in rest:
                node = longer.setdefault(node * self._size + syllable_id[syllable], self._size + len(longer))
            ends.append(node)
        self._longer = KeyNumbers(np.array(list(longer), dtype=np.int64))
        self._ends_at = np.full(self._size + len(longer), -1, dtype=np.int32)
        self._ends_at[ends] = np.arange(len(ends), dtype=np.int32)

    def texts(self, documents: Sequence[Sequence[str]]) -> Texts:
        """Return folded tokens as numbers: over 0 for a known syllable, else `CLAUSE_MARK`, `COMMA` or `UNKNOWN`."""
        borders = borders_of(documents)
        numbers = map(self._known.get, chain.from_iterable(documents), repeat(UNKNOWN))
        return Texts(np.fromiter(numbers, dtype=np.int32, count=int(borders[-1])), borders)

    def count(self, documents: Sequence[Sequence[str]]) -> sparse.csr_matrix:
        """Return how often each n-gram stands in each document (documents x n-grams)."""
        return self.tally(self.texts(documents))

    def tally(self, texts: Texts) -> sparse.csr_matrix:
        """Return how often each n-gram stands in each text (texts x n-grams)."""
        return self.table(*self.find(texts.numbers, numbered(np.diff(texts.borders))), len(texts))

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
        columns = self._ends_at[np.concatenate(nodes)]
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
        others: see `NgramTrie`.
    """

    def __init__(
        self,
        ngrams: Sequence[tuple[str, ...]],
        idf: Sequence[float],
        terms: dict[str, list[tuple[str, ...]]],
        term_weight: float,
        others: Iterable[str] = (),
    ) -> None:
        self.trie = NgramTrie(ngrams, others)
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
    """Cuts texts into clauses: after a full stop or semicolon, and at a comma before the name of another strand.

    Reports list many strands of work in one paragraph ("công tác hậu cần …, công tác thanh tra …; công tác dân vận …"),
    each with a few words of its own that drown among those of the others.

    Args:
        openers: beginnings of a strand, as tuples of folded syllables, `CLAUSE_LEAST` at most.
        trie: numbers tokens; it tells the syllables of the openers apart.

    Raises:
        ValueError: an opener is longer than the shortest clause, so that it might reach over the end of a paragraph.

    Example:
        >>> opener = tuple(syllables("công tác"))
        >>> trie = NgramTrie([opener])
        >>> text = "Công tác hậu cần bảo đảm tốt, công tác dân vận có tiến bộ; quân số khoẻ đạt 99 %."
        >>> ClauseSplitter([opener], trie).starts(trie.texts([syllables(text)])).tolist()
        [0, 8, 16]
    """

    def __init__(self, openers: Iterable[tuple[str, ...]], trie: NgramTrie) -> None:
        self._openers: dict[int, list[bytes]] = {}  # by their first syllable, as bytes of their numbers
        for opener in openers:
            if len(opener) > CLAUSE_LEAST:
                raise ValueError(f"longer than {CLAUSE_LEAST} tokens: {' '.join(opener)}")
            numbers = trie.texts([opener]).numbers
            self._openers.setdefault(int(numbers[0]), []).append(numbers.tobytes())

    def starts(self, texts: Texts) -> Array:
        """Return at which tokens the clauses of all texts begin, at least one a text with tokens."""
        numbers, borders = texts.numbers, texts.borders
        marks = np.flatnonzero((numbers == CLAUSE_MARK) | (numbers == COMMA))
        text = np.searchsorted(borders, marks, side="right")
        long = borders[text] - marks > CLAUSE_LEAST  # what would be left of the text
        marks, begun = marks[long], borders[text[long] - 1]
        ends = numbers[marks] == CLAUSE_MARK
        ends[self._before_opener(numbers, marks)] = True
        starts, start = [], 0
        for mark, first in zip(marks[ends].tolist(), begun[ends].tolist(), strict=True):
            start = max(start, first)
            if mark - start >= CLAUSE_LEAST:
                start = mark + 1
                starts.append(start)
        return np.sort(np.concatenate([borders[:-1], np.array(starts, dtype=np.int64)]))

    def _before_opener(self, numbers: Numbers, marks: Array) -> list[int]:
        """Return which of the marks stand before the beginning of a strand."""
        following = numbers[marks + 1]
        likely = np.flatnonzero(np.isin(following, list(self._openers)))
        text, width = numbers.tobytes(), numbers.itemsize
        columns = likely.tolist(), marks[likely].tolist(), following[likely].tolist()
        return [
            i
            for i, mark, first in zip(*columns, strict=True)
            if any(text.startswith(opener, (mark + 1) * width) for opener in self._openers[first])
        ]


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


def borders_of(documents: Sequence[Sized]) -> Array:
    """Return at which token each document begins if they are put together, and last their length."""
    return np.cumsum([0, *map(len, documents)], dtype=np.int64)


def numbered(lengths: Array) -> Numbers:
    """Return 0 as often as the first length says, then 1 as often as the second, and so on."""
    return np.repeat(np.arange(len(lengths), dtype=np.int32), lengths)


def syllables(text: str) -> list[str]:
    """Return the folded tokens of `text`, punctuation included."""
    return tokenise(text).fold
