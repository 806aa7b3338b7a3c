"""Training the quantities: it finds what the examples show, and the same corpus gives the same bytes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from baochi.evaluate.gold import GoldError
from baochi.extract.quantities.model import Model
from baochi.train.jobs import Job, run
from baochi.train.quantities import Example, counts, fit
from baochi.train.regression import read_prior

from .corpora import gold, trained_twice, write_corpus


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
    assert read_prior("quantities")["weights"]["strong fits"] > 0


def test_a_feature_seen_nowhere_keeps_its_prior() -> None:
    assert fit(examples(20), 1.0)["passive fits"] == read_prior("quantities")["weights"]["passive fits"]


def test_what_no_candidate_stands_for_counts_as_missed() -> None:
    example = Example([], [{}, {}], [1, 0], missed=1)
    assert counts([np.array([2.0, -2.0])], [example]) == [(1, 1, 2)]


def test_gold_that_is_none_is_named(tmp_path: Path) -> None:
    gold_files = corpus(tmp_path / "gold", 1)
    (gold_files / "train" / "a.json").write_text('{"id": "a", "paragraphs": []}', encoding="utf-8")
    with pytest.raises(GoldError, match=r"a\.json: annotation"):
        run("quantities", Job(gold_files, tmp_path / "out"))


def corpus(folder: Path, articles: int) -> Path:
    def article(n: int) -> dict[str, Any]:
        sentence = f"Công an xã Mẫu {n} đã bắt giữ {n + 2} đối tượng. Vụ tai nạn làm {n + 20} người chết."
        suspects = {"para": 0, "measure": "suspects", "value": n + 2, "unit": "đối tượng", "status": "result"}
        return gold(n, sentence, annotation={"quantities": [suspects]})

    return write_corpus(folder, articles, article)


def test_the_same_corpus_gives_the_same_bytes_and_a_card(tmp_path: Path) -> None:
    job = trained_twice("quantities", corpus(tmp_path / "gold", 10), tmp_path)
    assert "10 results" in (job.out / "README.md").read_text(encoding="utf-8")
    assert [row[0] for row in job.scores] == ["articles", "train, cross-validated", "dev"]
    assert Model.load(job.out).weights["unit=suspect"] > 0


def test_training_on_too_little_says_so(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="too few"):
        run("quantities", Job(corpus(tmp_path / "gold", 2), tmp_path / "out"))
