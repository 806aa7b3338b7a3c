import json

import pyarrow.parquet as pq
import pytest

from baochi.evaluate import evaluate
from baochi.store.layout import DatasetError

from .samples import gold_article, official, position, prf, quantity


@pytest.fixture
def measure(gold_dir, dataset_dir):
    """Function: one gold annotation against rows; returns the report."""

    def run(annotation: dict, **rows):
        return evaluate(gold_dir(gold_article(**annotation)), dataset_dir(**rows), boot=0, errors=9)

    return run


def found(official_id, name, sector="state", ranks=()):
    return {"official_id": official_id, "name": name, "sector": sector, "ranks": list(ranks)}


def held(official_id, title, unit, status="current"):
    return {"official_id": official_id} | position(title, unit, status)


def test_names_ignore_business_on_either_side(measure):
    report = measure(
        {"officials": [official("Lê Tý"), official("Hồ Sửu"), official("Mai Dần", sector="business")]},
        officials=[
            found("1", "LÊ TÝ"),
            found("2", "Mai Dần"),  # gold says business: neither right nor wrong
            found("3", "Tô Mão", sector="other"),  # says itself that it is no official
            found("4", "Đỗ Thìn"),
        ],
    )
    assert prf(report, "officials: name") == (1 / 2, 1 / 2, 1 / 2)
    assert report.figures["officials: name"].gold == 2
    assert [e.item for e in report.errors["official missed"]] == ["Hồ Sửu"]
    assert [e.item for e in report.errors["official extra"]] == ["Đỗ Thìn"]


def test_positions_loose_strict_status_and_whole_records(measure):
    report = measure(
        {
            "officials": [
                official("Lê Tý", position("Trưởng phòng", "Phòng Thuế"), ranks=["Đại uý"]),
                official("Hồ Sửu", position("Bí thư", "Huyện uỷ Kim Hà", "former"), position("Chủ tịch", "Xã X")),
            ]
        },
        officials=[found("1", "Lê Tý", ranks=["Đại úy"]), found("2", "Hồ Sửu", ranks=["Tướng"])],
        positions=[
            held("1", "Trưởng", "phòng Thuế"),  # the same office, cut elsewhere
            held("2", "Bí thư", "Huyện ủy Kim Hà"),  # identical, with the wrong status
        ],
    )
    assert prf(report, "officials: position") == (1, 2 / 3, 4 / 5)
    assert prf(report, "officials: position, strict") == (1 / 2, 1 / 3, 2 / 5)
    assert prf(report, "officials: status (accuracy)") == (1 / 2, 1 / 2, 1 / 2)
    assert prf(report, "officials: rank") == (1 / 2, 1, 2 / 3)
    assert prf(report, "officials: whole record") == (1 / 2, 1 / 2, 1 / 2)
    assert [e.item for e in report.errors["position missed"]] == ["Hồ Sửu: Chủ tịch | Xã X"]


def test_units_are_distinct_forms_with_a_loose_match(measure):
    units = ["Cục Thuế tỉnh Kim Hà", "Sở Y tế", "SỞ Y TẾ"]
    rows = [{"unit": u} for u in ("Cục Thuế Kim Hà", "Sở Y tế", "Sở Y tế", "Nhà A")]
    report = measure({"units": units}, units=rows)
    assert prf(report, "units") == (2 / 3, 1, 4 / 5)
    assert prf(report, "units, strict") == (1 / 3, 1 / 2, 2 / 5)
    assert [e.item for e in report.errors["unit extra"]] == ["Nhà A"]


def test_too_little_in_common_is_no_match(measure):
    report = measure({"units": ["Cục Thuế tỉnh Kim Hà"]}, units=[{"unit": "Cục Thuế Bắc Hà"}])  # Dice 6/9
    assert prf(report, "units") == (0, 0, 0)


def test_a_wrong_rank_spoils_the_record_alone(measure):
    report = measure(
        {"officials": [official("Lê Tý", position("Bí thư", "Huyện uỷ A"), ranks=["Đại uý"])]},
        officials=[found("1", "Lê Tý", ranks=["Thiếu uý"])],
        positions=[held("1", "Bí thư", "Huyện uỷ A")],
    )
    assert prf(report, "officials: position, strict") == (1, 1, 1)
    assert prf(report, "officials: whole record") == (0, 0, 0)


def test_the_measure_decides_between_equal_numbers(measure):
    first, second = quantity(5, "người", "tài xế say rượu"), quantity(5, "người", "phụ xe")
    rows = [{"value": 5.0, "unit": "người", "status": "result", "measure": m} for m in ("phụ xe", "tài xế say rượu")]
    report = measure({"quantities": [first, second]}, quantities=rows)
    assert prf(report, "quantities: measure (accuracy)") == (1, 1, 1)


def test_quantities(measure):
    gold = [
        quantity(42, "đối tượng", "đối tượng", actor="Đội 3", change={"direction": "up", "percent": 5}),
        quantity(1.5, "kg", "heroin", period="năm 2020"),
        quantity(900, "vụ", "vụ án", status="target"),
    ]
    rows = [
        {"value": 42.0, "unit": "người", "measure": "đối tượng truy nã", "status": "result", "actor": "Đội 3"},
        {"value": 1.5, "unit": "kg", "measure": "cần sa", "status": "result", "period": "năm 2020"},
        {"value": 1.5, "unit": "kg", "measure": "heroin", "status": "result", "para": 1},
        {"value": 900.0, "unit": "vụ", "measure": "vụ án", "status": "target"},
    ]
    report = measure({"kinds": ("body", "body"), "quantities": gold}, quantities=rows)
    assert prf(report, "quantities") == (2 / 3, 1, 4 / 5)
    # "người" is unlike "đối tượng", but the measure names the unit; the measures have half of their words in common
    assert prf(report, "quantities: measure (accuracy)") == (1 / 2, 1 / 2, 1 / 2)
    assert prf(report, "quantities: actor (accuracy)") == (1, 1, 1)
    assert prf(report, "quantities: period (accuracy)") == (1, 1, 1)
    assert prf(report, "quantities: change (accuracy)") == (1 / 2, 1 / 2, 1 / 2)


