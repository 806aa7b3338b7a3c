"""Archives and compressions: what a packed file holds, as streams, within the bounds of `Limits`. Nothing is written to disk
but unnamed temporary files, so a member cannot land anywhere; names that try to are rejected all the same."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import re
import stat
import tarfile
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

import zstandard

from baochi.archive.formats import without_suffix
from baochi.archive.limits import MIB, Limits
from baochi.archive.problems import Problem
from baochi.archive.streams import CHUNK, Account, Counted, Readable, Stream
from baochi.article import Reject

ZSTD_STEP = 1 << 10  # packed bytes at a time; one KiB of Zstandard unpacks to 33 MiB at most
ZSTD_WINDOW = 128 * MIB
MEMORY_SPOOL = 8 * MIB
TAR_PIECE = 1 << 13
MAX_NAMES = MIB  # of one member of a tar archive
ZIP_END = (1 << 16) + 128  # bytes at the end in which a zip archive says where its directory is
ZIP_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # Python unpacks the others in steps of any size


@dataclass(slots=True)
class Unit:
    """Something to read: a file, a stream or a member of an archive.

    Attributes:
        label: where it is, for people: `news.zip!2017/a.html`.
        name: its file name, by which the format is known.
        depth: archives and compressions around it.
        file: the same bytes with random access, where they are a file on disk.
    """

    label: str
    name: str
    stream: Stream
    account: Account
    depth: int = 0
    file: IO[bytes] | None = None

    def inner(self, raw: Readable, member: str = "", *, counted: bool = True) -> Unit:
        """Return what `raw` unpacks from this unit: the member of that name, or all of it."""
        stream = Stream(Counted(raw, self.account.give) if counted else raw)
        if member:
            return Unit(f"{self.label}!{clean(member)}", member.rpartition("/")[2], stream, self.account, self.depth + 1)
        return Unit(self.label, without_suffix(self.name), stream, self.account, self.depth + 1)

    def reject(self, reason: str, detail: str, member: str) -> Reject:
        """Return the reject of a member that is not read."""
        problem = Problem(reason, detail)
        return Reject(f"{self.label}!{clean(member)}", "", problem.reason, problem.detail)


def clean(name: str) -> str:
    """Return a file name as text that UTF-8 can hold, whatever bytes it has on disk."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace") if not name.isascii() else name


def escapes(name: str) -> bool:
    """Tell whether the name of a member leads out of its archive."""
    return bool(re.match(r"[\\/]|[A-Za-z]:", name)) or ".." in re.split(r"[\\/]", name)


class _Zstandard:
    """A reader of Zstandard frames that tells a cut file from a whole one."""

    def __init__(self, stream: Stream) -> None:
        self.stream, self.left, self.packed = stream, b"", b""
        self.frame = None

    def read(self, size: int, /) -> bytes:
        while not self.left:
            self.packed = self.packed or self.stream.read(ZSTD_STEP)
            if not self.packed:
                if self.frame is not None:
                    raise EOFError
                return b""
            if self.frame is None:
                self.frame = zstandard.ZstdDecompressor(max_window_size=ZSTD_WINDOW).decompressobj()
            self.left = self.frame.decompress(self.packed)
            self.packed = b""
            if self.frame.eof:
                self.packed, self.frame = self.frame.unused_data, None
        data, self.left = self.left[:size], self.left[size:]
        return data


def unpack(unit: Unit, kind: str, limits: Limits) -> Iterator[Unit | Reject]:
    """Yield what `unit` holds: one unit for a compression, the members of an archive. Read each before taking the next.

    Raises Problem for an archive that is damaged or too deep; what came before was yielded.
    """
    if unit.depth >= limits.max_depth:
        raise Problem("too_deep", f"more than {limits.max_depth} archives inside one another (max_depth)")
    if kind == "zip":
        yield from _zip(unit, limits)
    elif kind == "tar":
        yield from _tar(unit)
    elif kind == "zst":
        yield unit.inner(_Zstandard(unit.stream))
    else:
        opened = {"gz": gzip.open, "bz2": bz2.open, "xz": lzma.open}[kind]
        with opened(_Unpadded(unit.stream)) as raw:
            yield unit.inner(raw)


class _NeverSeek(io.RawIOBase):
    """A stream as the file object that the decompressors of the standard library ask for."""

    def __init__(self, stream: Stream) -> None:
        super().__init__()
        self.stream = stream

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1, /) -> bytes:
        return self.stream.read(size)


class _Unpadded(_NeverSeek):
    """A packed stream without the endless zeros behind it, which `gzip` reads byte by byte, for hours if there are enough.

    No packed data holds that many in a row: blocks that are not compressed end after 64 KiB.
    """

    zeros = 0

    def read(self, size: int = -1, /) -> bytes:
        data = self.stream.read(size)
        self.zeros = 0 if data.strip(b"\0") else self.zeros + len(data)
        if self.zeros > CHUNK // 2:
            while (ahead := self.stream.peek(CHUNK)) and not ahead.strip(b"\0"):
                self.stream.read(len(ahead))
        return data


class _Pieces:
    """A member of a tar archive in small pieces: `tarfile` loses the whole piece in which the archive is cut."""

    def __init__(self, raw: io.BufferedReader) -> None:
        self.raw = raw

    def read(self, size: int, /) -> bytes:
        return self.raw.read1(min(size, TAR_PIECE))


