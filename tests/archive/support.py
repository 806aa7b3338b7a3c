"""Articles and files for the tests of reading."""

from __future__ import annotations

import io
import json
import tarfile
import unicodedata
import zipfile
from collections.abc import Mapping
from pathlib import Path

from baochi.archive import Limits, read
from baochi.archive.legacy import CODES, TABLE
from baochi.article import Reject, SourceArticle

FIRST = "Sáng 12/6, Công an tỉnh Hà Mây tổ chức hội nghị sơ kết công tác sáu tháng đầu năm."
SECOND = "Đại tá Trần Văn Thử, Giám đốc Công an tỉnh, chủ trì hội nghị."
TEXT = f"{FIRST}\n{SECOND}\n"


def row(number: int = 0, **more: object) -> dict[str, object]:
    """Return an article as a row."""
    return {"id": f"a{number}", "title": f"Tin số {number}", "paragraphs": [FIRST, SECOND], **more}


def jsonl(*rows: object) -> bytes:
    """Return rows as JSON Lines."""
    return "".join(json.dumps(r, ensure_ascii=False) + "\n" for r in rows).encode()


def zipped(members: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a zip archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def tarred(members: Mapping[str, bytes], mode: str = "w") -> bytes:
    """Return a tar archive."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode) as archive:  # type: ignore[call-overload]
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


class Shelf:
    """Files in a folder, and what reading them gives."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, name: str, data: bytes | str) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        return path

    def read(self, name: str, data: bytes | str, **options) -> tuple[list[SourceArticle], list[Reject]]:
        """Write a file, read it, and return its articles and rejects."""
        return split(read([self.put(name, data)], **options))


def split(items) -> tuple[list[SourceArticle], list[Reject]]:
    """Return articles and rejects apart; both must be fit to be written as UTF-8."""
    items = list(items)
    for item in items:
        repr(item).encode()
        if isinstance(item, SourceArticle):
            "".join([item.title, item.url, item.author, item.source, item.article_id, item.file, *item.paragraphs]).encode()
        else:
            "".join([item.source, item.position, item.reason, item.detail]).encode()
    return [i for i in items if isinstance(i, SourceArticle)], [i for i in items if isinstance(i, Reject)]


def reasons(rejects: list[Reject]) -> list[tuple[str, str]]:
    """Return reason and position of each reject."""
    return [(r.reason, r.position) for r in rejects]


SMALL = Limits(
    max_document_bytes=20_000,
    max_page_bytes=20_000,
    max_file_bytes=100_000,
    max_line_bytes=20_000,
    max_article_chars=10_000,
    max_unpacked_bytes=2_000_000,
    max_ratio=50,
    ratio_from_bytes=200_000,
)


_LETTERS = {
    name: {row["letter"]: bytes.fromhex(row[name]) for row in CODES if row[name]} for name in ("tcvn3", "vni", "viscii")
}
_MARKS = {mark: sign for table in ("quality", "tone") for sign, mark in TABLE["viqr"][table].items() if sign != "*"}


def legacy_bytes(text: str, encoding: str) -> bytes:
    """Encode as the software of the time did; a letter that there is not fails, except the capitals of ABC."""
    letters = _LETTERS[encoding]
    plain = {"“": b'"', "”": b'"', "–": b"-"} if encoding == "viscii" else {}
    out = [letters.get(c) or (encoding == "tcvn3" and letters.get(c.lower())) or plain.get(c) for c in text]
    return b"".join(code or c.encode("cp1252") for code, c in zip(out, text, strict=True))


def viqr(text: str) -> str:
    """Encode after RFC 1456, with a backslash before what would be read as a mark."""
    out = ""
    for letter in text:
        if letter in "đĐ":
            out += "dd" if letter == "đ" else "DD"
        elif letter in ".?'`~(^+*\\" or (letter in "dD" and out[-1:] in ("d", "D")):
            out += ("\\" if out[-1:].lower() in tuple("aeiouyd(^+\\") or letter == "\\" else "") + letter
        else:
            out += "".join(_MARKS.get(c, c) for c in _marks_in_order(letter))
    return out


def _marks_in_order(letter: str) -> str:
    """Return base letter, quality and tone: `ậ` decomposes into its tone first."""
    base, *marks = unicodedata.normalize("NFD", letter)
    return base + "".join(sorted(marks, key=lambda c: c not in "\u0306\u0302\u031b"))
