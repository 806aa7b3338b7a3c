"""Sources elsewhere, by the address that fsspec knows them by: `s3://bucket/folder/`, `https://host/news.jsonl.gz`.

Read only where somebody names one. Needs the extra `baochi[remote]`; keys and endpoints come from the environment, as fsspec
and the clients of the stores read it (`AWS_ACCESS_KEY_ID`, `FSSPEC_S3_ENDPOINT_URL`, …).
"""

from __future__ import annotations

import glob
import hashlib
import io
import re
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from baochi.archive.limits import MIB
from baochi.archive.problems import Problem
from baochi.archive.streams import Account

if TYPE_CHECKING:
    from fsspec import AbstractFileSystem

# Kinds of address that lead over a network. Those of fsspec that lead to files of this machine would go around the checks
# of links and devices, and chained ones (`zip://a::s3://b`) around the bounds on what an archive unpacks to.
SCHEMES = ("s3", "s3a", "gs", "gcs", "az", "abfs", "abfss", "hdfs", "webhdfs", "ftp", "sftp", "hf", "http", "https")
ADDRESS = re.compile(rf"(?:{'|'.join(SCHEMES)})://", re.I)
BLOCK = 4 * MIB
PAUSES = (0.5, 2.0)  # seconds before a failed read is tried again


def is_remote(source: object) -> bool:
    """Tell whether `source` is an address.

    Example:
        >>> is_remote("s3://press/2017/"), is_remote("news/2017"), is_remote("file:///etc/passwd")
        (True, False, False)
    """
    return isinstance(source, str) and ADDRESS.match(source) is not None


def _system(url: str) -> tuple[AbstractFileSystem, str]:
    if "::" in url:
        raise Problem("remote", "chained addresses are not read; name the archive itself")
    try:
        from fsspec.core import url_to_fs

        return url_to_fs(url)
    except ImportError as error:
        raise Problem("remote", f"reading it needs more packages: pip install 'baochi[remote]' ({error})") from error
    except Exception as error:  # every store has exceptions of its own
        raise _failed(error) from error


def _failed(error: Exception) -> Problem:
    cause = error.__cause__  # of HTTP also what is no answer at all
    if isinstance(error, FileNotFoundError) and (isinstance(cause, FileNotFoundError) or not isinstance(cause, OSError)):
        return Problem("missing", "there is no such file or folder at that address")
    return Problem("remote", f"cannot be read: {type(cause or error).__name__}: {cause or error}"[:300])


def expand(url: str) -> Iterator[tuple[str, int]]:
    """Yield address and size (0 if unknown) of the files that an address stands for, by name.

    These are the file, all below a folder, or what a pattern matches. Raises Problem `remote`, `missing` or `no_match`.
    """
    system, path = _system(url)
    try:
        if url.lower().startswith("http"):  # no folders, and `?` begins a query
            yield url, system.info(path).get("size") or 0
            return
        try:
            info = system.info(path)
        except FileNotFoundError:
            if not glob.has_magic(path):
                raise
            found: Any = system.glob(path, detail=True)
        else:
            found = {path: info} if info["type"] == "file" else system.find(path, detail=True)
    except Exception as error:
        raise _failed(error) from error
    files = [(name, entry.get("size") or 0) for name, entry in sorted(found.items()) if entry["type"] == "file"]
    if not files:
        raise Problem("no_match", "no file is there")
    yield from ((system.unstrip_protocol(name), size) for name, size in files if not name.endswith("/"))


def size_and_digest(url: str) -> tuple[int, str | None]:
    """Return the size of the file at `url` (0 if unknown), and a digest that changes with its content.

    The digest is of what the store says of the content (entity tag, time of change), None if it says neither.
    """
    try:
        system, path = _system(url)
        info = system.info(path)
    except Exception:  # reading it says what is wrong
        return 0, None
    marks = [
        str(info[name]) for name in ("ETag", "etag", "md5", "contentHash", "LastModified", "last_modified") if info.get(name)
    ]
    size = info.get("size") or 0
    return size, hashlib.sha256("\n".join([url, str(size), *marks]).encode()).hexdigest() if marks else None


def open_remote(url: str, account: Account) -> tuple[io.BufferedReader, bool]:
    """Return the file at `url`, which tells `account` what is read, and whether it gives random access. Raises Problem."""
    system, path = _system(url)
    try:
        file = system.open(path, "rb", block_size=BLOCK)
        seekable = bool(file.seekable())
    except Exception as error:
        raise _failed(error) from error
    return io.BufferedReader(_Counted(file, account, seekable), 1 << 16), seekable


class _Counted(io.RawIOBase):
    """A remote file that tells an account how much of it was read, and tries again where it can."""

    def __init__(self, file: Any, account: Account, seekable: bool) -> None:
        super().__init__()
        self.file, self.account, self.is_seekable = file, account, seekable

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return self.is_seekable

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        return self.file.seek(offset, whence)

    def tell(self) -> int:
        return self.file.tell()

    def readinto(self, buffer: Any, /) -> int:
        data = self._read(len(buffer))
        buffer[: len(data)] = data
        self.account.take(len(data))
        return len(data)

    def _read(self, size: int) -> bytes:
        at = self.file.tell() if self.is_seekable else 0
        for pause in (*PAUSES, None):
            try:
                return self.file.read(size)
            except Exception as error:
                if pause is None or not self.is_seekable or isinstance(error, (FileNotFoundError, PermissionError)):
                    raise _failed(error) from error
                time.sleep(pause)
                self.file.seek(at)
        raise AssertionError("unreachable")

    def close(self) -> None:
        if not self.closed:
            self.file.close()
        super().close()
