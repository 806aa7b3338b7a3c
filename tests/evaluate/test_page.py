"""The report as a web page: what is in it, and that nothing in it comes alive."""

import base64
import hashlib
import json
import re
from html.parser import HTMLParser

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from baochi.evaluate import evaluate
from baochi.evaluate.context import LONGEST
from baochi.evaluate.page import as_page

from .samples import gold_article, official, position, quantity, with_text

EVIL = "</script><script>document.title='run'</script><img src=x onerror=\"document.title='run'\"> & <!--"


class Tags(HTMLParser):
    """Notes the tags of a page and the text of its scripts."""

    def __init__(self):
        super().__init__()
        self.tags, self.scripts = [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag == "script":
            self.scripts.append("")

    def handle_data(self, data):
        if self.tags and self.tags[-1][0] == "script" and self.lasttag == "script" and not self.scripts[-1]:
            self.scripts[-1] = data


def parsed(page):
    reader = Tags()
    reader.feed(page)
    return reader


def data_of(page):
    return json.loads(parsed(page).scripts[0])


@pytest.fixture
def page_of(gold_dir):
    """Function: articles as two sides have them; returns the page."""

    def make(gold, found, **options):
        return as_page(evaluate(gold_dir(*gold), gold_dir(*found, name="found"), boot=10, **options))

    return make


def test_every_error_in_its_sentence(page_of):
    text = "Hôm qua mưa to. Bí thư Huyện uỷ Kim Hà Lê Tý thăm Sở Y tế 😀 và Sở Thuế. Mai nắng."
    gold = gold_article(officials=[official("Lê Tý", position("Bí thư", "Huyện uỷ Kim Hà"))], units=["Sở Y tế", "Sở Thuế"])
    found = gold_article(officials=[official("Lê Tý", position("Bí thư", "uỷ Kim Hà"))], units=["Sở Y tế"])
    data = data_of(page_of([with_text(gold, text, source="bao-thu")], [with_text(found, text)]))
    assert data["articles"] == [{"id": "g1", "source": "bao-thu", "decade": "(unknown)"}]
    by_kind = {(e["what"], e["type"]): e for e in data["errors"]}
    missed = by_kind["unit", "missed"]
    assert (missed["gold"], missed["found"]) == ("Sở Thuế", None)
    assert "".join(piece for piece, _ in missed["pieces"]) == text[16:71]
    assert [piece for piece, side in missed["pieces"] if side == "g"] == ["Sở Thuế"]


def test_of_a_slot_the_values_are_coloured(page_of):
    text = "Hôm qua Sở Y tế và Sở Thuế cấp 42 thẻ."
    gold, found = (
        with_text(gold_article(quantities=[quantity(42, "thẻ", "thẻ", quote="cấp 42 thẻ", actor=actor)]), text)
        for actor in ("Sở Thuế", "Sở Y tế")
    )
    (error,) = data_of(page_of([gold], [found]))["errors"]
    assert (error["type"], error["gold"], error["found"]) == ("slot", "actor: Sở Thuế", "actor: Sở Y tế")
    assert [piece for piece in error["pieces"] if piece[1]] == [["Sở Y tế", "f"], ["Sở Thuế", "g"]]
    silent = with_text(gold_article(quantities=[quantity(42, "thẻ", "thẻ", quote="cấp 42 thẻ")]), text)
    (error,) = data_of(page_of([gold], [silent]))["errors"]
    assert [piece for piece in error["pieces"] if piece[1]] == [["Sở Thuế", "g"]]


def test_paragraphs_and_errors_without_a_place(page_of):
    gold = gold_article(kinds=("lead", "body"), work_areas=[["crime"], []], units=["Sở Lạ"])
    found = gold_article(kinds=("body", "body"))
    paragraphs = ("Bắt 5 người.", "x" * 2000)
    data = data_of(page_of([with_text(gold, *paragraphs)], [with_text(found, *paragraphs)]))
    by_kind = {(e["what"], e["type"]): e for e in data["errors"]}
    assert by_kind["paragraph kind", "label"]["pieces"] == [["Bắt 5 người.", ""]]
    assert by_kind["work area", "missed"]["pieces"] == [["Bắt 5 người.", ""]]
    assert by_kind["unit", "missed"]["pieces"] == []


def test_long_sentences_are_shortened_about_the_error(page_of):
    text = "và " * 2000 + "Sở Thuế" + " và" * 2000
    data = data_of(page_of([with_text(gold_article(units=["Sở Thuế"]), text)], [with_text(gold_article(), text)]))
    pieces = data["errors"][0]["pieces"]
    assert ["Sở Thuế", "g"] in pieces
    assert sum(len(piece) for piece, _ in pieces) <= LONGEST


def test_it_needs_nothing_else_and_names_its_script(page_of):
    page = page_of([gold_article(units=["Sở Thuế"])], [gold_article()], by=("source",))
    found = parsed(page)
    assert not re.findall(r"(?:src|href)=\"(?!#)", page)
    assert not re.search(r"https?://|url\(|@import", page)
    policy = next(attrs["content"] for tag, attrs in found.tags if attrs.get("http-equiv"))
    digest = base64.b64encode(hashlib.sha256(found.scripts[1].encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}'" in policy
    assert "default-src 'none'" in policy
    assert len(found.scripts) == 2
    assert "<svg" in page
    assert "baochi:" in page


def evil_page(page_of):
    article = with_text(gold_article(EVIL, units=[f"Sở {EVIL}"]), f"Sở {EVIL} họp.", source=EVIL)
    return page_of([article], [with_text(gold_article(EVIL), f"Sở {EVIL} họp.")], by=("source",))


def test_markup_in_the_text_stays_text(page_of):
    page = evil_page(page_of)
    found = parsed(page)
    assert len(found.scripts) == 2
    assert not [tag for tag, _ in found.tags if tag == "img"]
    error = next(e for e in data_of(page)["errors"] if e["what"] == "unit")
    assert "".join(piece for piece, _ in error["pieces"]) == f"Sở {EVIL} họp."


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(st.characters(codec=None), min_size=1, max_size=40))
def test_any_text(page_of, text):
    if not text.strip() or any("\ud800" <= c <= "\udfff" for c in text):
        return
    article = with_text(gold_article(units=[text]), f"Ông A. {text}", source=text)
    page = page_of([article], [with_text(gold_article(), f"Ông A. {text}")], by=("source",))
    assert len(parsed(page).scripts) == 2
    page.encode("utf-8")
    assert data_of(page)["errors"]
