"""The way of an annotator: a project into a real Label Studio, a change made there, its export back as gold."""

from __future__ import annotations

import copy
import json
from pathlib import Path

import pytest

from baochi.evaluate.formats import convert
from baochi.evaluate.formats.project import annotate

from ..browser import CHROMIUM, Browser
from .label_studio_server import PASSWORD, USER, NotInstalled, Server, environment, running
from .samples import GOLD, gold_folder

OTHER = GOLD | {"id": "bao/2", "title": "Tin khác"}
Results = list[dict]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config):
    if not pytestconfig.getoption("-m"):
        pytest.skip("installs a gigabyte: make test-slow")
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


def new_project(server: Server, folder: Path, *articles: dict) -> int:
    """Make a project of gold articles, as `baochi annotate` writes it, and return its number."""
    project = annotate(gold_folder(folder / "gold", *articles), folder / "project").path
    made = server.call("/api/projects/", {"title": "Sơn Trà", "label_config": (project / "labels.xml").read_text("utf-8")})
    print(f"Label Studio {server.call('/api/version')['release']}: project {made['id']} made")
    imported = server.call(f"/api/projects/{made['id']}/import", json.loads((project / "tasks.json").read_text("utf-8")))
    print(f"imported {imported['task_count']} tasks with {imported['prediction_count']} predictions")
    assert (imported["task_count"], imported["prediction_count"]) == (len(articles), len(articles))
    return made["id"]


def tasks_of(server: Server, project: int) -> Results:
    """Return the tasks of a project in order of article ids."""
    listed = server.call(f"/api/tasks?project={project}&fields=all")["tasks"]
    return sorted(listed, key=lambda task: task["data"]["article_id"])


def gold_of(server: Server, project: int, folder: Path) -> dict[str, dict]:
    """Export a project and return its articles as gold, by id."""
    export = server.call(f"/api/projects/{project}/export?exportType=JSON")
    (folder / "export.json").write_text(json.dumps(export), encoding="utf-8")
    (who,) = {str(a["completed_by"]) for task in export for a in task["annotations"]}
    print(f"exported {len(export)} tasks, annotated by user {who}")
    back = convert(folder / "export.json", folder / "back", "gold", from_="label-studio", annotator=who)
    print(f"{back.articles} articles of gold; notes: {back.said or 'none'}; not held: {dict(back.lost) or 'nothing'}")
    found = [json.loads(path.read_text("utf-8")) for path in (folder / "back").glob("*.json")]
    return {article["id"]: article for article in found}


@pytest.mark.slow
def test_a_change_made_in_label_studio_comes_back_as_gold(server, tmp_path: Path):
    project = new_project(server, tmp_path, GOLD, OTHER)
    for task in tasks_of(server, project):
        (prediction,) = task["predictions"]
        results = prediction["result"]
        before = len(results)
        if task["data"]["article_id"] == GOLD["id"]:
            change(results)
        answer = server.call(f"/api/tasks/{task['id']}/annotations/", {"result": results, "lead_time": 42.0})
        name = task["data"]["article_id"]
        print(f"task {task['id']} ({name}): {before} results predicted, {len(answer['result'])} submitted")

    assert gold_of(server, project, tmp_path) == {"bao/1": changed(), "bao/2": OTHER}


@pytest.mark.slow
@pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed (apt-get install chromium)")
def test_a_change_made_in_the_browser_comes_back_as_gold(server, tmp_path: Path):
    rare = copy.deepcopy(GOLD)
    rare["paragraphs"][0] = "😀😀 " + rare["paragraphs"][0]  # letters that a browser counts twice
    project = new_project(server, tmp_path, rare)
    (task,) = tasks_of(server, project)
    with Browser(tmp_path / "profile") as page:
        page.open(f"{server.url}/user/login/")
        page.run(f"document.querySelector('input[name=email]').value = {json.dumps(USER)}")
        page.run(f"document.querySelector('input[name=password]').value = {json.dumps(PASSWORD)}")
        page.run("document.querySelector('form').submit()")
        page.until("!location.pathname.startsWith('/user/login') && document.readyState === 'complete'")
        page.call("Page.navigate", url=f"{server.url}/projects/{project}/data?task={task['id']}")
        click(page, "[class*=outliner] *", "Mai Đình Cương")
        click(page, "label", "military")
        click(page, "button", "Submit")
        page.until("[...document.querySelectorAll('button')].some(b => b.innerText.trim() === 'Update')")
    rare["annotation"]["officials"][0]["sector"] = "military"
    assert gold_of(server, project, tmp_path) == {"bao/1": rare}


QUIET = """new Promise(done => {
    let timer = setTimeout(done, 2000);
    new MutationObserver(() => { clearTimeout(timer); timer = setTimeout(done, 2000); })
        .observe(document.body, {subtree: true, childList: true, attributes: true});
})"""
"""Waits until the page has not changed for two seconds: Label Studio builds it more than once."""


def click(page: Browser, kind: str, text: str) -> None:
    """Click the innermost visible element of a kind that begins with a text, once it is there to stay."""
    fits = f"e => e.offsetParent && e.innerText.trim().startsWith({json.dumps(text)})"
    found = f"[...document.querySelectorAll({json.dumps(kind)})].filter({fits})"
    page.until(f"document.readyState === 'complete' && {found}.length > 0")
    page.run(QUIET)
    page.run(f"{found}.at(-1).click()")
