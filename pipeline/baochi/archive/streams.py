"""Bytes in sequence: a stream with look-ahead and lines, the account of what a source file unpacks to, and progress."""

from __future__ import annotations

import io
import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import zstandard

from baochi.archive.limits import MIB, Limits
from baochi.archive.problems import ArchiveBomb, Problem

CHUNK = 1 << 18
DAMAGE = (OSError, zlib.error, lzma.LZMAError, zstandard.ZstdError, zipfile.BadZipFile, NotImplementedError, RuntimeError)


class Readable(Protocol):
    """Anything with `read(n)` that gives at most n bytes, and none only at the end."""

    def read(self, size: int, /) -> bytes: ...


@dataclass(slots=True)
class Progress:
    """Bytes of the sources read so far, before unpacking, so that it runs up to `total_bytes` for packed files too.

    Example:
        >>> progress = Progress()
        >>> for item in read(["archive/"], progress=progress):  # doctest: +SKIP
        ...     bar.update(task, completed=progress.done)
    """

    done: int = 0


class Account:
    """What one source file has taken in (packed bytes, each counted once) and given out (unpacked bytes)."""

    def __init__(self, limits: Limits, progress: Progress, size: int | None = None) -> None:
        self.limits, self.progress, self.size = limits, progress, size
        self.taken = self.given = 0

    def take(self, count: int) -> None:
        """Count packed bytes; reading the same ones again (overlapping zip members) does not count."""
        if self.size is not None:
            count = min(count, self.size - self.taken)
        self.taken += max(count, 0)
        self.progress.done += max(count, 0)

    def give(self, count: int) -> None:
        """Count unpacked bytes. Raises ArchiveBomb beyond the limits."""
        self.given += count
        if self.given > self.limits.max_unpacked_bytes:
            raise ArchiveBomb(f"unpacks to more than {self.limits.max_unpacked_bytes // MIB:,} MiB (max_unpacked_bytes)")
        if self.given > self.limits.ratio_from_bytes and self.given > self.limits.max_ratio * max(self.taken, 1):
            raise ArchiveBomb(
                f"{self.taken:,} bytes unpack to over {self.given:,}, {self.limits.max_ratio} times as much (max_ratio)"
            )

    def finish(self) -> None:
        """Count the rest of the file as read: it was skipped."""
        if self.size is not None:
            self.take(self.size - self.taken)


class CountedFile(io.FileIO):
    """A file on disk that tells an account how much of it was read."""

    def __init__(self, path: Path, account: Account) -> None:
        super().__init__(path, "rb")
        self.account = account

    def readinto(self, buffer, /) -> int | None:
        count = super().readinto(buffer)
        self.account.take(count or 0)
        return count


class Counted:
    """Bytes from `raw`, each piece told to `count`: `Account.take` for what is packed, `Account.give` for what is not."""

    def __init__(self, raw: Readable, count: Callable[[int], None]) -> None:
        self.read_some, self.count = getattr(raw, "read1", raw.read), count

    def read(self, size: int, /) -> bytes:
        data = self.read_some(size)
        self.count(len(data))
        return data


class Stream:
    """Bytes from `raw` with look-ahead. Damage shows as `Problem` (`truncated`, `unreadable`), after all bytes before it."""

    def __init__(self, raw: Readable) -> None:
        # read1 hands over what there is before the next call meets damage; read of a buffered file would lose it.
        self.read_some = getattr(raw, "read1", raw.read)
        self.ahead = b""
        self.offset = 0
        self.damage: Problem | None = None

    def _fetch(self, size: int) -> bytes:
        if self.damage is not None:  # a decompressor asked again after an error says something else
            raise self.damage
        try:
            return self.read_some(size)
        except Problem as problem:
            self.damage = problem
        except EOFError:
            self.damage = Problem("truncated", "the file ends in the middle of packed data; get a whole copy")
        except tarfile.TarError as error:
            self.damage = Problem("truncated", f"the tar archive ends early or is damaged: {error}")
        except DAMAGE as error:
            self.damage = Problem("unreadable", f"cannot read: {error}")
        raise self.damage

    def peek(self, size: int) -> bytes:
        """Return up to `size` bytes from here without moving on; fewer at the end or before damage."""
        while len(self.ahead) < size:
            try:
                data = self._fetch(size - len(self.ahead))
            except ArchiveBomb:
                raise
            except Problem:
                if not self.ahead:
                    raise
                break
            if not data:
                break
            self.ahead += data
        return self.ahead[:size]

    def read(self, size: int = CHUNK, /) -> bytes:
        """Return some bytes, at most `size`; none at the end."""
        if self.ahead:
            data, self.ahead = self.ahead[:size], self.ahead[size:]
        else:
            data = self._fetch(size)
        self.offset += len(data)
        return data

    def read_all(self, limit: int, name: str) -> bytes:
        """Return everything. Raises Problem `too_large` beyond `limit` bytes, which `name` says the setting of."""
        parts, size = [], 0
        while data := self.read():
            size += len(data)
            if size > limit:
                raise Problem("too_large", f"larger than {limit:,} bytes ({name})")
            parts.append(data)
        return b"".join(parts)

    def lines(self, limit: int) -> Iterator[tuple[int, bytes | None]]:
        """Yield the offset and bytes of each line without its line end; None for a line of more than `limit` bytes.

        Raises Problem, after the last whole line, where the stream is damaged.
        """
        parts: list[bytes] = []
        start = size = 0
        while data := self.read():
            pieces = data.split(b"\n")
            for piece in pieces[:-1]:
                size += len(piece)
                parts.append(piece)
                yield start, _join(parts, size, limit)
                start, size, parts = start + size + 1, 0, []
            size += len(pieces[-1])
            if size <= limit:
                parts.append(pieces[-1])
            else:
                parts.clear()
        if size:
            yield start, _join(parts, size, limit)


def _join(parts: list[bytes], size: int, limit: int) -> bytes | None:
    return b"".join(parts) if size <= limit else None
