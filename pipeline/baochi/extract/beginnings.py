"""Where pieces and full names can begin by how the tokens are written, found for a whole text at once."""

from __future__ import annotations

import numpy as np

from baochi.tag.runs import CAPITAL, FEMALE
from baochi.text.fold import fold_syllable
from baochi.text.syllables import highland_prefix, is_plain_syllable
from baochi.text.tokens import MARK, Tokens, shape_of
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


class Beginnings:
    """The tokens at which something can begin.

    Attributes:
        pieces: capitalised tokens at which to look for a name; a lone plain syllable is none, being most often the first
            word of a sentence; names: those at which a full name can begin without a listed family name
            (`baochi.tag.runs.may_begin_name`).
    """

    def __init__(self, tokens: Tokens) -> None:
        signs = tokens.take(_SIGNS)
        begins = signs >> _BY_ITSELF
        begins[:-1] |= signs[:-1] & (signs[1:] >> _BY_NEXT)
        self.pieces: list[int] = (begins & _PIECE).nonzero()[0].tolist()
        self.names: list[int] = (begins & _NAME).nonzero()[0].tolist()
