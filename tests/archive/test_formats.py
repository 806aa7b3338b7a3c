"""Every format, plain and packed, gives the same articles."""

from __future__ import annotations

import bz2
import csv
import gzip
import io
import json
import lzma

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard

from archive.support import FIRST, SECOND, TEXT, Shelf, jsonl, row, split, tarred, zipped
from baochi.archive import Progress, read, total_bytes

ROWS = [row(n, url=f"https://example.org/{n}", date="12/6/2017", author="Lê Minh", source="Báo Hà Mây") for n in range(3)]


def csv_bytes(delimiter: str = ",") -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerow(["id", "title", "noi_dung", "url", "date", "author", "source"])
    for r in ROWS:
        text = "\n".join(r["paragraphs"])  # type: ignore[arg-type]
        writer.writerow([r["id"], r["title"], text, r["url"], r["date"], r["author"], r["source"]])
    return out.getvalue().encode()


def parquet_bytes() -> bytes:
    out = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(ROWS), out, row_group_size=2)
    return out.getvalue()


ROW_FORMATS = {
    "a.jsonl": jsonl(*ROWS),
    "a.json": json.dumps(ROWS, indent=1).encode(),
    "held.json": json.dumps({"total": 3, "articles": ROWS}).encode(),
    "a.csv": csv_bytes(),
    "a.tsv": csv_bytes("\t"),
    "semicolon.csv": csv_bytes(";"),
    "a.parquet": parquet_bytes(),
}
PACKERS = {
    "": lambda data: data,
    ".gz": gzip.compress,
    ".bz2": bz2.compress,
    ".xz": lzma.compress,
    ".zst": zstandard.compress,
}


def assert_all(articles, rejects) -> None:
    assert not rejects
    assert [a.article_id for a in articles] == ["a0", "a1", "a2"]
    for number, article in enumerate(articles):
        assert article.paragraphs == [FIRST, SECOND]
        assert article.title == f"Tin số {number}"
        assert (article.url, article.author, article.source) == (f"https://example.org/{number}", "Lê Minh", "Báo Hà Mây")
        assert str(article.published) == "2017-06-12"
        assert article.position and article.file


@pytest.mark.parametrize("packer", PACKERS)
@pytest.mark.parametrize("name", ROW_FORMATS)
def test_rows_plain_and_packed(shelf: Shelf, name: str, packer: str):
    assert_all(*shelf.read(name + packer, PACKERS[packer](ROW_FORMATS[name])))


@pytest.mark.parametrize("name", ROW_FORMATS)
def test_rows_inside_archives(shelf: Shelf, name: str):
    assert_all(*shelf.read("a.zip", zipped({f"thư mục/{name}": ROW_FORMATS[name]})))
    assert_all(*shelf.read("a.tgz", tarred({name + ".gz": gzip.compress(ROW_FORMATS[name])}, "w:gz")))
    assert_all(*shelf.read("b.zip", zipped({"inner.tar": tarred({name: ROW_FORMATS[name]})})))


@pytest.mark.parametrize("name", ROW_FORMATS)
def test_standard_input_is_known_by_its_content(name: str):
    for packer in PACKERS.values():
        assert_all(*split(read(["-"], stdin=io.BytesIO(packer(ROW_FORMATS[name])))))


def test_standard_input_of_archives():
    assert_all(*split(read(["-"], stdin=io.BytesIO(zipped({"a.jsonl": ROW_FORMATS["a.jsonl"]})))))
    assert_all(*split(read(["-"], stdin=io.BytesIO(tarred({"a.jsonl": ROW_FORMATS["a.jsonl"]})))))


def test_names_that_mislead(shelf: Shelf):
    assert_all(*shelf.read("a.txt", ROW_FORMATS["a.jsonl"]))
    assert_all(*shelf.read("a.json", ROW_FORMATS["a.jsonl"]))
    assert_all(*shelf.read("b.jsonl", ROW_FORMATS["a.json"]))
    assert_all(*shelf.read("c.jsonl", gzip.compress(ROW_FORMATS["a.jsonl"])))


