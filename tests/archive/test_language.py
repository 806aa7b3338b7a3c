from __future__ import annotations

import unicodedata

import pytest

from archive.support import FIRST, SECOND, Shelf, jsonl
from baochi.archive.language import describe, is_vietnamese

VIETNAMESE = [
    FIRST,
    f"{FIRST} {SECOND}",
    unicodedata.normalize("NFD", FIRST),
    "Đã bắt hai người.",
    "CÔNG AN TỈNH HÀ MÂY",
    "Man Utd - Real Madrid 2-1: Ronaldo, Bale và Rashford ghi bàn ở lượt về tại Old Trafford",
    "Toyota Vios 1.5E, Honda City RS, Mazda 3 Luxury, Hyundai Accent: giá xe tháng này giảm mạnh tại các đại lý",
    "Cong an tinh Ha May da bat giu hai doi tuong mua ban ma tuy trong sang nay tai huyen Song Dai",
]
FOREIGN = {
    "English": "The police of the province said on Monday that two men were arrested and charged with theft in the city.",
    "French": "La police a arrêté deux hommes dans la ville et les a conduits au poste pour une enquête sur les faits.",
    "Indonesian": "Polisi menangkap dua orang yang diduga mencuri di kota itu dan akan dibawa ke pengadilan untuk diadili.",
    "Cyrillic": "Полиция задержала двух мужчин в городе.",
    "Cjk": "警方周一在该市逮捕了两名男子。",
    "no letters": "12.6.2017 — 1.500",
}


@pytest.mark.parametrize("text", VIETNAMESE)
def test_vietnamese(text: str):
    assert is_vietnamese(text)


@pytest.mark.parametrize("name", FOREIGN)
def test_foreign_text_is_named(shelf: Shelf, name: str):
    articles, [reject] = shelf.read("a.jsonl", jsonl({"text": FOREIGN[name]}))
    assert not articles and reject.reason == "language"
    assert name in reject.detail


def test_english_with_vietnamese_names_is_foreign():
    text = (
        FOREIGN["English"] * 5
        + " Colonel Trần Văn Thử, the head of the provincial police of Hà Mây, said that they had confessed."
    )
    assert not is_vietnamese(text)
    assert "English" in describe(text)


def test_long_text_is_judged_from_several_places():
    assert is_vietnamese(FOREIGN["English"] * 3 + f" {FIRST} {SECOND}" * 100)
