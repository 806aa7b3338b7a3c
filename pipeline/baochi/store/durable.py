"""What must survive a kill and a loss of power: bytes are synced before a name points to them, and names before they count.

A rename within one file system is atomic, but lasts only once the folder is synced; a file lasts only once it is synced
itself. Everything that a run writes goes through here, so that a test can take away whatever was never synced.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

PENDING = ".tmp"
"""Ending of a file that is not complete."""
AT_ONCE = 16


def sync_file(path: Path) -> None:
    """Wait until the bytes of `path`, or the names in it if it is a folder, are on the disk."""
    _sync(path, os.O_RDONLY)


def sync_folder(path: Path) -> None:
    """Wait until the names in folder `path` are on the disk."""
    _sync(path, os.O_RDONLY | getattr(os, "O_DIRECTORY", 0))


def sync_all(paths: Iterable[Path]) -> None:
    """Wait until files and folders are on the disk, all at once: a disk takes many syncs in the time of one."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for _ in pool.map(sync_file, paths):
            pass


def _sync(path: Path, flags: int) -> None:
    handle = os.open(path, flags)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def make_folder(path: Path) -> None:
    """Make `path` and what lies above it, lasting."""
    if path.is_dir():
        return
    make_folder(path.parent)
    path.mkdir(exist_ok=True)
    sync_folder(path.parent)


def move(source: Path, target: Path) -> None:
    """Rename a synced file, over an older one if need be. It lasts once the caller has synced the folders."""
    source.replace(target)


def write(path: Path, parts: Iterable[str]) -> None:
    """Put text into `path`, whole or not at all, lasting."""
    pending = path.with_name(path.name + PENDING)
    with pending.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(parts)
    sync_file(pending)
    move(pending, path)
    sync_folder(path.parent)


def remove(path: Path) -> None:
    """Remove a file or a folder with all below it, if it is there."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def sha256(path: Path) -> str:
    """Return the SHA-256 (hex) of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
