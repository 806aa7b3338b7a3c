"""Articles through a pipeline: without spaCy Docs where every component is a baochi stage, else through Docs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from time import perf_counter

from spacy.language import Language

from baochi.article import Article
from baochi.components import StageComponent, make_doc
from baochi.pipeline import prepare

Clock = dict[str, float]
"""Seconds by stage."""


def analyse(articles: Sequence[Article], nlp: Language, clock: Clock | None = None) -> None:
    """Run every component of `nlp` on `articles`, in place, and add to `clock` how long each took.

    The records are the same on both ways; a Doc is built only where a component of somebody else's wants one, and then the
    whole pipeline counts as one stage.
    """
    clock = {} if clock is None else clock
    stages = [(name, component) for name, component in nlp.pipeline if isinstance(component, StageComponent)]
    started = perf_counter()
    if stages:
        prepare(articles, stages[0][1].lexicon)
    started = lap(clock, "tokens", started)
    if len(stages) == len(nlp.pipeline):
        for name, component in stages:
            component.stage.annotate(articles)
            started = lap(clock, name, started)
    else:
        for _ in nlp.pipe(make_doc(nlp, article) for article in articles):
            pass
        lap(clock, "pipeline", started)


def lap(clock: Clock, stage: str, started: float) -> float:
    """Add the time since `started` to a stage and return the time now."""
    now = perf_counter()
    clock[stage] = clock.get(stage, 0.0) + now - started
    return now


def add_times(clock: Clock, more: Mapping[str, float]) -> None:
    """Add the times of `more` to `clock`."""
    for stage, seconds in more.items():
        clock[stage] = clock.get(stage, 0.0) + seconds
