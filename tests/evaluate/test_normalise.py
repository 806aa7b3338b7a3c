import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baochi.evaluate.normalise import dice, normal, office


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Hoà Bình", "HÒA BÌNH"),
        ("chiến sỹ", "chiến sĩ"),
        ("Uỷ viên", "Ủy viên"),
        ("Cục C04 (Bộ Công an)", "cục c04, Bộ Công an"),
        ("Đắk Nông", unicodedata.normalize("NFD", "Đắk Nông")),
    ],
)
def test_spellings_of_the_same(a, b):
    assert normal(a) == normal(b)


@pytest.mark.parametrize(("a", "b"), [("ma", "má"), ("đa", "da"), ("tỉnh", "tình"), ("12%", "12")])
def test_different_words_stay_different(a, b):
    assert normal(a) != normal(b)


def test_dice_counts_words_as_often_as_they_occur():
    assert dice("Sở Tài chính", "Sở Tài chính tỉnh") == pytest.approx(6 / 7)
    assert dice("an an an", "an") == pytest.approx(2 / 4)
    assert (dice("", None), dice("", "an"), dice("an", "bình")) == (1.0, 0.0, 0.0)


def test_office_writes_the_seam_once():
    assert office("Trưởng phòng", "Phòng Kế toán") == normal("Trưởng phòng kế toán")
    assert office("Trưởng Ban Quản lý", "Ban Quản lý cảng") == normal("Trưởng ban quản lý cảng")
    assert office("Thủ tướng", "") == normal("Thủ tướng")


@given(st.text(max_size=60), st.text(max_size=60))
def test_dice_is_a_likeness(a, b):
    assert 0 <= dice(a, b) <= 1
    assert dice(a, b) == dice(b, a)
    assert dice(a, a) == 1
    assert normal(unicodedata.normalize("NFD", a)) == normal(unicodedata.normalize("NFC", a))
