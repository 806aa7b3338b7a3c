"""The score: its model folder, and who a count's neighbours are."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from baochi.article import Article, SourceArticle
from baochi.extract.quantities.clause import counts_of
from baochi.extract.quantities.model import Model, neighbourhood
from baochi.lexicon import Lexicon
from baochi.model_files import ModelError, write
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


def test_a_model_whose_cues_and_weights_differ_is_named(tmp_path: Path) -> None:
    files = Model.load().to_files({})
    assert Model.from_files(files) == Model.load()
    files.vocabulary["cues"].pop()
    write(tmp_path, files)
    with pytest.raises(ModelError, match="train the model again"):
        Model.load(tmp_path)


def test_neighbours_are_the_others_of_sentence_paragraph_and_article() -> None:
    text = "Đội Mẫu bắt 3 đối tượng, thu 5 xe. Có 7 người xem."
    article = Article.from_source(SourceArticle([text, "Có 9 vụ."]))
    Tokeniser().annotate([article])
    Spotter(Lexicon.load()).annotate([article])
    rows = neighbourhood(counts_of([article]).groups, np.array([30.0, 30.0, -30.0, -30.0]))
    assert [round(r[1], 2) for r in rows] == [0.5, 0.5, 0, 0]
    assert [round(r[2], 2) for r in rows] == [0, 0, 0.5, 0]
    assert [round(r[3], 2) for r in rows] == [round(-0.5 / 3, 2), round(-0.5 / 3, 2), round(0.5 / 3, 2), round(0.5 / 3, 2)]
