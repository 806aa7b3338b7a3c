"""From sources (files, folders, patterns, archives, standard input) to articles and rejects. Bad input never raises."""

from __future__ import annotations

import glob
import io
import os
import stat
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from baochi.archive import language, legacy, markup, remote, rows, warc
from baochi.archive.containers import Unit, clean, random_access, unpack
from baochi.archive.encodings import declared_encoding, decode
from baochi.archive.fields import SURROGATES, FieldMap, check
from baochi.archive.formats import HEAD, PACKED, detect
from baochi.archive.limits import Limits
from baochi.archive.problems import ArchiveBomb, Problem
from baochi.archive.streams import Account, Counted, CountedFile, Progress, Stream
from baochi.article import Reject, SourceArticle

Item = SourceArticle | Reject
STDIN = "-"


def read(
    sources: Sequence[str | Path],
    *,
    fields: Mapping[str, str] | None = None,
    limits: Limits | None = None,
    stdin: BinaryIO | None = None,
    progress: Progress | None = None,
) -> Iterator[Item]:
    """Yield every article of `sources`, in order, and a `Reject` for everything that could not be read.

    Lazy, and in constant memory but for single articles and JSON files. There is one item for every unit: a text or HTML
    file, a row, a JSON object; and one for a file, folder, pattern or archive that yields nothing else, or ends early.

    Args:
        sources: paths of files and folders (read with all below, by name), patterns (`**/*.html`), `-` for standard input.
        fields: part of the article (`text`, `title`, `published`, `url`, `author`, `source`, `article_id`) to the name of
            the field that holds it, where the guess of `fields.toml` is wrong.
        limits: bounds, see `Limits`.
        stdin: stream that `-` reads; standard input of the process if None.
        progress: counts the bytes read, see `total_bytes`.
    Raises ValueError, at once, if `fields` names a part that there is not. Nothing else: bad input is a reject.

    Example:
        >>> import io
        >>> [a.title for a in read(["-"], stdin=io.BytesIO('{"title": "Tin", "text": "Một người đã đến đây."}'.encode()))]
        ['Tin']
    """
    reader = _Reader(FieldMap(fields), limits or Limits(), stdin, progress or Progress())
    return reader.read([sources] if isinstance(sources, (str, Path)) else sources)


def total_bytes(sources: Sequence[str | Path]) -> int:
    """Return the size on disk of all files that `read` would open; standard input and what is missing count nothing."""
    files = (file for source in sources if source != STDIN for file in _expand(source))
    return sum(f.stat().st_size if isinstance(f, Path) else f.size for f in files if not isinstance(f, Reject))


def expand(sources: Sequence[str | Path]) -> Iterator[Path | str | Reject]:
    """Yield, in the order of `read`, every file that it would open, what can be read only once (`-`) as it was named, and a
    reject for what is neither. Each can be given to `read` alone, so that a run can go on behind the files that are done.
    """
    for source in sources:
        if source == STDIN:
            yield STDIN
        else:
            yield from (found.url if isinstance(found, Remote) else found for found in _expand(source))


@dataclass(frozen=True, slots=True)
class Remote:
    """A file elsewhere, see `baochi.archive.remote`; its size is 0 where that is not known."""

    url: str
    size: int


def _label(path: str | Path) -> str:
    return clean(str(path))


def _rejected(label: str, position: str, problem: Problem, more: str = "") -> Reject:
    """Return the reject of a problem; what its detail quotes of the input may hold anything."""
    return Reject(label, position, problem.reason, SURROGATES.sub("\ufffd", problem.detail + more))


def _unforeseen(error: Exception) -> Problem:
    return Problem("unreadable", f"damaged, or of a kind that cannot be read: {type(error).__name__}: {error}"[:300])


