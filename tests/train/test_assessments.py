"""Training the assessments: it learns what the articles say, and the same corpus gives the same bytes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from baochi.extract.assessments.model import Model
from baochi.train.jobs import Job, run


def corpus(folder: Path, articles: int) -> Path:
    good = {"para": 0, "aspect": "Công tác hậu cần của Công an tỉnh", "evaluation": "có nhiều đổi mới"}
    for split in ("train", "dev"):
        (folder / split).mkdir(parents=True)
        for n in range(articles):
            article = {
                "id": str(n),
                "paragraphs": ["Công tác hậu cần của Công an tỉnh đã có nhiều đổi mới.", "Đội bóng có nhiều đổi mới."],
                "annotation": {"kinds": ["body", "body"], "qualitative": [good]},
            }
            (folder / split / f"{n}.json").write_text(json.dumps(article), encoding="utf-8")
    return folder


def test_the_same_corpus_gives_the_same_bytes_and_a_card(tmp_path: Path) -> None:
    gold = corpus(tmp_path / "gold", 8)
    jobs = [Job(gold, tmp_path / name) for name in ("one", "two")]
    for job in jobs:
        run("assessments", job)
    for name in ("weights.safetensors", "config.json", "vocabulary.json", "SHA256SUMS"):
        assert (jobs[0].out / name).read_bytes() == (jobs[1].out / name).read_bytes()
    assert "8 statements" in (jobs[0].out / "README.md").read_text(encoding="utf-8")
    assert [row[0] for row in jobs[0].scores] == ["articles", "train, cross-validated", "dev"]
    assert Model.load(jobs[0].out).weights != Model.load().weights


def test_training_on_too_little_says_so(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="too few"):
        run("assessments", Job(corpus(tmp_path / "gold", 2), tmp_path / "out"))
