"""Near duplicates: copies of an article with another headline, cuts, moved paragraphs and corrections, found by MinHash.

An article is the set of its runs of `SHINGLE` syllables. Its signature (Broder 1997; of each of `HASHES` minima only
the lowest 16 bits, Li and König 2010) estimates how much of two sets is common (Jaccard). Beside it stand the numbers in the
text, as a Bloom filter: the same report with the figures of another month is no copy, however many words agree.

`signature` looks at one article and can run anywhere; `NearDuplicates` takes signatures in the order of reading and depends
on nothing else, so it is rebuilt from stored signatures to the same state. Both are NumPy throughout: datasketch, which does
the same with one Python object a hash, takes six times as long a signature and twenty times the memory (docs/reading.md).
"""

from __future__ import annotations

import hashlib
import zlib

import numpy as np
from numpy.typing import NDArray

from baochi.article import SourceArticle
from baochi.text.vocabulary import Column

SHINGLE = 5
HASHES = 64
BAND = 2
BANDS = HASHES // BAND
NUMBER_BYTES = 32
LEAST_WORDS = 30
"""Articles of fewer syllables have no signature: so little text is alike by chance."""

SIGNATURE_BYTES = 2 * HASHES + NUMBER_BYTES
PIECE = 1 << 13  # shingles hashed at a time, which bounds the memory for a long article
FEW_NUMBERS = 4  # fewer different ones say nothing
FIRST_ARTICLES = 1 << 10
MOST_FILLED = 0.7  # of the table
PUNCTUATION = ".,;:!?…\"'“”‘’()[]{}<>«»-–—/*•"

Words = NDArray[np.uint32]
Bytes = NDArray[np.uint8]


def _odd(name: str, count: int) -> Words:
    """Return odd multipliers that never change: neither NumPy nor Python promises the same random numbers for ever."""
    return np.frombuffer(hashlib.shake_256(name.encode()).digest(4 * count), "<u4").astype(np.uint32) | np.uint32(1)


_FACTORS, _OFFSETS, _PLACES = _odd("factors", HASHES)[:, None], _odd("offsets", HASHES)[:, None], _odd("places", SHINGLE)
_SLOTS = np.frombuffer(hashlib.shake_256(b"slots").digest(16 * BANDS), "<u8").astype(np.uint64).reshape(
    2, 1, BANDS
) | np.uint64(1)


def _hash(word: str) -> int:
    """Return the hash of a word, its lowest bit set if it holds a digit. Letter case and outer punctuation do not count."""
    bare = word.strip(PUNCTUATION).lower() or word
    return zlib.crc32(bare.encode("utf-8", "surrogatepass")) & ~1 | any(map(str.isdigit, bare))


_HASHES = Column(_hash, np.uint32)


def signature(article: SourceArticle) -> bytes:
    """Return what `NearDuplicates` compares: `SIGNATURE_BYTES`, or none for fewer than `LEAST_WORDS` syllables.

    The headline does not count, nor do Unicode form, letter case and blanks.

    Example:
        >>> len(signature(SourceArticle(["Một bản tin đủ dài để so sánh."] * 5)))
        160
    """
    words = article.stretches()
    if len(words.numbers) < LEAST_WORDS:
        return b""
    hashes = _HASHES.take(*words)
    minima = np.full(HASHES, 0xFFFFFFFF, np.uint32)
    for start in range(0, len(hashes) - SHINGLE + 1, PIECE):
        shingles = _shingles(hashes[start : start + PIECE + SHINGLE - 1])
        values = np.multiply.outer(_FACTORS[:, 0], shingles)
        values += _OFFSETS
        np.minimum(minima, values.min(axis=1), out=minima)
    numbers = np.zeros(8 * NUMBER_BYTES, bool)
    numbers[(hashes[(hashes & 1).astype(bool)] >> 1) % len(numbers)] = True
    return minima.astype("<u2").tobytes() + np.packbits(numbers).tobytes()


def _shingles(hashes: Words) -> Words:
    """Return a well mixed hash of every run of `SHINGLE` words."""
    count = len(hashes) - SHINGLE + 1
    mixed = hashes[:count] * _PLACES[0]
    for place in range(1, SHINGLE):
        mixed = (mixed ^ (mixed >> np.uint32(15))) * _PLACES[place] + hashes[place : place + count]
    mixed ^= mixed >> np.uint32(16)
    mixed *= np.uint32(0x85EBCA6B)
    mixed ^= mixed >> np.uint32(13)
    mixed *= np.uint32(0xC2B2AE35)
    return mixed ^ (mixed >> np.uint32(16))


