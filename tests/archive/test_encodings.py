from __future__ import annotations

import codecs
import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.support import FIRST, SECOND, TEXT, Shelf, jsonl, reasons, row
from baochi.archive.encodings import decode, is_windows_1258, sniff
from baochi.archive.problems import Problem
from baochi.article import Article

BOMS = {"utf-8": codecs.BOM_UTF8, "utf-16-le": codecs.BOM_UTF16_LE, "utf-16-be": codecs.BOM_UTF16_BE}


def windows_1258(text: str) -> bytes:
    """Encode as Vietnamese software does: tones as combining marks behind letters that the code page has."""
    out = []
    for letter in unicodedata.normalize("NFC", text):
        try:
            out.append(letter.encode("cp1258"))
        except UnicodeEncodeError:
            decomposed = unicodedata.normalize("NFD", letter)
            tone = [c for c in decomposed if c in "\u0300\u0301\u0303\u0309\u0323"]
            base = unicodedata.normalize("NFC", "".join(c for c in decomposed if c not in tone))
            out.append((base + "".join(tone)).encode("cp1258"))
    return b"".join(out)


@pytest.mark.parametrize("mark", [True, False])
@pytest.mark.parametrize("encoding", BOMS)
def test_unicode_with_and_without_mark(shelf: Shelf, encoding: str, mark: bool):
    start = BOMS[encoding] if mark else b""
    for name, data in {
        "a.txt": TEXT,
        "a": TEXT,
        "a.jsonl": jsonl(row(1), row(2)).decode(),
        "a.json": json.dumps([row(1)], ensure_ascii=False),
        "a.csv": f'id,text\n1,"{TEXT}"\n',
        "b.csv": f'"text",id\n"{TEXT}",1\n',
        "a.html": f"<html><body><p>{FIRST}</p><p>{SECOND}</p></body></html>",
    }.items():
        articles, rejects = shelf.read(name, start + data.encode(encoding))
        assert not rejects, (name, rejects)
        assert {tuple(a.paragraphs) for a in articles} == {(FIRST, SECOND)}, name


@pytest.mark.parametrize("name", ["a.txt", "a.jsonl", "a.csv"])
def test_windows_1258(shelf: Shelf, name: str):
    text = {"a.txt": TEXT, "a.jsonl": jsonl(row(1)).decode(), "a.csv": f'id,text\n1,"{TEXT}"\n'}[name]
    [article], rejects = shelf.read(name, windows_1258(text))
    assert not rejects
    assert Article.from_source(article).text == f"{FIRST}\n\n{SECOND}"


def test_declared_encoding_of_a_page(shelf: Shelf):
    body = f"<p>{FIRST}</p><p>{SECOND}</p>"
    for head, encoding in (
        ('<meta charset="windows-1258">', None),
        ('<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-1">', None),
    ):
        data = windows_1258(f"<html><head>{head}</head><body>{body}</body></html>")
        [article], _ = shelf.read("a.html", data)
        assert Article.from_source(article).text == f"{FIRST}\n\n{SECOND}", encoding
    data = f'<html><head><meta charset="gb18030"></head><body>{body}</body></html>'.encode("gb18030")
    [article], _ = shelf.read("b.html", data)
    assert article.paragraphs == [FIRST, SECOND]


def test_unknown_declared_encoding(shelf: Shelf):
    for declared in ("x-unknown", "zip", "rot13", "undefined"):
        data = f'<html><meta charset="{declared}"><body>'.encode() + b"\xff\xfe\x81 \x8d</body></html>"
        assert [r.reason for r in shelf.read("a.html", data)[1]] == ["encoding"], declared


def test_other_languages_are_refused(shelf: Shelf):
    french = "Le procès a été reporté à l'été, après que l'avocat s'était plaint d'une procédure irrégulière"
    assert [r.reason for r in shelf.read("b.txt", french.encode("latin-1"))[1]] == ["encoding"]


def test_damaged_utf8_is_not_taken_for_windows_1258(shelf: Shelf):
    data = TEXT.encode()
    assert reasons(shelf.read("a.txt", data[:20] + b"\xe1" + data[20:])[1]) == [("encoding", "20")]
    assert not is_windows_1258(data)


def test_letter_cut_at_the_end_of_a_sample():
    data = FIRST.encode()
    assert all(sniff(data[:end]) == "utf-8" for end in range(1, len(data)))


def test_utf16_with_a_broken_pair(shelf: Shelf):
    data = TEXT.encode("utf-16-le") + b"\x00\xd8" + TEXT.encode("utf-16-le")
    [reject] = shelf.read("a.txt", data)[1]
    assert (reject.reason, reject.position) == ("encoding", str(len(TEXT.encode("utf-16-le"))))
    good = jsonl(row(1)).decode().encode("utf-16-le")
    _, [reject] = shelf.read("a.jsonl", codecs.BOM_UTF16_LE + good + b"\x00\xd8" + good)
    assert reject.reason == "encoding"


@given(st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0\ufeff"), min_size=1))
def test_utf8_comes_back(text: str):
    assert decode(text.encode()) == text
    assert decode(codecs.BOM_UTF16_LE + text.encode("utf-16-le")) == text


@pytest.mark.filterwarnings("ignore:invalid escape sequence:DeprecationWarning")
@given(st.binary(max_size=400), st.sampled_from([None, "utf-8", "koi8-r", "nonsense", "unicode_escape", "hex"]))
def test_any_bytes_are_text_or_a_problem(data: bytes, declared: str | None):
    try:
        assert isinstance(decode(data, declared), str)
    except Problem as problem:
        assert (problem.reason == "encoding" and problem.position.isdigit()) or problem.position == ""
