"""Training a tagger: deterministic, learns what the articles say, clear about a corpus that it cannot use."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from baochi.evaluate.gold import GoldArticle
from baochi.lexicon import Lexicon
from baochi.tag.stage import Tagger
from baochi.train import names, tagger
from baochi.train.crf import Settings
from baochi.train.intervals import with_interval
from baochi.train.jobs import Job, run

from .corpora import gold, trained_twice


def named(number: int, text: str, people: list[str], units: list[str], **more: object) -> dict:
    officials = [{"name": p, "sector": "state", "ranks": [], "positions": []} for p in people]
    return gold(f"t{number}", text, annotation={"officials": officials, "units": units}, **more)


def corpus(folder: Path) -> Path:
    """Write a corpus in which a word that no lexicon knows begins a body's name."""
    for split, places in (("train", ["Bình An", "Thanh Hà", "Vĩnh Lộc", "Phú Hoà"]), ("dev", ["Tân Lập"])):
        (folder / split).mkdir(parents=True)
        for i, place in enumerate(places * (5 if split == "train" else 1)):
            text = f"Hôm qua ông Trần Quốc Khải và Uỷ hội Thuỷ lợi {place} đã kiểm tra kênh mương ở thôn {i}."
            article = named(i, text, ["Trần Quốc Khải"], [f"Uỷ hội Thuỷ lợi {place}"])
            (folder / split / f"{i}.json").write_text(json.dumps(article), encoding="utf-8")
    return folder


def test_the_same_corpus_gives_the_same_bytes_and_a_card(tmp_path: Path) -> None:
    source = corpus(tmp_path / "corpus")
    heard: list[tuple[str, int, int]] = []
    job = trained_twice("tagger", source, tmp_path, watch=lambda *step: heard.append(step))
    assert heard[0] == ("fitting", 1, 60)
    card = (job.out / "README.md").read_text(encoding="utf-8")
    assert "20 articles" in card
    assert "| UNIT | dev |" in card
    assert "$" not in card
    assert Tagger.load(job.out).chain.labels == list(names.LABELS)


def test_a_tagger_learns_names_that_the_rules_do_not_see(tmp_path: Path) -> None:
    job = Job(corpus(tmp_path), tmp_path / "model")
    model = tagger.train(job, Settings(least=1))
    unit = next(row for row in job.scores if row[0] == "UNIT")
    assert unit[2].startswith("0.000")
    assert unit[3].startswith("1.000")
    assert set(model.arrays) == {"slots", "weights", "transitions", "start"}
    assert (np.diff(model.arrays["slots"].astype(np.int64)) > 0).all()


def test_names_are_marked_wherever_they_stand_as_written() -> None:
    text = "Sở Y tế Hà Nam và sở y tế Hà Nam khác; ông Đỗ Khải, ông Khải và Đỗ Khải ở Phủ Lý, Hà Nam."
    article = GoldArticle.model_validate(
        named(
            1,
            text,
            ["Đỗ Khải"],
            ["Sở Y tế Hà Nam"],
            entities={"people": ["Đỗ Khải", "Khải"], "places": ["Phủ Lý", "Hà Nam"]},
        )
    )
    marked = names.Marked([article], Lexicon.load())
    found = [(label, marked.articles[0].span_text(first, last)) for first, last, label in marked.names[0]]
    assert found == [
        ("UNIT", "Sở Y tế Hà Nam"),
        ("LOCATION", "Hà Nam"),  # written small, `sở y tế` is no form of the unit
        ("PERSON", "Đỗ Khải"),
        ("PERSON", "Khải"),
        ("PERSON", "Đỗ Khải"),
        ("LOCATION", "Phủ Lý"),
        ("LOCATION", "Hà Nam"),
    ]


def test_a_corpus_that_is_not_there_or_malformed(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no such folder"):
        run("tagger", Job(tmp_path / "none", tmp_path / "model"))
    (tmp_path / "bad" / "train").mkdir(parents=True)
    (tmp_path / "bad" / "train" / "x.json").write_text('{"id": "x"}', encoding="utf-8")
    with pytest.raises(ValueError, match=r"x\.json"):
        run("tagger", Job(tmp_path / "bad", tmp_path / "model"))
    assert not (tmp_path / "model").exists()


def test_intervals_hold_the_score_and_do_not_change() -> None:
    counts = [(9, 10, 10), (0, 5, 5), (4, 4, 8), (1, 1, 1)]
    text = with_interval(counts)
    score, low, high = (float(part) for part in text.replace("(", "").replace(")", "").replace("–", " ").split())
    assert low < score < high
    assert text == with_interval(counts)
    assert with_interval([(0, 0, 0)]) == "0.000 (0.000–0.000)"
