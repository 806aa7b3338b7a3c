"""What a run reads, in order, and how far it has come: the part of a run that a later one can take up.

An input is a file (or standard input, or a reject for what is no file). Inputs that were read to the end are known again
by their digest and not opened; in the one that was being read, the items that are done are read again and compared by a
running digest.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from baochi.archive import Progress, expand, read
from baochi.archive.remote import is_remote, size_and_digest
from baochi.article import Reject
from baochi.engines.batches import Event, Item
from baochi.engines.errors import RunError
from baochi.engines.settings import RunSettings
from baochi.store.durable import sha256
from baochi.store.identity import writable
from baochi.store.journal import Record

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Input:
    """One thing to read: a file, something that can be read only once (a string), or a reject for what is neither."""

    what: Path | str | Reject

    @property
    def label(self) -> str:
        """Its name in the list of shards."""
        name = self.what.source if isinstance(self.what, Reject) else str(self.what)
        return writable(name)

    def size(self) -> int:
        """Return its bytes, 0 if they are not known before it is read."""
        if is_remote(self.what):
            return size_and_digest(str(self.what))[0]
        try:
            return self.what.stat().st_size if isinstance(self.what, Path) else 0
        except OSError:
            return 0

    def digest(self) -> str | None:
        """Return the SHA-256 of its content, or None if that is not known before it is read."""
        if isinstance(self.what, Reject):
            return _chain("", self.what)
        if is_remote(self.what):
            return size_and_digest(str(self.what))[1]
        try:
            return sha256(self.what) if isinstance(self.what, Path) else None
        except OSError:
            return None


class Reading:
    """The items of some sources, in order.

    A place is an input and how much of it is done: `input`, `items`, `rejects`, `chain` (a running digest).

    Attributes:
        skipped: items of inputs that are as an earlier run read them.
    """

    def __init__(self, sources: Sequence[str | Path], settings: RunSettings, progress: Progress, out: Path) -> None:
        self._sources, self._settings, self._progress = sources, settings, progress
        self._out = out.resolve()
        self._unchanged: dict[str, Record] = {}
        self.skipped = self.skipped_rejects = 0

    def inputs(self) -> Iterator[Input]:
        """Yield everything that the sources stand for, in order; not what lies in the dataset that is being written."""
        for what in expand(self._sources):
            if not (isinstance(what, Path) and what.resolve().is_relative_to(self._out)):
                yield Input(what)

    def leave_out(self, earlier: Iterable[Record]) -> list[str]:
        """Leave out the inputs that are still what earlier runs read (their `inputs` records); return their labels."""
        read_before = {record["input"]: record for record in earlier if record["sha256"] is not None}
        for each in self.inputs() if read_before else ():
            record = read_before.get(each.label)
            if record and record["bytes"] == each.size() and record["sha256"] == each.digest():
                self._unchanged[each.label] = record
        self.skipped = sum(record["items"] for record in self._unchanged.values())
        self.skipped_rejects = sum(record["rejects"] for record in self._unchanged.values())
        return list(self._unchanged)

    def start(self, records: Sequence[Record]) -> tuple[int, Iterator[Event]]:
        """Find out how much of an interrupted run still holds, and go on from there.

        Args:
            records: of its shards.

        Returns:
            How many of the shards can be kept, because what was read for them is unchanged; and the items after them.

        Raises:
            RunError: standard input was being read, and is another now.
        """
        kept = self._count_unchanged(records)
        while True:
            left = self._left(records[:kept])
            cursor = records[kept - 1]["cursor"] if kept else None
            if cursor is None:
                return kept, self._items(left, None)
            each = next(left, None)
            rest = None if each is None or each.label != cursor["input"] else self._again(each, cursor)
            if each is not None and rest is not None:
                return kept, self._items(left, (each, rest, cursor))
            if each is not None and isinstance(each.what, str):
                raise _other(each)
            log.warning("%s has changed since the interrupted run; what was read from it is read again", cursor["input"])
            while kept and (place := records[kept - 1]["cursor"]) and place["input"] == cursor["input"]:
                kept -= 1

    def _inputs_to_read(self) -> Iterator[Input]:
        for each in self.inputs():
            record = self._unchanged.get(each.label)
            if record is None:
                yield each
            else:
                self._progress.done += record["bytes"]

    def _left(self, records: Sequence[Record]) -> Iterator[Input]:
        """Yield the inputs that the shards have not read to the end."""
        self._progress.done = 0
        left = self._inputs_to_read()
        for record in records:
            for ended in record["inputs"]:
                each = next(left)
                if ended["sha256"] is None:
                    self._pass_over(each, ended)
                else:
                    self._progress.done += each.size()
        return left

    def _pass_over(self, each: Input, ended: Record) -> None:
        """Read again to the end what can be read only once."""
        rest = self._again(each, ended)
        if rest is None or next(rest, None) is not None:
            raise _other(each)

    def _count_unchanged(self, records: Sequence[Record]) -> int:
        now = self._inputs_to_read()
        for number, record in enumerate(records):
            for ended in record["inputs"]:
                each = next(now, None)
                if each is None or each.label != ended["input"] or each.digest() != ended["sha256"]:
                    log.warning("%s is not as the interrupted run read it; what came after is done anew", ended["input"])
                    return number
        return len(records)

    def _read(self, each: Input) -> Iterator[Item]:
        if isinstance(each.what, Reject):
            return iter([each.what])
        settings = self._settings
        return read([each.what], fields=settings.fields, limits=settings.limits, progress=self._progress)

    def _again(self, each: Input, cursor: Record) -> Iterator[Item] | None:
        """Return the items of an input behind those that are done, or None if those are not what they were."""
        items, chain = self._read(each), ""
        for _ in range(cursor["items"]):
            item = next(items, None)
            if item is None:
                return None
            chain = _chain(chain, item)
        return items if chain == cursor["chain"] else None

    def _items(self, left: Iterator[Input], begun: tuple[Input, Iterator[Item], Record] | None) -> Iterator[Event]:
        if begun is not None:
            yield from _through(*begun)
        for each in left:
            yield from _through(each, self._read(each), {"input": each.label, "items": 0, "rejects": 0, "chain": ""})


def _through(each: Input, items: Iterator[Item], place: Record) -> Iterator[Event]:
    """Yield what is left of an input, of which everything up to `place` is done, and then that it has ended."""
    size, digest = each.size(), each.digest()
    for item in items:
        place = {
            "input": place["input"],
            "items": place["items"] + 1,
            "rejects": place["rejects"] + isinstance(item, Reject),
            "chain": _chain(place["chain"], item),
        }
        yield item, place
    level = logging.INFO if place["items"] > 1 or place["rejects"] else logging.DEBUG
    log.log(level, "%s: %d items, of which %d rejects", each.label, place["items"], place["rejects"])
    ended = {"bytes": size, "sha256": digest} | place
    if digest is not None:
        del ended["chain"]
    yield None, ended


def _other(each: Input) -> RunError:
    return RunError(f"{each.label} is not what the interrupted run read; run with --restart to begin anew")


def _chain(before: str, item: Item) -> str:
    """Return the running digest of all items up to `item`."""
    if isinstance(item, Reject):
        parts: list[Any] = [before, item.source, item.position, item.reason, item.detail]
    else:
        parts = [before, item.digest(), item.article_id, item.source, item.url, item.published, item.author, item.position]
    return hashlib.blake2b("\0".join(map(str, parts)).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
