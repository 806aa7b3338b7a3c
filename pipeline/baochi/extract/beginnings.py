"""Where pieces and full names can begin by how the tokens are written, found for all texts of a batch at once."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from baochi.tag.runs import CAPITAL, FEMALE
from baochi.text.fold import fold_syllable
from baochi.text.syllables import highland_prefix, is_plain_syllable
from baochi.text.tokens import MARK, Tokens, shape_of, take_all
from baochi.text.vocabulary import Column

_PIECE, _NAME = 1, 2
_BY_ITSELF, _BY_NEXT = 2, 4
"""The signs of a token, as bits: what (`_PIECE`, `_NAME`) it may begin if the next token lets it; by that many bits higher,
what it begins whatever stands behind it, and what it lets the token before it begin."""


def _signs(token: str) -> int:
    shape = shape_of(token)
    capital = shape in CAPITAL
    may = (_PIECE | _NAME) * capital
    by_itself = _PIECE * (capital and not is_plain_syllable(token)) | _NAME * (capital and highland_prefix(token) > 0)
    by_next = _PIECE * (capital or shape == MARK) | _NAME * (fold_syllable(token) == FEMALE)
    return may | by_itself << _BY_ITSELF | by_next << _BY_NEXT


_SIGNS = Column(_signs, np.uint8)


class Beginnings(NamedTuple):
    """The tokens of a text at which something can begin.

    Attributes:
        pieces: capitalised tokens at which to look for a name; a lone plain syllable is none, being most often the first
            word of a sentence; names: those at which a full name can begin without a listed family name
            (`baochi.tag.runs.may_begin_name`).
    """

    pieces: list[int]
    names: list[int]


def beginnings(texts: Sequence[Tokens]) -> list[Beginnings]:
    """Return the beginnings in each text."""
    edges = np.cumsum([0, *map(len, texts)])
    signs = take_all(texts, _SIGNS)
    following = np.append(signs[1:], 0) >> _BY_NEXT
    following[edges[1:][edges[1:] > 0] - 1] = 0  # no text looks into the next one
    begins = signs >> _BY_ITSELF | signs & following
    return list(map(Beginnings, _places(begins & _PIECE, edges), _places(begins & _NAME, edges)))


def _places(marked: npt.NDArray[np.integer], edges: npt.NDArray[np.int64]) -> list[list[int]]:
    """Return for each text the tokens that are marked; `edges` says where each text begins, and where the last ends."""
    places = marked.nonzero()[0]
    bounds = places.searchsorted(edges)
    own = (places - edges[:-1].repeat(np.diff(bounds))).tolist()
    return [own[first:last] for first, last in pairwise(bounds.tolist())]
