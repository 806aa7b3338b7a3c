"""Whatever the bytes: no exception, at least one item a file, and every item fit to be written."""

from __future__ import annotations

import gzip
import io
import json
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from archive.support import SMALL, jsonl, row, split, tarred, zipped
from archive.test_formats import ROW_FORMATS
from baochi.archive import REASONS, read
from fuzz.targets import NAMES

FILE_NAMES = st.sampled_from([*NAMES, "a.xz", "a.bz2"])
FRAGMENTS = st.lists(
    st.one_of(
        st.binary(max_size=30),
        st.sampled_from(
            [b"{", b"}", b"[", b'"', b",", b"\n", b"\0", b"<p>", b'"text":', b"text,id\n", b"\xff\xfe", b"\xef\xbb\xbf"]
        ),
    ),
    max_size=20,
).map(b"".join)
QUICK = settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])


def check(name: str, data: bytes):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        articles, rejects = split(read([path], limits=SMALL))
    assert articles or rejects
    assert all(r.reason in REASONS and r.source and r.detail for r in rejects)
    assert all("".join(a.paragraphs).strip() for a in articles)
    return articles, rejects


@QUICK
@given(FILE_NAMES, FRAGMENTS)
@example("a.html", b"<?xml version='1.0' encoding='utf-16'?><html/>")
@example("a.csv", b'text\n"')
def test_random_bytes(name: str, data: bytes):
    check(name, data)


@QUICK
@given(FRAGMENTS)
def test_random_bytes_from_standard_input(data: bytes):
    articles, rejects = split(read(["-"], stdin=io.BytesIO(data), limits=SMALL))
    assert articles or rejects


WHOLE = {
    **ROW_FORMATS,
    "a.zip": zipped(ROW_FORMATS),
    "a.tar": tarred(ROW_FORMATS),
    "a.jsonl.gz": gzip.compress(ROW_FORMATS["a.jsonl"]),
}


@pytest.mark.parametrize("name", WHOLE)
@QUICK
@given(data=st.data())
def test_damaged_files(name: str, data: st.DataObject):
    content = bytearray(WHOLE[name])
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.one_of(st.just(len(content)), st.integers(0, len(content))))
    check(name, bytes(content[:cut]))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(["Công an đã đến", "2017-06-12"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=8,
)
ROW = st.dictionaries(
    st.sampled_from(["text", "paragraphs", "title", "date", "url", "author", "source", "id", "_id"]) | st.text(max_size=4),
    JSON,
    max_size=6,
)


@QUICK
@given(st.lists(st.one_of(ROW, JSON), min_size=1, max_size=8))
def test_one_item_a_row(rows: list[object]):
    lines = [json.dumps(r).encode() for r in rows]
    articles, rejects = check("a.jsonl", b"\n".join([*lines, jsonl(row(1))]))
    assert len(articles) + len(rejects) == len(rows) + 1
    articles, rejects = check("a.json", json.dumps([*rows, row(1)]).encode())
    assert len(articles) + len(rejects) == len(rows) + 1
