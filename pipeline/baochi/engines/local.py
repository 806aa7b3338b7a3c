"""The two ways to run the pipeline on one machine: over an archive into a folder, and over articles in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from baochi.archive.fields import FieldMap
from baochi.archive.limits import Limits
from baochi.archive.problems import Problem
from baochi.archive.screen import Screen
from baochi.article import Reject, SourceArticle
from baochi.engines.assemble import load
from baochi.engines.batches import Batch, Tables, analyse_batch, cut
from baochi.engines.job import Job
from baochi.engines.logs import run_log
from baochi.engines.settings import RunSettings
from baochi.engines.summary import RunSummary, Watcher
from baochi.store.build import rejects_table
from baochi.store.layout import check_target
from baochi.store.ledger import Ledger
from baochi.store.lock import locked

if TYPE_CHECKING:
    from spacy.language import Language

    from baochi.pipeline import Pipeline


def run_archive(
    sources: Sequence[str | Path],
    out: Path,
    settings: RunSettings,
    watch: Watcher | None = None,
    load: Callable[[RunSettings], Pipeline | Language] = load,
) -> RunSummary:
    """Process `sources` into the dataset folder `out`; see `baochi.api.run`.

    Args:
        load: returns the pipeline of the settings, unless workers alone need it.
    """
    sources = [sources] if isinstance(sources, (str, Path)) else sources
    FieldMap(settings.fields)  # says here what is wrong with them, before anything is written
    nlp = None if settings.workers > 1 and settings.as_shipped else load(settings)
    check_target(out, restart=settings.restart)
    with locked(out), run_log(out, as_json=settings.log_json):
        job = Job(sources, out, settings, nlp, watch or (lambda _: None))
        job.run()
    return job.summary


# ---------------------------------------------------------------------- in memory
def extract_tables(
    articles: Iterable[SourceArticle | Mapping[str, Any] | str], nlp: Pipeline | Language, *, words: bool
) -> Tables:
    """Return all tables of articles in memory, `rejects` among them; see `baochi.api.extract`."""
    settings = replace(RunSettings(), words=words)
    parts: list[Tables] = []
    rejects: list[Reject] = []
    events = ((item, {}) for item in _from_memory(articles, settings.limits))
    for batch in cut(events, Ledger(screen=Screen()), settings):
        outcome = analyse_batch(batch, nlp, words=words)
        parts.append(outcome.tables)
        rejects += [*batch.rejects, *outcome.rejects]
    parts = parts or [analyse_batch(Batch(), nlp, words=words).tables]
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
