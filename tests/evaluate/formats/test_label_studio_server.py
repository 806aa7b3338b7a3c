"""The way of an annotator: a project into a real Label Studio, a change made there, its export back as gold."""

from __future__ import annotations

import copy
import json
from pathlib import Path

import pytest

from baochi.evaluate.formats import convert
from baochi.evaluate.formats.project import annotate

from .label_studio_server import NotInstalled, environment, running
from .samples import GOLD, gold_folder

OTHER = GOLD | {"id": "bao/2", "title": "Tin khác"}
Results = list[dict]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory):
    try:
        environment()
    except NotInstalled as error:
        pytest.skip(f"label-studio cannot be installed here: {error}")
    with running(tmp_path_factory.mktemp("label-studio")) as running_server:
        yield running_server


def region(results: Results, label: str) -> dict:
    """Return the first region with a label."""
    return next(r for r in results if r["type"] == "labels" and r["value"]["labels"] == [label])


def change(results: Results) -> None:
    """Do what an annotator does: correct a choice, a number, a border; take away a record; add another with a relation."""
    person, quantity, award = (region(results, label) for label in ("PERSON", "QUANTITY", "AWARD"))
    next(r for r in results if r.get("id") == person["id"] and r["from_name"] == "sector")["value"]["choices"] = ["military"]
    next(r for r in results if r.get("id") == quantity["id"] and r["from_name"] == "value")["value"]["number"] = 24
    lead = next(r for r in results if r.get("id") == "p0" and r["from_name"] == "work_areas")
    lead["value"]["choices"] = ["crime", "security"]
    office = region(results, "POSITION")
    office["value"] |= {"end": office["value"]["end"] + len(" Công an"), "text": "Trưởng Công an"}
    gone = {award["id"], *(r["to_id"] for r in results if r.get("from_id") == award["id"])}
    results[:] = [r for r in results if not gone & {r.get("id"), r.get("from_id"), r.get("to_id")}]
    start = sum(len(p) + 2 for p in GOLD["paragraphs"][:2]) + GOLD["paragraphs"][2].index("Công an huyện")
    unit = {"start": start, "end": start + len("Công an huyện"), "text": "Công an huyện", "labels": ["UNIT"]}
    results.append({"id": "new1", "from_name": "label", "to_name": "text", "type": "labels", "value": unit})
    results.append(
        {"type": "relation", "from_id": person["id"], "to_id": "new1", "direction": "right", "labels": ["member"]}
    )


def changed() -> dict:
    """Return the gold that must come of it."""
    wanted = copy.deepcopy(GOLD)
    annotation = wanted["annotation"]
    official = annotation["officials"][0]
    official["sector"] = "military"
    official["positions"][1]["title"] = "Trưởng Công an"
    official["positions"].append({"title": "", "unit": "Công an huyện", "status": "current"})
    annotation["units"].append("Công an huyện")
    annotation["quantities"][0]["value"] = 24
    annotation["awards"] = []
    annotation["work_areas"][0] = ["crime", "security"]
    return wanted


@pytest.mark.slow
def test_a_change_made_in_label_studio_comes_back_as_gold(server, tmp_path: Path):
    project = annotate(gold_folder(tmp_path / "gold", GOLD, OTHER), tmp_path / "project").path
    made = server.call("/api/projects/", {"title": "Sơn Trà", "label_config": (project / "labels.xml").read_text("utf-8")})
    print(f"Label Studio {server.call('/api/version')['release']}: project {made['id']} made")
    tasks = json.loads((project / "tasks.json").read_text("utf-8"))
    imported = server.call(f"/api/projects/{made['id']}/import", tasks)
    print(f"imported {imported['task_count']} tasks with {imported['prediction_count']} predictions")
    assert (imported["task_count"], imported["prediction_count"]) == (2, 2)

    listed = server.call(f"/api/tasks?project={made['id']}&fields=all")["tasks"]
    for task in sorted(listed, key=lambda t: t["data"]["article_id"]):
        (prediction,) = task["predictions"]
        results = prediction["result"]
        before = len(results)
        if task["data"]["article_id"] == GOLD["id"]:
            change(results)
        answer = server.call(f"/api/tasks/{task['id']}/annotations/", {"result": results, "lead_time": 42.0})
        name = task["data"]["article_id"]
        print(f"task {task['id']} ({name}): {before} results predicted, {len(answer['result'])} submitted")

    export = server.call(f"/api/projects/{made['id']}/export?exportType=JSON")
    (tmp_path / "export.json").write_text(json.dumps(export), encoding="utf-8")
    who = {str(a["completed_by"]) for task in export for a in task["annotations"]}
    print(f"exported {len(export)} tasks, annotated by {', '.join(who)}")
    back = convert(tmp_path / "export.json", tmp_path / "back", "gold", from_="label-studio", annotator=who.pop())
    print(f"{back.articles} articles of gold; notes: {back.said or 'none'}")
    found = {path.stem: json.loads(path.read_text("utf-8")) for path in (tmp_path / "back").glob("*.json")}
    assert found == {"bao_1": changed(), "bao_2": OTHER}
