from __future__ import annotations

import gzip
import io
import zlib

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from archive.support import FIRST, SECOND, SMALL, Shelf, legacy_bytes, reasons, split, zipped
from baochi.archive import read

PAGE = f"<html><head><title>Tin</title></head><body><article><p>{FIRST}</p><p>{SECOND}</p></article></body></html>"
CHUNKED = [("Content-Type", "text/html; charset=utf-8"), ("Transfer-Encoding", "chunked")]
HTML = [("Content-Type", "text/html; charset=utf-8")]


def response(writer: WARCWriter, number: int, body: bytes, headers=HTML, status: str = "200 OK") -> None:
    http = StatusAndHeaders(status, list(headers), protocol="HTTP/1.1")
    url = f"https://bao-mau.example/tin-{number}.html"
    writer.write_record(writer.create_warc_record(url, "response", payload=io.BytesIO(body), http_headers=http))


def warc(*answers: tuple, packed: bool = False) -> bytes:
    """Return a web archive as warcio writes it, with the records that a crawler puts around the answers."""
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=packed)
    writer.write_record(writer.create_warcinfo_record("a.warc", {"software": "mẫu"}))
    for number, answer in enumerate(answers):
        url = f"https://bao-mau.example/tin-{number}.html"
        request = StatusAndHeaders("GET / HTTP/1.1", [("Host", "bao-mau.example")], is_http_request=True)
        writer.write_record(writer.create_warc_record(url, "request", http_headers=request))
        response(writer, number, *answer)
        writer.write_record(writer.create_warc_record(url, "metadata", payload=io.BytesIO(b"x: y")))
    return out.getvalue()


def chunks(body: bytes, size: int = 50) -> bytes:
    parts = [body[i : i + size] for i in range(0, len(body), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(p), p) for p in parts) + b"0\r\n\r\n"


@pytest.mark.parametrize("packed", [False, True])
def test_only_html_of_successful_responses(shelf: Shelf, packed: bool):
    data = warc(
        (PAGE.encode(),),
        (b"\xff\xd8\xff", [("Content-Type", "image/jpeg")]),
        (b"Not found, sorry", HTML, "404 Not Found"),
        (PAGE.encode(), [("Content-Type", "application/xhtml+xml")]),
        packed=packed,
    )
    for name in ("crawl.warc.gz",) if packed else ("crawl.warc", "crawl"):
        articles, rejects = shelf.read(name, data)
        assert not rejects
        assert [a.url for a in articles] == [f"https://bao-mau.example/tin-{n}.html" for n in (0, 3)]
        assert all(a.paragraphs == [FIRST, SECOND] for a in articles)
        assert articles[0].file.endswith(f"{name}!https://bao-mau.example/tin-0.html")
        assert gzip.decompress(data)[int(articles[1].position) :].startswith(b"WARC/") if packed else True


BODY = PAGE.encode()
DEFLATE = zlib.compressobj(wbits=-15)


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (chunks(BODY), CHUNKED),
        (BODY, CHUNKED),  # joined by the crawler, which kept the header
        (chunks(BODY)[:-5], CHUNKED),
        (gzip.compress(BODY), [*HTML, ("Content-Encoding", "gzip")]),
        (chunks(gzip.compress(BODY)), [*CHUNKED, ("Content-Encoding", "gzip")]),
        (BODY, [*HTML, ("Content-Encoding", "gzip")]),
        (zlib.compress(BODY), [*HTML, ("Content-Encoding", "deflate")]),
        (DEFLATE.compress(BODY) + DEFLATE.flush(), [*HTML, ("Content-Encoding", "deflate")]),
        (zstandard.compress(BODY), [*HTML, ("Content-Encoding", "zstd")]),
        (PAGE.encode("utf-16"), HTML),
        (legacy_bytes(PAGE, "vni"), [("Content-Type", "text/html; charset=iso-8859-1")]),
        (PAGE.encode("gb18030"), [("Content-Type", "text/html; charset=gb18030")]),
    ],
)
def test_answers_as_servers_send_them(shelf: Shelf, body: bytes, headers):
    [article], rejects = shelf.read("a.warc", warc((body, headers)))
    assert not rejects
    assert article.paragraphs == [FIRST, SECOND]


def test_bad_answers_do_not_cost_the_others(shelf: Shelf):
    bomb = gzip.compress(b"<p>" + b"a" * 5_000_000)
    data = warc(
        (bomb, [*HTML, ("Content-Encoding", "gzip")]),
        (gzip.compress(BODY)[:20] + b"\xff" * 90, [*HTML, ("Content-Encoding", "gzip")]),
        (b"\x0b\x02\x80", [*HTML, ("Content-Encoding", "br")]),
        (b"<p>" + b"b" * 100_000,),
        (b"<html><p>The minister said that the people of the city were safe and well.</html>",),
        (b"",),
        (BODY,),
    )
    articles, rejects = shelf.read("a.warc", data, limits=SMALL)
    assert [r.reason for r in rejects] == [
        "too_large",
        "unreadable",
        "unknown_format",
        "too_large",
        "language",
        "empty_text",
    ]
    assert len({r.position for r in rejects}) == 6
    assert [r.source.rpartition("/")[2] for r in rejects] == [f"tin-{n}.html" for n in range(6)]
    assert len(articles) == 1


def test_damage_between_records(shelf: Shelf):
    good = warc((BODY,))
    bad = b"WARC/1.0\r\nContent-Length: viele\r\n\r\nrubbish\r\n"
    articles, rejects = shelf.read("a.warc", good + 2 * bad + good)
    assert len(articles) == 2
    assert reasons(rejects) == [("unreadable", str(len(good))), ("unreadable", str(len(good + bad)))]


def test_cut_off(shelf: Shelf):
    data = warc((BODY,), (BODY,))
    for cut, count in ((data.rindex(SECOND.encode()), 1), (len(data) - 100, 2), (len(data) - 300, 2)):
        articles, [reject] = shelf.read("a.warc", data[:cut])
        assert (len(articles), reject.reason) == (count, "truncated")
    articles, [reject] = shelf.read("a.warc.gz", warc((BODY,), (BODY,), packed=True)[:-400])
    assert reject.reason == "truncated"


def test_record_longer_than_the_file_is_not_held(shelf: Shelf):
    head = b"WARC/1.0\r\nWARC-Type: response\r\nContent-Type: application/http\r\nContent-Length: 999999999999\r\n\r\n"
    assert [r.reason for r in shelf.read("a.warc", head + b"x" * 1000)[1]] == ["truncated"]


def test_within_a_zip(shelf: Shelf):
    [article], _ = shelf.read("a.zip", zipped({"b.warc": warc((BODY,))}))
    assert article.file.endswith("a.zip!b.warc!https://bao-mau.example/tin-0.html")


WHOLE = warc((BODY,), (chunks(gzip.compress(BODY)), [*CHUNKED, ("Content-Encoding", "gzip")]))


@settings(max_examples=80)
@given(st.lists(st.tuples(st.integers(0, len(WHOLE) - 1), st.integers(0, 255)), max_size=6), st.integers(0, len(WHOLE)))
def test_damaged(tmp_path_factory, changes: list[tuple[int, int]], cut: int):
    data = bytearray(WHOLE)
    for at, byte in changes:
        data[at] = byte
    path = tmp_path_factory.mktemp("warc") / "a.warc"
    path.write_bytes(data[:cut])
    articles, rejects = split(read([path], limits=SMALL))
    assert articles or rejects
