"""Articles through a pipeline: without spaCy Docs where every component is a baochi stage, else through Docs."""

from __future__ import annotations

from collections.abc import Sequence

from spacy.language import Language

from baochi.article import Article
from baochi.components import StageComponent, make_doc
from baochi.pipeline import prepare


def analyse(articles: Sequence[Article], nlp: Language) -> None:
    """Run every component of `nlp` on `articles`, in place.

    The records are the same on both ways; a Doc is built only where a component of somebody else's wants one.
    """
    components = [component for _, component in nlp.pipeline]
    stages = [component for component in components if isinstance(component, StageComponent)]
    if stages:
        prepare(articles, stages[0].lexicon)
    if len(stages) == len(components):
        for component in stages:
            component.stage.annotate(articles)
    else:
        for _ in nlp.pipe(make_doc(nlp, article) for article in articles):
            pass
