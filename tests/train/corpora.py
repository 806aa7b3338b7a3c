"""Small annotated corpora, and what is expected of every training."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from baochi.train.jobs import Job, run

NOTHING = {"officials": [], "units": [], "quantities": [], "awards": [], "qualitative": []}
FILES = ("weights.safetensors", "config.json", "SHA256SUMS")


def gold(article_id: object, *paragraphs: str, annotation: Mapping[str, Any], **more: object) -> dict[str, Any]:
    """Return an annotated article whose paragraphs are bodies, with only the annotations that matter given."""
    bodies = {"kinds": ["body"] * len(paragraphs), "work_areas": [[] for _ in paragraphs]}
    article = {"id": str(article_id), "paragraphs": list(paragraphs), "annotation": NOTHING | bodies | annotation}
    return article | more


def write_corpus(folder: Path, articles: int, article: Callable[[int], dict[str, Any]]) -> Path:
    """Write the same articles as `train` and as `dev`."""
    for split in ("train", "dev"):
        (folder / split).mkdir(parents=True)
        for n in range(articles):
            (folder / split / f"{n:02}.json").write_text(json.dumps(article(n)), encoding="utf-8")
    return folder


def trained_twice(name: str, corpus: Path, folder: Path, watch: Callable[[str, int, int], None] | None = None) -> Job:
    """Train a model twice, hold the files against each other, and return the first job."""
    jobs = [Job(corpus, folder / n) if watch is None else Job(corpus, folder / n, watch=watch) for n in ("one", "two")]
    for job in jobs:
        run(name, job)
    files = sorted(path.name for path in jobs[0].out.iterdir())
    assert set(FILES) < set(files)
    assert files == sorted(path.name for path in jobs[1].out.iterdir())
    for file in files:
        if file != "README.md":  # the card tells the command, which names the folder
            assert (jobs[0].out / file).read_bytes() == (jobs[1].out / file).read_bytes(), file
    return jobs[0]
