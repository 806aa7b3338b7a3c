"""Trains the tagger on the folders train, dev and test of a corpus of annotated articles; dev and test only measure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np

from baochi.evaluate.gold import read_gold
from baochi.extract.names import Name
from baochi.lexicon import Lexicon
from baochi.model_files import Model
from baochi.tag.columns import TEMPLATES
from baochi.tag.model import template_of
from baochi.tag.stage import KIND, MENTION, Tagger
from baochi.train.crf import Examples, Settings, fit
from baochi.train.intervals import Counts, with_interval
from baochi.train.jobs import Job
from baochi.train.names import LABELS, Marked

SPLITS = ("dev", "test")


def train(job: Job, settings: Settings | None = None) -> Model:
    """Return a tagger trained on the corpus of `job`."""
    settings = settings or Settings()
    lexicon = Lexicon.load()
    gold = Marked(list(read_gold(job.corpus / "train").values()), lexicon)
    examples = Examples(gold.columns, gold.layout, gold.labels, np.ones(len(gold.layout.lengths)))
    arrays = fit(
        examples,
        LABELS,
        [template_of(text) for text in TEMPLATES],
        settings,
        lambda done, todo: job.watch("fitting", done, todo),
    )
    config = {"labels": list(LABELS), "templates": list(TEMPLATES), "settings": asdict(settings)}
    model = Model(KIND, arrays, config)
    names = sum(map(len, gold.names))
    job.data = f"{len(gold.articles)} articles, {len(gold.labels)} tokens, {names} names in `train`"
    job.scores = [("names", "articles of", "rules alone, F1", "tagger, F1")]
    for split in SPLITS:
        if (job.corpus / split).is_dir():
            job.scores += scores(Tagger.from_model(model), job.corpus / split, lexicon)
    return model


def scores(tagger: Tagger, folder: Path, lexicon: Lexicon) -> list[tuple[str, ...]]:
    """Return a row for each type of name: exact borders, rules and tagger, with intervals over articles."""
    gold = Marked(list(read_gold(folder).values()), lexicon)
    tagger.tag(gold.articles, gold.hints)
    found = [[(m.first_token, m.last_token, m.label) for m in article.tagged] for article in gold.articles]
    rows = []
    for label in MENTION.values():
        both = (with_interval(counts(gold.names, side, label)) for side in (gold.rules, found))
        rows.append((label, folder.name, *both))
    return rows


def counts(gold: Sequence[Sequence[Name]], found: Sequence[Sequence[Name]], label: str) -> list[Counts]:
    """Return for each article how many names of a label are right, found and annotated."""
    pairs = [[{n for n in side if n[2] == label} for side in pair] for pair in zip(gold, found, strict=True)]
    return [(len(wanted & given), len(given), len(wanted)) for wanted, given in pairs]