def test_awards_and_assessments(measure):
    report = measure(
        {
            "awards": [{"para": 0, "award": "Huân chương Lao động hạng Ba", "recipient": "Đội 3"}],
            "qualitative": [{"para": 0, "aspect": "công tác dân vận", "evaluation": "đạt kết quả tốt"}],
        },
        awards=[{"award": "Huân chương Lao động", "recipient": ""}, {"award": "Giấy khen", "recipient": "Đội 3"}],
        assessments=[
            {"para": 0, "aspect": "dân vận", "evaluation": "kết quả tốt"},
            {"para": 1, "aspect": "công tác dân vận", "evaluation": "đạt kết quả tốt"},
        ],
    )
    assert prf(report, "awards") == (1 / 2, 1, 2 / 3)
    assert prf(report, "awards with recipient") == (0, 0, 0)
    assert prf(report, "assessments") == (1 / 2, 1, 2 / 3)


def test_paragraphs_and_the_macro_average(measure):
    kinds = ("lead", *["body"] * 5)
    gold_areas = [["crime"]] * 5 + [["traffic"]]
    rows = [{"para": n, "kind": "body", "work_areas": ["crime"]} for n in range(5)]
    report = measure({"kinds": kinds, "work_areas": gold_areas}, paragraphs=rows)
    assert prf(report, "paragraph kind (accuracy)") == (4 / 6, 4 / 6, 4 / 6)
    assert prf(report, "work areas") == (1, 5 / 6, 10 / 11)
    assert prf(report, "work area: traffic") == (0, 0, 0)
    assert report.macro == 1  # traffic is too rare in gold to count
    assert [e.item for e in report.errors["work area missed"]] == ["¶5 traffic"]


def test_missing_articles_count_as_empty_and_others_are_left_out(gold_dir, dataset_dir):
    gold = gold_dir(gold_article("g1", units=["Sở A"]), gold_article("g2", units=["Sở B"]))
    out = dataset_dir(units=[{"unit": "Sở A"}, {"unit": "Sở C", "article_id": "elsewhere"}])
    report = evaluate(gold, out)
    assert prf(report, "units") == (1, 1 / 2, 2 / 3)
    assert (report.n_articles, report.missing_articles, report.missing_tables) == (2, ["g2"], [])


def test_intervals_hold_the_figure_and_repeat(gold_dir, dataset_dir):
    gold = gold_dir(*(gold_article(f"g{n}", units=["Sở A", "Cục B"]) for n in range(8)))
    out = dataset_dir(units=[{"article_id": f"g{n}", "unit": "Sở A"} for n in range(0, 8, 2)])
    first, again = evaluate(gold, out, boot=200), evaluate(gold, out, boot=200)
    units = first.figures["units"]
    assert units.f1 == pytest.approx(2 * 4 / (4 + 16))
    assert 0 <= units.low < units.f1 < units.high <= 1
    assert first.figures == again.figures
    alone = evaluate(gold, out, boot=0).figures["units"]
    assert alone.low == alone.f1 == alone.high == units.f1


def test_errors_are_counted_and_listed_on_request(measure, gold_dir, dataset_dir):
    gold, out = gold_dir(gold_article(units=["Sở A", "Sở B", "Sở C"])), dataset_dir()
    for n, listed in ((0, 0), (2, 2), (9, 3)):
        report = evaluate(gold, out, boot=0, errors=n)
        assert report.error_counts == {"paragraph kind label": 1, "unit missed": 3}
        assert len(report.errors.get("unit missed", [])) == listed


def test_report_as_text_and_json(measure):
    report = measure({"units": ["Sở A"], "work_areas": [["crime"]]}, units=[{"unit": "Sở A"}])
    assert ("units", "1.000", "1.000", "1.000", "1.000-1.000", "1.000", "1") in report.rows()
    assert {len(row) for row in report.rows()} == {len(report.HEADER)}
    as_json = json.loads(json.dumps(report.as_dict()))
    ones = dict.fromkeys(("precision", "recall", "f1", "low", "high", "gold", "extracted", "right", "macro"), 1)
    assert as_json["layers"]["units"] == ones
    (error,) = as_json["errors"]["work area missed"]
    assert (error["article_id"], error["item"], error["found"]) == ("g1", "¶0 crime", None)


def test_missing_tables_and_columns(tmp_path, gold_dir, dataset_dir):
    gold, out = gold_dir(gold_article(units=["Sở A"])), dataset_dir(units=[{"unit": "Sở A"}])
    (out / "awards.parquet").unlink()
    assert evaluate(gold, out).missing_tables == ["awards"]
    pq.write_table(pq.read_table(out / "units.parquet").drop_columns(["unit"]), out / "units.parquet")
    with pytest.raises(DatasetError, match=r"units\.parquet: lacks the column 'unit'"):
        evaluate(gold, out)
    (out / "units.parquet").write_bytes(b"PAR1")
    with pytest.raises(DatasetError, match=r"units\.parquet: cannot be read"):
        evaluate(gold, out)
    with pytest.raises(DatasetError, match="holds no table of a dataset"):
        evaluate(gold, tmp_path / "none")


def test_negative_numbers_are_refused(gold_dir, dataset_dir):
    with pytest.raises(ValueError, match="0 or more"):
        evaluate(gold_dir(gold_article()), dataset_dir(), boot=-1)
