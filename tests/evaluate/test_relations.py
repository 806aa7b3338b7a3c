"""Relations, slots and kinds of errors beyond what is matched."""

import pytest

from baochi.evaluate import evaluate

from .samples import gold_article, official, position, prf, quantity

MAYOR, CLERK = position("Chủ tịch", "UBND huyện Kim Hà"), position("Thư ký", "Sở Y tế")


@pytest.fixture
def measure(gold_dir):
    """Function: two annotations of one article; returns the report."""

    def run(gold: dict, found: dict):
        return evaluate(gold_dir(gold_article(**gold)), gold_dir(gold_article(**found), name="found"), boot=0, errors=9)

    return run


def test_an_office_given_to_the_wrong_person(measure):
    report = measure(
        {"officials": [official("Lê Tý", MAYOR), official("Hồ Sửu", CLERK)]},
        {"officials": [official("Lê Tý", CLERK), official("Hồ Sửu")]},
    )
    assert prf(report, "offices, whoever holds them") == (1, 1 / 2, 2 / 3)
    assert prf(report, "officials: position") == (0, 0, 0)
    assert [e.item for e in report.errors["position slot"]] == ["Thư ký | Sở Y tế: holder Hồ Sửu ≠ Lê Tý"]


def test_a_shared_office_is_not_a_wrong_holder(measure):
    both = {"officials": [official("Lê Tý", CLERK), official("Hồ Sửu", CLERK)]}
    report = measure(both, both)
    assert report.errors == {}


def test_a_relation_needs_person_office_and_status(measure):
    former = position("Thư ký", "Y tế", "former")
    report = measure(
        {"officials": [official("Lê Tý", MAYOR, CLERK)]},
        {"officials": [official("Lê Tý", MAYOR, former)]},
    )
    assert prf(report, "relations: person, office, status") == (1 / 2, 1 / 2, 1 / 2)
    assert prf(report, "officials: position, strict") == (1 / 2, 1 / 2, 1 / 2)
    kinds = {"position border": 1, "position label": 1}
    assert report.error_counts == kinds


def test_sector_and_rank(measure):
    report = measure(
        {"officials": [official("Lê Tý", ranks=["Đại uý"], sector="police")]},
        {"officials": [official("Lê Tý", sector="military")]},
    )
    assert prf(report, "officials: sector (accuracy)") == (0, 0, 0)
    assert [e.item for e in report.errors["official label"]] == ["Lê Tý: sector police ≠ military"]
    assert [e.item for e in report.errors["official slot"]] == ["Lê Tý: rank Đại uý ≠ —"]


def test_slots_of_quantities(measure):
    gold = quantity(42, "thẻ", "thẻ", actor="Sở Y tế", qualifier="over")
    found = quantity(42, "thẻ", "thẻ", actor="Sở Thuế", qualifier="exact")
    report = measure({"quantities": [gold, quantity(5, "vụ", "án")]}, {"quantities": [found, quantity(5, "vụ", "án")]})
    assert prf(report, "quantities") == (1, 1, 1)
    assert prf(report, "quantities: whole record") == (1 / 2, 1 / 2, 1 / 2)
    assert prf(report, "quantities: qualifier (accuracy)") == (1 / 2, 1 / 2, 1 / 2)
    assert report.error_counts == {"quantity label": 1, "quantity slot": 1}


def test_a_target_taken_for_a_result(measure):
    report = measure(
        {"quantities": [quantity(5, "vụ", "án", status="target")]},
        {"quantities": [quantity(5, "vụ", "án")]},
    )
    assert prf(report, "quantities: result or target (accuracy)") == (0, 0, 0)
    assert report.error_counts == {"quantity extra": 1}


def test_slots_of_awards_and_assessments(measure):
    report = measure(
        {
            "awards": [{"para": 0, "award": "Bằng khen", "recipient": "Đội 3", "giver": "Bộ Công an", "count": 2}],
            "qualitative": [{"para": 0, "aspect": "công tác dân vận", "evaluation": "đạt kết quả tốt"}],
        },
        {
            "awards": [{"para": 0, "award": "bằng khen", "recipient": "Đội 4 và 5", "giver": "Bộ công an", "count": 3}],
            "qualitative": [{"para": 0, "aspect": "hậu cần", "evaluation": "đạt kết quả"}],
        },
    )
    assert prf(report, "awards: giver (accuracy)") == (1, 1, 1)
    assert prf(report, "awards: count (accuracy)") == (0, 0, 0)
    assert prf(report, "assessments: aspect (accuracy)") == (0, 0, 0)
    assert report.error_counts == {"assessment border": 1, "assessment slot": 1, "award slot": 1}
