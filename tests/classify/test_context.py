"""Fitting the context on annotated articles."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from baochi.classify.context import Sheet, miscalibration, read_articles, thresholds, weigh
from baochi.classify.features import syllables

LABELS = ["crime", "emergency"]
GOLD = {"id": "x", "title": "Tin", "paragraphs": ["Một.", "Hai."]}
ANNOTATION = {"work_areas": [["crime"], []], "kinds": ["body", "caption"]}


def write(folder: Path, name: str, content: str) -> None:
    (folder / name).write_text(content, encoding="utf-8")


def test_reads_articles_as_the_classifier_sees_them(tmp_path: Path) -> None:
    for name in ("b.json", "a.json"):
        write(tmp_path, name, json.dumps(GOLD | {"annotation": ANNOTATION}))
    sheet = read_articles(tmp_path, LABELS)
    assert sheet.folds[:2] == [syllables("Một."), syllables("Hai.")]
    assert sheet.article.tolist() == [0, 0, 1, 1]
    assert sheet.titles == [syllables("Tin")] * 2
    assert sheet.gold.tolist() == [[True, False], [False, False]] * 2
    assert sheet.speaking.tolist() == [True, False] * 2  # a caption is about nothing
    assert sheet.part(sheet.speaking).article.tolist() == [0, 1]


def test_joined_sheets_keep_their_articles_apart() -> None:
    one = Sheet([["một"]], ["body"], np.array([0]), [["tin"]], np.array([[True]]))
    both = one.joined(one)
    assert both.article.tolist() == [0, 1]
    assert len(both) == len(both.titles) == 2


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{", "is not an annotated article"),
        (json.dumps(GOLD), "is not an annotated article"),
        (json.dumps(GOLD | {"annotation": ANNOTATION | {"work_areas": []}}), "0 lists of work areas and 2 kinds for 2 par"),
        (json.dumps(GOLD | {"annotation": ANNOTATION | {"work_areas": [["sailing"], []]}}), "unknown work areas sailing"),
    ],
)
def test_a_bad_article_is_named(tmp_path: Path, content: str, said: str) -> None:
    write(tmp_path, "bad.json", content)
    with pytest.raises(ValueError, match=rf"bad\.json.*{said}"):
        read_articles(tmp_path, LABELS)


def test_no_articles_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no annotated article"):
        read_articles(tmp_path, LABELS)


def test_evidence_that_tells_the_areas_apart_weighs_most() -> None:
    random = np.random.default_rng(1)
    target = random.random((400, 2)) < 0.3
    telling, noise = np.where(target, 1.0, -1.0) + random.normal(size=target.shape), random.normal(size=target.shape)
    weights, bias = weigh(np.stack([noise, telling]), target)
    assert weights[1] > 1 > abs(weights[0])
    assert bias < 0  # fewer than half of the pairs are right


def test_probabilities_of_weighed_evidence_are_calibrated() -> None:
    random = np.random.default_rng(2)
    evidence = random.normal(scale=2, size=(1, 3000, 2))
    target = random.random((3000, 2)) < 1 / (1 + np.exp(-0.5 * evidence[0] + 1))
    weights, bias = weigh(evidence, target)
    fitted = 1 / (1 + np.exp(-weights[0] * evidence[0] - bias))
    assert miscalibration(fitted, target, 0.02) < 0.03 < miscalibration(fitted**2, target, 0.02)


def test_an_area_has_its_own_threshold_where_many_paragraphs_prefer_it() -> None:
    scores, gold = np.full((200, 2), 0.05), np.zeros((200, 2), dtype=bool)
    scores[:60, 0], gold[:60, 0] = 0.9, True  # sure and right
    scores[60:120, 1] = 0.57  # given as often, and wrong
    scores[120:140, 1], gold[120:140, 1] = 0.9, True
    scores[140:160, 0], gold[140:160, 0] = 0.32, True
    scores[160:190, 0], gold[160:190, 0] = 0.57, True
    own, best = thresholds(scores, gold)
    assert own[0] <= 0.55 < own[1] or own[0] < own[1]
    assert 0.15 <= best <= 0.3


def test_a_handful_of_paragraphs_moves_no_threshold() -> None:
    scores, gold = np.full((200, 2), 0.05), np.zeros((200, 2), dtype=bool)
    scores[:80, 0], gold[:80, 0] = 0.9, True
    scores[80:160, 0] = 0.5  # shared threshold: over this
    scores[160:163, 1], gold[160:163, 1] = 0.4, True
    own, _ = thresholds(scores, gold)
    assert own[0] == own[1] > 0.5
