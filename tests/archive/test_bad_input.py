"""Bad input gives a reject with its reason, never an exception, and costs nothing that stands beside it."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import os
import struct
import tarfile
import tracemalloc
import zipfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard

from archive.support import FIRST, SECOND, SMALL, TEXT, Shelf, jsonl, reasons, row, split, tarred, zipped
from baochi.archive import REASONS, Limits, read

GOOD = jsonl(row(1))


def noisy_rows(count: int) -> bytes:
    """Return rows that compress badly, so that a cut falls among them."""
    return jsonl(*(row(n, noise=os.urandom(400).hex()) for n in range(count)))


# -- files ---------------------------------------------------------------------------------------------------------------


def test_missing_and_unmatched(tmp_path: Path):
    _, rejects = split(read([tmp_path / "a.txt", f"{tmp_path}/*.html", tmp_path, "\0"]))
    assert [r.reason for r in rejects] == ["missing", "no_match", "no_match", "missing"]


def test_links_and_devices_inside_a_folder(shelf: Shelf):
    real = shelf.put("other/a.txt", TEXT)
    folder = shelf.folder / "d"
    folder.mkdir()
    (folder / "loop").symlink_to(folder)
    (folder / "link.txt").symlink_to(real)
    os.mkfifo(folder / "pipe")
    articles, rejects = split(read([folder]))
    assert not articles
    assert [r.reason for r in rejects] == ["link", "link", "not_a_file"]
    assert len(split(read([folder / "link.txt"]))[0]) == 1
    assert reasons(split(read([folder / "pipe", "/dev/null"]))[1]) == [("not_a_file", "")] * 2


def test_names_that_are_not_utf8(tmp_path: Path):
    (Path(os.fsdecode(os.fsencode(tmp_path) + b"/b\xe1o.txt"))).write_text(TEXT)
    articles, _ = split(read([tmp_path]))
    assert len(articles) == 1


@pytest.mark.parametrize(
    "name", ["a.txt", "a.html", "a.json", "a.jsonl", "a.csv", "a.gz", "a.zip", "a.tar", "a.parquet", "a"]
)
def test_empty_files(shelf: Shelf, name: str):
    assert reasons(shelf.read(name, b"")[1]) == [("empty_text", "")]


@pytest.mark.parametrize("data", ["  \n \t\n", "[]", "\ufeff"])
def test_files_without_text(shelf: Shelf, data: str):
    for name in ("a.txt", "a.json", "a.jsonl", "a.csv"):
        articles, rejects = shelf.read(name, data)
        assert not articles and len(rejects) == 1, name


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.pdf", b"%PDF-1.4 x"),
        ("a.docx", zipped({"w.xml": b"x"})),
        ("a.jpg", b"\xff\xd8\xff\xe0\0\x10JFIF\0"),
        ("a", b"%PDF-1"),
    ],
)
def test_unknown_formats(shelf: Shelf, name: str, data: bytes):
    assert reasons(shelf.read(name, data)[1]) == [("unknown_format", "")]


# -- rows ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b'{"text": ', "json"),
        (b"[" * 100_000, "json"),
        (b'{"text": "x", "n": ' + b"9" * 5000 + b"}", "json"),
        (b'{"text": "a", "text": "b"}', "json"),
        (b'["x"]', "json"),
        (b"17", "json"),
        (b'{"text": "x"} {"text": "y"}', "json"),
        (b'{"text": "\xff"}', "encoding"),
        (b'{"text": " "}', "empty_text"),
        (b'{"text": null}', "empty_text"),
        (b'{"paragraphs": ["", null]}', "empty_text"),
        (b'{"name": "x"}', "no_text_field"),
        (b"{}", "no_text_field"),
        (b'{"text": 17}', "no_text_field"),
        (b'{"text": true}', "no_text_field"),
        (b'{"paragraphs": [[1]]}', "no_text_field"),
        (b'{"text": "M\\u0000t"}', "binary"),
        (b'{"text": "The minister said that the people of the city were safe and well."}', "language"),
        (b'{"text": "12.6.2017"}', "language"),
    ],
)
def test_one_bad_line_among_good_ones(shelf: Shelf, line: bytes, reason: str):
    articles, rejects = shelf.read("a.jsonl", GOOD + line + b"\r\n\n" + GOOD)
    assert [a.position for a in articles] == ["1", "4"]
    assert reasons(rejects) == [(reason, "2")]
    assert rejects[0].detail


def test_numbers_beyond_json_do_not_harm(shelf: Shelf):
    line = f'{{"text": {json.dumps(TEXT)}, "date": NaN, "id": 1e999, "title": -Infinity}}'
    articles, rejects = shelf.read("a.jsonl", line)
    assert len(articles) == 1 and articles[0].published is None and not rejects


def test_lone_surrogates_become_replacement_characters(shelf: Shelf):
    [article], _ = shelf.read("a.jsonl", '{"text": "Công an tỉnh \\ud83d đã bắt", "title": "T\\udc00"}')
    assert article.paragraphs == ["Công an tỉnh \ufffd đã bắt"]
    assert article.title == "T\ufffd"


def test_encoding_reject_names_the_byte(shelf: Shelf):
    _, [reject] = shelf.read("a.txt", TEXT.encode() + b"\xff\xfa" + TEXT.encode())
    assert (reject.reason, reject.position) == ("encoding", str(len(TEXT.encode())))
    assert "0xff" in reject.detail
    _, [reject] = shelf.read("b.jsonl", GOOD + b'{"text": "\xff"}')
    assert f"byte {len(GOOD) + 10} " in reject.detail


def test_long_line_is_skipped_without_being_held(shelf: Shelf):
    path = shelf.put("a.jsonl", GOOD)
    with path.open("ab") as file:
        file.write(b'{"text": "')
        for _ in range(50):
            file.write("đ".encode() * (1 << 19))
        file.write(b'"}\n' + GOOD)
    tracemalloc.start()
    articles, rejects = split(read([path]))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [a.position for a in articles] == ["1", "3"]
    assert reasons(rejects) == [("too_large", "2")]
    assert peak < 40 << 20


@pytest.mark.parametrize("name", ["a.txt", "a.html", "a.json", "a.csv", "a"])
def test_fifty_megabytes_in_one_line(shelf: Shelf, name: str):
    articles, rejects = shelf.read(name, "ă" * (25 << 20))
    assert not articles
    assert [r.reason for r in rejects] in (["too_large"], ["json"])


def test_long_article(shelf: Shelf):
    _, rejects = shelf.read("a.jsonl", jsonl({"text": "đã " * 5000}, {"paragraphs": ["a"] + [""] * 5000}), limits=SMALL)
    assert reasons(rejects) == [("too_large", "1"), ("too_large", "2")]


def test_damaged_json_list_keeps_what_came_before(shelf: Shelf):
    head = json.dumps([row(1), row(2)])[:-1]
    for tail, position in ((', {"text": ', "3"), ("", "3"), (' {"text": "x"}]', "3"), (", ]", "3")):
        articles, rejects = shelf.read("a.json", head + tail)
        assert len(articles) == 2
        assert reasons(rejects) == [("json", position)]
    articles, rejects = shelf.read("a.json", head + "] x")
    assert len(articles) == 2 and reasons(rejects) == [("json", "")]


def test_json_object_with_more_behind_it(shelf: Shelf):
    articles, rejects = shelf.read("a.json", json.dumps(row(1), indent=1) + json.dumps(row(2), indent=1))
    assert len(articles) == 1 and reasons(rejects) == [("json", "")]


# -- CSV -----------------------------------------------------------------------------------------------------------------

HEADER = "id,text\n"


def good_csv(number: int) -> str:
    return f'{number},"{FIRST}\n{SECOND}"\n'


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        ("9,một,hai\n", "csv_row"),
        ("9\n", "csv_row"),
        ('9,"một" hai\n', "csv_row"),
        ("9,một\0hai\n", "binary"),
        ("9,\n", "empty_text"),
    ],
)
def test_bad_csv_row(shelf: Shelf, bad: str, reason: str):
    articles, rejects = shelf.read("a.csv", HEADER + good_csv(1) + bad + "\n" + good_csv(2))
    assert [a.article_id for a in articles] == ["1", "2"]
    assert reasons(rejects) == [(reason, "4")]


def test_undecodable_csv_row(shelf: Shelf):
    data = (HEADER + good_csv(1)).encode() + b"9,\xff\xfe x\n" + good_csv(2).encode()
    articles, rejects = shelf.read("a.csv", data)
    assert len(articles) == 2 and reasons(rejects) == [("encoding", "4")]


def test_quote_never_closed_costs_one_row(shelf: Shelf):
    data = HEADER + good_csv(1) + '9,"một\n' + "2,Ông đã đến\n3,Bà cũng đến\n"
    articles, rejects = shelf.read("a.csv", data)
    assert [a.article_id for a in articles] == ["1", "2", "3"]
    assert reasons(rejects) == [("csv_row", "4")]
    long = data + "".join(f"{n},Những người này đã đến hội nghị ở tỉnh\n" for n in range(4, 400))
    articles, rejects = shelf.read("b.csv", long, limits=SMALL)
    assert len(articles) == 399
    assert reasons(rejects) == [("csv_row", "4")]


def test_long_csv_line_and_field(shelf: Shelf):
    articles, rejects = shelf.read("a.csv", HEADER + "9," + "x" * 30_000 + "\n" + good_csv(1), limits=SMALL)
    assert len(articles) == 1 and reasons(rejects) == [("too_large", "2")]
    field = "Công an đã bắt. " * 20_000
    [article], rejects = shelf.read("b.csv", f'{HEADER}1,"{field}"\n')
    assert article.paragraphs == [field.strip()] and not rejects


def test_csv_without_text_column(shelf: Shelf):
    _, [reject] = shelf.read("a.csv", "id,ten\n1,một\n2,hai\n")
    assert reject.reason == "no_text_field" and "ten" in reject.detail and "--field" in reject.detail
    _, [reject] = shelf.read("a.csv", HEADER + good_csv(1), fields={"text": "than_bai"})
    assert reject.reason == "no_text_field" and "than_bai" in reject.detail


# -- packed --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("suffix", "pack"),
    [(".gz", gzip.compress), (".bz2", bz2.compress), (".xz", lzma.compress), (".zst", zstandard.compress)],
)
def test_truncated_file_keeps_what_came_before(shelf: Shelf, suffix: str, pack):
    data = pack(noisy_rows(3000))
    for cut in (len(data) // 2, len(data) - 3):
        articles, rejects = shelf.read("a.jsonl" + suffix, data[:cut])
        assert len(articles) > 500, "most rows before the cut"
        assert [a.article_id for a in articles] == [f"a{n}" for n in range(len(articles))]
        assert reasons(rejects) == [("truncated", "")]


def test_damaged_gzip(shelf: Shelf):
    data = bytearray(gzip.compress(GOOD))
    data[-6] ^= 0xFF
    articles, rejects = shelf.read("a.jsonl.gz", bytes(data))
    assert len(articles) == 1 and reasons(rejects) == [("unreadable", "")]
    articles, rejects = shelf.read("b.jsonl.gz", gzip.compress(GOOD) + b"junk")
    assert len(articles) == 1 and reasons(rejects) == [("unreadable", "")]
    assert reasons(shelf.read("c.jsonl.gz", b"not gzip")[1]) == [("unreadable", "")]


def test_several_packed_parts_are_one_file(shelf: Shelf):
    for suffix, pack in ((".gz", gzip.compress), (".zst", zstandard.compress)):
        articles, rejects = shelf.read("a.jsonl" + suffix, pack(GOOD) + pack(GOOD))
        assert len(articles) == 2 and not rejects


@pytest.mark.parametrize("mode", ["w", "w:gz"])
def test_truncated_tar(shelf: Shelf, mode: str):
    data = tarred({f"{n}.jsonl": noisy_rows(40) for n in range(10)}, mode)
    articles, rejects = shelf.read("a.tar" + mode[1:].replace(":", "."), data[: len(data) // 2])
    assert len(articles) > 180, "also most of the member that is cut"
    assert [r.reason for r in rejects] == ["truncated"] * 2, "the member that is cut, and the archive"


def test_damaged_header_in_the_middle_of_a_tar(shelf: Shelf):
    data = bytearray(tarred({f"{n}.txt": TEXT.encode() for n in range(4)}))
    data[2 * 1024 + 10] ^= 0xFF
    articles, rejects = shelf.read("a.tar", bytes(data))
    assert len(articles) == 2 and reasons(rejects) == [("truncated", "")]


def test_damage_behind_the_last_member_of_a_tar(shelf: Shelf):
    data = bytearray(tarred({"a.txt": TEXT.encode()}, "w:gz"))
    data[-6] ^= 0xFF
    articles, rejects = shelf.read("a.tgz", bytes(data))
    assert len(articles) == 1 and reasons(rejects) == [("unreadable", "")]
    two = tarred({"a.txt": TEXT.encode()}) + tarred({"b.txt": TEXT.encode()})
    articles, rejects = shelf.read("b.tar", two)
    assert len(articles) == 1 and reasons(rejects) == [("unreadable", "")]
    assert reasons(shelf.read("c.tar", "không phải tar".encode() * 100)[1]) == [("unreadable", "")]


def test_truncated_zip(shelf: Shelf):
    data = zipped({"a.txt": TEXT.encode(), "b.txt": TEXT.encode()})
    assert reasons(shelf.read("a.zip", data[:-30])[1]) == [("unreadable", "")]


def test_zip_member_with_wrong_checksum(shelf: Shelf):
    data = zipped({"a.txt": TEXT.encode(), "b.txt": TEXT.encode()}, zipfile.ZIP_STORED)
    articles, rejects = shelf.read("a.zip", data.replace(b"12/6", b"13/6", 1))
    assert len(articles) == 1
    assert [(r.reason, r.source.rpartition("!")[2]) for r in rejects] == [("unreadable", "a.txt")]


@pytest.mark.parametrize("name", ["../x.txt", "/etc/x.txt", "a/../../x.txt", "C:\\x.txt", "..\\x.txt"])
def test_members_that_lead_out(shelf: Shelf, name: str):
    for archive, pack in (("a.zip", zipped), ("a.tar", tarred)):
        articles, rejects = shelf.read(archive, pack({name: TEXT.encode(), "b.txt": TEXT.encode()}))
        assert [a.file.rpartition("!")[2] for a in articles] == ["b.txt"]
        assert reasons(rejects) == [("path_escape", "")]


def test_links_and_devices_in_a_tar(shelf: Shelf):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for number, kind in enumerate(
            (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE, tarfile.DIRTYPE)
        ):
            info = tarfile.TarInfo(f"m{number}")
            info.type, info.linkname = kind, "/etc/passwd"
            archive.addfile(info)
    _, rejects = shelf.read("a.tar", out.getvalue())
    assert [r.reason for r in rejects] == ["link", "link", "not_a_file", "not_a_file"]


def test_link_encrypted_and_odd_method_in_a_zip(shelf: Shelf):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        link = zipfile.ZipInfo("link.txt")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
        archive.writestr("packed.txt", TEXT, zipfile.ZIP_BZIP2)
        archive.writestr("good.txt", TEXT)
        archive.writestr("secret.txt", TEXT)
    data = bytearray(out.getvalue())
    entry = data.rindex(b"PK\x01\x02")
    struct.pack_into("<H", data, entry + 8, 1)
    articles, rejects = shelf.read("a.zip", bytes(data))
    assert len(articles) == 1
    assert [r.reason for r in rejects] == ["link", "unknown_format", "encrypted"]


def test_archive_without_files(shelf: Shelf):
    assert reasons(shelf.read("a.zip", zipped({}))[1]) == [("empty_text", "")]
    assert reasons(shelf.read("a.tar.gz", tarred({}, "w:gz"))[1]) == [("empty_text", "")]


def test_archives_too_deep(shelf: Shelf):
    data = TEXT.encode()
    for _ in range(6):
        data = gzip.compress(data)
    assert reasons(shelf.read("a.gz", data)[1]) == [("too_deep", "")]


def test_zip_that_unpacks_to_far_more_than_its_size(shelf: Shelf):
    members = {"a.jsonl": GOOD} | {f"{n}.txt": b"a" * 19_000 for n in range(100)}
    articles, rejects = shelf.read("a.zip", zipped(members), limits=SMALL)
    assert len(articles) == 1
    assert rejects[-1].reason == "archive_bomb"
    assert len(rejects) < 60
    assert rejects[-1].source.endswith("a.zip")


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress, zstandard.compress])
def test_bombs_are_stopped_in_little_memory(shelf: Shelf, pack):
    path = shelf.put("a.jsonl.gz", pack(GOOD + b" " * (300 << 20)))
    tracemalloc.start()
    articles, rejects = split(read([path], limits=Limits(max_ratio=100, ratio_from_bytes=16 << 20)))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(articles) == 1
    assert reasons(rejects) == [("archive_bomb", "")]
    assert peak < 100 << 20


def test_bomb_within_an_archive_ends_the_archive_but_not_the_run(shelf: Shelf):
    shelf.put("a.tar", tarred({"a.jsonl.gz": gzip.compress(b"\n" * 3_000_000), "b.txt": TEXT.encode()}))
    shelf.put("b.txt", TEXT)
    articles, rejects = split(read([shelf.folder], limits=SMALL))
    assert [Path(a.file).name for a in articles] == ["b.txt"]
    assert reasons(rejects) == [("archive_bomb", "")]


# -- Parquet -------------------------------------------------------------------------------------------------------------


def parquet(table: pa.Table, **options) -> bytes:
    out = io.BytesIO()
    pq.write_table(table, out, **options)
    return out.getvalue()


def test_corrupt_parquet(shelf: Shelf):
    rows = [row(n, noise=os.urandom(30).hex()) for n in range(200)]
    data = parquet(pa.Table.from_pylist(rows), row_group_size=50, compression="gzip", use_dictionary=False)
    assert reasons(shelf.read("a.parquet", data[:-9])[1]) == [("unreadable", "")]
    damaged = bytearray(data)
    damaged[len(data) // 2 : len(data) // 2 + 3000] = bytes(3000)
    articles, rejects = shelf.read("b.parquet", bytes(damaged))
    assert 50 <= len(articles) < 200
    assert rejects and {r.reason for r in rejects} <= {"unreadable", "encoding", "empty_text", "binary"}


def test_parquet_cells(shelf: Shelf):
    table = pa.table({"content": pa.array([TEXT, None, ""]), "published": pa.array([1497238200000] * 3, pa.timestamp("ms"))})
    articles, rejects = shelf.read("a.parquet", parquet(table))
    assert str(articles[0].published) == "2017-06-12"
    assert reasons(rejects) == [("empty_text", "2"), ("empty_text", "3")]
    binary = pa.table({"content": pa.array([TEXT.encode("utf-16"), b"\xff\xff\xff"], pa.binary())})
    articles, rejects = shelf.read("b.parquet", parquet(binary))
    assert articles[0].paragraphs == [FIRST, SECOND] and reasons(rejects) == [("encoding", "2")]
    assert reasons(shelf.read("c.parquet", parquet(pa.table({"x": [1]})))[1]) == [("no_text_field", "")]


def test_every_reason_is_known(shelf: Shelf):
    shelf.put("x.pdf", b"%PDF")
    shelf.put("e.txt", b"")
    for reject in split(read([shelf.folder, "nowhere"]))[1]:
        assert reject.reason in REASONS and reject.source
