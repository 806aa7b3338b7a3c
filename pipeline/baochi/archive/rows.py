"""Formats that hold rows: JSON, JSON Lines, CSV, Parquet. Each yields (position, row), or (position, Problem)."""

from __future__ import annotations

import csv
import json
import re
from collections import deque
from collections.abc import Iterator
from typing import IO, Any

import pyarrow as pa
import pyarrow.parquet as pq

from baochi.archive.encodings import decode, text_lines, undecodable
from baochi.archive.fields import CONTAINERS, SURROGATES, FieldMap, fold
from baochi.archive.limits import Limits
from baochi.archive.problems import Problem
from baochi.archive.streams import Account, Stream

Row = dict[str, Any]
Rows = Iterator[tuple[str, Row | Problem]]
DELIMITERS = ",\t;|"
BATCH_ROWS = 64
MAX_RESTARTS = 100  # of a CSV file behind a quote that is never closed; each may read max_line_bytes again
BLANK = re.compile(r"[\s\ufeff]*")


def _object(pairs: list[tuple[str, Any]]) -> Row:
    """Return a JSON object, refusing two values for one name: either choice would lose the other."""
    found = dict(pairs)
    if len(found) < len(pairs):
        seen: Row = {}
        for name, value in pairs:
            if name in seen and seen[name] != value:
                raise ValueError(f"the name {name[:40]!r} stands twice with different values")
            seen[name] = value
    return found


DECODER = json.JSONDecoder(object_pairs_hook=_object)


def _parse(text: str, at: int = 0) -> tuple[Any, int]:
    """Return the JSON value at `at` and where it ends. Raises Problem `json`."""
    try:
        return DECODER.raw_decode(text, at)
    except RecursionError:
        raise Problem("json", "the JSON is nested too deep") from None
    except json.JSONDecodeError as error:
        raise Problem("json", f"{error.msg} at character {error.pos}") from error
    except ValueError as error:  # huge numbers, names given twice
        raise Problem("json", str(error)) from error


def _row(value: Any) -> Row | Problem:
    if isinstance(value, dict):
        return value
    return Problem("json", f"a JSON object is wanted for an article, here is a {type(value).__name__}")


def _past_blank(text: str, at: int = 0) -> int:
    """Return where the blanks and byte order marks from `at` on end."""
    blank = BLANK.match(text, at)
    return blank.end() if blank else at


def json_lines(stream: Stream, limits: Limits) -> Rows:
    """Yield the rows of JSON Lines; a position is a line number from 1."""
    for number, (offset, line) in enumerate(text_lines(stream, limits.max_line_bytes), 1):
        position = str(number)
        if line is None:
            yield position, Problem("too_large", f"the line is longer than {limits.max_line_bytes:,} bytes (max_line_bytes)")
            continue
        try:
            if isinstance(line, bytes):
                raise undecodable(line, offset)
            text = line
            if text.isspace() or not text:
                continue
            value, end = _parse(text, _past_blank(text))
            if text[end:].strip():
                raise Problem("json", f"text behind the JSON object at character {end}")
            yield position, _row(value)
        except Problem as problem:
            yield position, problem


def json_document(stream: Stream, limits: Limits) -> Rows:
    """Yield the articles of a JSON file: one object, a list, or an object that holds the list. Positions count from 1."""
    text = decode(stream.read_all(limits.max_file_bytes, "max_file_bytes; JSON Lines has no such limit"))
    at = _past_blank(text)
    if not text[at : at + 1]:
        return
    if text[at] == "[":
        yield from _list(text, at + 1)
        return
    value, end = _parse(text, at)
    held = None
    if isinstance(value, dict):
        held = next((v for k, v in value.items() if fold(k) in CONTAINERS and _is_article_list(v)), None)
    if held is None:
        yield "", _row(value)
    else:
        yield from ((str(number), _row(entry)) for number, entry in enumerate(held, 1))
    if rest := text[end:].strip():
        yield "", Problem("json", f"{len(rest):,} characters behind the end of the JSON at character {end} were not read")


