import pytest
from hypothesis import given
from hypothesis import strategies as st

from baochi.evaluate.annotated import Annotated
from baochi.evaluate.locate import Locator, place
from baochi.evaluate.normalise import words

WORDS = st.lists(st.sampled_from(["Hoà", "HÒA", "sỹ", "Cục", "4.200", "kg", "(A3)", "–", "ở"]), min_size=1, max_size=12)


@given(WORDS, st.data())
def test_any_stretch_of_a_text_is_found_where_it_stands(parts, data):
    text = " ".join(parts)
    first = data.draw(st.integers(0, len(parts) - 1))
    last = data.draw(st.integers(first + 1, len(parts)))
    wanted = " ".join(parts[first:last])
    found = Locator(text).find(wanted)
    assert all(words(text[start:end]) == words(wanted) for start, end in found)
    assert bool(found) == bool(words(wanted))
    assert found == sorted(set(found))


def places(text, **tables):
    """Place the rows of an article of one paragraph, and return them with the numbers of those not found."""
    article = Annotated("a", text=text, **tables)
    return article, place(article, Locator(text), [(0, len(text))])


def shown(text, row):
    return [text[start:end] for start, end in row["places"]]


def test_spelling_case_and_brackets():
    text = "Thượng uý CA xã (Bộ công an) và bộ Công An."
    article, _ = places(text, units=[{"unit": "Bộ Công an"}, {"unit": "CA xã (Bộ Công an)"}])
    assert shown(text, article.units[1]) == ["CA xã (Bộ công an)"]
    # the form that stands alone comes before the one inside another name
    assert shown(text, article.units[0]) == ["bộ Công An", "Bộ công an"]


def test_offices_nearest_to_their_holder_come_first():
    text = "Giám đốc Sở Y tế Lê Tý họp. Sau đó Giám đốc Sở Y tế Hồ Sửu về."
    officials = [{"official_id": "1", "name": "Hồ Sửu", "sector": "state", "ranks": []}]
    office = {"official_id": "1", "title": "Giám đốc", "unit": "Sở Y tế", "status": "current"}
    article, lost = places(text, officials=officials, positions=[office])
    assert article.positions[0]["places"][0] == (35, 51)
    assert article.positions[0]["para"] == 0
    assert lost["positions"] == 0


def test_title_alone_where_the_unit_is_elsewhere():
    text = "Giám đốc Lê Tý nói về Sở Y tế."
    office = {"official_id": "1", "title": "Giám đốc", "unit": "Sở Y tế", "status": "current"}
    article, _ = places(text, positions=[office])
    assert shown(text, article.positions[0]) == ["Giám đốc"]


def test_records_are_looked_for_in_their_paragraph():
    text = "Bắt 5 người.\n\nBắt 5 người."
    article = Annotated("a", text=text, quantities=[{"para": 1, "quote": "Bắt 5 người", "measure": "người"}])
    place(article, Locator(text), [(0, 12), (14, 26)])
    assert article.quantities[0]["places"] == [(14, 25)]


def test_assessments_reach_from_aspect_to_evaluation():
    text = "Đơn vị làm rất tốt công tác dân vận hôm qua."
    article, _ = places(text, assessments=[{"para": 0, "aspect": "công tác dân vận", "evaluation": "rất tốt"}])
    assert shown(text, article.assessments[0]) == ["rất tốt công tác dân vận"]


def test_what_cannot_be_found_is_counted():
    article, lost = places("Sở Y tế.", units=[{"unit": "Sở Thuế"}, {"unit": "Sở Y tế"}])
    assert (lost["units"], article.units[0]["places"], article.units[0]["para"]) == (1, [], None)


@pytest.mark.parametrize("start, end", [(0, 7), (3, 7)])
def test_offsets_of_a_dataset_are_kept(start, end):
    article, _ = places("Sở Y tế.", units=[{"unit": "Sở Thuế", "start": start, "end": end}])
    assert article.units[0]["places"] == [(start, end)]
