from hypothesis import given
from hypothesis import strategies as st

from baochi.evaluate.formats.gold import from_record
from baochi.evaluate.formats.locate import locate


@given(st.text("ab ", max_size=20), st.text("ab ", min_size=1, max_size=3), st.integers(0, 20))
def test_what_is_located_is_the_string(text, string, near):
    found = locate(text, string, [(0, len(text))], near)
    assert (found is not None) == (string in text)
    if found:
        assert text[slice(*found)] == string


def test_windows_go_before_nearness_and_words_before_parts():
    text = "An Anh An"
    assert locate(text, "An", [(0, 9)]) == (0, 2)
    assert locate(text, "An", [(0, 9)], near=3) == (0, 2)  # not inside `Anh`
    assert locate(text, "An", [(0, 9)], near=6) == (7, 9)
    assert locate(text, "An", [(3, 6), (0, 9)]) == (3, 5)
    assert locate(text, "", [(0, 9)]) is None


def test_a_unit_stands_where_it_stands_alone():
    units = ["Sở Y tế", "Phòng Hành chính Sở Y tế"]
    annotation = {"kinds": ["body"], "work_areas": [[]], "officials": [], "units": units}
    annotation |= {"quantities": [], "awards": [], "qualitative": []}
    paragraph = "Phòng Hành chính Sở Y tế báo cáo Sở Y tế."
    article, _ = from_record({"id": "x", "paragraphs": [paragraph], "annotation": annotation})
    assert [(span.start, article.surface(span)) for span in article.spans] == [(33, units[0]), (0, units[1])]


def test_parts_that_records_share_are_one_span():
    quantity = {"para": 0, "measure": "", "unit": "vụ", "period": "Quý I", "actor": "Sở A", "status": "result"}
    quantities = [quantity | {"quote": "bắt 2 vụ", "value": 2}, quantity | {"quote": "xử 3 vụ", "value": 3}]
    annotation = {"kinds": ["body"], "work_areas": [[]], "officials": [], "units": ["Sở A"], "quantities": quantities}
    annotation |= {"awards": [], "qualitative": []}
    raw = {"id": "x", "paragraphs": ["Quý I, Sở A bắt 2 vụ, xử 3 vụ."], "annotation": annotation}
    article, _ = from_record(raw)
    assert [span.label for span in article.spans] == ["UNIT", "QUANTITY", "PERIOD", "QUANTITY"]
    assert [(r.label, r.head, r.tail) for r in article.relations] == [
        ("actor", 1, 0),
        ("period", 1, 2),
        ("actor", 3, 0),
        ("period", 3, 2),
    ]
