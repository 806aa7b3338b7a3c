from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.support import FIRST
from baochi.archive import boilerplate
from baochi.archive.boilerplate import Boilerplate, short_lines, source_of
from baochi.article import SourceArticle


def entered(articles: list[SourceArticle]) -> Boilerplate:
    seen = Boilerplate()
    for article in articles:
        seen.enter(source_of(article), short_lines(article))
    return seen


def article(number: int, *more: str, source: str = "Báo Mẫu") -> SourceArticle:
    return SourceArticle([f"Tin {number}: {FIRST}", *more], source=source)


def repeated(seen: Boilerplate, of: SourceArticle) -> list[int]:
    return seen.repeated(source_of(of), short_lines(of))


def test_lines_of_the_site_are_found_and_others_are_not():
    articles = [article(n, f"Câu riêng của tin {n}.", "Chia sẻ bài này", f"Xem thêm tin {n // 2}") for n in range(100)]
    seen = entered(articles)
    assert all(repeated(seen, a) == [2] for a in articles)


def test_only_within_a_source():
    same = "Nhấn nút quan tâm để nhận tin"
    articles = [article(n, same, source=f"Báo {n}") for n in range(100)]
    assert not any(repeated(entered(articles), a) for a in articles)
    by_host = [SourceArticle([f"Tin {n}", same], url=f"https://bao-mau.example/{n}.html") for n in range(20)]
    assert all(repeated(entered(by_host), a) == [1] for a in by_host)


def test_a_line_must_be_frequent_not_only_old():
    articles = [article(n, *(["Xin cảm ơn ông!"] if n % 150 == 0 else [])) for n in range(3000)]
    assert not repeated(entered(articles), articles[0])


def test_long_paragraphs_and_rules_are_no_lines():
    long = "Đoạn này được dùng lại nguyên văn. " * 10
    articles = [article(n, long, "———", "5") for n in range(50)]
    assert not repeated(entered(articles), articles[0])


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(boilerplate, "MOST_LINES", 1000)
    articles = [article(n, *(f"Dòng {n} {i}" for i in range(20)), "Chia sẻ bài này") for n in range(2000)]
    seen = entered(articles)
    assert len(seen._counts) <= 1000
    assert repeated(seen, articles[-1]) == [21]


@given(st.lists(st.text(max_size=30), max_size=8), st.text(max_size=5), st.text(max_size=20))
def test_any_text(paragraphs: list[str], source: str, url: str):
    one = SourceArticle(paragraphs, source=source, url=url)
    seen = entered([one] * 10)
    found = repeated(seen, one)
    assert all(0 <= index < len(paragraphs) and paragraphs[index].strip() for index in found)
    assert repeated(entered([one] * 9), one) == []
