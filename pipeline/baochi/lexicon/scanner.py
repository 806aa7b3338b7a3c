"""One walk over the tokens of a batch of texts finds every lexicon entry, however many there are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from baochi.lexicon.entry import Entry
from baochi.lexicon.hits import EntryTable, Found, Ints
from baochi.text.fold import fold_syllable
from baochi.text.keys import KeyNumbers
from baochi.text.tokens import LOWER, Tokens, shape_of, take_all
from baochi.text.vocabulary import Column

ROOT = 0
NO_FOLD = 0
"""Of a token whose fold no entry holds, and of the empty token behind each text."""
_IS_LOWER = Column(lambda token: shape_of(token) == LOWER, np.bool_)


class _Batch(NamedTuple):
    """The tokens of all texts one behind the other; behind each text stands an empty one, over which no entry goes on.

    Attributes:
        fold: numbers of the scanner; lower: is the token in small letters; begin, size: of each text, empty token included.
        ahead: may an entry go on with the token; neither with an empty one nor with the first of a paragraph.
    """

    texts: Sequence[Tokens]
    fold: Ints
    lower: npt.NDArray[np.bool_]
    begin: Ints
    size: Ints
    ahead: npt.NDArray[np.bool_]


class Scanner:
    """A prefix tree over folded tokens, kept as arrays: all texts are walked at once, each step a token deeper.

    Args:
        entries: what is looked for; of two with the same form and category the later one is found.
    """

    def __init__(self, entries: Sequence[Entry]) -> None:
        self.table = EntryTable(entries)
        self._length = _ints(entry.length for entry in entries)
        tokens = " ".join(entry.written for entry in entries).split(" ") if entries else []
        fold_of = {token: fold_syllable(token) for token in dict.fromkeys(tokens)}
        self._folds = {fold: number for number, fold in enumerate(dict.fromkeys(fold_of.values()), NO_FOLD + 1)}
        number_of = {token: self._folds[fold] for token, fold in fold_of.items()}
        self._fold = Column(lambda token: self._folds.get(fold_syllable(token), NO_FOLD), np.int64)
        self._width = len(self._folds) + 1
        keys, last = _tree(_ints(map(number_of.__getitem__, tokens)), self._length, self._width)
        self._children = KeyNumbers(keys)
        nodes = len(keys) + 1
        self._goes_on = np.bincount(keys // self._width, minlength=nodes) > 0
        self._begins = self._children.find(np.arange(self._width)) + np.int64(1)
        self._by_node = np.argsort(last, kind="stable")
        self._endings = np.bincount(last, minlength=nodes)
        self._first_ending = np.cumsum(self._endings) - self._endings
        self.categories, self._category = self.table.categories, self.table.category
        self._overlap = np.array([entry.overlap for entry in entries], dtype=np.bool_)
        self._capital = np.array([entry.case == "capital" for entry in entries], dtype=np.bool_)
        self._exact = np.array([entry.case == "exact" for entry in entries], dtype=np.bool_)
        self._any_case = ~(self._capital | self._exact)

    def scan(self, texts: Sequence[Tokens], paragraphs: Sequence[Sequence[int]] = ()) -> Found:
        """Return the leftmost longest hits of each category in each text; see `Entry.overlap`.

        Args:
            paragraphs: the first tokens of the paragraphs of each text, over whose ends no hit goes on.
        """
        batch = self._batch(texts, paragraphs)
        total = len(batch.fold)
        longest = np.zeros(len(self.categories) * total, dtype=np.min_scalar_type(len(self.table.entries)))
        for at, entry in self._walk(batch):
            at, entry = self._fitting(batch, at, entry)
            longest[self._category[entry] * total + at] = entry + 1
        place = np.flatnonzero(longest > 0)
        entry = longest[place].astype(np.int64) - 1
        kept = self._leftmost(place, entry)
        place, entry = place[kept], entry[kept]
        borders = np.append(batch.begin, total)
        edges = np.searchsorted(place, np.arange(len(self.categories))[:, None] * total + borders).tolist()
        start = place - self._category[entry] * total
        start -= np.repeat(batch.begin, batch.size)[start]
        return Found(self.table, start, start + self._length[entry], entry, dict(zip(self.categories, edges, strict=True)))

    def _batch(self, texts: Sequence[Tokens], paragraphs: Sequence[Sequence[int]]) -> _Batch:
        size = _ints(len(tokens) + 1 for tokens in texts)
        begin = np.cumsum(size) - size
        fold = _apart(texts, self._fold)
        ahead = fold > 0
        ahead[_ints(at + first for at, of in zip(begin.tolist(), paragraphs, strict=False) for first in of)] = False
        lower = _apart(texts, _IS_LOWER)
        return _Batch(texts=texts, fold=fold, lower=lower, begin=begin, size=size, ahead=ahead)

    def _walk(self, batch: _Batch) -> Iterator[tuple[Ints, Ints]]:
        """Yield tokens and the entries that begin there by their form, shorter forms first."""
        fold = batch.fold
        at = np.flatnonzero(self._begins[fold])
        node, length = self._begins[fold[at]], 1
        while len(at):
            yield self._ending_at(at, node)
            goes_on = self._goes_on[node] & batch.ahead[at + length]
            at, node = at[goes_on], node[goes_on]
            number = self._children.find(node * self._width + fold[at + length])
            leads = number >= 0
            at, node = at[leads], number[leads] + np.int64(1)
            length += 1

    def _ending_at(self, at: Ints, node: Ints) -> tuple[Ints, Ints]:
        count = self._endings[node]
        before = np.cumsum(count) - count
        rows = np.arange(int(count.sum())) + np.repeat(self._first_ending[node] - before, count)
        return np.repeat(at, count), self._by_node[rows]

    def _fitting(self, batch: _Batch, at: Ints, entry: Ints) -> tuple[Ints, Ints]:
        """Return the tokens and entries that the capitals of the tokens suit."""
        fits = self._any_case[entry]
        unsure = np.flatnonzero(~fits)
        if not len(unsure):
            return at, entry
        fits[unsure] = ~(self._capital[entry[unsure]] & batch.lower[at[unsure]])
        exact = unsure[self._exact[entry[unsure]]]
        text = np.searchsorted(batch.begin, at[exact], side="right") - 1
        start = at[exact] - batch.begin[text]
        columns = (exact, text, start, start + self._length[entry[exact]], entry[exact])
        for i, number, first, last, which in zip(*(column.tolist() for column in columns), strict=True):
            fits[i] = " ".join(batch.texts[number].text[first:last]) == self.table.entries[which].written
        return at[fits], entry[fits]

    def _leftmost(self, place: Ints, entry: Ints) -> npt.NDArray[np.bool_]:
        """Say which hits to keep: none that begins inside one that is kept, unless its category overlaps."""
        end = place + self._length[entry]
        reached = np.maximum.accumulate(end)
        unsure = np.flatnonzero((place[1:] < reached[:-1]) & ~self._overlap[entry[1:]]) + 1
        kept = np.ones(len(place), dtype=np.bool_)
        previous = last = -1  # the hit looked at before, and where the last hit that is kept ends
        for i, first, behind in zip(unsure.tolist(), place[unsure].tolist(), end[unsure].tolist(), strict=True):
            if previous != i - 1:
                last = end[i - 1]  # that hit is kept for sure
            kept[i] = first >= last
            if first >= last:
                last = behind
            previous = i
        return kept


def _tree(folds: Ints, length: Ints, width: int) -> tuple[Ints, Ints]:
    """Return the keys of a prefix tree over forms, and the node where each form ends.

    Key number i, of a node * `width` + the fold that follows it, leads to node i + 1; node 0 is the root.

    Args:
        folds: of the forms one behind the other, each above 0 and below `width`; length: how many each form has.
    """
    first = np.cumsum(length) - length
    last = np.full(len(length), ROOT, dtype=np.int64)
    keys = [np.empty(0, dtype=np.int64)]
    nodes = 1
    for depth in range(int(length.max(initial=0))):
        longer = np.flatnonzero(length > depth)
        found, number = np.unique(last[longer] * width + folds[first[longer] + depth], return_inverse=True)
        last[longer] = number + nodes
        keys.append(found)
        nodes += len(found)
    return np.concatenate(keys), last


def _apart(texts: Sequence[Tokens], column: Column) -> npt.NDArray[Any]:
    """Return the values of all texts, one behind the other, with a 0 for the empty token behind each."""
    return np.insert(take_all(texts, column), np.cumsum(_ints(map(len, texts))), 0)


def _ints(values: Iterable[int]) -> Ints:
    return np.array(list(values), dtype=np.int64)
