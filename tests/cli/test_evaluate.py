"""`baochi evaluate`: figures, errors, JSON."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from .conftest import ARTICLES


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    """Return a folder with one annotated article, of which one unit is not in the dataset's article."""
    folder = tmp_path / "gold"
    folder.mkdir()
    article = ARTICLES[0]
    annotation = {
        "kinds": ["body", "body"],
        "officials": [
            {
                "name": "Phạm Khắc Vịnh",
                "sector": "police",
                "ranks": ["Thiếu tướng"],
                "positions": [{"title": "Giám đốc", "unit": "Công an tỉnh Quảng Nam", "status": "current"}],
            }
        ],
        "units": ["Công an tỉnh Quảng Nam", "Toà án huyện Mù Tăm"],
        "quantities": [],
        "awards": [],
        "qualitative": [],
        "work_areas": [[], []],
    }
    row = {name: article[name] for name in ("id", "source", "title", "paragraphs")} | {"annotation": annotation}
    (folder / "hoi-nghi.json").write_text(json.dumps(row, ensure_ascii=False), encoding="utf-8")
    return folder


def test_figures_errors_and_json(cli, gold: Path, dataset: Path, tmp_path: Path):
    done = cli("evaluate", gold, dataset, "--errors", 5, "--json", tmp_path / "report.json")
    assert (done.code, done.err) == (0, "")
    assert "Gold articles: 1" in done.out
    assert "officials: name" in done.out
    assert "Toà án huyện Mù Tăm" in done.out
    report = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    assert report["layers"]["officials: name"]["f1"] == 1
    assert report["layers"]["units"]["recall"] == 0.5
    assert json.loads(cli("evaluate", gold, dataset, "--json", "-").out)["articles"] == 1


def test_articles_that_the_dataset_lacks_are_told(cli, gold: Path, dataset: Path):
    file = next(gold.iterdir())
    (gold / "other.json").write_text(file.read_text(encoding="utf-8").replace("hoi-nghi", "other"), encoding="utf-8")
    refused = cli("evaluate", gold, dataset)
    assert refused.code == 1
    assert "lacks 1 of the 2 articles" in refused.err
    assert "'other' (text " in refused.err
    counted = cli("evaluate", gold, dataset, "--missing-ok")
    assert counted.code == 0
    assert "Warning: articles that the other side lacks, all their records count as missed: 1" in counted.err


def test_what_cannot_be_measured(cli, gold: Path, dataset: Path, tmp_path: Path):
    assert cli("evaluate", tmp_path / "nothing", dataset).code == 1
    assert cli("evaluate", gold, tmp_path / "nothing").code == 1
    (gold / "bad.json").write_text("{", encoding="utf-8")
    assert "bad.json" in cli("evaluate", gold, dataset).err
    assert cli("evaluate", gold, dataset, "--errors", -1).code == 2


def test_limits(cli, gold: Path, dataset: Path):
    assert cli("evaluate", gold, dataset, "--fail-under", "officials.name=1", "--fail-under", "units=0.5").code == 0
    failed = cli("evaluate", gold, dataset, "--fail-under", "units=0.9", "--fail-under", "officials.name=0.9")
    assert failed.code == 1
    assert "baochi: units is 0.6667, below 0.9\n" in failed.err
    assert "Gold articles" in failed.out  # the figures are shown all the same
    assert "for instance units" in cli("evaluate", gold, dataset, "--fail-under", "unit=0.5").err
    for wrong in ("units", "units=high", "units=95"):
        assert cli("evaluate", gold, dataset, "--fail-under", wrong).code == 2


def test_markdown_slices_and_signature(cli, gold: Path, dataset: Path, tmp_path: Path):
    done = cli("evaluate", gold, dataset, "--by", "source,kind", "--markdown", "-")
    assert "| officials: name | 1.000 | 1.000 | 1.000 |" in done.out
    assert "### By source" in done.out
    assert "| bao-thu | 1.000 (1) |" in done.out
    signature = done.out.splitlines()[-1].strip("`")
    assert signature.startswith("baochi:")
    cli("evaluate", gold, dataset, "--json", tmp_path / "r.json")
    assert json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))["signature"] == signature
    assert "cannot slice by 'colour'" in cli("evaluate", gold, dataset, "--by", "colour").err


def test_report_page(cli, gold: Path, dataset: Path, tmp_path: Path):
    done = cli("evaluate", gold, dataset, "--report", tmp_path / "report.html", "--fail-under", "units=1")
    assert done.code == 1  # and the page is there all the same
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert page.startswith("<!doctype html>")
    assert "Toà án huyện Mù Tăm" in page
    assert cli("evaluate", gold, dataset, "--report", "-").out.startswith("<!doctype html>")
    assert cli("evaluate", gold, dataset, "--report", tmp_path / "none" / "report.html").code == 1
