"""From bytes to text: byte order marks, UTF-8, UTF-16, Windows-1258, and what an HTML page declares of itself.

The legacy encodings of Vietnam that share their bytes with Western ones are read as Western letters here (`legacy.western`),
to be sorted out a paragraph at a time (`legacy.restore`).

Nothing is guessed away: what cannot be decoded without loss is a `Problem` that names the byte.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Iterator

from baochi.archive.legacy import WESTERN, is_legacy, western
from baochi.archive.problems import Problem
from baochi.archive.streams import Stream

BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
HIGH_BYTES = bytes((0x00, 0x01, 0x03, 0x1E, 0x20))  # of UTF-16 for Vietnamese: ASCII, Latin, marks, tone letters, quotes
DECLARED = re.compile(
    rb"""<\?xml[^>]{0,200}encoding=["']([\w.:-]{1,40})|<meta[^>]{0,200}charset=["']?([\w.:-]{1,40})""", re.I
)
TONE_MARKS = frozenset("\u0300\u0301\u0303\u0309\u0323")
PUNCTUATION = frozenset("\u00a0«»°·×±€₫–—‘’‚“”„†•…‰‹›™©®§²³½¼")
SAMPLE = 4096


def declared_encoding(head: bytes) -> str | None:
    """Return the encoding that an HTML or XML head declares, if any."""
    found = DECLARED.search(head[:SAMPLE])
    return (found[1] or found[2]).decode("ascii").lower() if found else None


def wide_encoding(head: bytes) -> str | None:
    """Return the UTF-16 or UTF-32 variant of the text that `head` begins, by its mark or by where its zero bytes stand."""
    for mark, name in BYTE_ORDER_MARKS[1:]:
        if head.startswith(mark):
            return name
    sample = head[: min(len(head), SAMPLE) & ~1]
    if len(sample) < 4 or b"\0" not in sample:
        return None
    for high, low, name in ((sample[1::2], sample[::2], "utf-16-le"), (sample[::2], sample[1::2], "utf-16-be")):
        typical = len(high) - len(high.translate(None, HIGH_BYTES))
        if typical >= 0.9 * len(high) and high.count(0) >= 0.2 * len(high) and low.count(0) <= 0.02 * len(low):
            return name
    return None


def is_windows_1258(data: bytes) -> bool:
    """Tell whether bytes that are not UTF-8 read as Vietnamese in Windows-1258.

    That encoding writes a tone as a combining mark behind its vowel. Text of other encodings read this way shows symbols
    instead of letters, and marks behind consonants or blanks.
    """
    try:
        text = data[: 1 << 16].decode("cp1258")
    except UnicodeDecodeError:
        return False
    high = [c for c in text if c > "\x7f" and c not in PUNCTUATION]
    letters = sum(c.isalpha() or c in TONE_MARKS for c in high)
    marks = [i for i, c in enumerate(text) if c in TONE_MARKS]
    placed = sum(i > 0 and unicodedata.normalize("NFD", text[i - 1].lower())[0] in "aeiouy" for i in marks)
    return bool(marks) and letters >= 0.95 * len(high) and placed >= 0.95 * len(marks)


def sniff(head: bytes) -> str | None:
    """Return the encoding of the text that `head` begins, None if it is none of those read here.

    A letter cut at the end of `head` is no fault.
    """
    wide = wide_encoding(head)
    if wide:
        return wide
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
        return "utf-8"
    except UnicodeDecodeError:
        return "cp1258" if is_windows_1258(head) else WESTERN if is_legacy(head) else None


def decode(data: bytes, declared: str | None = None) -> str:
    """Return the text of `data` without its byte order mark.

    Args:
        declared: what the document says of itself; heeded where the bytes are not plainly UTF-8, UTF-16 or Windows-1258.
    Raises Problem `encoding` with the byte offset.

    Example:
        >>> decode("Công an".encode("utf-16"))
        'Công an'
    """
    name = wide_encoding(data)
    if name is None:
        try:
            return data.decode("utf-8").removeprefix("\ufeff")
        except UnicodeDecodeError:
            if is_windows_1258(data):
                name = "cp1258"
            elif is_legacy(data):
                return western(data)
            else:
                name = declared or "utf-8"
    try:
        return data.decode(name).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        at = error.start
        detail = f"byte {at} (0x{data[at]:02x}) is not valid {error.encoding}; save the text as UTF-8"
        raise Problem("encoding", detail, str(at)) from error
    except (LookupError, ValueError) as error:
        raise Problem("encoding", f"byte 0: unknown encoding {name!r} declared; save the text as UTF-8") from error


def undecodable(line: bytes, offset: int = 0) -> Problem:
    """Return the problem of a line that is not UTF-8."""
    try:
        line.decode("utf-8")
        at = 0
    except UnicodeDecodeError as error:
        at = error.start
    return Problem("encoding", f"byte {offset + at} (0x{line[at]:02x}) is not valid UTF-8; save the text as UTF-8")


class Transcoded:
    """A UTF-16 or UTF-32 stream as UTF-8, for formats that are read line by line."""

    def __init__(self, stream: Stream, encoding: str) -> None:
        self.stream, self.encoding = stream, encoding
        self.decoder = codecs.getincrementaldecoder(encoding)()

    def read(self, size: int, /) -> bytes:
        while True:
            at = self.stream.offset - len(self.decoder.getstate()[0])
            data = self.stream.read(max(size // 3, 4))
            try:
                text = self.decoder.decode(data, final=not data)
            except UnicodeDecodeError as error:
                detail = f"byte {at + error.start} is not valid {self.encoding}; save the text as UTF-8"
                raise Problem("encoding", detail, str(at + error.start)) from error
            if text or not data:
                return text.encode("utf-8")


def text_lines(stream: Stream, limit: int) -> Iterator[tuple[int, bytes | str | None]]:
    """Yield offset and text of each line; bytes where a line cannot be decoded, None where it is longer than `limit` bytes.

    The encoding is that of the beginning. Offsets count the bytes of the source (in UTF-16, of its UTF-8 form).
    """
    encoding = sniff(stream.peek(1 << 16)) or "utf-8"
    if encoding.startswith(("utf-16", "utf-32")):
        stream, encoding = Stream(Transcoded(stream, encoding)), "utf-8"
    for offset, line in stream.lines(limit):
        if line is None:
            yield offset, None
            continue
        try:
            text = line.decode(encoding)
        except UnicodeDecodeError:
            if encoding == "utf-8" and is_windows_1258(line):
                text = line.decode("cp1258")
            elif encoding == "utf-8" and is_legacy(line):
                text = western(line)
            else:
                yield offset, line
                continue
        yield offset, text if offset else text.removeprefix("\ufeff")
