"""Training the quantities: it finds what the examples show, and the same corpus gives the same bytes."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from baochi.extract.quantities.model import Model
from baochi.train.jobs import Job, run
from baochi.train.quantities import Example, counts, fit, read_gold, read_prior


def examples(n: int) -> list[Example]:
    features = [[{"bias": 1.0, "yes": 1.0}, {"bias": 1.0, "no": 1.0}] for _ in range(n)]
    return [Example([], f, [1, 0]) for f in features]


def test_fit_separates_what_a_feature_separates() -> None:
    weights = fit(examples(20), 1.0)
    assert weights["yes"] > 0 > weights["no"]


def test_a_weight_keeps_the_sign_of_its_prior_against_the_examples() -> None:
    features = [[{"bias": 1.0, "strong fits": 1.0}, {"bias": 1.0}] for _ in range(20)]
    against = [Example([], f, [0, 1]) for f in features]
    assert fit(against, 10.0)["strong fits"] == 0
    assert read_prior()["strong fits"] > 0


def test_a_feature_seen_nowhere_keeps_its_prior() -> None:
    assert fit(examples(20), 1.0)["passive fits"] == read_prior()["passive fits"]


def test_what_no_candidate_stands_for_counts_as_missed() -> None:
    example = Example([], [{}, {}], [1, 0], missed=1)
    assert counts([np.array([2.0, -2.0])], [example]) == [(1, 1, 2)]


def test_gold_that_is_none_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"id": "a", "paragraphs": []}', encoding="utf-8")
    with pytest.raises(ValueError, match=r"a\.json"):
        read_gold([tmp_path])


def corpus(folder: Path, articles: int) -> Path:
    for split in ("train", "dev"):
        (folder / split).mkdir(parents=True)
        for i in range(articles):
            sentence = f"Công an xã Mẫu {i} đã bắt giữ {i + 2} đối tượng. Vụ tai nạn làm {i + 20} người chết."
            quantity = {"para": 0, "value": i + 2, "unit": "đối tượng", "status": "result"}
            annotation = {"kinds": ["body"], "quantities": [quantity]}
            article = {"id": str(i), "title": "", "paragraphs": [sentence], "annotation": annotation}
            (folder / split / f"{i}.json").write_text(json.dumps(article), encoding="utf-8")
    return folder


def test_the_same_corpus_gives_the_same_bytes_and_a_card(tmp_path: Path) -> None:
    gold = corpus(tmp_path / "gold", 10)
    jobs = [Job(gold, tmp_path / name) for name in ("one", "two")]
    for job in jobs:
        run("quantities", job)
    for name in ("weights.safetensors", "config.json", "vocabulary.json", "SHA256SUMS"):
        assert (jobs[0].out / name).read_bytes() == (jobs[1].out / name).read_bytes()
    assert "10 results" in (jobs[0].out / "README.md").read_text(encoding="utf-8")
    assert [row[0] for row in jobs[0].scores] == ["articles", "train, cross-validated", "dev"]
    assert Model.load(jobs[0].out).weights["unit=suspect"] > 0


def test_training_on_too_little_says_so(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="too few"):
        run("quantities", Job(corpus(tmp_path / "gold", 2), tmp_path / "out"))
