"""What a run can be told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from baochi.archive import Limits


@dataclass(frozen=True, slots=True)
class RunSettings:
    """Settings of a run over an archive.

    Attributes:
        workers: processes that analyse; 1 means in this one. The dataset does not depend on it.
        words: also write the tables `sentences` and `words`.
        config: spaCy config file of the pipeline; the shipped one if empty.
        overrides: config settings by dotted path.
        disable: components to leave out.
        fields: field names of the input by part, see `baochi.archive.read`.
        limits: bounds on the input.
        batch_articles, batch_chars: an analysed batch holds at most so many articles, and about so many code points.
    """

    workers: int = 1
    words: bool = False
    config: str = ""
    overrides: Mapping[str, str] = field(default_factory=dict)
    disable: tuple[str, ...] = ()
    fields: Mapping[str, str] = field(default_factory=dict)
    limits: Limits = field(default_factory=Limits)
    batch_articles: int = 64
    batch_chars: int = 400_000