def _expand(source: str | Path) -> Iterator[Path | Remote | Reject]:
    """Yield the files that a path, folder, pattern or address stands for, by name, and a reject for anything else."""
    text = str(source)
    if remote.is_remote(source):
        try:
            yield from (Remote(url, size) for url, size in remote.expand(text))
        except Problem as problem:
            yield _rejected(_label(text), "", problem)
        return
    if os.path.lexists(text) or not glob.has_magic(text):
        yield from _walk([Path(source)])
        return
    try:
        matches = sorted(glob.glob(text, recursive=True))  # noqa: PTH207 - the pattern may be absolute
    except (OSError, ValueError) as error:
        yield Reject(_label(text), "", "unreadable", f"the pattern cannot be searched: {error}")
        return
    if not matches:
        yield Reject(_label(text), "", "no_match", "no file matches the pattern")
    # `**` names a folder and, again, what is in it.
    yield from _walk([Path(match) for match in matches if "**" not in text or not Path(match).is_dir()])


def _walk(named: list[Path]) -> Iterator[Path | Reject]:
    """Yield the regular files among and below `named`. A link is followed where it is named, but not inside a folder."""
    stack = [(path, True) for path in reversed(named)]
    while stack:
        path, is_named = stack.pop()
        try:
            mode = path.stat().st_mode if is_named else path.lstat().st_mode
            if stat.S_ISDIR(mode):
                below = sorted(os.listdir(path), reverse=True)  # noqa: PTH208 - names sort as bytes do, paths by part
                stack.extend((path / name, False) for name in below)
                if not below:
                    yield Reject(_label(path), "", "no_match", "the folder is empty")
            elif stat.S_ISREG(mode):
                yield path
            elif stat.S_ISLNK(mode):
                yield Reject(_label(path), "", "link", "a symbolic link inside a folder is not followed; name it to read it")
            else:
                yield Reject(
                    _label(path), "", "not_a_file", "a device, pipe or socket; pass its content to standard input, `-`"
                )
        except (FileNotFoundError, ValueError):  # a name with a NUL character is a ValueError
            yield Reject(_label(path), "", "missing", "there is no such file or folder")
        except OSError as error:
            yield Reject(_label(path), "", "unreadable", f"cannot be opened: {error.strerror or error}")


