"""The models that `baochi train` can make, and what a trainer gets and gives.

A trainer is a module with a function `train(job: Job) -> Model`; it fills `job.scores`, writes nothing itself, and
is the same every time: same corpus, same bytes. Its card is `cards/<name>.md`, where `$corpus`, `$out`, `$data` and
`$scores` are filled in.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import import_module, resources
from pathlib import Path
from string import Template

from baochi.model_files import Model, write

TRAINERS = {
    "assessments": "baochi.train.assessments",
    "quantities": "baochi.train.quantities",
    "segmenter": "baochi.train.segmenter",
    "tagger": "baochi.train.tagger",
    "work-areas": "baochi.train.work_areas",
}
"""Modules of the trainers by the name of the model; each is imported when it is asked for."""

Watcher = Callable[[str, int, int], None]
"""Called with what is being done, how many rounds of it are done, and how many there are."""


@dataclass(slots=True)
class Job:
    """What is trained on what.

    Attributes:
        corpus: folder of annotated text; out: model folder to write.
        unlabelled: files or folders of articles without annotation; silver: how many of them are used at most.
        watch: hears of progress.
        data: what the model was trained on, for the card; scores: table for the card and the terminal, header first.
    """

    corpus: Path
    out: Path
    unlabelled: list[Path] = field(default_factory=list)
    silver: int = 0
    watch: Watcher = lambda what, done, todo: None
    data: str = ""
    scores: list[tuple[str, ...]] = field(default_factory=list)


def run(name: str, job: Job) -> Model:
    """Train a model and write its folder, card included.

    Raises:
        ValueError: no such trainer, or the corpus cannot be used; OSError: a file cannot be read or written.
    """
    if name not in TRAINERS:
        raise ValueError(f"no model named {name!r} can be trained; there are {', '.join(TRAINERS)}")
    model = import_module(TRAINERS[name]).train(job)
    write(job.out, model, card(name, job))
    return model


def card(name: str, job: Job) -> str:
    """Return the card of a model that a job made."""
    text = (resources.files("baochi.train") / "cards" / f"{name}.md").read_text(encoding="utf-8")
    header, *rows = job.scores
    table = [header, ("---",) * len(header), *rows]
    scores = "\n".join(f"| {' | '.join(row)} |" for row in table)
    return Template(text).substitute(corpus=job.corpus.as_posix(), out=job.out.as_posix(), data=job.data, scores=scores)
