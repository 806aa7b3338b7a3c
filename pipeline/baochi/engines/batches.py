"""Batches of articles, and their analysis: the core of every engine, which knows of no process, shard or disk."""

from __future__ import annotations

import gc
import logging
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import perf_counter
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from baochi.archive.boilerplate import AHEAD, AHEAD_CHARS
from baochi.article import Article, Reject, SourceArticle
from baochi.engines.analyse import Clock, add_times, analyse, lap
from baochi.engines.settings import RunSettings
from baochi.store.build import tables
from baochi.store.ledger import Ledger, Taken, known_table

if TYPE_CHECKING:
    from spacy.language import Language

    from baochi.pipeline import Pipeline

log = logging.getLogger(__name__)

Item = SourceArticle | Reject
Event = tuple[Item | None, dict[str, Any]]
"""Something that was read, with the place behind it; or None and the record of the input that has ended."""
_Waiting = tuple[Item | None, dict[str, Any], Taken | None]
Tables = dict[str, pa.Table]
KNOWN_PER_ARTICLE = 64
"""Items known already that make a batch as full as one article does."""


@dataclass(slots=True)
class Batch:
    """Some articles in the order of reading, with ids settled, and the rejects met on the way.

    Attributes:
        chars: code points of the articles; bytes_done: bytes of the sources read up to the end of the batch.
        read: items behind it: articles, rejects, and `known` ones, which an earlier run has read; `known_rejects` of them
            rejects.
        ledger: what was read, for the shard (`baochi.store.ledger`).
        mark: where reading stands, if the batch is the last of its shard.
    """

    sources: list[SourceArticle] = field(default_factory=list)
    duplicate_of: dict[str, str] = field(default_factory=dict)
    rejects: list[Reject] = field(default_factory=list)
    chars: int = 0
    bytes_done: int = 0
    read: int = 0
    known: int = 0
    known_rejects: int = 0
    ledger: pa.Table | None = None
    mark: dict[str, Any] | None = None

    def take(self, item: Item, taken: Taken, *, drop: bool) -> None:
        """Add what was read; with `drop`, an article that repeats another becomes a reject."""
        self.read += 1
        if taken.known:
            self.known += 1
            self.known_rejects += isinstance(item, Reject)
        elif isinstance(item, Reject):
            self.rejects.append(item)
        elif taken.first is not None and drop:
            detail = f"article {item.article_id} repeats {taken.first}, and duplicates are dropped"
            self.rejects.append(Reject(item.file or item.source, item.position, "duplicate", detail))
        else:
            if taken.first is not None:
                self.duplicate_of[item.article_id] = taken.first
            self.sources.append(item)
            self.chars += sum(map(len, item.paragraphs))

    def is_full(self, settings: RunSettings) -> bool:
        """Return whether it is time to analyse it."""
        most = max(len(self.sources), len(self.rejects), self.known // KNOWN_PER_ARTICLE)
        return most >= settings.batch_articles or self.chars >= settings.batch_chars

    def part(self, first: int, last: int) -> Batch:
        """Return a batch of some of the articles, for analysis."""
        sources = self.sources[first:last]
        return Batch(sources, {s.article_id: d for s in sources if (d := self.duplicate_of.get(s.article_id))})


def cut(
    events: Iterable[tuple[Item | None, dict[str, Any]]],
    ledger: Ledger,
    settings: RunSettings,
    done: Callable[[], int] = int,
) -> Iterator[Batch]:
    """Cut what is read into batches, and mark the last of each shard; ids and duplicates are settled here, in order.

    Args:
        events: of `baochi.engines.reading.Reading`.
        done: says how many bytes are read.
    """
    batch, count, chars, rows = Batch(), 0, 0, []
    mark: dict[str, Any] = {"inputs": [], "cursor": None}
    for item, place, taken in _look_ahead(events, ledger):
        if item is None or taken is None:
            mark = {"inputs": [*mark["inputs"], place], "cursor": None}
            continue
        mark["cursor"] = place
        batch.take(item, taken, drop=settings.drop_duplicates)
        rows.append(taken.row)
        batch.bytes_done = done()
        in_batch = len(batch.sources) + len(batch.rejects)
        if count + in_batch >= settings.shard_articles or chars + batch.chars >= settings.shard_chars:
            batch.mark, count, chars = mark, 0, 0
            mark = {"inputs": [], "cursor": place}
        elif batch.is_full(settings):
            count, chars = count + in_batch, chars + batch.chars
        else:
            continue
        batch.ledger, rows = known_table(rows), []
        yield batch
        batch = Batch()
    batch.mark, batch.ledger, batch.bytes_done = mark, known_table(rows), done()
    yield batch


def _look_ahead(events: Iterable[Event], ledger: Ledger) -> Iterator[_Waiting]:
    """Take what is read into the ledger; an article goes on when some behind it are in, which tell what lines repeat."""
    waiting: deque[_Waiting] = deque()
    chars = 0
    for item, place in events:
        taken = None if item is None else ledger.take(item, place.get("input", ""))
        waiting.append((item, place, taken))
        chars += _chars(item)
        while waiting and (len(waiting) > AHEAD or chars > AHEAD_CHARS or not isinstance(waiting[0][0], SourceArticle)):
            chars -= _chars(waiting[0][0])
            yield _let_go(waiting, ledger)
    while waiting:
        yield _let_go(waiting, ledger)


def _chars(item: Item | None) -> int:
    return sum(map(len, item.paragraphs)) if isinstance(item, SourceArticle) else 0


def _let_go(waiting: deque[_Waiting], ledger: Ledger) -> _Waiting:
    item, place, taken = waiting.popleft()
    if item is not None and taken is not None:
        ledger.judge(item, taken)
    return item, place, taken


@dataclass(slots=True)
class Outcome:
    """What became of a batch: its tables, and rejects for the articles whose analysis failed."""

    tables: Tables
    rejects: list[Reject]
    clock: Clock = field(default_factory=dict)


def join(outcomes: Sequence[Outcome]) -> Outcome:
    """Return the outcome of a batch from those of its parts, in order."""
    if len(outcomes) == 1:
        return outcomes[0]
    clock: Clock = {}
    for outcome in outcomes:
        add_times(clock, outcome.clock)
    parts = [outcome.tables for outcome in outcomes if outcome.tables]
    names = parts[0] if parts else ()
    whole = {name: pa.concat_tables([part[name] for part in parts]) for name in names}
    return Outcome(whole, [reject for outcome in outcomes for reject in outcome.rejects], clock)


def analyse_batch(batch: Batch, nlp: Pipeline | Language, *, words: bool = False) -> Outcome:
    """Return the tables of a batch, and rejects for the articles that a stage failed on: the pure core of every engine.

    A stage that fails on one article costs that article alone: the others are analysed again without it.
    """
    clock: Clock = {}
    try:
        with collector_paused():
            return Outcome(_tables_of(batch.sources, batch, nlp, words, clock), [], clock)
    except Exception:
        log.exception("a batch of %d articles failed; it is analysed article by article", len(batch.sources))
    good: list[SourceArticle] = []
    rejects: list[Reject] = []
    for source in batch.sources:
        try:
            _tables_of([source], batch, nlp, words, clock)
            good.append(source)
        except Exception as error:
            detail = f"article {source.article_id}: {type(error).__name__}: {error}. Please report it with the article."
            rejects.append(Reject(source.file or source.source, source.position, "analysis", detail))
    return Outcome(_tables_of(good, batch, nlp, words, clock), rejects, clock)


@contextmanager
def collector_paused() -> Iterator[None]:
    """Pause the search for reference cycles, for work that makes many objects and no cycles: it takes half the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _tables_of(
    sources: Sequence[SourceArticle], batch: Batch, nlp: Pipeline | Language, words: bool, clock: Clock
) -> Tables:
    started = perf_counter()
    articles = [Article.from_source(source) for source in sources]
    lap(clock, "tokens", started)
    analyse(articles, nlp, clock)
    started = perf_counter()
    if words:
        from baochi.text.words import Words

        Words().annotate(articles)
        started = lap(clock, "words", started)
    made = tables(articles, words=words, word_spans=(lambda article: article.words), duplicate_of=batch.duplicate_of)
    lap(clock, "tables", started)
    return made
