"""Classification, slices and signatures."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baochi.evaluate import evaluate
from baochi.evaluate.report import key_of
from baochi.evaluate.signature import differences

from .samples import gold_article, official, quantity, with_text


@pytest.fixture
def measure(gold_dir):
    """Function: articles as two sides have them; returns the report."""

    def run(gold: list[dict], found: list[dict], **options):
        return evaluate(gold_dir(*gold), gold_dir(*found, name="found"), boot=0, **options)

    return run


def test_single_labels(measure):
    kinds = ("lead", "body", "body", "caption")
    report = measure([gold_article(kinds=kinds)], [gold_article(kinds=("lead", "body", "caption", "caption"))])
    (c,) = report.classification
    assert (c.name, c.labels) == ("paragraph kind", ["body", "caption", "lead"])
    assert c.matrix == [[1, 1, 0], [0, 1, 0], [0, 0, 1]]
    assert c.micro == 3 / 4
    assert c.by_label["body"] == pytest.approx((1, 1 / 2, 2 / 3, 2))
    assert c.macro == pytest.approx((2 / 3 + 2 / 3 + 1) / 3)


def test_several_areas_a_paragraph(measure):
    kinds = ("body",) * 3
    gold = gold_article(kinds=kinds, work_areas=[["crime", "traffic"], [], ["training"]])
    found = gold_article(kinds=kinds, work_areas=[["crime", "party"], ["party"], []])
    c = measure([gold], [found]).classification[-1]
    assert c.labels == ["crime", "party", "traffic", "training", "(none)"]
    assert c.matrix == [[1, 0, 0, 0, 0], [0] * 5, [0, 1, 0, 0, 0], [0, 0, 0, 0, 1], [0, 1, 0, 0, 0]]
    assert c.micro == pytest.approx(2 / 6)
    assert c.macro == pytest.approx(1 / 3)


def test_labels_of_records_that_both_have(measure):
    report = measure(
        [gold_article(officials=[official("Lê Tý", sector="police"), official("Hồ Sửu")])],
        [gold_article(officials=[official("Lê Tý", sector="party")])],
    )
    sector = next(c for c in report.classification if c.name == "sector")
    assert (sector.labels, sector.matrix) == (["party", "police"], [[0, 0], [1, 0]])


def articles(**second):
    first = gold_article("g1", units=["Sở Y tế"])
    other = gold_article("g2", units=["Sở Thuế", "Sở Nội vụ"])
    return [
        with_text(first, "Sở Y tế họp.", source="a", published="2009-12-31"),
        with_text(other, "Sở Thuế, Sở Nội vụ họp.", source="b", published="2010-01-01") | second,
    ]


def test_by_source_and_decade(measure):
    found = articles()
    found[1]["annotation"] = found[1]["annotation"] | {"units": ["Sở Thuế"]}
    report = measure(articles(), found, by=("source", "decade"))
    assert list(report.slices["decade"]) == ["2000s", "2010s"]
    for name, first, second in (("source", "a", "b"), ("decade", "2000s", "2010s")):
        slices = report.slices[name]
        assert (slices[first]["units"].f1, slices[first]["units"].gold) == (1, 1)
        assert (slices[second]["units"].recall, slices[second]["units"].gold) == (1 / 2, 2)
    unknown = [article | {"source": "", "published": None} for article in articles()]
    assert list(measure(unknown, found, by=("decade",)).slices["decade"]) == ["2000s", "2010s"]  # the other side knows


def test_by_paragraph(measure):
    paragraphs = ("Sở Y tế cấp 5 thẻ.", "Sở Thuế cấp 6 thẻ.")
    quantities = [quantity(5, "thẻ", "thẻ"), quantity(6, "thẻ", "thẻ", para=1)]
    shape = {"kinds": ("lead", "body"), "work_areas": [["social", "finance"], []]}
    gold = with_text(gold_article(units=["Sở Y tế", "Sở Thuế"], quantities=quantities, **shape), *paragraphs)
    found = with_text(gold_article(units=["Sở Thuế"], quantities=quantities[:1], **shape), *paragraphs)
    report = measure([gold], [found], by=("kind", "work_area"))
    for part, recalls in (("lead", (0, 1)), ("body", (1, 0))):
        figures = report.slices["kind"][part]
        assert (figures["units"].recall, figures["quantities"].recall) == recalls
    assert list(report.slices["work_area"]) == ["(none)", "finance", "social"]
    assert report.slices["work_area"]["social"]["quantities"].gold == 1
    assert report.slices["work_area"]["(none)"]["units"].recall == 1


def test_slices_add_up(measure):
    found = articles()
    found[0]["annotation"] = found[0]["annotation"] | {"units": ["Sở Nội vụ"]}
    report = measure(articles(), found, by=("source",))
    for layer in ("units", "spans: partial", "paragraph kind (accuracy)"):
        parts = [figures[layer] for figures in report.slices["source"].values()]
        whole = report.figures[layer]
        assert (sum(p.gold for p in parts), sum(p.right for p in parts)) == (whole.gold, whole.right)


def test_macro_is_the_mean_of_articles(measure):
    found = articles()
    found[1]["annotation"] = found[1]["annotation"] | {"units": []}
    assert measure(articles(), found).figures["units"].macro == 1 / 2


def test_the_signature_says_what_may_be_compared(gold_dir):
    gold, other = gold_dir(*articles()), gold_dir(articles()[0], name="other")
    one = evaluate(gold, gold, boot=0).signature
    assert "\n" not in one
    assert one == evaluate(gold, gold, boot=0).signature
    assert differences(one, evaluate(gold, gold, boot=9, seed=3).signature) == []
    (gold / "01.json").write_text((gold / "01.json").read_text().replace("Nội vụ", "Tư pháp"))
    assert [text.partition(":")[0] for text in differences(one, evaluate(gold, gold, boot=0).signature)] == ["gold"]
    assert {text.partition(":")[0] for text in differences(one, evaluate(other, other, boot=0).signature)} == {
        "gold",
        "articles",
    }


def test_limits(measure):
    report = measure(articles(), articles())
    assert report.below({"units": 1, "paragraph_kind": 0.5}) == []
    found = articles()
    found[1]["annotation"] = found[1]["annotation"] | {"units": ["Sở Thuế"]}
    assert measure(articles(), found).below({"units": 0.9, "units.strict": 0.5}) == ["units is 0.8000, below 0.9"]
    with pytest.raises(ValueError, match=r"no figure is called 'unit.strict'; for instance units\.strict"):
        report.below({"unit.strict": 1})


def test_keys_tell_layers_apart(measure):
    report = measure(articles(), articles())
    assert len({key_of(layer) for layer in report.figures}) == len(report.figures)


@given(st.text(alphabet="a|*`_<&[ \n\\Đ", max_size=12))
def test_markdown_cells_stay_cells(text):
    from baochi.evaluate.report import markdown

    lines = markdown(("x", "y"), [(text, "1")]).splitlines()
    assert len(lines) == 3
    assert lines[2].replace("\\\\", "").replace("\\|", "").count("|") == 3
