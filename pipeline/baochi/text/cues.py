"""Cue phrases of paragraph kinds: which signs they give, and where in a paragraph they count."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from baochi.lexicon import Lexicon
from baochi.text.fold import fold_syllable
from baochi.text.tokens import IS_MARK, Tokens, take_all
from baochi.text.vocabulary import Column, Ints

AT_START = frozenset(["scene", "narrative", "follows", "byline", "agency", "other", "paper", "motto", "part"])
AT_END = frozenset(["telling", "credit", "link"])
NO_CUE = NO_FOLD = 0


class Phrase(NamedTuple):
    """A cue phrase of several tokens: its number among the cues, and the numbers of its folded tokens as bytes."""

    cue: int
    size: int
    folds: bytes


class Cues:
    """Finds the cue phrases of paragraphs (`lexicon/paragraph_cues.csv`), leftmost longest, in a batch of texts at once.

    Example:
        >>> from baochi.text.tokens import tokenise
        >>> tokens = tokenise("“Bút ký của ai?")
        >>> [sorted(signs) for signs in Cues(Lexicon.load()).signs([tokens], [0], [len(tokens)])]
        [['byline']]
    """

    def __init__(self, lexicon: Lexicon) -> None:
        cues = [(entry.folds, frozenset(entry["signs"].split())) for entry in lexicon.forms("paragraph_cue")]
        self._names = sorted({sign for _, signs in cues for sign in signs})
        openers = list(dict.fromkeys(folds[0] for folds, _ in cues))
        known = dict.fromkeys([*openers, *(fold for folds, _ in cues for fold in folds)])
        numbers = {fold: number for number, fold in enumerate(known, NO_FOLD + 1)}  # those that open a phrase come first
        self._number = Column(lambda token: numbers.get(fold_syllable(token), NO_FOLD), np.uint16)
        self._opens = np.arange(len(numbers) + 1) <= len(openers)
        self._opens[NO_FOLD] = False
        self._alone = np.zeros(len(numbers) + 1, dtype=np.int64)
        self._goes_on = np.zeros((len(openers) + 1, len(numbers) + 1), dtype=np.bool_)
        self._longer: dict[tuple[int, int], list[Phrase]] = {}  # by their first two tokens, longest first
        for cue, (folds, _) in enumerate(cues, NO_CUE + 1):
            parts = [numbers[fold] for fold in folds]
            if len(parts) == 1:
                self._alone[parts[0]] = cue
            else:
                self._goes_on[parts[0], parts[1]] = True
                phrases = self._longer.setdefault((parts[0], parts[1]), [])
                phrases.insert(0, Phrase(cue, len(parts), np.array(parts, dtype=np.uint16).tobytes()))
                phrases.sort(key=lambda phrase: -phrase.size)
        self._size = np.array([0, *(len(folds) for folds, _ in cues)])
        self._anywhere = self._bits(signs - AT_START - AT_END for _, signs in cues)
        self._at_start = self._bits(signs & AT_START for _, signs in cues)
        self._at_end = self._bits(signs & AT_END for _, signs in cues)

    def _bits(self, signs: Iterable[frozenset[str]]) -> Ints:
        """Return the signs of each cue as one number, a bit a sign; `NO_CUE` has none."""
        return np.array([0, *(sum(1 << self._names.index(name) for name in names) for names in signs)])

    def _named(self, bits: int) -> frozenset[str]:
        return frozenset(name for i, name in enumerate(self._names) if bits >> i & 1)

    def signs(self, texts: Sequence[Tokens], first: Sequence[int], last: Sequence[int]) -> list[frozenset[str]]:
        """Return the signs of the phrases in each of some stretches of the texts.

        A phrase is at the start or end of a stretch if only marks stand outside it.

        Args:
            first, last: tokens of the stretches, ends exclusive, in order; they count over all texts put together.
        """
        if not first:
            return []
        begins, ends = np.array(first, dtype=np.int64), np.array(last, dtype=np.int64)
        numbers = _together(texts, self._number)
        at = np.flatnonzero(self._opens[numbers])
        stretch = np.searchsorted(begins, at, side="right") - 1
        inside = (stretch >= 0) & (at < ends[stretch])
        at, stretch = at[inside], stretch[inside]
        cue = self._alone[numbers[at]]
        for i, phrase in self._phrases(numbers, at, ends[stretch]):
            cue[i] = phrase
        end = at + self._size[cue]
        free = np.flatnonzero(at >= np.maximum.accumulate(np.append(0, end))[:-1])  # not inside a phrase
        at, stretch, cue, end = at[free], stretch[free], cue[free], end[free]
        words = np.flatnonzero(~_together(texts, IS_MARK))  # the last one is no token: it stands behind all texts
        words = np.append(-1, words)  # nothing but marks outside the first and the last word
        opened = at <= words[np.searchsorted(words, begins)][stretch]
        closed = end > words[np.searchsorted(words, ends) - 1][stretch]
        bits = self._anywhere[cue] | self._at_start[cue] * opened | self._at_end[cue] * closed
        found = np.zeros(len(begins), dtype=np.int64)
        np.bitwise_or.at(found, stretch, bits)
        distinct, which = np.unique(found, return_inverse=True)
        named = list(map(self._named, distinct.tolist()))
        return [named[i] for i in which.tolist()]

    def _phrases(self, numbers: npt.NDArray[Any], at: Ints, ends: Ints) -> Iterator[tuple[int, int]]:
        """Yield the phrases of several tokens that begin at tokens `at`, none over its `ends`: index in `at`, and cue."""
        pairs = numbers[at], numbers[at + 1]
        begun = np.flatnonzero(self._goes_on[pairs])
        folds, width, behind = numbers.tobytes(), numbers.itemsize, 0
        columns = (column[begun].tolist() for column in (at, ends, *pairs))
        for i, token, end, opener, second in zip(begun.tolist(), *columns, strict=True):
            if token < behind:
                continue
            for phrase in self._longer[opener, second]:
                if token + phrase.size <= end and folds.startswith(phrase.folds, token * width):
                    behind = token + phrase.size
                    yield i, phrase.cue
                    break


def _together(texts: Sequence[Tokens], column: Column) -> npt.NDArray[Any]:
    """Return the values of all tokens of the texts, with a 0 behind the last."""
    values = take_all(texts, column)
    return np.append(values, values.dtype.type(0))
