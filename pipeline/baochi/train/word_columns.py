"""The columns from which borders of words are told: syllable, shape, reduplication, and words of lists that hold it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from itertools import chain, pairwise
from zlib import crc32

from baochi.tag.features import Hashes, Layout, codes, fold_code, shape_code
from baochi.text.fold import TONES, fold_syllable
from baochi.text.syllables import ONSET

LONGEST = 6
"""Syllables of the longest word of a list that is looked up."""
_ONSET = re.compile(ONSET)
Words = Collection[str]
"""Words of two syllables and more, folded (`baochi.text.fold`), a blank between syllables."""


def columns(
    sentences: Sequence[Sequence[str]], lists: Mapping[str, Sequence[Words]], surnames: Collection[str]
) -> tuple[dict[str, Hashes], Layout]:
    """Return the columns of sentences of syllables.

    Args:
        lists: by name, the list of words that counts for each sentence; its columns are `NAME.in`, `.begin`, `.end`, `.cut`.
        surnames: folded.
    """
    layout = Layout([len(sentence) for sentence in sentences])
    folds = [[fold_syllable(syllable) for syllable in sentence] for sentence in sentences]
    flat, folded = list(chain.from_iterable(sentences)), list(chain.from_iterable(folds))
    found = {
        "fold": layout.spread(codes(folds, fold_code)),
        "word": layout.spread(codes(sentences, written_code)),
        "shape": layout.spread(codes(sentences, shape_code)),
        "surname": layout.spread([1 + (_is_capital(s) and f in surnames) for s, f in zip(flat, folded, strict=True)]),
        "echo": layout.spread([code for sentence in folds for code in _echoes(sentence)]),
    }
    for name, words in lists.items():
        rows = [row for sentence, known in zip(folds, words, strict=True) for row in _matches(sentence, known)]
        for kind, column in zip(("in", "begin", "end", "cut"), zip(*rows, strict=True), strict=True):
            found[f"{name}.{kind}"] = layout.spread(column)
    return found, layout


def _is_capital(syllable: str) -> bool:
    return syllable[:1].isupper()


@lru_cache(maxsize=65536)
def written_code(syllable: str) -> int:
    """Return the number of a syllable as written but for capitals (`hai` and `hay`, which fold alike, differ)."""
    if syllable[:1].isdigit():
        return fold_code(syllable)
    return crc32(unicodedata.normalize("NFC", syllable.lower()).encode("utf-8", "surrogatepass")) + 1


@lru_cache(maxsize=65536)
def _parts(fold: str) -> tuple[str, str]:
    """Return onset and rime of a syllable, the rime without its tone."""
    onset = _ONSET.match(fold)
    assert onset is not None  # it may be empty
    rime = unicodedata.normalize("NFD", fold[onset.end() :])
    return onset.group(), "".join(c for c in rime if c not in TONES)


def _echoes(sentence: Sequence[str]) -> list[int]:
    """Say of every syllable in what it repeats the one before: 2 onset, 4 rime, 8 all; 1 is added, 0 being no syllable."""
    found = [1]
    for before, here in pairwise(sentence):
        one, other = _parts(before), _parts(here)
        onset, rime = bool(one[0]) and one[0] == other[0], bool(one[1]) and one[1] == other[1]
        found.append(1 + 2 * onset + 4 * rime + 8 * (before == here))
    return found


def _matches(sentence: Sequence[str], words: Words) -> list[tuple[int, int, int, int]]:
    """Return for every syllable the length of the longest word that joins it to the one before, begins and ends with it.

    The fourth number is 2 inside the longest words, taken from the left, else 1; to the others 1 is added.
    """
    size = len(sentence)
    join, begin, end, cut = [1] * size, [1] * size, [1] * size, [1] * size
    for first in range(size):
        for length in range(2, min(LONGEST, size - first) + 1):
            if " ".join(sentence[first : first + length]) in words:
                begin[first] = length + 1
                last = first + length - 1
                end[last] = max(end[last], length + 1)
                for inner in range(first + 1, last + 1):
                    join[inner] = max(join[inner], length + 1)
    at = 0
    while at < size:
        length = max(begin[at] - 1, 1)
        cut[at + 1 : at + length] = [2] * (length - 1)
        at += length
    return list(zip(join, begin, end, cut, strict=True))
