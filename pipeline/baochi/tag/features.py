"""Hashed features of syllables for a whole batch at once: the same code for training and for tagging.

A *column* holds one integer for each syllable: what it is, how it is written, what the lexicon says of it. A *template*
names columns at distances (`fold` one to the left with `fold` here); the values there are mixed into one of 2^`BITS` slots
(the hashing trick, Weinberger et al. 2009), for every syllable of the batch in a few NumPy calls. Sequences lie one behind
the other with `GAP` empty places between them, so that no template looks from one into the next.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from zlib import crc32

import numpy as np
import numpy.typing as npt

from baochi.text.syllables import is_vietnamese_syllable
from baochi.text.tokens import LOWER, NUMBER, TITLE, UPPER, shape_of

Ints = npt.NDArray[np.int64]
Hashes = npt.NDArray[np.uint64]
Template = tuple[tuple[str, int], ...]

BITS = 20
GAP = 2
"""Farthest that a template looks."""
EMPTY = 0
"""Value of every column between sequences."""
_MIX, _SEED = np.uint64(0x9E3779B97F4A7C15), 0xD6E8FEB86659FD93
_SHIFT, _SLOT = np.uint64(32), np.uint64(64 - BITS)
_WHOLE = 2**64


class Layout:
    """Where the syllables of sequences lie in the columns of a batch.

    Args:
        lengths: of the sequences.

    Attributes:
        size: places, gaps included; at: place of every syllable, sequence after sequence; first: place of each sequence.

    Example:
        >>> layout = Layout([2, 1])
        >>> layout.size, layout.at.tolist()
        (9, [2, 3, 6])
    """

    def __init__(self, lengths: Sequence[int] | Ints) -> None:
        self.lengths = np.asarray(lengths, dtype=np.int64)
        self.first = np.cumsum(self.lengths + GAP) - self.lengths
        self.size = int(self.lengths.sum()) + GAP * (len(self.lengths) + 1)
        self.at = np.arange(int(self.lengths.sum())) + GAP * np.repeat(np.arange(1, len(self.lengths) + 1), self.lengths)

    def spread(self, values: npt.ArrayLike, column: Hashes | None = None) -> Hashes:
        """Return a column (by default a new one) with `values` (one a syllable) in their places."""
        column = np.empty(self.size, dtype=np.uint64) if column is None else column
        column.fill(EMPTY)
        column[self.at] = values
        return column


def fold_code(fold: str) -> int:
    """Return the number that stands for a folded syllable; numbers count by their form (`15.775` is `00.000`)."""
    if fold[:1].isdigit():
        fold = "".join("0" if c.isdigit() else c for c in fold)
    return crc32(fold.encode("utf-8", "surrogatepass")) + 1


SHAPES = {
    shape + foreign: code
    for code, (shape, foreign) in enumerate(((s, f) for s in "AULNP" for f in ("", "?", "0", "1")), start=1)
}
"""Codes of shapes: a letter (`baochi.text.tokens.shape_of`) and what else is special of it."""


def shape_code(token: str) -> int:
    """Return the code of a token's shape: `?` foreign spelling, `0` digits inside, `1` a single letter."""
    shape = shape_of(token)
    special = ""
    if shape in (UPPER, TITLE, LOWER):
        if len(token) == 1:
            special = "1"
        elif any(c.isdigit() for c in token):
            special = "0"
        elif shape != UPPER and not is_vietnamese_syllable(token):
            special = "?"
    elif shape == NUMBER and len(token) > 2:
        special = "0"
    return SHAPES[shape + special]


def codes(texts: Sequence[Sequence[str]], code: Callable[[str], int]) -> Ints:
    """Return `code(token)` of every token, text after text."""
    return np.fromiter(map(code, chain.from_iterable(texts)), dtype=np.int64, count=sum(map(len, texts)))


def slots(columns: dict[str, Hashes], templates: Sequence[Template], first: int, last: int) -> Iterator[Ints]:
    """Yield for each template the slot of every place from `first` to `last` (exclusive), those in gaps too.

    No place nearer than `GAP` to either end of the columns. Whole stretches cost less than the places of syllables alone.

    Example:
        >>> layout = Layout([3])
        >>> columns = {"fold": layout.spread([7, 8, 7])}
        >>> alone, pair = slots(columns, [(("fold", 0),), (("fold", -1), ("fold", 0))], GAP, layout.size - GAP)
        >>> bool(alone[0] == alone[2]), bool(pair[0] == pair[2])
        (True, False)
    """
    shifted = np.empty(last - first, dtype=np.uint64)
    for number, template in enumerate(templates):
        mixed = np.empty(last - first, dtype=np.uint64)
        before: Hashes | np.uint64 = np.uint64((_SEED * (number + 1)) % _WHOLE)
        for name, distance in template:
            np.bitwise_xor(columns[name][first + distance : last + distance], before, out=mixed)
            mixed *= _MIX
            mixed ^= np.right_shift(mixed, _SHIFT, out=shifted)
            before = mixed
        mixed *= _MIX
        mixed >>= _SLOT
        yield mixed.view(np.int64)
