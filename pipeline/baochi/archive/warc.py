"""Web archives (WARC, ISO 28500): the HTML pages among the responses of a crawl, within the bounds of `Limits`.

Only the framing of the records is read here; the answers of the servers are read by `http.client`. warcio, which knows more
of the format, holds lines and chunks of any length in memory and prints about damage instead of telling.
"""

from __future__ import annotations

import http.client
import io
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message

import zstandard

from baochi.archive.limits import KIB, Limits
from baochi.archive.problems import Problem
from baochi.archive.streams import CHUNK, Stream

MAX_HEAD = 64 * KIB  # of the header of a record, and of an answer
BEGINNING = b"WARC/"
CUT = "the web archive ends in the middle of a record; get a whole copy"
HTML = ("text/html", "application/xhtml+xml")


@dataclass(slots=True)
class Page:
    """A page as a server sent it, unpacked.

    Attributes:
        position: byte offset of its record in the (unpacked) web archive.
        charset: the encoding that the server declared, or None.
    """

    url: str
    position: str
    body: bytes
    charset: str | None


def pages(stream: Stream, limits: Limits) -> Iterator[tuple[str, Page | Problem]]:
    """Yield address and content of every HTML page that a server answered with status 200, or what is wrong with it.

    Requests, metadata, other kinds of content and other answers are passed over. Behind damage reading goes on with the
    next record that can be found. Raises Problem where the file ends early.
    """
    while _past_blank(stream):
        start = stream.offset
        head = stream.peek(MAX_HEAD)
        end, mark = _end_of_head(head)
        if end < 0 and len(head) < MAX_HEAD and (head.startswith(BEGINNING) or BEGINNING.startswith(head)):
            raise Problem("truncated", CUT)
        headers = _headers(head[:end].partition(b"\n")[2]) if head.startswith(BEGINNING) and end >= 0 else Message()
        length = str(headers.get("Content-Length", "")).strip()
        if not (length.isascii() and length.isdigit() and len(length) < 16):
            detail = f"no record of a web archive begins at byte {start}; reading goes on with the next that does"
            yield "", Problem("unreadable", detail, str(start))
            _skip_to_record(stream)
            continue
        _take(stream, end + mark)
        size, url = int(length), str(headers.get("WARC-Target-URI", "")).strip().strip("<>")
        if headers.get("WARC-Type") != "response" or not str(headers.get("Content-Type")).startswith("application/http"):
            _skip(stream, size)
        elif size > limits.max_page_bytes + MAX_HEAD:
            _skip(stream, size)
            what = f"the answer is larger than {limits.max_page_bytes:,} bytes (max_page_bytes)"
            yield url, Problem("too_large", what, str(start))
        else:
            answer = _take(stream, size)
            try:
                if page := _page(answer, url, str(start), limits):
                    yield url, page
            except Problem as problem:
                yield url, Problem(problem.reason, problem.detail, str(start))


def _headers(data: bytes) -> Message:
    try:
        return http.client.parse_headers(io.BytesIO(data + b"\r\n\r\n"))
    except (http.client.HTTPException, ValueError):
        return Message()


def _end_of_head(head: bytes) -> tuple[int, int]:
    """Return where a header ends, or -1, and how long the blank line is."""
    ends = [(at, len(mark)) for mark in (b"\r\n\r\n", b"\n\n") if (at := head.find(mark)) >= 0]
    return min(ends, default=(-1, 0))


def _page(answer: bytes, url: str, position: str, limits: Limits) -> Page | None:
    end, mark = _end_of_head(answer[:MAX_HEAD])
    status, _, lines = answer[: max(end, 0)].partition(b"\n")
    if end < 0 or not status.startswith(b"HTTP/"):
        raise Problem("unreadable", "the record does not hold the answer of a server")
    headers = _headers(lines)
    if status.split()[1:2] != [b"200"] or headers.get_content_type() not in HTML:
        return None
    body = answer[end + mark :]
    if str(headers.get("Transfer-Encoding", "")).strip().lower() == "chunked":
        body = _joined(body)
    body = _unpacked(body, str(headers.get("Content-Encoding", "")).strip().lower(), limits.max_page_bytes)
    return Page(url, position, body, headers.get_content_charset())


class _Socket:
    """What `HTTPResponse` asks of a socket."""

    def __init__(self, data: bytes) -> None:
        self.data = data

    def makefile(self, *_: object, **__: object) -> io.BytesIO:
        return io.BytesIO(self.data)


def _joined(body: bytes) -> bytes:
    """Return the chunks of an answer in one; the body itself where the crawler joined them already."""
    response = http.client.HTTPResponse(_Socket(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + body))  # type: ignore[arg-type]
    response.begin()
    try:
        return response.read()
    except http.client.IncompleteRead as cut:
        return cut.partial or body
    except (http.client.HTTPException, ValueError):
        return body


def _unpacked(body: bytes, encoding: str, limit: int) -> bytes:
    """Return `body` unpacked, or as it is where the crawler unpacked it already."""
    if encoding in ("gzip", "x-gzip") and body.startswith(b"\x1f\x8b"):
        return _inflated(body, 31, limit)
    if encoding == "deflate" and not body.lstrip().startswith(b"<"):
        return _inflated(body, 15 if body[:1] == b"\x78" else -15, limit)
    if encoding == "zstd" and body.startswith(zstandard.FRAME_HEADER):
        try:
            with zstandard.ZstdDecompressor(max_window_size=8 << 20).stream_reader(body) as reader:
                return _bounded(reader.read(limit + 1), limit)
        except zstandard.ZstdError as error:
            raise Problem("unreadable", f"the page is damaged: {error}") from error
    if encoding == "br" and not body.lstrip().startswith(b"<"):
        raise Problem("unknown_format", "the page is packed with Brotli; unpack the crawl's answers first")
    return _bounded(body, limit)


def _inflated(body: bytes, window: int, limit: int) -> bytes:
    try:
        return _bounded(zlib.decompressobj(window).decompress(body, limit + 1), limit)
    except zlib.error as error:
        raise Problem("unreadable", f"the page is damaged: {error}") from error


def _bounded(body: bytes, limit: int) -> bytes:
    if len(body) > limit:
        raise Problem("too_large", f"the page is larger than {limit:,} bytes (max_page_bytes)")
    return body


# ---------------------------------------------------------------------- moving on in the stream
def _past_blank(stream: Stream) -> bool:
    """Skip line ends and tell whether anything follows."""
    while blank := stream.peek(64):
        rest = blank.lstrip(b"\r\n")
        _take(stream, len(blank) - len(rest))
        if rest:
            return True
    return False


def _take(stream: Stream, size: int) -> bytes:
    """Return exactly `size` bytes."""
    parts = []
    while size and (data := stream.read(min(size, CHUNK))):
        parts.append(data)
        size -= len(data)
    if size:
        raise Problem("truncated", CUT)
    return b"".join(parts)


def _skip(stream: Stream, size: int) -> None:
    while size > CHUNK:
        _take(stream, CHUNK)
        size -= CHUNK
    _take(stream, size)


def _skip_to_record(stream: Stream) -> None:
    """Move on to the next line that begins a record, or to the end."""
    while head := stream.peek(CHUNK):
        at = head.find(b"\n" + BEGINNING, 1)
        if at >= 0:
            _take(stream, at + 1)
            return
        _take(stream, max(len(head) - len(BEGINNING), 1))
