"""Training: deterministic, and clear about a bad corpus."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from baochi.classify.model import WorkAreaClassifier
from baochi.classify.train import read_taxonomy
from baochi.train.jobs import Job, run

CORPORA = Path(__file__).parents[2] / "corpora"


def small_corpus(folder: Path) -> Path:
    """Write every fourth training row and every tenth annotated article, and the other files whole."""
    corpus = folder / "work_areas"
    corpus.mkdir(parents=True)
    (folder / "taxonomy.toml").write_bytes((CORPORA / "taxonomy.toml").read_bytes())
    lines = (CORPORA / "work_areas" / "train.jsonl").read_text(encoding="utf-8").splitlines()
    (corpus / "train.jsonl").write_text("\n".join(lines[::4]) + "\n", encoding="utf-8")
    (corpus / "dev.jsonl").write_bytes((CORPORA / "work_areas" / "dev.jsonl").read_bytes())
    for split in ("train", "dev"):
        (folder / "gold" / split).mkdir(parents=True)
        for path in sorted((CORPORA / "gold" / split).glob("*.json"))[::10]:
            (folder / "gold" / split / path.name).write_bytes(path.read_bytes())
    return corpus


def test_the_same_corpus_gives_the_same_bytes(tmp_path: Path) -> None:
    corpus = small_corpus(tmp_path)
    heard: list[tuple[str, int, int]] = []
    for name in ("one", "two"):
        job = Job(corpus, tmp_path / name, watch=lambda *step: heard.append(step))
        run("work-areas", job)
    assert [row[0] for row in job.scores[:4]] == ["", "micro", "macro", "calibration error"]
    assert heard[1] == ("cross-validating", 1, 5)
    files = sorted(p.name for p in (tmp_path / "one").iterdir())
    assert files == ["README.md", "SHA256SUMS", "config.json", "vocabulary.json", "weights.safetensors"]
    same = [f for f in files if (tmp_path / "one" / f).read_bytes() == (tmp_path / "two" / f).read_bytes()]
    assert same == files[1:]  # the card names the folder
    assert str(tmp_path / "one") in (tmp_path / "one" / "README.md").read_text(encoding="utf-8")
    classifier = WorkAreaClassifier.load(tmp_path / "one")
    assert classifier.labels == read_taxonomy(CORPORA / "taxonomy.toml")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "line 3: not a row"),
        (
            json.dumps({"id": "x", "kind": "body", "text": "Một câu.", "work_areas": ["sailing"]}),
            "line 3: unknown work areas sailing",
        ),
        (json.dumps({"id": "x", "work_areas": []}), "line 3: not a row"),
    ],
)
def test_a_bad_row_is_named(tmp_path: Path, line: str, said: str) -> None:
    corpus = small_corpus(tmp_path)
    rows = (corpus / "train.jsonl").read_text(encoding="utf-8").splitlines()
    (corpus / "train.jsonl").write_text("\n".join([*rows[:2], line, *rows[2:]]) + "\n", encoding="utf-8")
    with pytest.raises(ValueError, match=said):
        run("work-areas", Job(corpus, tmp_path / "model"))
    assert not (tmp_path / "model").exists()


@pytest.mark.parametrize("split", ["train", "dev"])
def test_a_bad_article_is_named(tmp_path: Path, split: str) -> None:
    corpus = small_corpus(tmp_path)
    (tmp_path / "gold" / split / "z.json").write_text("{", encoding="utf-8")
    with pytest.raises(ValueError, match=r"z\.json is not an annotated article"):
        run("work-areas", Job(corpus, tmp_path / "model"))


def test_an_unknown_model_is_named(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"no model named 'weather'.*work-areas"):
        run("weather", Job(tmp_path, tmp_path / "model"))
