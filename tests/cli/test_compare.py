"""`baochi compare` and `baochi agree`: two predictions, two annotators."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from .conftest import ARTICLES

UNITS = ["Công an tỉnh Quảng Nam", "Toà án huyện Mù Tăm"]


@pytest.fixture
def annotate(tmp_path: Path):
    """Function that writes annotations of an article with the given units, and returns their folder."""

    def write(name: str, *units: str, kind: str = "body", article: str = "hoi-nghi") -> Path:
        folder = tmp_path / name
        folder.mkdir()
        empty = dict.fromkeys(("officials", "quantities", "awards", "qualitative"), ())
        annotation = empty | {"kinds": ["body", kind], "units": units, "work_areas": [[], []]}
        row = ARTICLES[0] | {"id": article, "annotation": annotation}
        (folder / "a.json").write_text(json.dumps(row, ensure_ascii=False), encoding="utf-8")
        return folder

    return write


def test_compare(cli, annotate, dataset: Path, tmp_path: Path):
    gold, other = annotate("gold", *UNITS), annotate("other", UNITS[1], "Sở Y tế")
    done = cli("compare", other, dataset, "--gold", gold, "--trials", 50, "--json", tmp_path / "c.json")
    assert (done.code, done.err) == (0, "")
    assert "Better: " in done.out
    assert "unit extra" in done.out
    found = json.loads((tmp_path / "c.json").read_text(encoding="utf-8"))
    assert found["layers"]["units"]["a"] == 0.5
    assert {e["item"] for e in found["better"] if e["kind"] == "unit missed"} == {UNITS[0]}
    assert {e["item"] for e in found["worse"] if e["kind"] == "unit missed"} == {UNITS[1]}
    assert done.out.splitlines()[-1].startswith("B: baochi:")
    assert "| units |" in cli("compare", other, dataset, "--gold", gold, "--markdown", "-").out
    assert "first 1" in cli("compare", other, dataset, "--gold", gold, "--errors", 1).out


def test_agree(cli, annotate, tmp_path: Path):
    one, two = annotate("one", *UNITS), annotate("two", UNITS[0], kind="caption")
    done = cli("agree", one, two, "--json", tmp_path / "a.json")
    assert (done.code, done.err) == (0, "")
    assert "unit, only in A" in done.out
    found = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
    assert found["layers"]["label: paragraph kind"]["f1"] == 0.5
    assert found["layers"]["label: paragraph kind"]["kappa"] == 0
    assert "| spans: UNIT |" in cli("agree", one, two, "--markdown", "-").out


def test_what_cannot_be_compared(cli, annotate, dataset: Path, tmp_path: Path):
    gold, stranger = annotate("gold", *UNITS), annotate("stranger", article="another")
    failed = cli("compare", stranger, dataset, "--gold", gold)
    assert failed.code == 1
    assert "stranger lacks 1 of the 1 articles" in failed.err
    assert "different articles" in cli("agree", gold, stranger).err
    assert cli("agree", gold, tmp_path / "none").code == 1
    assert cli("compare", gold, dataset).code == 2
