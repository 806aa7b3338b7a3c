"""Input made to do harm: refused or bounded, in little time and memory, and without a word lost about the rest."""

from __future__ import annotations

import gzip
import io
import os
import struct
import tarfile
import time
import tracemalloc
import zipfile
from pathlib import Path

import pytest

from archive.support import FIRST, SMALL, TEXT, Shelf, jsonl, reasons, row, split, zipped
from baochi.archive import Limits, read

GOOD = jsonl(row(1))


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b'{"text": ' + b"[" * 1_000_000 + b"}", "json"),
        (b'{"a": ' * 100_000 + b"1" + b"}" * 100_000, "json"),
        (b'{"text": ' + b"9" * 100_000 + b"}", "json"),
        (b'{"text": "a", "text": "b"}', "json"),
        (b'{"text": 1e999}', "no_text_field"),
        (b'{"text": NaN}', "no_text_field"),
        (b'{"text": {"text": {"text": "x"}}}', "no_text_field"),
    ],
)
def test_json(shelf: Shelf, line: bytes, reason: str):
    articles, rejects = shelf.read("a.jsonl", GOOD + line + b"\n" + GOOD)
    assert len(articles) == 2
    assert reasons(rejects) == [(reason, "2")]
    assert [r.reason for r in shelf.read("a.json", line)[1]] == [reason]


@pytest.mark.parametrize("value", ["1e999", "-1e999", "NaN", "Infinity", "9" * 4000, "-1", "[]", "{}", '"\\ud800"', "true"])
def test_odd_values_beside_the_text(shelf: Shelf, value: str):
    line = f'{{"text": "{FIRST}", "id": {value}, "date": {value}, "title": {value}, "url": {value}, "author": {value}}}'
    [article], rejects = shelf.read("a.jsonl", line)
    assert (article.paragraphs, rejects) == ([FIRST], [])


def page(body: str) -> str:
    return f"<html><body>{body}<article><p>{FIRST}</p><p>{FIRST}</p></article></body></html>"


@pytest.mark.parametrize(
    "markup",
    [
        "<div>" * 50_000,
        "<b>" * 50_000,
        "<table><tr><td>" * 10_000,
        "<p " + " ".join(f"a{n}=1" for n in range(5_000)) + ">",
        "<!--" * 50_000,
        "&#x10ffff;&#55296;&#0;&#99999999999;&bogus;" * 2_000,
        "<a href='#'>x</a>" * 10_000,
        "<![CDATA[" * 10_000 + "]]>" * 10_000,
        "<script>" + "</scrip" * 20_000,
        "<p>" + "<br>" * 20_000,
        "<svg><math><style><!--</style><img title='--><p>x'>" * 1_000,
    ],
    ids=lambda markup: markup[:12],
)
def test_markup(shelf: Shelf, markup: str):
    start = time.monotonic()
    articles, rejects = shelf.read("a.html", page(markup))
    assert len(articles) + len(rejects) == 1
    articles, rejects = shelf.read("a.jsonl", jsonl({"html": page(markup)}))
    assert len(articles) + len(rejects) == 1
    assert time.monotonic() - start < 60


SIZE = 10 << 30
MANY = jsonl(*(row(n) for n in range(300)))  # more than is looked at to tell the format
ROWS = "id,text\n" + f'1,"{FIRST}"\n' * 1000
AT_ONCE = [
    ("a.txt", TEXT.encode()),
    ("a", TEXT.encode() * 1000),
    ("a.html", b"<html>"),
    ("a.json", b"[" + MANY.replace(b"\n", b",\n")),
    ("a.zip", zipped({"a.txt": TEXT.encode()})[:40]),
    ("a.parquet", b"PAR1"),
]
# These are read on behind the hole, as fast as the disk gives zeros.
AS_STREAM = [
    ("a.tar", b""),
    ("a.gz", gzip.compress(TEXT.encode())),
    ("a.warc", b"WARC/1.0\r\nContent-Length: 1\r\n\r\nx\r\n\r\n"),
    ("a.jsonl", MANY),
    ("a.csv", ROWS.encode()),
]


@pytest.mark.parametrize(
    ("name", "head", "size"),
    [
        *((*case, SIZE) for case in AT_ONCE),
        *((*case, SIZE // 40) for case in AS_STREAM),
        *(pytest.param(*case, SIZE, marks=pytest.mark.slow) for case in AS_STREAM),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_ten_gigabytes_that_take_no_room_on_disk(tmp_path: Path, name: str, head: bytes, size: int):
    path = tmp_path / name
    with path.open("wb") as file:
        file.write(head)
        file.truncate(size)
    tracemalloc.start()
    articles, rejects = split(read([path]))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(rejects) == (0 if name == "a.gz" else 1)  # zeros behind gzip are allowed
    assert len(articles) == {"a.gz": 1, "a.jsonl": 300, "a.csv": 1000}.get(name, 0)
    assert peak < 300 << 20


def test_zip_of_more_members_than_memory_holds(shelf: Shelf):
    data = zipped({f"{n}.txt": b"" for n in range(3000)})
    [reject] = shelf.read("a.zip", data, limits=Limits(max_directory_bytes=100_000))[1]
    assert (reject.reason, "max_directory_bytes" in reject.detail) == ("too_large", True)
    forged = bytearray(data)  # a directory said to be larger than the file
    at = forged.rindex(b"PK\x05\x06")
    forged[at + 12 : at + 16] = struct.pack("<I", 0xFFFFFFF0)
    assert shelf.read("b.zip", bytes(forged))[1][0].reason == "unreadable"


@pytest.mark.parametrize("kind", [tarfile.GNUTYPE_LONGNAME, tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.GNUTYPE_LONGLINK])
def test_tar_with_an_endless_name(tmp_path: Path, kind: bytes):
    info = tarfile.TarInfo("a")
    info.type, info.size = kind, SIZE
    path = tmp_path / "a.tar"
    with path.open("wb") as file:
        file.write(info.tobuf(tarfile.GNU_FORMAT))
        file.truncate(SIZE)
    tracemalloc.start()
    _, [reject] = split(read([path]))
    assert tracemalloc.get_traced_memory()[1] < 50 << 20
    tracemalloc.stop()
    assert reject.reason == "too_large"


def test_bomb_of_overlapping_members(shelf: Shelf):
    """Many entries of the directory that lead to the same packed bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", TEXT * 300)
        first = archive.infolist()[0]
        for n in range(400):
            info = zipfile.ZipInfo(f"{n}.txt")
            for name in ("compress_type", "CRC", "compress_size", "file_size", "header_offset", "flag_bits"):
                setattr(info, name, getattr(first, name))
            archive.filelist.append(info)
            archive.NameToInfo[info.filename] = info
    _, rejects = shelf.read("a.zip", out.getvalue(), limits=SMALL)
    assert {r.reason for r in rejects} <= {"archive_bomb", "unreadable", "too_large"}


def test_links_and_devices_that_are_named(tmp_path: Path):
    loop, device, fifo = tmp_path / "loop", tmp_path / "device", tmp_path / "fifo"
    loop.symlink_to(loop)
    device.symlink_to("/dev/zero")
    os.mkfifo(fifo)
    _, rejects = split(read([loop, device, fifo, "/dev/zero", tmp_path / ".." / "nowhere"]))
    assert [r.reason for r in rejects] == ["unreadable", "not_a_file", "not_a_file", "not_a_file", "missing"]