class NearDuplicates:
    """The articles entered so far, each of which is no copy of another; copies are told, not kept.

    A pair of minima (a band) leads to the first two articles that had it (locality-sensitive hashing): a hash table of
    article numbers with two places for each key, so that neither memory nor time depends on how often a line is repeated.
    The table is emptied and filled from the signatures when it gets full.

    Args:
        least_alike: estimated Jaccard similarity from which an article is a copy.
        least_numbers: share of the numbers of the article that has fewer which the other must have too.

    Example:
        >>> text = "Sáng nay, tại trụ sở Công an tỉnh Hà Mây đã diễn ra lễ công bố quyết định về công tác cán bộ."
        >>> first, copy = SourceArticle([text, text.upper()]), SourceArticle([text, "(Theo báo Mẫu)", text.upper()])
        >>> index = NearDuplicates()
        >>> index.enter("a", signature(first)), index.enter("b", signature(copy))
        (None, 'a')
    """

    def __init__(self, least_alike: float = 0.43, least_numbers: float = 0.6) -> None:
        self.least_alike, self.least_numbers = least_alike, least_numbers
        self._ids: list[str] = []
        self._minima = np.empty((FIRST_ARTICLES, HASHES), np.uint16)
        self._numbers = np.empty((FIRST_ARTICLES, NUMBER_BYTES), np.uint8)
        self._table = np.zeros(2 * BANDS * FIRST_ARTICLES, np.uint32)  # article numbers from 1; its size is a power of two
        self._filled = 0

    def __len__(self) -> int:
        return len(self._ids)

    @property
    def nbytes(self) -> int:
        """Memory of the arrays, in bytes."""
        return self._minima.nbytes + self._numbers.nbytes + self._table.nbytes

    def enter(self, article_id: str, signature: bytes) -> str | None:
        """Return the id of the article that this one is a copy of, or None, and then remember it.

        Where several are alike it is the most alike one, of these the first entered. An empty signature is never alike.
        """
        if not signature:
            return None
        minima, numbers, places, held = self._look_up(signature)
        first = self._most_alike(minima, numbers, held)
        if first is None:
            self._add(article_id, minima, numbers, places, held)
        return first

    def find(self, signature: bytes) -> str | None:
        """Return what `enter` would return, and remember nothing."""
        if not signature:
            return None
        minima, numbers, _, held = self._look_up(signature)
        return self._most_alike(minima, numbers, held)

    def _look_up(self, signature: bytes) -> tuple[NDArray[np.uint16], Bytes, NDArray[np.intp], Words]:
        """Return the parts of a signature, the places of its bands in the table, and whom these hold."""
        minima = np.frombuffer(signature, "<u2", HASHES)
        places = self._places(minima[None])[:, 0]
        return minima, np.frombuffer(signature, np.uint8, NUMBER_BYTES, 2 * HASHES), places, self._table[places]

    def _most_alike(self, minima: NDArray[np.uint16], numbers: Bytes, held: Words) -> str | None:
        candidates = held[held > 0]
        if not len(candidates):
            return None
        candidates = np.unique(candidates) - 1
        alike = np.count_nonzero(self._minima[candidates] == minima, axis=1)
        close = alike >= self.least_alike * HASHES
        if not close.any():
            return None
        alike[~(close & self._same_numbers(candidates, numbers))] = 0
        best = int(alike.argmax())
        return self._ids[candidates[best]] if alike[best] else None

    def _same_numbers(self, candidates: Words, numbers: Bytes) -> NDArray[np.bool_]:
        theirs = self._numbers[candidates]
        common, fewer = _bits(theirs & numbers), np.minimum(_bits(theirs), _bits(numbers[None]))
        return (fewer < FEW_NUMBERS) | (common >= self.least_numbers * fewer)

    def _add(
        self, article_id: str, minima: NDArray[np.uint16], numbers: Bytes, places: NDArray[np.intp], held: Words
    ) -> None:
        at = len(self._ids)
        if at == len(self._minima):  # in place, without a second copy
            self._minima.resize((at + at // 4, HASHES), refcheck=False)
            self._numbers.resize((at + at // 4, NUMBER_BYTES), refcheck=False)
        self._ids.append(article_id)
        self._minima[at], self._numbers[at] = minima, numbers
        first, second = held == 0
        chosen = np.where(first, places[0], places[1])[first | second]
        self._table[chosen] = at + 1
        self._filled += len(chosen)
        if self._filled > MOST_FILLED * len(self._table):
            self._refill(2 * len(self._table))

    def _refill(self, size: int) -> None:
        """Fill a new table of `size` places, some thousand articles at a time."""
        del self._table
        self._table = np.zeros(size, np.uint32)
        for start in range(0, len(self._ids), PIECE):
            places = self._places(self._minima[start : min(start + PIECE, len(self._ids))]).reshape(2, -1)
            owners = np.repeat(np.arange(start + 1, start + 1 + places.shape[1] // BANDS, dtype=np.uint32), BANDS)
            for choice in (0, 1):
                free = self._table[places[choice]] == 0
                # Of equal indexes the last is kept: backwards, the first.
                self._table[places[choice][free][::-1]] = owners[free][::-1]
                lost = self._table[places[choice]] != owners
                places, owners = places[:, lost], owners[lost]
        self._filled = int(np.count_nonzero(self._table))

    def _places(self, minima: NDArray[np.uint16]) -> NDArray[np.intp]:
        """Return the two places of every band of every row: shape (2, rows, bands)."""
        pairs = minima.reshape(len(minima), BANDS, BAND).astype(np.uint64)
        keys = pairs[:, :, 0] | (pairs[:, :, 1] << np.uint64(16))
        shift = np.uint64(64 - (len(self._table).bit_length() - 1))
        return (((keys + np.uint64(1)) * _SLOTS) >> shift).astype(np.intp)


def _bits(rows: Bytes) -> NDArray[np.int64]:
    return np.unpackbits(rows, axis=1).sum(axis=1, dtype=np.int64)
