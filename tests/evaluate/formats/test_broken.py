"""Broken input: an error that names file and record, and nothing half written."""

import json
import shutil

import pytest

from baochi.evaluate.formats import FormatError, convert, read_articles, write_articles
from baochi.evaluate.gold import GoldError

from .samples import everything, gold_folder

TEXT = "Ông Tý, Trưởng phòng."


def brat_folder(folder, *lines, text=TEXT):
    folder.mkdir()
    (folder / "x.txt").write_text(text, encoding="utf-8")
    (folder / "x.ann").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (["T1\tPERSON 4 60\tTý"], r"x\.ann, line 1: T1 \(4 60\) is empty or leaves the text \(0-21\)"),
        (["T1\tPERSON 6 4\tTý"], "T1 .6 4. is empty or leaves"),
        (["T1\tPERSON 3 5\tTý"], "T1 says 'Tý', the text has ' T' there"),
        (["T1\tHERO 4 6\tTý"], "line 1: label 'HERO' is not known; known are PARAGRAPH, PERSON"),
        (["T1\tPERSON 4 6;8 14\tTý Trưởng"], r"T1 has a gap \(4 6;8 14\)"),
        (["T1\tPERSON 4 6\tTý", "", "T1\tPERSON 4 6\tTý"], "line 3: T1 is the id of an earlier line too"),
        (["T1\tPERSON 4 6\tTý", "A1\tsector T1 navy"], "line 2: attribute sector with value 'navy' is not known"),
        (["T1\tPERSON 4 6\tTý", "A1\tsector T2 party"], "line 2: T2 is no span"),
        (["T1\tPERSON 4 6\tTý", "R1\tposition Arg1:T1 Arg2:T9"], "line 2: leads to T9, which is no span"),
        (
            ["T1\tPERSON 4 6\tTý", "T2\tRANK 8 14\tTrưởng", "R1\tposition Arg1:T1 Arg2:T2"],
            "x.ann: relation position leads from PERSON to RANK; it must from PERSON to POSITION",
        ),
        (["E1\tPERSON:T1"], "line 1: 'E1.tPERSON:T1' is no span, attribute, relation or note"),
        (["T1\tPERSON 4 6\tTý", '#1\tAnnotatorNotes T1\t{"a": '], "line 2: not valid JSON"),
    ],
)
def test_brat(lines, said, tmp_path):
    with pytest.raises(FormatError, match=said):
        convert(brat_folder(tmp_path / "in", *lines), tmp_path / "out", "gold")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in"]


def test_brat_of_another_project(tmp_path):
    folder = brat_folder(
        tmp_path / "in",
        "T2\tPOSITION 8 14;15 20\tTrưởng phòng",
        "R1\tposition Arg1:T1 Arg2:T2",
        "T1\tPERSON 4 6\tTý",
        "#1\tAnnotatorNotes T1\tchưa chắc",
        text=TEXT + "\n\nHết.",
    )
    (article,), _ = read_articles(folder)
    assert article.article_id == "x"
    assert [article.surface(span) for span in article.spans] == ["Trưởng phòng", "Tý"]
    assert article.tails(1, "position") == [0]
    assert article.spans[1].data == {"note": "chưa chắc"}
    assert [article.text[a:b] for a, b in article.paragraphs] == [TEXT, "Hết."]


def test_brat_without_text(tmp_path):
    folder = brat_folder(tmp_path / "in")
    (folder / "x.txt").unlink()
    with pytest.raises(FormatError, match=r"x\.ann: the text x\.txt is missing"):
        read_articles(folder)


def task(*results, **more):
    return {"id": 7, "data": {"text": TEXT, "article_id": "x"}, "annotations": [{"result": list(results)}]} | more


def region(start, end, label="PERSON", **value):
    shown = {"start": start, "end": end, "labels": [label]} | value
    return {"id": "r", "type": "labels", "from_name": "label", "to_name": "text", "value": shown}


def control(kind, name, key="r", **value):
    return {"id": key, "type": kind, "from_name": name, "to_name": "text", "value": value}


@pytest.mark.parametrize(
    ("tasks", "said"),
    [
        ({}, "must be a list of tasks"),
        ([task(region(4, 99))], r"in\.json: task 7: region 'r' \(4-99\) is empty or leaves the text \(0-21\)"),
        ([task(region(6, 4))], "task 7: region 'r' .6-4. is empty"),
        ([task(region(4, 6, text="Ty"))], "task 7: region 'r' .4-6. says 'Ty', the text has 'Tý' there"),
        ([task(region(4, 6, "HERO"))], "task 7: span 0 .HERO 4-6.: label 'HERO' is not known"),
        ([task(region(4, 6, labels=["PERSON", "UNIT"]))], "task 7: region 'r' has 2 labels"),
        ([task({"type": "relation", "from_id": "r", "to_id": "q"})], "task 7: a relation leads to region 'r'"),
        ([task(control("choices", "sector", choices=["party"]))], "control 'sector' belongs to no region"),
        ([task(region(4, 6), control("choices", "mood", choices=["x"]))], "control 'mood' is not known for PERSON"),
        ([task(region(4, 6), control("choices", "sector", choices=["x"]))], "sector 'x' is not known"),
        ([task(region(4, 6), control("choices", "sector", choices=[]))], "task 7: not a task of this project"),
        ([{"id": 7, "data": {}}], "task 7: not a task of this project .KeyError: 'text'."),
        (["x"], "task 1: not a task"),
        ([task(), task()], "article 'x' is there more than once"),
    ],
)
def test_label_studio(tasks, said, tmp_path):
    (tmp_path / "in.json").write_text(json.dumps(tasks), encoding="utf-8")
    with pytest.raises(FormatError, match=said):
        convert(tmp_path / "in.json", tmp_path / "out", "gold")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.json"]


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (["Tý\tI-PERSON"], r"in\.conll, line 1: I-PERSON cannot follow O"),
        (["Tý\tB-PERSON", "là\tI-UNIT"], "line 2: I-UNIT cannot follow B-PERSON"),
        (["Tý\tB-HERO"], "line 1: label 'HERO' is not known"),
        (["Tý\tX"], "line 1: X cannot follow O"),
        (["Tý"], "line 1: 'Tý' must be a word and its labels"),
        (["Tý\tO", "là\tO\tO"], "line 2: 2 columns of labels, the paragraph began with 1"),
        (['# paragraph = {"text": "Tý"}', "Ty\tO"], "line 2: 'Ty' is not the next word of the paragraph 'Tý'"),
        (["# paragraph = {"], "line 1: not valid JSON"),
        ([], "holds no words"),
    ],
)
def test_conll(lines, said, tmp_path):
    (tmp_path / "in.conll").write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(FormatError, match=said):
        convert(tmp_path / "in.conll", tmp_path / "out", "gold")
    assert not (tmp_path / "out").exists()


