"""`baochi show`: which article, and in which form."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import baochi
from baochi.schema import ON_REQUEST, TABLES


def test_terminal(cli, source: Path):
    done = cli("show", source)
    assert done.code == 0
    for shown in (
        "Sơ kết công tác",
        "hoi-nghi · bao-thu · 2021-07-02",
        "chủ trì hội nghị",
        "Officials",
        "Thiếu tướng",
        "Units",
    ):
        assert shown in done.out
    assert "bổ nhiệm" not in done.out
    assert "\x1b" not in done.out


def test_choice_of_the_article(cli, source: Path):
    assert "Bổ nhiệm cán bộ" in cli("show", source, "--n", 2).out
    assert "Bổ nhiệm cán bộ" in cli("show", source, "--id", "bo-nhiem").out
    for choice, message in {("--n", "3"): "no article number 3", ("--id", "x"): "no article 'x'"}.items():
        done = cli("show", source, *choice)
        assert done.code == 1
        assert message in done.err
        assert "it holds 2, and 1 could not be read, the first at 3: json" in done.err


@pytest.mark.parametrize("data", [b"", b"\xff\xfe\x00\x00\x01", b"{", b"The quick brown fox jumps over the lazy dog again."])
def test_nothing_to_show(cli, tmp_path: Path, data: bytes):
    (tmp_path / "a.json").write_bytes(data)
    done = cli("show", tmp_path / "a.json")
    assert done.code == 1
    assert "it holds 0, and 1 could not be read" in done.err
    assert "missing" in cli("show", tmp_path / "nothing.txt").err


def test_json_has_the_rows_of_the_dataset(cli, source: Path, dataset: Path):
    shown = json.loads(cli("show", source, "--json").out)
    assert set(shown) == set(TABLES) - ON_REQUEST - {"rejects"}
    for name, rows in shown.items():
        assert [sorted(row) for row in rows] == [sorted(TABLES[name].names)] * len(rows)
        table = baochi.read(dataset).arrow(name).to_pylist()
        ours = [row for row in table if row["article_id"] == "hoi-nghi"]
        assert rows == json.loads(json.dumps(ours, default=str)), name


def test_page_and_file(cli, source: Path, tmp_path: Path):
    page = cli("show", source, "--html").out
    assert page.startswith("<!doctype html>")
    assert "Phạm Khắc Vịnh</a>" in page
    for option in ("--html", "--json"):
        out = tmp_path / f"a{option}"
        assert cli("show", source, option, "-o", out).out == ""
        assert "Phạm Khắc Vịnh" in out.read_text(encoding="utf-8")
    assert cli("show", source, "-o", tmp_path / "a.txt").out == ""
    assert "Officials" in (tmp_path / "a.txt").read_text(encoding="utf-8")
    assert cli("show", source, "--html", "-o", tmp_path / "no" / "a.html").code == 1
    assert cli("show", source, "--html", "--json").code == 2


def test_settings(cli, source: Path):
    assert "Officials" not in cli("show", source, "--disable", "officials").out
    assert cli("show", source, "--disable", "nothing").code == 1
    assert cli("show", source, "--field", "colour=x").code == 2


SMUGGLING = """Tổ công tác chặn xe tải chở 900 chai rượu ngoại nhập lậu.

Lái xe khai nhận chở thuê số hàng trên, không có hoá đơn.
"""


@pytest.mark.parametrize("form", [[], ["--json"], ["--html"]])
def test_why_names_words_of_the_text(cli, tmp_path: Path, form: list[str]):
    (tmp_path / "a.txt").write_text("Chặn xe chở rượu lậu\n\n" + SMUGGLING, encoding="utf-8")
    plain, done = cli("show", tmp_path / "a.txt", *form), cli("show", tmp_path / "a.txt", "--why", *form)
    assert done.code == 0
    if form == ["--json"]:
        content = json.loads(done.out)
        given = [(p["para"], area) for p in content["paragraphs"] for area in p["work_areas"]]
        assert [(row["para"], row["work_area"]) for row in content["why"]] == given != []
        words = [word for row in content["why"] for word in row["words"]]
        assert all(word["share"] > 0 for word in words)
        assert {"nhập lậu", "lậu"} & {word["words"] for word in words}
        assert "why" not in json.loads(plain.out)
    else:
        assert "Why these work areas" in done.out
        assert "lậu +" in done.out
        assert "Why these work areas" not in plain.out


def test_why_without_a_classifier(cli, tmp_path: Path):
    (tmp_path / "a.txt").write_text(SMUGGLING, encoding="utf-8")
    done = cli("show", tmp_path / "a.txt", "--why", "--disable", "work_areas")
    assert done.code == 0
    assert "Why" not in done.out
