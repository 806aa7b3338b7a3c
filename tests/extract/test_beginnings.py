"""Where pieces and names can begin: the same for some texts at once as asked token by token."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from baochi.extract.beginnings import beginnings
from baochi.tag.runs import CAPITAL, may_begin_name
from baochi.text.syllables import is_plain_syllable
from baochi.text.tokens import MARK, tokenise

WORDS = st.sampled_from(
    ["Lò", "Thị", "THỊ", "thị", "H’Hen", "h’hen", "K'Brếp", "Mattis", "xã", "C04", "3", ",", ".", "(", "𝒜"]
)


TEXTS = st.lists(st.one_of(WORDS, st.text(max_size=4)), max_size=30).map(" ".join)


@given(st.lists(TEXTS, max_size=4))
@settings(max_examples=200)
def test_all_at_once_is_one_by_one(texts: list[str]) -> None:
    tokenised = [tokenise(text) for text in texts]
    for tokens, begin in zip(tokenised, beginnings(tokenised), strict=True):
        shapes = [*tokens.shape, ""]
        capitals = [at for at in range(len(tokens)) if shapes[at] in CAPITAL]
        assert begin.names == [at for at in capitals if may_begin_name(tokens, (), at)]
        followed = {at for at in capitals if shapes[at + 1] in {*CAPITAL, MARK}}
        assert begin.pieces == [at for at in capitals if at in followed or not is_plain_syllable(tokens.text[at])]
