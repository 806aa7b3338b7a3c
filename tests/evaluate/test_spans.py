"""Spans in the sense of SemEval-2013: figures that can be computed by hand."""

import pytest

from baochi.evaluate import evaluate, spans
from baochi.evaluate.spans import Labelled, add_spans
from baochi.evaluate.tally import Tally

from .samples import gold_article, official, with_text


def counts(gold, found, layer):
    tally = Tally("a")
    add_spans(tally, [Labelled(*span) for span in gold], [Labelled(*span) for span in found], [(0, 100)])
    return tuple(tally.counts()[layer])


GOLD = [("UNIT", 0, 10), ("UNIT", 20, 30), ("PERSON", 40, 50), ("PERSON", 60, 70)]
FOUND = [("UNIT", 0, 10), ("UNIT", 22, 30), ("UNIT", 40, 50), ("AWARD", 80, 90)]


@pytest.mark.parametrize(
    ("scheme", "right"),
    [("strict", 1), ("exact", 2), ("partial", 2.5), ("type", 2)],
)
def test_the_four_schemes(scheme, right):
    assert counts(GOLD, FOUND, f"spans: {scheme}") == (right, 4, 4)


def test_labels_alone():
    assert counts(GOLD, FOUND, "spans, UNIT: partial") == (1.5, 3, 2)
    assert counts(GOLD, FOUND, "spans, PERSON: strict") == (0, 0, 2)
    assert counts(GOLD, FOUND, "spans, AWARD: strict") == (0, 1, 0)


def test_a_span_that_overlaps_does_not_use_up_the_gold_span_of_one_that_is_right():
    gold = [("QUANTITY", 0, 30), ("QUANTITY", 0, 10)]
    found = [("QUANTITY", 0, 20), ("QUANTITY", 0, 30), ("QUANTITY", 0, 10)]
    assert counts(gold, found, "spans, QUANTITY: strict") == (2, 3, 2)


def test_spans_that_touch_do_not_overlap():
    assert counts([("UNIT", 0, 10)], [("UNIT", 10, 20)], "spans: partial") == (0, 1, 1)


def test_a_string_stands_where_the_other_side_has_it(gold_dir, dataset_dir):
    text = "Sở Y tế họp. Sở Y tế và Tô Tý về."
    gold = gold_dir(with_text(gold_article(units=["Sở Y tế"], officials=[official("Tô Tý")]), text))
    rows = {"units": [{"unit": "Sở Y tế", "start": 13, "end": 20}], "articles": [{"article_id": "g1", "text": text}]}
    report = evaluate(gold, dataset_dir(**rows))
    assert report.figures["spans, UNIT: strict"].f1 == 1
    assert report.figures["spans, PERSON: strict"].recall == 0


def test_a_string_does_not_move_into_a_span_that_is_right(gold_dir):
    text = "Bộ Tư lệnh Cảnh sát biển 6 họp. Cảnh sát biển vắng."
    both, one = ["Bộ Tư lệnh Cảnh sát biển 6", "Cảnh sát biển"], ["Bộ Tư lệnh Cảnh sát biển 6"]
    folders = [gold_dir(with_text(gold_article(units=units), text), name=str(len(units))) for units in (both, one)]
    for gold, found in (folders, folders[::-1]):
        partial = evaluate(gold, found).figures["spans, UNIT: partial"]
        assert (partial.right, partial.gold + partial.extracted) == (1, 3)


def test_strings_that_cannot_be_found_are_counted_and_shown(gold_dir):
    article = with_text(gold_article(units=["Sở Y tế", "Sở Thuế"]), "Sở Y tế họp.")
    report = evaluate(gold_dir(article), gold_dir(article, name="same"))
    assert [dict(side) for side in report.measured.lost] == [{"UNIT": 1}, {"UNIT": 1}]
    assert report.span_rows()[-1] == ("UNIT", "1.000", "1.000", "1.000", "1.000", "1", "1", "1")
    assert report.as_dict()["spans_not_found"] == {"gold": {"UNIT": 1}, "extracted": {"UNIT": 1}}


def test_without_a_text_no_span_is_judged(gold_dir):
    folder = gold_dir(gold_article(units=["Sở Y tế"]))
    report = evaluate(folder, folder)
    assert report.span_rows() == []
    assert report.warnings() == ["articles without a text on either side, where no span can be judged: 1"]


def test_without_the_package_everything_else_is_measured(gold_dir, monkeypatch):
    monkeypatch.setattr(spans, "available", lambda: False)
    folder = gold_dir(with_text(gold_article(units=["Sở Y tế"]), "Sở Y tế họp."))
    report = evaluate(folder, folder)
    assert (report.span_rows(), report.figures["units"].f1) == ([], 1)
    assert "pip install 'baochi[evaluate]'" in report.warnings()[0]
