import json
from xml.etree import ElementTree as xml

import pytest

from baochi.evaluate.formats import FormatError, read_articles
from baochi.evaluate.formats.label_studio import control_type, task
from baochi.evaluate.formats.label_studio_config import configuration
from baochi.evaluate.formats.model import scheme
from baochi.evaluate.formats.project import annotate
from baochi.evaluate.labels import work_area_codes

from .samples import everything, gold_folder
from .test_broken import TEXT, control, region


def read(folder, *tasks, **options):
    path = folder / "export.json"
    path.write_text(json.dumps(tasks), encoding="utf-8")
    return read_articles(path, **options)


def test_the_configuration_names_every_label_relation_and_choice():
    view = xml.fromstring(configuration())
    assert {e.get("value") for e in view.iter("Label")} == set(scheme()["labels"])
    assert {e.get("value") for e in view.iter("Relation")} == set(scheme()["relations"])
    found = [e for tag in ("Choices", "Number", "TextArea") for e in view.iter(tag)]
    controls = {e.get("name"): [choice.get("value") for choice in e] for e in found}
    assert controls.keys() == {*scheme()["attributes"], "work_areas"}
    assert set(controls["work_areas"]) == work_area_codes()
    assert controls["kind"] == scheme()["attributes"]["kind"]["values"]


def test_work_areas_are_those_of_the_model():
    assert set(scheme()["work_areas"]) == work_area_codes()


def test_every_result_has_a_control():
    view = xml.fromstring(configuration())
    names = {e.get("name") for e in view.iter()}
    results = task(everything(), "predictions")["predictions"][0]["result"]
    assert {r["from_name"] for r in results if r["type"] != "relation"} <= names
    assert control_type("PERSON", "value") == ""  # belongs to another label


def test_a_project_offers_predictions(tmp_path):
    made = annotate(gold_folder(tmp_path / "gold"), tmp_path / "project")
    assert not made.lost
    assert sorted(p.name for p in made.path.iterdir()) == ["labels.xml", "tasks.json"]
    (first,) = json.loads((made.path / "tasks.json").read_text(encoding="utf-8"))
    assert "annotations" not in first
    assert first["predictions"][0]["model_version"].startswith("baochi ")


def test_a_blank_project_offers_paragraphs_alone(tmp_path):
    annotate(gold_folder(tmp_path / "gold"), tmp_path / "project", blank=True)
    (article,), _ = read_articles(tmp_path / "project" / "tasks.json")
    assert (article.spans, article.kept, len(article.paragraphs)) == ([], {}, 3)
    assert article.work_areas == [[], [], []]
    assert article.kinds == ["lead", "caption", "body"]


def test_a_project_of_some_articles(tmp_path):
    gold = gold_folder(tmp_path / "gold")
    assert annotate(gold, tmp_path / "project", only=["bao/1"]).articles == 1
    with pytest.raises(FormatError, match=r"1 of the articles asked for are not there \(bao/9"):
        annotate(gold, tmp_path / "other", only=["bao/9"])
    assert not (tmp_path / "other").exists()


def annotation(who, when, *results, **more):
    return {"completed_by": who, "updated_at": when, "result": list(results)} | more


def test_the_newest_annotation_counts_and_one_can_be_chosen(tmp_path):
    raw = {
        "id": 1,
        "data": {"text": TEXT},
        "annotations": [
            annotation({"id": 5, "email": "a@bao.example"}, "2022-02-02", region(4, 6)),
            annotation(6, "2022-01-01", region(4, 6, "LOCATION")),
            annotation(6, "2023-01-01", region(4, 6, "UNIT"), was_cancelled=True),
        ],
        "predictions": [{"result": [region(4, 6, "RANK")]}],
    }
    (article,), said = read(tmp_path, raw)
    assert [span.label for span in article.spans] == ["PERSON"]
    assert said == [f"{tmp_path / 'export.json'}: task 1: 2 annotations; the newest counts"]
    for who, label in (("6", "LOCATION"), ("5", "PERSON"), ("a@bao.example", "PERSON")):
        (article,), said = read(tmp_path, raw, annotator=who)
        assert ([span.label for span in article.spans], said) == ([label], [])
    with pytest.raises(FormatError, match="no task is annotated by 9"):
        read(tmp_path, raw, annotator="9")


def test_a_task_that_nobody_annotated_says_so(tmp_path):
    raw = {"id": 1, "data": {"text": TEXT}, "annotations": [], "predictions": [{"result": [region(4, 6)]}]}
    (article,), said = read(tmp_path, raw)
    assert len(article.spans) == 1
    assert "not annotated; its prediction is taken" in said[0]


def test_offsets_of_a_browser_count_units_of_utf16(tmp_path):
    text = "😀😀 Ông Tý"
    raw = {"id": 1, "data": {"text": text}, "annotations": [annotation(1, "", region(9, 11, text="Tý"))]}
    (article,), _ = read(tmp_path, raw)
    assert article.surface(article.spans[0]) == "Tý"


def test_an_arrow_drawn_the_other_way(tmp_path):
    person, office = region(4, 6), region(8, 14, "POSITION") | {"id": "o"}
    arrow = {"type": "relation", "from_id": "o", "to_id": "r", "direction": "left", "labels": ["position"]}
    raw = {"id": 1, "data": {"text": TEXT}, "annotations": [annotation(1, "", person, office, arrow)]}
    (article,), _ = read(tmp_path, raw)
    assert article.tails(0, "position") == [1]


def test_controls_become_attributes_and_borders_lose_white_space(tmp_path):
    results = [
        region(7, 15, "QUANTITY", text=" Trưởng "),
        control("number", "value", number=3.5),
        control("textarea", "quantity_unit", text=["vụ"]),
        control("choices", "result_or_target", choices=["target"]),
    ]
    raw = {"id": 1, "data": {"text": TEXT}, "annotations": [annotation(1, "", *results)]}
    (article,), _ = read(tmp_path, raw)
    assert article.surface(article.spans[0]) == "Trưởng"
    assert article.spans[0].data == {"value": 3.5, "quantity_unit": "vụ", "result_or_target": "target"}
