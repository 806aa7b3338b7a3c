"""A run over an archive: reads, has analysed, writes shard after shard, and publishes the dataset when all is there.

Killed at any moment and run again, it goes on behind the last shard that was recorded, and ends with the same bytes.
"""

from __future__ import annotations

import datetime as dt
import errno
import json
import logging
import sqlite3
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow.parquet as pq

from baochi.archive import Progress
from baochi.archive.screen import Screen
from baochi.engines.analyse import add_times, lap
from baochi.engines.batches import Batch, Event, Outcome, analyse_batch, cut
from baochi.engines.errors import RunError, RunStopped
from baochi.engines.plan import keep_only, make_plan, records_before, records_done
from baochi.engines.pool import Pool
from baochi.engines.reading import Reading
from baochi.engines.settings import RunSettings
from baochi.engines.summary import RunSummary, Watcher
from baochi.schema import ON_REQUEST, TABLES
from baochi.store import journal
from baochi.store.build import rejects_table
from baochi.store.journal import Record
from baochi.store.layout import KNOWN, PARTIAL, SHARDS, TIMES, shard_file
from baochi.store.ledger import Ledger
from baochi.store.publish import discard, finish, manifest_of, publish
from baochi.store.shard import ShardWriter

if TYPE_CHECKING:
    from spacy.language import Language

    from baochi.pipeline import Pipeline

log = logging.getLogger(__name__)

LEDGER = "ledger.sqlite"
RUNNING = "running"
"""Stands in `.partial` while a run is under way: found at the start, the one before was killed."""
NO_ROOM = (errno.ENOSPC, errno.EDQUOT)


