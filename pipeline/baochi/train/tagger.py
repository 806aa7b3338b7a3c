"""Trains the tagger on the folders train, dev and test of a corpus of annotated articles; dev and test only measure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np

from baochi.evaluate.gold import read_gold
from baochi.extract.names import Name, hints
from baochi.extract.units.knowledge import UnitKnowledge
from baochi.lexicon import Lexicon
from baochi.model_files import Model
from baochi.tag.columns import TEMPLATES, columns
from baochi.tag.features import Layout
from baochi.tag.model import template_of
from baochi.tag.stage import KIND, MENTION, Tagger
from baochi.train.crf import Examples, Settings, fit
from baochi.train.documents import prepared
from baochi.train.intervals import Counts, with_interval
from baochi.train.jobs import Job
from baochi.train.names import BEFORE, LABELS, Marked, labels_of
from baochi.train.silver import label_articles, read_unlabelled

SPLITS = ("dev", "test")
SILVER = 0.3
"""What a sentence labelled by machine counts for."""


def train(job: Job, settings: Settings | None = None) -> Model:
    """Return a tagger trained on the corpus of `job`."""
    settings = settings or Settings()
    lexicon = Lexicon.load()
    gold = Marked(list(read_gold(job.corpus / "train").values()), lexicon)
    examples = Examples(gold.columns, gold.layout, gold.labels, np.ones(len(gold.layout.lengths)))
    silver = 0
    if job.unlabelled:
        more = silver_examples(job, lexicon)
        silver, examples = int((more.weight > 0).sum()), joined(examples, more)
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
    if silver:
        job.data += f"; {silver} sentences labelled by machine, of up to {job.silver} articles, count {SILVER} each"
    job.scores = [("names", "articles of", "rules alone, F1", "tagger, F1")]
    for split in SPLITS:
        if (job.corpus / split).is_dir():
            job.scores += scores(Tagger.from_model(model), job.corpus / split, lexicon)
    return model


def silver_examples(job: Job, lexicon: Lexicon) -> Examples:
    """Return the unlabelled articles of a job with silver labels; sentences that may not be learnt from weigh nothing."""
    articles = prepared(read_unlabelled(job.unlabelled, job.silver), lexicon, BEFORE)
    if not articles:
        raise ValueError(f"no Vietnamese article in {', '.join(map(str, job.unlabelled))}")
    codes, rules = hints(articles, UnitKnowledge(lexicon))
    names, sure = label_articles(articles, rules, job.watch)
    found, layout, token = columns(articles, codes)
    first = token[np.cumsum(layout.lengths) - layout.lengths]
    offsets = np.cumsum([0, *(len(article.tokens) for article in articles)]).tolist()
    learnt = [offset + start for offset, starts in zip(offsets, sure, strict=False) for start in starts]
    weight = np.where(np.isin(first, learnt), SILVER, 0.0)
    return Examples(found, layout, labels_of(articles, names)[token], weight)


def joined(one: Examples, other: Examples) -> Examples:
    """Return the sequences of both."""
    layout = Layout(np.concatenate([one.layout.lengths, other.layout.lengths]))
    values = {name: (one.columns[name][one.layout.at], other.columns[name][other.layout.at]) for name in one.columns}
    return Examples(
        {name: layout.spread(np.concatenate(both)) for name, both in values.items()},
        layout,
        np.concatenate([one.labels, other.labels]),
        np.concatenate([one.weight, other.weight]),
    )


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
