"""The score: its weights file, and that training finds what the examples show."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from baochi.article import Article, SourceArticle
from baochi.extract.quantities.clause import counts_of
from baochi.extract.quantities.model import Model, neighbourhood
from baochi.extract.quantities.train import Example, fit, rates, read_gold, read_prior, train
from baochi.lexicon import Lexicon
from baochi.pipeline import Spotter, Tokeniser


def test_shipped_weights_load_and_weigh_cues_the_right_way() -> None:
    model = Model.load()
    cues = [
        "bias",
        "strong=seize",
        "strong fits",
        "strong<=2",
        "near=seize",
        "near fits",
        "near<=2",
        "unit=goods",
        "subject=unit of force",
    ]
    work = model.score(dict.fromkeys(cues, 1.0) | {"A:force": 0.5})
    harm = model.score({"bias": 1, "strong=none": 1, "L:casualty": 1, "S:casualty": 1, "unit=public": 1})
    assert work > model.threshold > harm


def test_a_broken_weights_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "weights.json"
    path.write_text('{"weights": {"bias": "much"}, "neighbours": {}, "threshold": 0}', encoding="utf-8")
    with pytest.raises(ValueError, match=r"weights\.json"):
        Model.load(path)


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


def test_rates_count_what_no_candidate_stands_for_as_missed() -> None:
    example = Example([], [{}, {}], [1, 0], missed=1)
    assert rates([np.array([2.0, -2.0])], [example], 0.0) == (1.0, 0.5, 2 / 3)


def test_neighbours_are_the_others_of_sentence_paragraph_and_article() -> None:
    text = "Đội Mẫu bắt 3 đối tượng, thu 5 xe. Có 7 người xem."
    article = Article.from_source(SourceArticle([text, "Có 9 vụ."]))
    Tokeniser().annotate([article])
    Spotter(Lexicon.load()).annotate([article])
    candidates = counts_of(article).candidates
    rows = neighbourhood(candidates, [30.0, 30.0, -30.0, -30.0])
    assert [round(r[1], 2) for r in rows] == [0.5, 0.5, 0, 0]
    assert [round(r[2], 2) for r in rows] == [0, 0, 0.5, 0]
    assert [round(r[3], 2) for r in rows] == [round(-0.5 / 3, 2), round(-0.5 / 3, 2), round(0.5 / 3, 2), round(0.5 / 3, 2)]


def test_gold_that_is_none_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"id": "a", "paragraphs": []}', encoding="utf-8")
    with pytest.raises(ValueError, match=r"a\.json"):
        read_gold([tmp_path])


def test_training_writes_a_table_that_loads(tmp_path: Path) -> None:
    for i in range(10):
        sentence = f"Công an xã Mẫu {i} đã bắt giữ {i + 2} đối tượng. Vụ tai nạn làm {i + 20} người chết."
        quantity = {"para": 0, "value": i + 2, "unit": "đối tượng", "status": "result"}
        document = {
            "id": str(i),
            "title": "",
            "paragraphs": [sentence],
            "annotation": {"kinds": ["body"], "quantities": [quantity]},
        }
        (tmp_path / f"{i}.json").write_text(json.dumps(document), encoding="utf-8")
    contents = train([tmp_path])
    assert contents["trained"]["results"] == 10
    path = tmp_path / "weights.out"
    path.write_text(json.dumps(contents), encoding="utf-8")
    assert Model.load(path).weights["unit=suspect"] > 0


def test_training_on_too_little_says_so(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="too few"):
        train([tmp_path])
