"""Training: deterministic, and clear about a bad corpus."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from baochi.classify.model import WorkAreaClassifier
from baochi.classify.train import main, read_taxonomy

CORPORA = Path(__file__).parents[2] / "corpora"


def small_corpus(folder: Path) -> Path:
    """Write every fourth training row, and the other files whole, as a corpus of its own."""
    corpus = folder / "work_areas"
    corpus.mkdir(parents=True)
    (folder / "taxonomy.toml").write_bytes((CORPORA / "taxonomy.toml").read_bytes())
    lines = (CORPORA / "work_areas" / "train.jsonl").read_text(encoding="utf-8").splitlines()
    (corpus / "train.jsonl").write_text("\n".join(lines[::4]) + "\n", encoding="utf-8")
    for name in ("dev.jsonl", "context.json"):
        (corpus / name).write_bytes((CORPORA / "work_areas" / name).read_bytes())
    return corpus


def test_the_same_corpus_gives_the_same_bytes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    corpus = small_corpus(tmp_path)
    for name in ("one", "two"):
        assert main(["--corpus", str(corpus), "-o", str(tmp_path / name)]) == 0
    assert "micro-F1" in capsys.readouterr().out
    files = sorted(p.name for p in (tmp_path / "one").iterdir())
    assert files == ["SHA256SUMS", "config.json", "vocabulary.json", "weights.safetensors"]
    assert all((tmp_path / "one" / f).read_bytes() == (tmp_path / "two" / f).read_bytes() for f in files)
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
def test_a_bad_row_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str], line: str, said: str) -> None:
    corpus = small_corpus(tmp_path)
    rows = (corpus / "train.jsonl").read_text(encoding="utf-8").splitlines()
    (corpus / "train.jsonl").write_text("\n".join([*rows[:2], line, *rows[2:]]) + "\n", encoding="utf-8")
    assert main(["--corpus", str(corpus), "-o", str(tmp_path / "model")]) == 1
    assert said in capsys.readouterr().err


@pytest.mark.parametrize("content", ["{", "[]", '{"own": 1}', '{"own": 1, "bias": {"crime": 0}}'])
def test_a_bad_context_is_named_with_the_remedy(tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str) -> None:
    corpus = small_corpus(tmp_path)
    (corpus / "context.json").write_text(content, encoding="utf-8")
    assert main(["--corpus", str(corpus), "-o", str(tmp_path / "model")]) == 1
    said = capsys.readouterr().err
    assert "context.json" in said
    assert "baochi.classify.calibrate" in said
