"""Runs over an archive on one machine: read, analyse in worker processes, write in the order of reading.

Only `analyse_batch` works on articles; everything else here carries batches to it. Order and content of the dataset do not
depend on the number of workers.
"""

from __future__ import annotations

import gc
import logging
import signal
import time
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from baochi.archive import Progress, read
from baochi.archive.fields import FieldMap
from baochi.archive.limits import Limits
from baochi.archive.problems import Problem
from baochi.article import Article, Reject, SourceArticle
from baochi.engines.assemble import load_language
from baochi.engines.errors import RunError
from baochi.engines.settings import RunSettings
from baochi.store.build import rejects_table, tables
from baochi.store.identity import Register
from baochi.store.write import DatasetWriter

if TYPE_CHECKING:
    from spacy.language import Language

log = logging.getLogger(__name__)

Tables = dict[str, pa.Table]
Watcher = Callable[["RunSummary"], None]
"""Called when the analysis begins and after each batch, for a progress bar."""


@dataclass(slots=True)
class RunSummary:
    """What a run did so far.

    Attributes:
        articles, rejects: how many were written; together they are what was read.
        rows: rows a table; reasons: rejects by reason.
        bytes_done: bytes of the sources behind what was written, of `baochi.archive.total_bytes`.
        seconds: wall clock.
    """

    articles: int = 0
    rejects: int = 0
    rows: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    bytes_done: int = 0
    seconds: float = 0.0


@dataclass(slots=True)
class Batch:
    """Some articles in the order of reading, with ids settled, and the rejects met on the way.

    Attributes:
        chars: code points of the articles; bytes_done: bytes of the sources read up to the end of the batch.
    """

    sources: list[SourceArticle] = field(default_factory=list)
    duplicate_of: dict[str, str] = field(default_factory=dict)
    rejects: list[Reject] = field(default_factory=list)
    chars: int = 0
    bytes_done: int = 0


def batches(
    items: Iterable[SourceArticle | Reject], settings: RunSettings, progress: Progress | None = None
) -> Iterator[Batch]:
    """Cut the stream of a reader into batches; ids are made unique and repeated texts recognised here, in order."""
    register, batch, progress = Register(), Batch(), progress or Progress()
    for item in items:
        if isinstance(item, Reject):
            batch.rejects.append(item)
        else:
            first = register.enter(item)
            if first is not None:
                batch.duplicate_of[item.article_id] = first
            batch.sources.append(item)
            batch.chars += sum(map(len, item.paragraphs))
        batch.bytes_done = progress.done
        full = len(batch.sources) >= settings.batch_articles or batch.chars >= settings.batch_chars
        if full or len(batch.rejects) >= settings.batch_articles:
            yield batch
            batch = Batch()
    if batch.sources or batch.rejects:
        yield batch


def analyse_batch(batch: Batch, nlp: Language, *, words: bool = False) -> tuple[Tables, list[Reject]]:
    """Return the tables of a batch, and rejects for the articles that a stage failed on: the pure core of every engine.

    A stage that fails on one article costs that article alone: the others are analysed again without it.
    """
    try:
        with collector_paused():
            return _tables_of(batch.sources, batch, nlp, words), []
    except Exception:
        log.exception("a batch of %d articles failed; it is analysed article by article", len(batch.sources))
    good: list[SourceArticle] = []
    rejects: list[Reject] = []
    for source in batch.sources:
        try:
            _tables_of([source], batch, nlp, words)
            good.append(source)
        except Exception as error:
            detail = f"article {source.article_id}: {type(error).__name__}: {error}. Please report it with the article."
            rejects.append(Reject(source.file or source.source, source.position, "analysis", detail))
    return _tables_of(good, batch, nlp, words), rejects


