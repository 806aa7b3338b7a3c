"""Numerals in digits and words, multipliers, ranges, qualifiers, and numbers that only name something."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baochi.extract.numbers import Number, NumberFinder, compound, parse_numeral
from baochi.lexicon import Lexicon
from baochi.text.tokens import tokenise


def numbers(text: str) -> list[tuple[str, float, float | None, str]]:
    tokens = tokenise(text)
    found = NumberFinder(tokens, Lexicon.load().scan(tokens)).find()
    return [(words(text, n), n.value, n.value_max, n.qualifier) for n in found]


def words(text: str, number: Number) -> str:
    tokens = tokenise(text)
    return text[tokens.start[number.start] : tokens.end[number.scale_end - 1]]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("7", 7),
        ("11.215", 11215),
        ("1,6", 1.6),
        ("1.276,5", 1276.5),
        ("0.5", 0.5),
        ("2,000,000", 2_000_000),
        ("3,274", 3.274),
        ("45,000", 45_000),
        ("25.5.2017", None),
        ("1.2.3", None),
    ],
)
def test_numeral_in_digits(text: str, value: float | None) -> None:
    assert parse_numeral(text) == value


@given(st.integers(min_value=0, max_value=10**12))
def test_thousands_with_dots_read_back(value: int) -> None:
    assert parse_numeral(f"{value:,}".replace(",", ".")) == value


@given(st.integers(0, 10**6), st.integers(1, 99))
def test_decimal_comma_reads_back(whole: int, rest: int) -> None:
    assert parse_numeral(f"{whole},{rest:02d}") == pytest.approx(whole + rest / 100)


@given(st.text(max_size=40))
def test_any_text_is_a_number_or_none(text: str) -> None:
    value = parse_numeral(text)
    assert value is None or value >= 0


@given(st.text(alphabet="hai ba năm mươi trăm nghìn triệu 0123456789.,-/ đến hơn vụ", max_size=80))
def test_numbers_lie_in_the_text_and_do_not_overlap(text: str) -> None:
    tokens = tokenise(text)
    found = NumberFinder(tokens, Lexicon.load().scan(tokens)).find()
    ends = 0
    for number in found:
        assert ends <= number.start < number.end <= number.scale_end <= len(tokens)
        assert number.begin <= number.start
        ends = number.scale_end


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("bắt hai đối tượng", ("hai", 2, None, "exact")),
        ("gần hai mươi vụ", ("hai mươi", 20, None, "nearly")),
        ("mười lăm vụ", ("mười lăm", 15, None, "exact")),
        ("hai trăm linh năm vụ", ("hai trăm linh năm", 205, None, "exact")),
        ("hai nghìn ba trăm người", ("hai nghìn ba trăm", 2300, None, "exact")),
        ("trị giá ba triệu đồng", ("ba triệu", 3, None, "exact")),
        ("1,2 triệu viên", ("1,2 triệu", 1.2, None, "exact")),
        ("thu 19.453 tỷ đồng", ("19.453 tỷ", 19453, None, "exact")),
        ("2,5 nghìn tỷ đồng", ("2,5 nghìn tỷ", 2.5, None, "exact")),
        ("1 triệu 200 nghìn đồng", ("1 triệu 200 nghìn", 1_200_000, None, "exact")),
        ("hơn 7, 4 tỷ đồng", ("7, 4 tỷ", 7.4, None, "over")),
        ("phát hiện 10-15 vụ", ("10-15", 10, 15, "exact")),
        ("từ 3 đến 5 vụ", ("3 đến 5", 3, 5, "exact")),
        ("khoảng 17 - 20% hàng hoá", ("17 - 20", 17, 20, "about")),
        ("chưa đầy 30 vụ", ("30", 30, None, "under")),
        ("160kg cần sa", ("160", 160, None, "exact")),
        ("trong số 3 thanh niên", ("3", 3, None, "exact")),
        ("tổng số 1.250 đối tượng", ("1.250", 1250, None, "exact")),
    ],
)
def test_one_number(text: str, expected: tuple[str, float, float | None, str]) -> None:
    assert numbers(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "một đối tượng",
        "hàng chục vụ",
        "hàng trăm người",
        "vài trăm người",
        "nhiều vụ",
        "điều 172 Bộ luật Hình sự",
        "ngày 20-5",
        "ngày 24-12-2016 tại xã",
        "Nghị quyết số 42/NQ-CP",
        "xe biển số 99A-123.45",
        "đường QL1A",
        "trong năm 2020 người dân",
        "lần thứ 12",
    ],
)
def test_names_orders_and_vague_amounts_are_no_numbers(text: str) -> None:
    assert numbers(text) == []


def test_compound_rejects_what_is_no_number() -> None:
    assert compound([("digit", 2), ("digit", 3)]) is None
    assert compound([("multiplier", 1000)]) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("187 trong số 204 xã có đường", 187),
        ("giải ngân 318/325 tỷ đồng", 318),
        ("ký cam kết với 47/52 chủ hàng", 47),
        ("thu hồi 1.905 phù hiệu xe", 1905),
        ("kiểm điểm 28 cá nhân", 28),
        ("phát hiện năm vụ buôn lậu", 5),
        ("Cấp 11.906 giấy thông hành", 11906),
    ],
)
def test_a_number_that_only_seems_a_name_or_a_date_counts(text: str, value: float) -> None:
    assert [n[1] for n in numbers(text)] == [value]


@pytest.mark.parametrize("text", ["họp ngày 20/12 tại tỉnh", "sáng 3/10 bộ họp", "kết luận năm vừa rồi", "cấp 3 mở lớp"])
def test_dates_years_and_grades_still_count_nothing(text: str) -> None:
    assert numbers(text) == []
