"""The score: its weights file, and that training finds what the examples show."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from baochi.extract.quantities.model import Model
from baochi.extract.quantities.train import best_threshold, cross_validated, fit, read_gold, train


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
        "subject=force",
    ]
    work = model.score(dict.fromkeys(cues, 1.0) | {"A:force": 2.0})
    harm = model.score({"bias": 1, "strong=none": 1, "L:casualty": 1, "S:casualty": 1, "unit=public": 1})
    assert work > model.threshold > harm


def test_a_broken_weights_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "weights.json"
    path.write_text('{"weights": {"bias": "much"}, "threshold": 0}', encoding="utf-8")
    with pytest.raises(ValueError, match=r"weights\.json"):
        Model.load(path)


def test_fit_separates_what_a_feature_separates() -> None:
    examples = [({"bias": 1.0, "yes" if i % 2 else "no": 1.0}, i % 2, i // 2) for i in range(40)]
    weights = fit(examples, 1.0)
    assert weights["yes"] > 0 > weights["no"]
    scores = cross_validated(examples, 1.0, folds=4)
    f1, threshold = best_threshold(scores, [y for _, y, _ in examples])
    assert f1 == 1
    assert all((s >= threshold) == bool(y) for s, (_, y, _) in zip(scores, examples, strict=True))


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
