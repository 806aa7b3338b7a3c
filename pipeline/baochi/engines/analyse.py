"""Articles through a pipeline: without spaCy where every component is a baochi stage, else through Docs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from time import perf_counter
from typing import TYPE_CHECKING

from baochi.article import Article
from baochi.pipeline import Pipeline, prepare

if TYPE_CHECKING:
    from spacy.language import Language

Clock = dict[str, float]
"""Seconds by stage."""


def analyse(articles: Sequence[Article], nlp: Pipeline | Language, clock: Clock | None = None) -> None:
    """Run every stage or component of `nlp` on `articles`, in place, and add to `clock` how long each took.

    The records are the same on both ways; a Doc is built only where a component of somebody else's wants one, and then the
    whole pipeline counts as one stage.
    """
    clock = {} if clock is None else clock
    if isinstance(nlp, Pipeline):
        _through_stages(articles, nlp, clock)
    elif (plain := as_stages(nlp)) is not None:
        _through_stages(articles, plain, clock)
    else:
        _through_docs(articles, nlp, clock)


def _through_stages(articles: Sequence[Article], plain: Pipeline, clock: Clock) -> None:
    started = perf_counter()
    prepare(articles, plain.lexicon)
    started = lap(clock, "tokens", started)
    for name, stage in plain.stages:
        stage.annotate(articles)
        started = lap(clock, name, started)


def as_stages(nlp: Language) -> Pipeline | None:
    """Return the stages of a spaCy pipeline; None if a component is not one of ours, which needs Docs."""
    from baochi.components import StageComponent, lexicon_at

    ours = [(name, component) for name, component in nlp.pipeline if isinstance(component, StageComponent)]
    if len(ours) < len(nlp.pipeline):
        return None
    lexicon = ours[0][1].lexicon if ours else lexicon_at(None)
    return Pipeline(lexicon, tuple((name, component.stage) for name, component in ours))


def _through_docs(articles: Sequence[Article], nlp: Language, clock: Clock) -> None:
    from baochi.components import StageComponent, make_doc

    started = perf_counter()
    if ours := [component for _, component in nlp.pipeline if isinstance(component, StageComponent)]:
        prepare(articles, ours[0].lexicon)
    started = lap(clock, "tokens", started)
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
