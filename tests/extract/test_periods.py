"""Expressions of time: found where they stand, resolved against the date of publication."""

from __future__ import annotations

import datetime as dt
import tomllib
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baochi.article import Article, SourceArticle
from baochi.extract.periods import BY_HEAD, Periods, head_of, match_period, resolve
from baochi.lexicon import Lexicon
from baochi.pipeline import Spotter, Tokeniser

HEADS = tomllib.loads((resources.files("baochi.lexicon") / "period_patterns.toml").read_text(encoding="utf-8"))
PUBLISHED = dt.date(2020, 7, 15)


def found(text: str) -> list[str]:
    article = Article.from_source(SourceArticle([text]))
    for stage in (Tokeniser(), Spotter(Lexicon.load()), Periods()):
        stage.annotate([article])
    assert all(m.label == "PERIOD" for m in article.mentions)
    return [article.text[m.start : m.end] for m in article.mentions]


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("6 tháng đầu năm 2017", "2017-01-01", "2017-06-30"),
        ("sáu tháng cuối năm 2018", "2018-07-01", "2018-12-31"),
        ("6 tháng đầu năm", "2020-01-01", "2020-06-30"),
        ("11 tháng năm 2019", "2019-01-01", "2019-11-30"),
        ("quý I", "2020-01-01", "2020-03-31"),
        ("quý III/2019", "2019-07-01", "2019-09-30"),
        ("từ 15/12/2019 đến 14/6/2020", "2019-12-15", "2020-06-14"),
        ("từ tháng 1 đến tháng 6/2020", "2020-01-01", "2020-06-30"),
        ("tháng 11/2019 đến tháng 2/2020", "2019-11-01", "2020-02-29"),
        ("từ đầu năm đến nay", "2020-01-01", "2020-07-15"),
        ("giai đoạn 2015-2020", "2015-01-01", "2020-12-31"),
        ("năm qua", "2019-01-01", "2019-12-31"),
        ("năm nay", "2020-01-01", "2020-12-31"),
        ("5 năm qua", "2015-07-15", "2020-07-15"),
        ("tháng 7", "2020-07-01", "2020-07-31"),
        ("tháng 12", "2019-12-01", "2019-12-31"),
        ("ngày 15/6/2020", "2020-06-15", "2020-06-15"),
        ("sáng 23/9", "2019-09-23", "2019-09-23"),
        ("Ngày 25.5", "2020-05-25", "2020-05-25"),
        ("ngày 3 tháng 2 năm 1999", "1999-02-03", "1999-02-03"),
        ("hôm qua", "2020-07-14", "2020-07-14"),
        ("tuần trước", "2020-07-06", "2020-07-12"),
    ],
)
def test_resolves_against_publication(text: str, start: str, end: str) -> None:
    assert match_period(text, 0) == len(text)
    assert resolve(text, PUBLISHED) == (dt.date.fromisoformat(start), dt.date.fromisoformat(end))


@pytest.mark.parametrize("text", ["quý I", "tháng 7", "ngày 25/5", "năm qua", "hôm nay", "từ đầu năm đến nay", "5 năm qua"])
def test_without_publication_nothing_is_guessed(text: str) -> None:
    assert resolve(text, None) is None


def test_without_publication_full_dates_resolve() -> None:
    assert resolve("ngày 1/3/2018", None) == (dt.date(2018, 3, 1), dt.date(2018, 3, 1))
    assert resolve("quý II năm 2018", None) == (dt.date(2018, 4, 1), dt.date(2018, 6, 30))


def test_an_open_beginning_stays_open() -> None:
    assert resolve("tính đến ngày 17/10/2019", None) == (None, dt.date(2019, 10, 17))
    assert resolve("đến nay", PUBLISHED) == (None, PUBLISHED)


def test_days_of_one_month_are_a_range() -> None:
    assert resolve("2 ngày 16 và 17/10", PUBLISHED) is not None
    assert resolve("từ 12 đến 14/7/2018", None) == (dt.date(2018, 7, 12), dt.date(2018, 7, 14))
    assert resolve("ngày 28 và 3/5/2018", None) == (dt.date(2018, 4, 28), dt.date(2018, 5, 3))
    assert found("Trong 2 ngày 16 và 17/10, đơn vị bắt 12 vụ; cả năm 2019, 40 vụ.") == ["2 ngày 16 và 17/10", "cả năm 2019"]


def test_vague_words_and_impossible_days_name_no_dates() -> None:
    assert resolve("thời gian qua", PUBLISHED) is None
    assert resolve("ngày 30/2/2020", PUBLISHED) is None


def test_finds_expressions_in_running_text() -> None:
    text = "Trong 6 tháng đầu năm 2019, đơn vị bắt 12 vụ; riêng ngày 4/5, từ 8 giờ, thu 3 kg. Thời gian qua chưa có vụ mới."
    assert found(text) == ["6 tháng đầu năm 2019", "ngày 4/5", "Thời gian qua"]


def test_counts_of_months_and_ages_are_no_periods() -> None:
    assert found("Đơn vị có 12 tháng lương, 35 tuổi, 3 năm tù.") == []


def test_no_pattern_matches_where_its_heads_do_not_let_it_be_tried() -> None:
    words = [*HEADS["count_words"], *(w for heads in HEADS["heads"].values() for w in heads.split()), "15/6", "(2", "x"]
    patterns = {kind: pattern for group in BY_HEAD.values() for kind, pattern in group}
    assert set(patterns) == set(HEADS["heads"]) == set(HEADS["patterns"])
    for text in (f"{a} {b} {c}" for a in words for b in words for c in ("năm 2019", "qua", "đầu năm 2020", "15/6/2020")):
        tried = {kind for kind, _ in BY_HEAD.get(head_of(text), ())}
        assert not [kind for kind, pattern in patterns.items() if kind not in tried and pattern.match(text)], text


@given(st.text(max_size=60))
def test_any_text_resolves_or_not_without_error(text: str) -> None:
    assert match_period(text, 0) <= len(text)
    span = resolve(text, PUBLISHED)
    assert span is None or span[0] is None or span[1] is None or span[0] <= span[1]


@given(st.dates(dt.date(1950, 1, 1), dt.date(2090, 12, 31)))
def test_every_day_reads_back(day: dt.date) -> None:
    assert resolve(f"ngày {day.day}/{day.month}/{day.year}", None) == (day, day)


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("Chiều cùng ngày, đơn vị bắt 3 đối tượng.", "Chiều cùng ngày"),
        ("Trong 9 tháng, xã Mẫu cấp 500 giấy.", "9 tháng"),
        ("Sau một tháng ra quân, đội lập 40 biên bản.", "một tháng"),
        ("Trong 3 năm (2016 - 2018), tỉnh Mẫu xây 5 cầu.", "3 năm (2016 - 2018)"),
        ("Có 12 vụ từ ngày 22/8 đến 17 giờ ngày 5/9.", "từ ngày 22/8 đến 17 giờ ngày 5/9"),
    ],
)
def test_lengths_clocks_and_the_same_day(text: str, period: str) -> None:
    assert found(text) == [period]


@pytest.mark.parametrize("text", ["Cháu bé hơn 9 tháng tuổi.", "Bị cáo lĩnh gần 2 năm tù.", "Đường dài 3 tháng mới xong."])
def test_ages_and_sentences_are_no_lengths_of_work(text: str) -> None:
    assert found(text) == []