class _Reader:
    """The state of one call of `read`."""

    def __init__(self, fields: FieldMap, limits: Limits, stdin: BinaryIO | None, progress: Progress) -> None:
        self.fields, self.limits, self.stdin, self.progress = fields, limits, stdin, progress

    def read(self, sources: Sequence[str | Path]) -> Iterator[Item]:
        for source in sources:
            if source == STDIN:
                account = Account(self.limits, self.progress)
                pipe = Counted(self.stdin or sys.stdin.buffer, account.take)
                yield from self._unit(Unit(STDIN, "", Stream(pipe), account))
                continue
            for found in _expand(source):
                if isinstance(found, Reject):
                    yield found
                elif isinstance(found, Remote):
                    yield from self._remote(found)
                else:
                    yield from self._file(found)

    def _remote(self, found: Remote) -> Iterator[Item]:
        account = Account(self.limits, self.progress, found.size or None)
        try:
            file, seekable = remote.open_remote(found.url, account)
        except Problem as problem:
            yield _rejected(_label(found.url), "", problem)
            return
        name = found.url.partition("?")[0].rpartition("/")[2]
        with file:
            yield from self._unit(Unit(_label(found.url), name, Stream(file), account, file=file if seekable else None))
        account.finish()

    def _file(self, path: Path) -> Iterator[Item]:
        try:
            account = Account(self.limits, self.progress, path.stat().st_size)
            file = io.BufferedReader(CountedFile(path, account), 1 << 16)
        except OSError as error:
            yield Reject(_label(path), "", "unreadable", f"cannot be opened: {error.strerror or error}")
            return
        with file:
            yield from self._unit(Unit(_label(path), path.name, Stream(file), account, file=file))
        account.finish()

    def _unit(self, unit: Unit) -> Iterator[Item]:
        """Yield what a unit holds: at least one item, and no exception but `ArchiveBomb` from within an archive."""
        count = 0
        try:
            for item in self._items(unit):
                count += 1
                yield item
        except ArchiveBomb as bomb:
            if unit.depth:
                raise
            yield Reject(unit.label, "", bomb.reason, f"{bomb.detail}; {count:,} items before that were read")
        except Problem as problem:
            before = f"; {count:,} items before that were read" if count else ""
            yield _rejected(unit.label, problem.position, problem, before)
        except Exception as error:  # the libraries that parse hostile bytes promise no set of exceptions
            yield _rejected(unit.label, "", _unforeseen(error))
        else:
            if not count:
                yield Reject(unit.label, "", "empty_text", "the file holds no article")

    def _items(self, unit: Unit) -> Iterator[Item]:
        kind = detect(unit.name, unit.stream.peek(HEAD))
        if kind in PACKED or kind in ("zip", "tar"):
            for member in unpack(unit, kind, self.limits):
                if isinstance(member, Reject):
                    yield member
                else:
                    yield from self._unit(member)
        elif kind == "warc":
            yield from self._pages(unit)
        elif kind in ("text", "html"):
            yield self._finish(self._document(unit, kind), unit, "")
        else:
            for position, row in self._rows(unit, kind):
                try:
                    if isinstance(row, Problem):
                        raise row
                    yield self._finish(self.fields.article(row, self.limits), unit, position)
                except Problem as problem:
                    yield _rejected(unit.label, position or problem.position, problem)

    def _pages(self, unit: Unit) -> Iterator[Item]:
        """Yield the articles on the pages of a web archive; the address they were fetched from is theirs."""
        from baochi.archive.page import page_article

        for url, page in warc.pages(unit.stream, self.limits):
            place = replace(unit, label=f"{unit.label}!{clean(url)}" if url else unit.label)
            position = page.position
            try:
                if isinstance(page, Problem):
                    raise page
                unit.account.give(len(page.body))
                article = page_article(decode(page.body, page.charset or declared_encoding(page.body)), self.limits)
                article.url = url or article.url
                yield self._finish(check(article, self.limits), place, position)
            except ArchiveBomb:
                raise
            except Problem as problem:
                yield _rejected(place.label, position, problem)
            except Exception as error:  # see `_unit`
                yield _rejected(place.label, position, _unforeseen(error))

    def _rows(self, unit: Unit, kind: str) -> rows.Rows:
        if kind == "jsonl":
            return rows.json_lines(unit.stream, self.limits)
        if kind == "json":
            return rows.json_document(unit.stream, self.limits)
        if kind == "csv":
            return rows.csv_rows(unit.stream, self.limits, self.fields)
        return rows.parquet_rows(random_access(unit, self.limits), self.limits, self.fields, unit.account)

    def _document(self, unit: Unit, kind: str) -> SourceArticle:
        if kind == "text":
            data = unit.stream.read_all(self.limits.max_document_bytes, "max_document_bytes")
            return check(SourceArticle(markup.lines(decode(data))), self.limits)
        from baochi.archive.page import page_article  # slow to import, and of no use to most archives

        data = unit.stream.read_all(self.limits.max_page_bytes, "max_page_bytes")
        return page_article(decode(data, declared_encoding(data)), self.limits)

    def _finish(self, article: SourceArticle, unit: Unit, position: str) -> SourceArticle:
        """Return `article` with its place. Raises Problem `language` if it is not Vietnamese."""
        (article.title, article.author, *article.paragraphs), notes = legacy.restore(
            [article.title, article.author, *article.paragraphs]
        )
        article.notes = sorted(notes)
        text = "\n".join(article.paragraphs)
        if not language.is_vietnamese(text):
            raise Problem("language", language.describe(text))
        article.file, article.position = unit.label, position
        return article