def _is_article_list(value: Any) -> bool:
    return isinstance(value, list) and any(isinstance(entry, dict) for entry in value[:100])


def _list(text: str, at: int) -> Rows:
    """Yield the entries of a JSON list from behind its bracket, one at a time; what comes before damage is read."""
    number = 0
    while True:
        at = _past_blank(text, at)
        if number == 0 and text.startswith("]", at):
            break
        number += 1
        try:
            value, at = _parse(text, at)
        except Problem as problem:
            yield str(number), Problem("json", f"{problem.detail}; the list is not read from here on")
            return
        yield str(number), _row(value)
        at = _past_blank(text, at)
        if text.startswith("]", at):
            break
        if not text.startswith(",", at):
            what = "the list ends early" if at >= len(text) else "a comma is missing"
            yield str(number + 1), Problem("json", f"{what} at character {at}; it is not read from here on")
            return
        at += 1
    if rest := text[at + 1 :].strip():
        yield "", Problem("json", f"{len(rest):,} characters behind the end of the list were not read")


def delimiter_of(header: str, fields: FieldMap | None = None) -> str | None:
    """Return the delimiter by which `header` names a text field and the most other fields; None if it names no text.

    Args:
        fields: what is known of the names; without it, for content of unknown format, at least two must be known.
    """
    scores: list[tuple[int, int, str]] = []
    for rank, delimiter in enumerate(DELIMITERS):
        try:
            names = next(csv.reader([header], delimiter=delimiter), [])
        except csv.Error:
            continue
        found = (fields or FieldMap()).resolve(name.strip() for name in names)
        if found["text"]:
            scores.append((sum(map(bool, found.values())), -rank, delimiter))
    known, _, best = max(scores, default=(0, 0, None))
    return best if fields is not None or known >= 2 else None


class _Feed:
    """Lines for `csv.reader` that can be given again, and a bound on those of one row."""

    def __init__(self, stream: Stream, limit: int) -> None:
        self.lines = enumerate(text_lines(stream, limit), 1)
        self.again: deque[tuple[int, str]] = deque()
        self.row: list[tuple[int, str]] = []
        self.limit, self.size = limit, 0

    def __iter__(self) -> _Feed:
        return self

    def __next__(self) -> str:
        if self.again:
            number, line = self.again.popleft()
        else:
            number, (_, raw) = next(self.lines)
            if raw is None:
                self.row.append((number, ""))
                raise Problem("too_large", f"the line is longer than {self.limit:,} bytes (max_line_bytes)")
            # Undecodable bytes become surrogates, by which the finished row is known to be bad.
            line = (raw.decode("utf-8", "surrogateescape") if isinstance(raw, bytes) else raw) + "\n"
        self.row.append((number, line))
        self.size += len(line)
        if self.size > self.limit:
            raise csv.Error(f"the row is longer than {self.limit:,} characters (max_line_bytes)")
        return line

    def begin(self) -> None:
        """Start a new row."""
        self.row, self.size = [], 0

    def rewind(self) -> None:
        """Give all lines of the row but the first again."""
        self.again.extendleft(reversed(self.row[1:]))