def test_conll_of_another_program(tmp_path):
    (tmp_path / "in.conll").write_text("-DOCSTART- O\n\nÔng O\nTý B-PERSON\n\nHuế B-LOCATION\n", encoding="utf-8")
    (article,), _ = read_articles(tmp_path / "in.conll")
    assert (article.text, [article.surface(s) for s in article.spans]) == ("Ông Tý\n\nHuế", ["Tý", "Huế"])


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", r"in\.jsonl, line 1: not valid JSON"),
        ("[]", "line 1: not a line of doccano"),
        (
            '{"text": "Tý", "label": [[0, 5, "PERSON"]]}',
            r"line 1: span 0 \(PERSON 0-5\): is empty or leaves the text",
        ),
        ('{"text": "Tý", "label": [[0, 2, "HERO"]]}', "label 'HERO' is not known"),
        (
            '{"text": "T", "relations": [{"id": 3, "from_id": 1, "to_id": 1, "type": "same"}]}',
            "relation 3 leads to",
        ),
    ],
)
def test_doccano(line, said, tmp_path):
    (tmp_path / "in.jsonl").write_text(line + "\n", encoding="utf-8")
    with pytest.raises(FormatError, match=said):
        convert(tmp_path / "in.jsonl", tmp_path / "out", "gold")
    assert not (tmp_path / "out").exists()


def test_doccano_says_what_moved_away_from_its_data(tmp_path):
    path = tmp_path / "in.jsonl"
    write_articles([everything()], path, "doccano")
    line = json.loads(path.read_text(encoding="utf-8"))
    line["entities"][2]["end_offset"] -= 1
    path.write_text(json.dumps(line), encoding="utf-8")
    _, said = read_articles(path)
    assert [sentence for sentence in said if "no entity stands at 4-6 PERSON any more" in sentence]


def test_not_a_docbin(tmp_path):
    (tmp_path / "in.spacy").write_bytes(b"\x80\x04x")
    with pytest.raises(FormatError, match=r"in\.spacy: not a DocBin"):
        read_articles(tmp_path / "in.spacy")


def test_gold_names_file_and_field(tmp_path):
    folder = gold_folder(tmp_path / "in")
    broken = json.loads((folder / "0.json").read_text(encoding="utf-8"))
    broken["annotation"]["quantities"][0]["value"] = "x"
    (folder / "0.json").write_text(json.dumps(broken), encoding="utf-8")
    with pytest.raises(GoldError, match=r"0\.json: annotation\.quantities\.0\.value"):
        convert(folder, tmp_path / "out", "brat")


def test_a_quantity_without_a_number_is_named(tmp_path):
    folder = brat_folder(tmp_path / "in", "T1\tQUANTITY 4 6\tTý")
    with pytest.raises(FormatError, match="x: QUANTITY 'Tý' at 4-6 needs a `value`"):
        convert(folder, tmp_path / "out", "gold")
    assert not (tmp_path / "out").exists()


def test_a_span_of_no_record_is_named(tmp_path):
    made = convert(brat_folder(tmp_path / "in", "T1\tPOSITION 8 14\tTrưởng"), tmp_path / "out", "gold")
    assert made.said == ["x: POSITION 'Trưởng' at 8-14 belongs to no record; left out"]


def test_what_stands_there_is_never_replaced_by_chance(tmp_path):
    target = tmp_path / "out"
    write_articles([everything()], target, "brat")
    with pytest.raises(FormatError, match="out: exists already"):
        write_articles([everything()], target, "brat")
    write_articles([everything()], target, "brat", overwrite=True)
    (target / "mine.docx").write_text("x")
    with pytest.raises(FormatError, match=r"out: holds other files \(mine\.docx"):
        write_articles([everything()], target, "brat", overwrite=True)
    assert (target / "mine.docx").exists()


def test_a_failure_leaves_the_earlier_output(tmp_path, monkeypatch):
    target = tmp_path / "out.jsonl"
    write_articles([everything()], target, "doccano")
    before = target.read_bytes()
    broken = everything()
    broken.meta = {"title": object()}
    with pytest.raises(TypeError):
        write_articles([everything(), broken], target, "doccano", overwrite=True)
    assert target.read_bytes() == before
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.parametrize("name", ["in", "in.docx"])
def test_unknown_sources(name, tmp_path):
    with pytest.raises(FormatError, match="no such file or folder"):
        read_articles(tmp_path / name)
    (tmp_path / name).mkdir() if name == "in" else (tmp_path / name).write_text("x")
    with pytest.raises(FormatError, match="name its format with --from"):
        read_articles(tmp_path / name)
    shutil.rmtree(tmp_path)
