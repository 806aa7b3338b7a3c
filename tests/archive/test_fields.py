"""Names and values of fields: guesses, markup, entities, dates."""

from __future__ import annotations

import datetime as dt
import html
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.support import FIRST, SECOND, Shelf, jsonl
from baochi.archive import markup
from baochi.archive.dates import parse_date
from baochi.archive.fields import GUESSES, FieldMap, fold


@pytest.mark.parametrize("part", GUESSES)
def test_every_guess_is_found_in_any_spelling(part: str):
    for name in GUESSES[part]:
        for spelling in (name, name.upper(), name.replace("_", " ").title(), name.replace("_", "-")):
            assert FieldMap().resolve([spelling])[part] == [spelling]


def test_no_name_means_two_things():
    names = [fold(name) for names in GUESSES.values() for name in names]
    for part, guesses in GUESSES.items():
        for name in guesses:
            assert sum(fold(name) in map(fold, other) for other in GUESSES.values()) == 1, (part, name)
    assert names


def test_vietnamese_names():
    found = FieldMap().resolve(["Tiêu đề", "Nội dung", "Ngày đăng", "Đường dẫn", "Tác giả", "Nguồn", "Mã"])
    assert [found[p] for p in ("title", "text", "published", "url", "author", "source", "article_id")] == [
        [n] for n in ("Tiêu đề", "Nội dung", "Ngày đăng", "Đường dẫn", "Tác giả", "Nguồn", "Mã")
    ]


def test_first_field_with_a_value_wins(shelf: Shelf):
    data = jsonl({"text": "", "body": f"{FIRST}\n{SECOND}", "date": None, "pubDate": "Mon, 12 Jun 2017 10:30:00 +0700"})
    [article], _ = shelf.read("a.jsonl", data)
    assert (article.paragraphs, str(article.published)) == ([FIRST, SECOND], "2017-06-12")


def test_authors_and_sites_as_lists_and_objects(shelf: Shelf):
    data = jsonl({"text": FIRST, "authors": [{"name": "Lê Minh"}, "Hà An"], "source": {"name": "Báo Hà Mây"}, "id": 17})
    [article], _ = shelf.read("a.jsonl", data)
    assert (article.author, article.source, article.article_id) == ("Lê Minh, Hà An", "Báo Hà Mây", "17")


def test_markup_in_fields(shelf: Shelf):
    first = FIRST.replace(" ", "\n", 1)
    text = f"<div><p>{first}</p><script>var a = '<p>x</p>';</script><!-- bỏ --><P class='x'>A&nbsp;&amp; B"
    [article], _ = shelf.read("a.jsonl", jsonl({"text": text, "title": "<b>Tin</b> &quot;mới&quot;\nhôm nay"}))
    assert article.paragraphs == [FIRST, "A\u00a0& B"]
    assert article.title == 'Tin "mới" hôm nay'


@pytest.mark.parametrize(
    "text",
    ["chuyển <số tiền> đến <tài khoản>", "R&D; R&D &CN; A&B", "a <b và c> d", "1 < 2 > 0", "<3", "&#; &#x; &;", "x --> y"],
)
def test_what_is_no_markup_stays(text: str):
    assert markup.plain(text) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("một<br>hai<br/>ba", ["một", "hai", "ba"]),
        ("một <b>hai</b>\nba", ["một hai", "ba"]),
        ("<p>một\nhai</p>", ["một hai"]),
        ("một <script>hai", ["một hai"]),
        ("một <!-- hai", ["một  hai"]),
        ("a &lt;b&gt; c", ["a <b> c"]),
        ("&#7871; &eacute; &notit;", ["ế é &notit;"]),
    ],
)
def test_paragraphs_of_markup(text: str, expected: list[str]):
    assert markup.paragraphs(text) == expected


@given(st.text())
def test_text_without_angle_or_ampersand_is_only_split(text: str):
    text = text.replace("<", "").replace("&", "")
    assert "".join("".join(markup.paragraphs(text)).split()) == "".join(text.split())


@given(st.text().filter(str.strip))
def test_escaped_text_comes_back(text: str):
    assert markup.plain(html.escape(text)) == text


@given(st.text(alphabet="<>!-/=\"' pbscriptdv&;#x0\n"))
def test_markup_never_fails(text: str):
    assert "\0" not in markup.plain(text)


@pytest.mark.parametrize("piece", ["<script>", "<!--", "<p a='", '<p a="x', "<b ", "&#", "<p a=\"'<p a='\"", "</script"])
def test_hostile_markup_takes_linear_time(piece: str):
    begin = time.perf_counter()
    markup.plain(piece * 100_000)
    assert time.perf_counter() - begin < 3


DAY = dt.date(2017, 6, 12)


@pytest.mark.parametrize(
    "value",
    [
        "2017-06-12",
        "2017-06-12T10:30:00+07:00",
        "2017-06-12 10:30:00.123",
        "2017/6/12",
        "12/6/2017",
        "12/06/2017 10:30",
        "12-06-2017",
        "12.6.2017",
        "10:30 12/6/2017",
        "Thứ hai, 12/6/2017, 10:30 GMT+7",
        "Thứ Hai, ngày 12 tháng 6 năm 2017",
        "ngày 12 tháng 06 năm 2017",
        "12 tháng 6, 2017",
        "Mon, 12 Jun 2017 10:30:00 +0700",
        "12 Jun 2017 10:30",
        "20170612",
        "20170612T103000Z",
        20170612,
        1497238200,
        1497238200.0,
        1497238200000,
        "1497238200",
        1497238200000000000,
        dt.date(2017, 6, 12),
        dt.datetime(2017, 6, 12, 23, 59),
    ],
)
def test_dates(value: object):
    assert parse_date(value) == DAY


@pytest.mark.parametrize(
    "value",
    [None, "", "hôm qua", "31/2/2017", "6/25/2017", 0, -1, True, 17, "12/6/17", "99999999", "0001-01-01", 10**400, [], {},
     float("nan"), float("inf"), "٢٠١٧-٠٦-٩٩"],
)  # fmt: skip
def test_no_dates(value: object):
    assert parse_date(value) is None


@given(st.one_of(st.text(), st.integers(), st.floats(), st.text(alphabet="0123456789/-. :T", max_size=25)))
def test_any_value_is_a_date_or_none(value: object):
    found = parse_date(value)
    assert found is None or 1900 <= found.year <= 2300
