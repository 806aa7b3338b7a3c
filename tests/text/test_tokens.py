"""Tokens: what is one and what is not."""

import pytest

from baochi.text.tokens import tokenise


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("Chị H’Hen Niê", ["Chị", "H’Hen", "Niê"]),
        ("K'Brếp ở Đắk R’Lấp", ["K'Brếp", "ở", "Đắk", "R’Lấp"]),
        ("gọi là 'bình dị' thôi", ["gọi", "là", "'", "bình", "dị", "'", "thôi"]),
        ("hạng 'A', hạng 'B'", ["hạng", "'", "A", "'", ",", "hạng", "'", "B", "'"]),
    ],
)
def test_apostrophes_join_inside_a_name_and_quote_around_words(text: str, tokens: list[str]) -> None:
    assert tokenise(text).text == tokens