def random_access(unit: Unit, limits: Limits) -> IO[bytes]:
    """Return the bytes of `unit` as a seekable file; a stream is copied to an unnamed temporary one."""
    if unit.file is not None:
        unit.file.seek(0)
        return unit.file
    copy = tempfile.SpooledTemporaryFile(max_size=MEMORY_SPOOL)  # noqa: SIM115 - closed with the last reference
    size = 0
    while data := unit.stream.read():
        size += len(data)
        if size > limits.max_unpacked_bytes:
            raise Problem("too_large", f"larger than {limits.max_unpacked_bytes:,} bytes (max_unpacked_bytes)")
        copy.write(data)
    copy.seek(0)
    return copy


def _zip(unit: Unit, limits: Limits) -> Iterator[Unit | Reject]:
    file = random_access(unit, limits)
    if _directory_bytes(file) > limits.max_directory_bytes:
        what = f"its directory is larger than {limits.max_directory_bytes:,} bytes (max_directory_bytes)"
        raise Problem("too_large", f"{what}; pack fewer files into one archive")
    try:
        archive = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise Problem("unreadable", f"the zip archive is damaged or cut off: {error}") from error
    with archive:
        for info in archive.infolist():
            mode = info.external_attr >> 16
            if info.is_dir():
                continue
            if escapes(info.filename) or escapes(info.orig_filename):
                yield unit.reject("path_escape", "the member's name leads out of the archive; it is not read", info.filename)
            elif stat.S_ISLNK(mode):
                yield unit.reject("link", "a symbolic link; links are not followed", info.filename)
            elif info.flag_bits & 1:
                yield unit.reject("encrypted", "protected by a password; unpack it first", info.filename)
            elif info.compress_type not in ZIP_METHODS:
                yield unit.reject("unknown_format", "packed by a method other than deflate; pack it anew", info.filename)
            else:
                try:
                    raw = archive.open(info)
                except (zipfile.BadZipFile, OSError, RuntimeError, ValueError, EOFError) as error:
                    yield unit.reject("unreadable", f"the member is damaged: {error}", info.filename)
                    continue
                with raw:
                    yield unit.inner(raw, info.filename or "?")


def _directory_bytes(file: IO[bytes]) -> int:
    """Return the size that a zip archive says its directory has, which `zipfile` holds in memory; 0 if it does not say."""
    size = file.seek(0, io.SEEK_END)
    file.seek(max(0, size - ZIP_END))
    tail = file.read(ZIP_END)
    file.seek(0)
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or at + 16 > len(tail):
        return 0
    found = int.from_bytes(tail[at + 12 : at + 16], "little")
    large = tail.rfind(b"PK\x06\x06", 0, at)
    if found == 0xFFFFFFFF and large >= 0:
        found = int.from_bytes(tail[large + 40 : large + 48], "little")
    return min(found, size)


class _Member(tarfile.TarInfo):
    """A header that says when the archive ends without its end mark, where `tarfile` would stop in silence."""

    @classmethod
    def frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str) -> _Member:
        member = super().frombuf(buf, encoding, errors)
        if member.type in _NAMES_BEHIND and member.size > MAX_NAMES:
            raise Problem("too_large", f"the tar archive gives a name or attributes of {member.size:,} bytes; it is damaged")
        return member

    @classmethod
    def fromtarfile(cls, tarfile: tarfile.TarFile) -> _Member:
        try:
            return super().fromtarfile(tarfile)
        except _END_OF_ARCHIVE:
            raise
        except _BAD_HEADER as error:
            reason = "truncated" if tarfile.offset else "unreadable"
            raise Problem(reason, f"the tar archive ends early or is damaged: {error}") from error


_NAMES_BEHIND = (
    tarfile.GNUTYPE_LONGNAME,
    tarfile.GNUTYPE_LONGLINK,
    tarfile.XHDTYPE,
    tarfile.XGLTYPE,
    tarfile.SOLARIS_XHDTYPE,
)  # held in memory whole
_END_OF_ARCHIVE = tarfile.EOFHeaderError  # type: ignore[attr-defined]
_BAD_HEADER = tarfile.HeaderError


def _tar(unit: Unit) -> Iterator[Unit | Reject]:
    """Yield the members of a tar archive as they come."""
    try:
        archive = tarfile.open(fileobj=_NeverSeek(unit.stream), mode="r|", tarinfo=_Member)  # noqa: SIM115
        for member in archive:
            archive.members = []  # type: ignore[misc]  # or the list of all members grows with the archive
            if not member.isdir():
                yield _tar_member(unit, archive, member)
    except tarfile.TarError as error:
        raise Problem("truncated", f"the tar archive ends early or is damaged: {error}") from error
    while rest := unit.stream.read():  # up to the checksum of what it is packed in
        if rest.strip(b"\0"):
            raise Problem("unreadable", "there is more behind the end of the tar archive, which was not read")


def _tar_member(unit: Unit, archive: tarfile.TarFile, member: tarfile.TarInfo) -> Unit | Reject:
    if escapes(member.name):
        return unit.reject("path_escape", "the member's name leads out of the archive; it is not read", member.name)
    if member.issym() or member.islnk():
        return unit.reject("link", "a link; links are not followed", member.name)
    raw = archive.extractfile(member) if member.isreg() and not member.issparse() else None
    if not isinstance(raw, io.BufferedReader):
        return unit.reject("not_a_file", "a device, pipe or sparse file", member.name)
    return unit.inner(_Pieces(raw), member.name or "?", counted=False)