def test_text_has_a_paragraph_a_line_and_no_title(shelf: Shelf):
    [article], rejects = shelf.read("a.txt", f"\n  {FIRST}\r\n\r\n{SECOND}\u2028Hết.\n")
    assert article.paragraphs == [FIRST, SECOND, "Hết."]
    assert (article.title, article.article_id, article.position, rejects) == ("", "", "", [])


def test_text_that_looks_like_json_or_html_is_text(shelf: Shelf):
    for start in ("[Video] ", "{Ảnh} ", "<Tin nhanh> "):
        [article], _ = shelf.read("khong-duoi", start + TEXT)
        assert article.paragraphs == [start + FIRST, SECOND]


def test_one_object_and_database_wrappers(shelf: Shelf):
    data = {"_id": {"$oid": "5f00"}, "tieuDe": "Tin", "Nội dung": TEXT, "NgayDang": {"$date": "2020-01-02T03:04:05Z"}}
    [article], _ = shelf.read("a.json", json.dumps(data))
    assert (article.article_id, article.title, str(article.published)) == ("5f00", "Tin", "2020-01-02")
    assert article.paragraphs == [FIRST, SECOND]


def test_list_of_paragraphs_keeps_every_entry(shelf: Shelf):
    entries = ["", f" {FIRST} ", None, "một\nhai", "a &amp; b"]
    [article], _ = shelf.read("a.jsonl", jsonl({"paragraphs": entries}))
    assert article.paragraphs == ["", f" {FIRST} ", "", "một\nhai", "a & b"]


def test_soft_hyphens_and_blanks_stay(shelf: Shelf):
    text = "Kết\u00adquả\u200b của\u00a0Công an tỉnh, k\u0065\u0302\u0301t quả năm nay"
    [article], _ = shelf.read("a.jsonl", jsonl({"text": text}))
    assert article.paragraphs == [text]
    [article], _ = shelf.read("a.txt", text)
    assert article.paragraphs == [text]


def test_folders_and_patterns_in_order(shelf: Shelf):
    for name in ("d/b.txt", "d/a/z.txt", "d/a/y.txt", "d/c.txt"):
        shelf.put(name, TEXT + name)
    folder = str(shelf.folder / "d")
    names = [a.file.removeprefix(folder) for a in split(read([folder]))[0]]
    assert names == ["/a/y.txt", "/a/z.txt", "/b.txt", "/c.txt"]
    assert len(split(read([folder + "/**/*.txt"]))[0]) == 4
    assert len(split(read([folder + "/**"]))[0]) == 4
    assert len(split(read([folder + "/*"]))[0]) == 4
    assert len(split(read([folder + "/?.txt"]))[0]) == 2


def test_a_name_with_pattern_characters_is_a_name(shelf: Shelf):
    articles, rejects = shelf.read("tin [1]*.txt", TEXT)
    assert len(articles) == 1 and not rejects


def test_reading_is_lazy(shelf: Shelf):
    shelf.put("a.jsonl", jsonl(*ROWS))
    items = read([shelf.folder / "a.jsonl", shelf.folder / "missing"])
    assert next(items).title == "Tin số 0"  # type: ignore[union-attr]


@pytest.mark.parametrize("name", ["a.jsonl", "a.parquet"])
@pytest.mark.parametrize("packer", PACKERS)
def test_progress_reaches_the_size_of_the_sources(shelf: Shelf, name: str, packer: str):
    shelf.put(name + packer, PACKERS[packer](ROW_FORMATS[name]))
    shelf.put("b.zip", zipped({name: ROW_FORMATS[name]}))
    progress = Progress()
    seen = [progress.done for _ in read([shelf.folder], progress=progress)]
    assert seen == sorted(seen)
    assert progress.done == total_bytes([shelf.folder, "-", "missing"])


def test_chosen_fields(shelf: Shelf):
    data = jsonl({"text": "bỏ qua", "than_bai": TEXT, "khi": "2020-05-06", "ten": "Tin"})
    [article], _ = shelf.read("a.jsonl", data, fields={"text": "than_bai", "date": "khi", "title": "ten"})
    assert (article.paragraphs, str(article.published), article.title) == ([FIRST, SECOND], "2020-05-06", "Tin")
    with pytest.raises(ValueError, match="txt"):
        read([], fields={"txt": "a"})