@contextmanager
def collector_paused() -> Iterator[None]:
    """Pause the search for reference cycles: a batch makes many objects and no cycles, and the search took half the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _tables_of(sources: Sequence[SourceArticle], batch: Batch, nlp: Language, words: bool) -> Tables:
    from baochi.engines.analyse import analyse

    articles = [Article.from_source(source) for source in sources]
    analyse(articles, nlp)
    if words:
        from baochi.text.words import Words

        Words().annotate(articles)
    return tables(articles, words=words, word_spans=(lambda article: article.words), duplicate_of=batch.duplicate_of)


# ---------------------------------------------------------------------- in worker processes
_worker: dict[str, Any] = {}


def _load(settings: RunSettings) -> Language:
    return load_language(settings.config or None, settings.overrides, settings.disable)


def _start_worker(settings: RunSettings) -> None:
    # Ctrl-C reaches all processes of a terminal; the parent stops its workers.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _worker["settings"] = settings
    _worker["nlp"] = _load(settings)


def _work(batch: Batch) -> tuple[Tables, list[Reject]]:
    return analyse_batch(batch, _worker["nlp"], words=_worker["settings"].words)


def _in_order(stream: Iterator[Batch], settings: RunSettings) -> Iterator[tuple[Batch, tuple[Tables, list[Reject]]]]:
    """Yield batches with their tables in the order of reading; at most three batches a worker are under way."""
    if settings.workers <= 1:
        nlp = _load(settings)
        yield from ((batch, analyse_batch(batch, nlp, words=settings.words)) for batch in stream)
        return
    pool = ProcessPoolExecutor(settings.workers, get_context("spawn"), _start_worker, (settings,))
    try:
        waiting: deque[Any] = deque()
        for batch in stream:
            waiting.append((batch, pool.submit(_work, batch)))
            if len(waiting) >= 3 * settings.workers:
                first, future = waiting.popleft()
                yield first, future.result()
        while waiting:
            first, future = waiting.popleft()
            yield first, future.result()
    except BrokenProcessPool as error:
        raise RunError(
            "a worker process ended before its work was done, most often for want of memory; try fewer workers"
        ) from error
    finally:
        pool.shutdown(cancel_futures=True)


def run_archive(sources: Sequence[str | Path], out: Path, settings: RunSettings, watch: Watcher | None = None) -> RunSummary:
    """Process `sources` into the dataset folder `out`; see `baochi.api.run`."""
    started, summary, progress = time.monotonic(), RunSummary(), Progress()
    watch = watch or (lambda _: None)
    if settings.workers > 1:
        _load(settings)  # says here what is wrong with them
    items = read(sources, fields=settings.fields, limits=settings.limits, progress=progress)
    config = asdict(settings) | {"workers": None}
    with DatasetWriter(out, sources=[str(s) for s in sources], config=config) as writer:
        watch(summary)
        for batch, (found, failed) in _in_order(batches(items, settings, progress), settings):
            rejects = [*batch.rejects, *failed]
            writer.write(found)
            if rejects:
                writer.reject(*rejects)
            summary.articles += len(batch.sources) - len(failed)
            summary.rejects += len(rejects)
            summary.rows.update({name: table.num_rows for name, table in found.items()})
            summary.reasons.update(reject.reason for reject in rejects)
            summary.bytes_done = batch.bytes_done
            summary.seconds = time.monotonic() - started
            watch(summary)
    summary.rows["rejects"] = summary.rejects
    summary.seconds = time.monotonic() - started
    return summary


# ---------------------------------------------------------------------- in memory
def extract_tables(articles: Iterable[SourceArticle | Mapping[str, Any] | str], nlp: Language, *, words: bool) -> Tables:
    """Return all tables of articles in memory, `rejects` among them; see `baochi.api.extract`."""
    settings = RunSettings(words=words)
    parts: list[Tables] = []
    rejects: list[Reject] = []
    for batch in batches(_from_memory(articles, settings.limits), settings):
        found, failed = analyse_batch(batch, nlp, words=words)
        parts.append(found)
        rejects += [*batch.rejects, *failed]
    parts = parts or [analyse_batch(Batch(), nlp, words=words)[0]]
    whole = {name: pa.concat_tables([part[name] for part in parts]) for name in parts[0]}
    return whole | {"rejects": rejects_table(rejects)}


def _from_memory(
    articles: Iterable[SourceArticle | Mapping[str, Any] | str], limits: Limits
) -> Iterator[SourceArticle | Reject]:
    fields = FieldMap()
    for number, article in enumerate(articles):
        if isinstance(article, SourceArticle):
            yield article
            continue
        try:
            yield fields.article({"text": article} if isinstance(article, str) else article, limits)
        except Problem as problem:
            yield Reject("memory", str(number), problem.reason, problem.detail)
