"""The loader takes good files and refuses bad ones with file and line, so that an editor finds the slip."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baochi.lexicon import Entry, Lexicon, LexiconError
from baochi.text.tokens import tokenise

CATEGORIES = """
[colour]
file = "colours.csv"
columns = ["code", "tone"]
required = ["code"]
values = { tone = ["", "warm", "cold"] }
"""
GOOD = "# colours\nform,code,tone,case\nđỏ|màu đỏ,red,warm,\nXanh,blue,cold,capital\nXL,grey,,exact\n"


def folder(where: Path, rows: str, categories: str = CATEGORIES) -> Path:
    (where / "categories.toml").write_text(categories, encoding="utf-8")
    (where / "colours.csv").write_text(rows, encoding="utf-8")
    return where


def codes(lexicon: Lexicon, text: str) -> list[str]:
    return [hit.entry["code"] for hit in lexicon.scan(tokenise(text)).get("colour", [])]


def test_reads_forms_variants_and_comments(tmp_path: Path) -> None:
    lexicon = Lexicon.load(folder(tmp_path, GOOD))
    assert [e.form for e in lexicon.forms("colour")] == ["đỏ", "màu đỏ", "Xanh", "XL"]
    assert lexicon.forms("colour")[1].get("tone") == "warm"


def test_finds_the_longest_and_minds_capitals(tmp_path: Path) -> None:
    lexicon = Lexicon.load(folder(tmp_path, GOOD))
    hits = lexicon.scan(tokenise("Màu đỏ và đỏ"))["colour"]
    assert [(h.start, h.end) for h in hits] == [(0, 2), (3, 4)]
    assert codes(lexicon, "xanh, Xanh, XANH, xl, XL, Xl") == ["blue", "blue", "grey"]


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        ("tím,violet", "fields"),
        ("tím,violet,cold,,", "fields"),
        ("tím,,cold,", "code is empty"),
        ("tím,violet,lukewarm,", "tone is 'lukewarm'"),
        ("tím,violet,cold,sometimes", "case is 'sometimes'"),
        ("tím||hồng,violet,cold,", "empty form"),
        (",violet,cold,", "empty form"),
        ("đỏ,violet,cold,", "already on line 3"),
    ],
)
def test_a_malformed_row_is_named_with_file_and_line(tmp_path: Path, row: str, complaint: str) -> None:
    with pytest.raises(LexiconError) as error:
        Lexicon.load(folder(tmp_path, f"{GOOD}\n{row}\n"))
    message = str(error.value)
    assert "colours.csv" in message and "line 7" in message and complaint in message


def test_a_missing_column_file_or_declaration_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(LexiconError, match="no column tone"):
        Lexicon.load(folder(tmp_path, "form,code\nđỏ,red\n"))
    with pytest.raises(LexiconError, match="empty"):
        Lexicon.load(folder(tmp_path, "# nothing yet\n"))
    (tmp_path / "colours.csv").unlink()
    with pytest.raises(LexiconError, match=r"colours\.csv"):
        Lexicon.load(tmp_path)
    with pytest.raises(LexiconError, match=r"categories\.toml"):
        Lexicon.load(tmp_path / "nowhere")
    with pytest.raises(LexiconError, match=r"categories\.toml"):
        Lexicon.load(folder(tmp_path, GOOD, categories="[colour"))


def test_an_unreadable_encoding_is_an_error(tmp_path: Path) -> None:
    folder(tmp_path, GOOD)
    (tmp_path / "colours.csv").write_bytes("form,code,tone\nđỏ,red,warm\n".encode("utf-16"))
    with pytest.raises(LexiconError, match="cannot be read"):
        Lexicon.load(tmp_path)


SHIPPED = Lexicon.load()
"""Loading takes a second; the properties below share it."""


@given(st.text(alphabet="ăâđêôơưaeiouyạ́ bchCTPHN.,-()0123\u200b\n", max_size=80))
def test_hits_lie_in_the_text_in_order_and_do_not_overlap(text: str) -> None:
    tokens = tokenise(text)
    for hits in SHIPPED.scan(tokens).values():
        assert all(0 <= h.start < h.end <= len(tokens) for h in hits)
        assert all(a.end <= b.start for a, b in pairwise(hits))


@given(st.sampled_from(SHIPPED.forms("unit_name") + SHIPPED.forms("place") + SHIPPED.forms("title")))
def test_every_form_is_found_as_it_is_written(entry: Entry) -> None:
    tokens = tokenise(entry.form)
    hits = SHIPPED.scan(tokens).get(entry.category, [])
    assert any((h.start, h.end) == (0, len(tokens)) for h in hits), entry.form


def test_a_category_beside_another_is_looked_for_only_where_that_is_found(tmp_path: Path) -> None:
    beside = CATEGORIES + '\n[shade]\nfile = "shades.csv"\nbeside = "colour"\n'
    (tmp_path / "shades.csv").write_text("form\nnhạt\n", encoding="utf-8")
    lexicon = Lexicon.load(folder(tmp_path, GOOD, beside))
    found, nothing = lexicon.spot([tokenise("đỏ nhạt"), tokenise("nước nhạt")])
    assert {c: len(hits) for c, hits in found.items()} == {"colour": 1, "shade": 1}
    assert nothing == {}
    assert list(lexicon.scan(tokenise("nước nhạt"))) == ["shade"]
    with pytest.raises(LexiconError, match="shade is beside 'tone', which is no category"):
        Lexicon.load(folder(tmp_path, GOOD, beside.replace('beside = "colour"', 'beside = "tone"')))