class Job:
    """One run into `out`, which the caller has locked.

    Args:
        nlp: the pipeline of the settings; None if workers have it.

    Attributes:
        summary: what it did so far.
    """

    def __init__(
        self,
        sources: Sequence[str | Path],
        out: Path,
        settings: RunSettings,
        nlp: Pipeline | Language | None,
        watch: Watcher,
    ) -> None:
        self.sources, self.out, self.settings, self.nlp, self.watch = sources, out, settings, nlp, watch
        self.summary = RunSummary()
        self._started = time.monotonic()
        self._begun = dt.datetime.now(dt.UTC)
        self._partial = out / PARTIAL
        self._progress = Progress()
        self._done = 0

    def run(self) -> None:
        """Do what is left to do.

        Raises:
            DatasetError, RunError: with what to do about it. RunStopped: Ctrl-C.
        """
        try:
            with self._explained(), ExitStack() as held:
                log.info(
                    "baochi %s, %d workers: %s", version("baochi"), self.settings.workers, " ".join(map(str, self.sources))
                )
                if finish(self.out):
                    log.info("the publishing of an earlier run was finished")
                events, ledger = self._prepare(held)
                self.watch(self.summary)
                self._work(self._cut(events, ledger))
                self._publish()
        finally:
            self._note_times()
        log.info("done: %s", json.dumps(self.summary.figures()), extra={"data": self.summary.figures()})

    # ------------------------------------------------------------------ taking up what is there
    def _prepare(self, held: ExitStack) -> tuple[Iterator[Event], Ledger]:
        reading = Reading(self.sources, self.settings, self._progress, self.out)
        self._plan, notes = make_plan(self.out, self.sources, self.settings, reading)
        plan = self._plan
        self.settings = replace(self.settings, shard_articles=plan.shard_articles, shard_chars=plan.shard_chars)
        self._say(*notes)
        self._killed_before = (self._partial / RUNNING).exists()
        (self._partial / RUNNING).touch()
        held.callback((self._partial / RUNNING).unlink, missing_ok=True)
        unchanged = reading.leave_out(ended for record in records_before(self.out, plan) for ended in record["inputs"])
        self.summary.known, self.summary.known_rejects = reading.skipped, reading.skipped_rejects
        self.summary.kept = plan.articles
        self.summary.rows["rejects"] = 0
        done = records_done(self.out, plan)
        kept, events = reading.start(done)
        if kept < len(done):
            again = (
                f"{len(done) - kept} of {len(done)} shards of the interrupted run are done again: what was read has changed."
            )
            self._say(again)
        keep_only(self.out, plan, done[:kept])
        ledger = self._open_ledger(held, unchanged, done[:kept])
        for record in done[:kept]:
            self.summary.add_shard(record)
        self._done = self.summary.resumed = self.summary.articles
        if kept:
            self._say(f"Going on after {self.summary.articles:,} articles in {kept:,} shards that are done.")
        self._number = plan.shards + kept
        return events, ledger

    def _open_ledger(self, held: ExitStack, unchanged: list[str], done: Iterable[Record]) -> Ledger:
        path = self._partial / LEDGER
        path.unlink(missing_ok=True)
        ledger = held.enter_context(closing(Ledger(path, Screen() if self.settings.near else None)))
        for record in records_before(self.out, self._plan):
            self._replay(ledger, self.out, record, earlier=True)
        ledger.unchanged(unchanged)
        for record in done:
            self._replay(ledger, self._partial, record, earlier=False)
        return ledger

    def _replay(self, ledger: Ledger, folder: Path, record: Record, *, earlier: bool) -> None:
        path = shard_file(KNOWN, record["shard"])
        if path in record["files"]:
            with pq.ParquetFile(folder / path) as file:
                for rows in file.iter_batches():
                    ledger.replay(rows, earlier=earlier)

    def _say(self, *notes: str) -> None:
        for note in notes:
            self.summary.notes.append(note)
            log.warning("%s", note)

    # ------------------------------------------------------------------ the work
    def _cut(self, events: Iterator[Event], ledger: Ledger) -> Iterator[Batch]:
        batches = cut(events, ledger, self.settings, lambda: self._progress.done)
        while True:
            started = time.perf_counter()
            batch = next(batches, None)
            lap(self.summary.stages, "read", started)
            if batch is None:
                return
            yield batch

    def _work(self, batches: Iterator[Batch]) -> None:
        names = [name for name in TABLES if self.settings.words or name not in ON_REQUEST]
        shard = ShardWriter(self._partial, self._number, names)
        record = _empty_record(self._number)
        try:
            for batch, outcome in self._outcomes(batches):
                started = time.perf_counter()
                self._write(shard, record, batch, outcome)
                lap(self.summary.stages, "write", started)
                if batch.mark is not None:
                    self._commit(shard, record, batch.mark)
                    shard = ShardWriter(self._partial, self._number, names)
                    record = _empty_record(self._number)
                self.watch(self.summary)
        finally:
            shard.abort()

    def _outcomes(self, batches: Iterator[Batch]) -> Iterator[tuple[Batch, Outcome]]:
        """Yield batches with what became of them, in order.

        With one worker the work is done in this process, unless it was killed at it: then in one that may die.
        """
        if self.nlp is None or self.settings.workers > 1 or self._killed_before:
            with Pool(self.settings.workers, self.settings) as pool:
                for pair in pool.run(batches):
                    self.summary.deaths = pool.deaths
                    yield pair
        else:
            yield from ((batch, analyse_batch(batch, self.nlp, words=self.settings.words)) for batch in batches)

    def _write(self, shard: ShardWriter, record: Record, batch: Batch, outcome: Outcome) -> None:
        rejects = [*batch.rejects, *outcome.rejects]
        found = dict(outcome.tables)
        if rejects:
            found["rejects"] = rejects_table(rejects)
        if batch.ledger is not None and batch.ledger.num_rows:
            found[KNOWN] = batch.ledger
        shard.write(found)
        articles = found["articles"].num_rows if "articles" in found else 0
        record["read"] += batch.read
        record["articles"] += articles
        record["rejects"] += len(rejects)
        record["known"] += batch.known
        for reject in rejects:
            record["reasons"][reject.reason] = record["reasons"].get(reject.reason, 0) + 1
        summary = self.summary
        summary.articles += articles
        summary.rejects += len(rejects)
        summary.known += batch.known
        summary.known_rejects += batch.known_rejects
        summary.reasons.update(reject.reason for reject in rejects)
        summary.rows.update({name: table.num_rows for name, table in found.items() if name in TABLES})
        summary.bytes_done = batch.bytes_done
        summary.seconds = time.monotonic() - self._started
        add_times(summary.stages, outcome.clock)

    def _commit(self, shard: ShardWriter, record: Record, mark: Record) -> None:
        """Give the files of a shard their names and record it; from here on it is done."""
        if record["read"] != record["articles"] + record["rejects"] + record["known"]:
            raise AssertionError(f"shard {record['shard']}: {record} does not add up")
        if not record["read"] and not mark["inputs"]:
            return
        started = time.perf_counter()
        record["reasons"] = dict(sorted(record["reasons"].items()))
        record |= {"files": shard.finish(), **mark}
        journal.append(self._partial / SHARDS, record)
        lap(self.summary.stages, "sync", started)
        self._number += 1
        self.summary.shards += 1
        self._done += record["articles"]
        figures = {name: record[name] for name in ("shard", "read", "articles", "rejects", "known")}
        log.info(
            "shard %(shard)d is done: %(read)d read, %(articles)d articles, %(rejects)d rejects, %(known)d known",
            figures,
            extra={"data": figures | {"reasons": record["reasons"]}},
        )

    # ------------------------------------------------------------------ the end
    def _publish(self) -> None:
        plan = self._plan
        if self._number == plan.shards and plan.grows:
            log.info("nothing new")
            discard(self.out)
            return
        manifest = manifest_of(self._partial, sources=plan.sources, settings=plan.identity)
        publish(self.out, manifest, grows=plan.grows)

    def _note_times(self) -> None:
        """Add this run to `times.json`."""
        self.summary.seconds = time.monotonic() - self._started
        path = self.out / TIMES
        try:
            runs = json.loads(path.read_text(encoding="utf-8"))["runs"] if path.exists() else []
            runs.append({"started": self._begun.isoformat(timespec="seconds")} | self.summary.figures())
            path.write_text(json.dumps({"runs": runs}, indent=2) + "\n", encoding="utf-8")
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            log.warning("%s could not be written: %s", path, error)

    @contextmanager
    def _explained(self) -> Iterator[None]:
        """Turn what can break off a run into what to do about it."""
        again = "Run the same command again to go on"
        try:
            yield
        except KeyboardInterrupt as stop:
            log.warning("stopped; %d articles are done", self._done)
            raise RunStopped(f"stopped. {self._done:,} articles are done and kept. {again}.") from stop
        except (OSError, sqlite3.OperationalError) as error:
            full = getattr(error, "errno", None) in NO_ROOM or "is full" in str(error) or "No space left" in str(error)
            if not full:
                raise
            log.error("no room: %s", error)
            raise RunError(
                f"{self.out}: no space left on the disk. {self._done:,} articles are done and kept."
                f" {again}, once there is room"
            ) from error


def _empty_record(number: int) -> Record:
    return {"shard": number, "read": 0, "articles": 0, "rejects": 0, "known": 0, "reasons": {}}
