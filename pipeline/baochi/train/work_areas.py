"""Trains the work areas (`baochi.classify.train`)."""

from __future__ import annotations

from baochi.classify.train import Settings, fit_model
from baochi.model_files import Model
from baochi.train.jobs import Job


def train(job: Job) -> Model:
    """Return work areas trained on the folder `job.corpus`, which stands beside gold/ and taxonomy.toml."""
    model, job.scores = fit_model(job.corpus, Settings(), lambda done, todo: job.watch("cross-validating", done, todo))
    rows = model.config["rows"]
    job.data = f"{rows['written']:,} paragraphs and {rows['annotated']:,} of {rows['articles']:,} annotated articles"
    return model
