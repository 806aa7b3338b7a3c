import json
import re
from pathlib import Path

import pytest

import baochi

from .samples import GOLD, gold_folder


@pytest.fixture(scope="module")
def dataset(tmp_path_factory):
    """Return the folder of a dataset made of three articles."""
    folder = tmp_path_factory.mktemp("archive")
    lines = [
        {"id": f"x{n}", "source": f"Báo {n % 2}", "date": "2021-04-02", "paragraphs": [*GOLD["paragraphs"], f"Số {n}."]}
        for n in range(3)
    ]
    (folder / "bao.jsonl").write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in lines), encoding="utf-8")
    baochi.run([folder / "bao.jsonl"], folder / "out", near=False)  # the articles differ in one word
    return folder / "out"


def test_from_dataset_to_sample_to_project_to_gold(dataset, cli, tmp_path):
    done = cli("sample", dataset, "-n", 2, "--by", "source", "-o", tmp_path / "picks.csv")
    assert done.out == f"2 articles of 2 strata in {tmp_path / 'picks.csv'}\n"
    done = cli("annotate", dataset, "--only", tmp_path / "picks.csv", "-o", tmp_path / "project")
    assert done.out == f"2 articles in {tmp_path / 'project'}\n"
    assert "Not held" not in done.err
    done = cli("convert", tmp_path / "project" / "tasks.json", tmp_path / "gold", "--to", "gold")
    assert done.out == f"2 articles in {tmp_path / 'gold'}\n"
    assert "not annotated; its prediction is taken" in done.err
    found = [json.loads(p.read_text(encoding="utf-8")) for p in sorted((tmp_path / "gold").glob("*.json"))]
    assert [o["name"] for o in found[0]["annotation"]["officials"]] == ["Mai Đình Cương"]
    assert [q["value"] for q in found[0]["annotation"]["quantities"]] == [42]
    left = cli("sample", dataset, "-n", 9, "--exclude", tmp_path / "gold", "-o", tmp_path / "more")
    assert left.out.startswith("1 article of 1 stratum in ")
    assert "there are no more" in left.err


def test_the_records_of_a_dataset_stand_where_it_says(dataset):
    from baochi.evaluate.formats import read_articles

    articles, _ = read_articles(dataset)
    data = baochi.read(dataset)
    for table, label in (("officials", "PERSON"), ("units", "UNIT"), ("quantities", "QUANTITY")):
        for row in data.arrow(table).to_pylist():
            (article,) = [a for a in articles if a.article_id == row["article_id"]]
            assert (label, row["start"], row["end"]) in [(s.label, s.start, s.end) for s in article.spans]
    for row in data.arrow("mentions").to_pylist():
        (article,) = [a for a in articles if a.article_id == row["article_id"]]
        if row["label"] in ("UNIT", "PERIOD", "LOCATION", "RANK"):
            assert (row["label"], row["start"], row["end"]) in [(s.label, s.start, s.end) for s in article.spans]


def test_what_is_not_held_is_counted(cli, tmp_path):
    done = cli("convert", gold_folder(tmp_path / "gold"), tmp_path / "x.conll", "--to", "conll")
    assert done.code == 0
    assert "Not held by conll: relations " in done.err
    assert "Note: bao/1: units.0: 'Ban Chỉ đạo 138' does not stand in the text; kept as data" in done.err


def test_long_lists_of_notes_are_cut(cli, tmp_path):
    many = GOLD | {"annotation": GOLD["annotation"] | {"units": [f"Sở {n}" for n in range(20)]}}
    gold = gold_folder(tmp_path / "gold", many)
    assert "13 more of these" in cli("convert", gold, tmp_path / "x.jsonl", "--to", "doccano").err
    assert "more of these" not in cli("convert", gold, tmp_path / "y.jsonl", "--to", "doccano", "--details").err


def test_errors_are_one_line(cli, tmp_path):
    (tmp_path / "x.json").write_text("[{}]")
    assert "x.json: task 1" in cli("convert", tmp_path / "x.json", tmp_path / "o", "--to", "gold").err
    assert cli("convert", tmp_path / "x.json", tmp_path / "o", "--to", "docx").code == 2
    assert "no such file or folder" in cli("annotate", tmp_path / "nothing", "-o", tmp_path / "o").err
    assert not (tmp_path / "o").exists()


def test_blank_and_brat(dataset, cli, tmp_path):
    assert cli("annotate", dataset, "--to", "brat", "--blank", "-o", tmp_path / "brat").code == 0
    assert (tmp_path / "brat" / "annotation.conf").exists()
    lines = (tmp_path / "brat" / "x0.ann").read_text(encoding="utf-8").splitlines()
    assert {line.split("\t")[1].split()[0] for line in lines if line.startswith("T")} == {"PARAGRAPH"}


@pytest.mark.parametrize("command", ["convert", "annotate", "sample"])
def test_every_option_is_explained(command, cli):
    page = (Path(__file__).parents[3] / "docs" / "formats.md").read_text(encoding="utf-8")
    heading = {"convert": "Formats", "annotate": "Annotating", "sample": "Sampling"}[command]
    section = page.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    options = set(re.findall(r"--[a-z][a-z-]*", cli(command, "--help").out)) - {"--help"}
    assert options
    assert not [option for option in options if f"`{option}" not in section]