def csv_rows(stream: Stream, limits: Limits, fields: FieldMap) -> Rows:
    """Yield the rows of CSV or TSV with a header line; a position is the number of the line where the row begins, from 1.

    Raises the field size limit of the `csv` module to that of `limits`, for the process.
    """
    csv.field_size_limit(max(csv.field_size_limit(), limits.max_line_bytes))
    feed = _Feed(stream, limits.max_line_bytes)
    first = next(feed, "")
    while first and not first.strip():
        first = next(feed, "")
    if not first:
        return
    delimiter = delimiter_of(first.rstrip("\r\n"), fields) or max(DELIMITERS, key=first.count)
    feed.again.append(feed.row[-1])
    reader = csv.reader(feed, delimiter=delimiter, strict=True)
    feed.begin()
    try:
        header = [name.strip() for name in next(reader)]
    except csv.Error as error:
        raise Problem("csv_row", f"the header cannot be read: {error}", "1") from error
    if SURROGATES.search("".join(header)):
        raise undecodable(first.encode("utf-8", "surrogateescape"))
    if not fields.resolve(header)["text"]:
        fields.article(dict.fromkeys(header, ""), limits)  # says which columns there are
    restarts = 0
    while True:
        feed.begin()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except Problem as problem:
            yield str(feed.row[0][0]), problem
            continue
        except csv.Error as error:
            position, lines = str(feed.row[0][0]), len(feed.row)
            if lines > 1 and restarts < MAX_RESTARTS:
                restarts += 1
                feed.rewind()
                lines = 1
            lost = f"; {lines} lines are not read" if lines > 1 else ""
            yield position, Problem("csv_row", f"{error}, is a quote out of place?{lost}")
            continue
        if cells:
            yield str(feed.row[0][0]), _csv_row(header, cells)


def _csv_row(header: list[str], cells: list[str]) -> Row | Problem:
    if len(cells) != len(header) and any(cells[len(header) :] or [len(cells) < len(header)]):
        return Problem(
            "csv_row", f"{len(cells)} cells, but the header has {len(header)}; is a delimiter or line end unquoted?"
        )
    for cell in cells:
        if not cell.isascii() and SURROGATES.search(cell):
            problem = undecodable(cell.encode("utf-8", "surrogateescape"))
            return Problem("encoding", f"in a cell of the row, {problem.detail}")
    row: Row = {}
    for name, cell in zip(header, cells, strict=False):
        if not row.get(name):
            row[name] = cell
    return row


def parquet_rows(file: IO[bytes], limits: Limits, fields: FieldMap, account: Account) -> Rows:
    """Yield the rows of a Parquet file, in small batches and only the columns of use; positions are row numbers from 1."""
    try:
        table = pq.ParquetFile(file)
        names = table.schema_arrow.names
        groups = [table.metadata.row_group(g) for g in range(table.metadata.num_row_groups)]
    except (pa.ArrowException, OSError, ValueError) as error:
        raise Problem("unreadable", f"the Parquet file is damaged: {str(error)[:200]}") from error
    parts = fields.resolve(names)
    if not parts["text"]:
        fields.article(dict.fromkeys(names), limits)  # says which columns there are
    columns = sorted({name for part in parts.values() for name in part})
    start = 1
    for number, group in enumerate(groups):
        # A page of a dictionary can stand for every row of a batch, so the batch is bounded by the largest column.
        largest = max((group.column(c).total_uncompressed_size for c in range(group.num_columns)), default=1)
        size = max(1, min(BATCH_ROWS, limits.max_file_bytes // max(largest, 1)))
        row = start
        try:
            for batch in table.iter_batches(size, row_groups=[number], columns=columns):
                account.give(batch.nbytes)
                for index in range(batch.num_rows):
                    yield str(row), _parquet_row(batch, index)
                    row += 1
        except (pa.ArrowException, OSError, ValueError) as error:
            last = start + group.num_rows - 1
            yield str(row), Problem("unreadable", f"rows {row} to {last} are damaged: {str(error)[:200]}")
        start += group.num_rows


def _parquet_row(batch: pa.RecordBatch, index: int) -> Row | Problem:
    try:
        return {name: column[index].as_py() for name, column in zip(batch.schema.names, batch.columns, strict=True)}
    except UnicodeDecodeError as error:
        return Problem("encoding", f"a cell is not valid UTF-8 at its byte {error.start}")
    except (pa.ArrowException, ValueError, OverflowError) as error:
        return Problem("unreadable", f"a cell cannot be read: {str(error)[:200]}")
