"""Training the assessments: it learns what the articles say, and the same corpus gives the same bytes."""

from __future__ import annotations

from pathlib import Path

import pytest

from baochi.extract.assessments.model import Model
from baochi.train.jobs import Job, run

from .corpora import gold, trained_twice, write_corpus


def corpus(folder: Path, articles: int) -> Path:
    text = "Công tác hậu cần của Công an tỉnh đã có nhiều đổi mới."
    good = {"para": 0, "aspect": "Công tác hậu cần của Công an tỉnh", "evaluation": "có nhiều đổi mới"}
    annotation = {"qualitative": [good]}
    return write_corpus(folder, articles, lambda n: gold(n, text, "Đội bóng có nhiều đổi mới.", annotation=annotation))


def test_the_same_corpus_gives_the_same_bytes_and_a_card(tmp_path: Path) -> None:
    job = trained_twice("assessments", corpus(tmp_path / "gold", 8), tmp_path)
    assert "8 statements" in (job.out / "README.md").read_text(encoding="utf-8")
    assert [row[0] for row in job.scores] == ["articles", "train, cross-validated", "dev"]
    assert Model.load(job.out).weights != Model.load().weights


def test_training_on_too_little_says_so(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="too few"):
        run("assessments", Job(corpus(tmp_path / "gold", 2), tmp_path / "out"))
