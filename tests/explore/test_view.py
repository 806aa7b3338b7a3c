"""Pieces of text under spans that nest, cross and repeat; tables for people; looking up an article."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baochi.explore.as_json import as_json
from baochi.explore.view import KINDS, NotFoundError, look

from .samples import TEXT, full_view, view_of

SPANS = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30), st.sampled_from(KINDS[:6])), max_size=12)


@given(SPANS)
def test_pieces_cover_the_text_once_and_carry_every_span(spans: list[tuple[int, int, str]]):
    spans = [(min(a, b), max(a, b), kind) for a, b, kind in spans]
    pieces = list(view_of("x" * 30, spans).pieces(0, 30))
    assert [at for p in pieces for at in range(p.start, p.end)] == list(range(30))
    for at in range(30):
        piece = next(p for p in pieces if p.start <= at < p.end)
        assert set(piece.kinds) == {kind for a, b, kind in spans if a <= at < b}


def test_an_empty_paragraph_has_no_pieces():
    assert list(view_of("", []).pieces(0, 0)) == []


def test_many_spans_take_little_time():
    text = "x" * 100_000
    view = view_of(text, [(at, at + 5, "UNIT") for at in range(0, 100_000, 2)])
    assert sum(p.end - p.start for p in view.pieces(0, len(text))) == len(text)


def test_names_inside_clauses():
    found = {TEXT[p.start : p.end]: p.kinds for p in full_view().pieces(0, len(TEXT))}
    assert found["Trưởng "] == ("POSITION",)
    assert found["Công an huyện Mù Tăm"] == ("POSITION", "UNIT")
    assert found["Đội 3"] == ("QUANTITY", "AWARD")
    assert found["bắt"] == ("QUANTITY", "ASSESSMENT")


def test_tables_for_people():
    shown = {table.title: table.rows[0][1] for table in full_view().shown()}
    assert shown["Officials"] == ("Lưu Thị Sâm", "Đại tá", "Trưởng – Công an huyện Mù Tăm (acting)", "police", "1")
    quantity = ("đối tượng", "over 42 to 45.5", "đối tượng", "up 12.5 %", "", "quý I (2020-01-01 to 2020-03-31)", "result")
    assert shown["Quantities"] == quantity
    assert shown["Awards"] == ("khen", "Đội 3", "", "")
    assert '"period_start": "2020-01-01"' in as_json(full_view())


def test_articles_have_the_ids_of_the_dataset(tmp_path: Path):
    twice = '{"id": "a", "text": "Đại tá Lưu Thị Sâm phát biểu tại hội nghị."}\n' * 2
    (tmp_path / "a.jsonl").write_text(twice, encoding="utf-8")
    view = look(tmp_path / "a.jsonl", number=2)
    assert view.article["article_id"] == "a~2"
    assert look(tmp_path / "a.jsonl", article_id="a~2").tables["articles"] == view.tables["articles"]
    with pytest.raises(NotFoundError, match="no article number 3; it holds 2"):
        look(tmp_path / "a.jsonl", number=3)
