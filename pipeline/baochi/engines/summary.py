"""What a run did."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from baochi.schema import TABLES
from baochi.store.journal import Record
from baochi.store.publish import sums


@dataclass(slots=True)
class RunSummary:
    """What a run did so far.

    Attributes:
        articles, rejects: how many are written; with `known` they are what was read.
        known: items that an earlier run had read; `known_rejects` of them are rejects.
        kept: articles that the dataset had from earlier runs.
        resumed: of `articles`, those that were done before the run was interrupted.
        shards: of the run, in the dataset.
        rows: rows a table; reasons: rejects by reason.
        stages: seconds by stage, over all processes; only of what was not done before an interruption.
        deaths: worker processes that died, whose work was done again.
        notes: what the user should know, for instance that settings have changed.
        bytes_done: bytes of the sources behind what was written, of `baochi.archive.total_bytes`.
        seconds: wall clock.
    """

    articles: int = 0
    rejects: int = 0
    known: int = 0
    known_rejects: int = 0
    kept: int = 0
    resumed: int = 0
    shards: int = 0
    rows: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    stages: dict[str, float] = field(default_factory=dict)
    deaths: int = 0
    notes: list[str] = field(default_factory=list)
    bytes_done: int = 0
    seconds: float = 0.0

    def add_shard(self, record: Record) -> None:
        """Count a shard that is done."""
        total = sums([record])
        self.articles += total["articles"]
        self.rejects += total["rejects"]
        self.known += total["known"]
        self.shards += total["shards"]
        self.reasons.update(total["reasons"])
        self.rows.update(total["tables"])

    @property
    def rate(self) -> float:
        """Articles a second, without those done before."""
        return (self.articles - self.resumed) / self.seconds if self.seconds else 0.0

    def figures(self) -> dict[str, Any]:
        """Return what `times.json` keeps of the run."""
        return {
            "articles": self.articles - self.resumed,
            "rejects": self.rejects,
            "known": self.known,
            "seconds": round(self.seconds, 3),
            "stages": {stage: {"count": count, "seconds": round(took, 3)} for stage, count, took in self.by_stage()},
        }

    def by_stage(self) -> list[tuple[str, int | None, float]]:
        """Return every stage with what came out of it, if that is counted, and its seconds, in order."""
        counts = {
            "read": self.articles + self.rejects + self.known,
            "tokens": self.articles,
            "segmenter": self.rows["paragraphs"],
            "work_areas": self.rows["paragraphs"],
            "tables": sum(self.rows.values()),
            "write": sum(self.rows.values()),
            "sync": self.shards,
        } | {name: self.rows[name] for name in self.stages if name in TABLES}
        return [(stage, counts.get(stage), seconds) for stage, seconds in self.stages.items()]


Watcher = Callable[[RunSummary], None]
"""Called when the analysis begins and after each batch, for a progress bar."""
