"""The page: nothing from outside runs, every letter is there, links lead to their evidence."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from baochi.explore.page import as_page
from baochi.explore.view import ArticleView

from .samples import TEXT, full_view, view_of

VOID = {"meta", "br"}


class Reader(HTMLParser):
    """Reads a page back: tags, attributes, the text of the article's paragraphs."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.open: list[str] = []
        self.text = ""
        self.in_text = False
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]
        if tag not in VOID:
            self.open.append(tag)
        if tag == "p" and not attrs:
            self.in_text = True
        if tag == "br" and self.in_text:
            self.text += "\n"

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag
        if tag == "p":
            self.in_text = False

    def handle_data(self, data: str) -> None:
        if self.in_text:
            self.text += data


def test_hostile_text_is_only_text():
    page = as_page(full_view())
    read = Reader(page)
    assert not read.open
    assert read.text == TEXT
    assert {"script", "img", "link", "iframe", "b", "i", "object", "form"}.isdisjoint(read.tags)
    assert not [value for name, value in read.attributes if name.startswith("on") or "javascript" in value]
    assert "default-src 'none'" in dict(read.attributes)["content"] or "default-src &#x27;none&#x27;" in page
    assert "&lt;b&gt;Trần&lt;/b&gt;" in page


def test_reasons_are_only_text_and_lead_to_their_paragraph():
    words = [{"words": "<script>alert(1)</script>", "share": 0.5}]
    page = as_page(ArticleView(full_view().tables, why=[{"para": 0, "work_area": "crime", "words": words}]))
    read = Reader(page)
    assert "script" not in read.tags
    assert "&lt;script&gt;alert(1)&lt;/script&gt; +0.50" in page
    assert ("id", "at-0") in read.attributes


def test_nothing_is_loaded():
    page = as_page(full_view())
    assert not re.search(r"""(?:src=|url\(|@import|href=["'](?!#))""", page)


def test_links_lead_to_the_evidence():
    read = Reader(as_page(full_view()))
    targets = [value for name, value in read.attributes if name == "id"]
    links = {value.removeprefix("#") for name, value in read.attributes if name == "href"}
    assert links == set(targets)
    assert len(targets) == len(set(targets))


def test_address_of_the_article_is_a_link_only_if_it_is_a_web_address():
    assert '<a href="https://bao.example/a?b=1&amp;c" rel' in as_page(view_of("x", [], url="https://bao.example/a?b=1&c"))
    assert "<a " not in as_page(view_of("x", [], url="javascript:alert(1)"))


@given(
    st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\0\r"), min_size=1, max_size=60),
    st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60), st.sampled_from(["UNIT", "PERSON", "RANK"])), max_size=6),
)
def test_any_text_is_there_to_the_letter(text: str, spans: list[tuple[int, int, str]]):
    size = len(text)
    clipped = [(min(a, b, size), min(max(a, b), size), kind) for a, b, kind in spans]
    read = Reader(as_page(view_of(text, clipped, title=text)))
    assert read.text == text
    assert not read.open


def test_what_html_cannot_hold_is_replaced():
    page = as_page(view_of("a\0b\ud800c", []))
    assert "a\ufffdb\ufffdc" in page
    page.encode("utf-8")
