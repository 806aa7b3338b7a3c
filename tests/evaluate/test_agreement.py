import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baochi.evaluate import SidesError, agree
from baochi.evaluate.agreement import corrected

from .samples import gold_article, official, with_text

TEXT = "Sở Y tế và Sở Thuế họp với ông Lê Tý."


def layer(found, name):
    return next(a for a in found.layers if a.layer == name)


def article(article_id="g1", **annotation):
    return with_text(gold_article(article_id, **annotation), TEXT, "Ảnh: X")


def test_kappa_and_alpha_by_hand():
    # 7 of 10 cases agree
    a, b = list("yyyyynnnnn"), list("yyyynyynnn")
    kappa, alpha = corrected((a, b))
    observed, of_a, of_b = 0.7, 0.5, 0.6
    chance = of_a * of_b + (1 - of_a) * (1 - of_b)
    assert kappa == pytest.approx((observed - chance) / (1 - chance))
    yes, no = 11, 9
    assert alpha == pytest.approx(1 - (20 - 1) * 2 * 3 / (2 * yes * no))


@given(st.lists(st.sampled_from("xyz"), min_size=2, max_size=30))
def test_whoever_agrees_entirely_has_1(labels):
    assert corrected((labels, labels)) == ((1, 1) if len(set(labels)) > 1 else (None, None))


def test_a_case_of_which_one_says_nothing_does_not_count():
    assert corrected((["x", "y", "x"], ["x", "y", ""])) == (1, 1)


def test_layers_and_disagreements(gold_dir):
    shape = {"kinds": ("body", "caption"), "work_areas": [["social"], []]}
    a = article(units=["Sở Y tế", "Sở Thuế"], officials=[official("Lê Tý")], **shape)
    other = shape | {"kinds": ("lead", "caption"), "work_areas": [["social", "finance"], []]}
    b = article(units=["Sở Y tế"], officials=[official("Lê Tý", sector="party")], **other)
    one, two = gold_dir(a, name="a"), gold_dir(b, name="b")
    found = agree(one, two)
    assert layer(found, "units").f1 == pytest.approx(2 / 3)
    assert layer(found, "units").kappa is None
    assert layer(found, "label: paragraph kind").f1 == 1 / 2
    assert layer(found, "label: paragraph kind").cases == 2
    assert layer(found, "label: work area").cases == 4  # two paragraphs, two areas
    spans = layer(found, "spans: UNIT")
    assert spans.f1 == pytest.approx(2 / 3)
    assert spans.cases == 15  # syllables and marks
    assert spans.kappa is not None
    assert 0 < spans.kappa < 1
    assert ("g1", "unit, only in A", "Sở Thuế") in found.disagreement_rows()
    assert ("g1", "work area, only in B", "¶0 finance") in found.disagreement_rows()
    turned = agree(two, one)
    for name in ("units", "spans: UNIT", "label: sector", "label: work area"):
        ours, theirs = layer(found, name), layer(turned, name)
        assert (ours.f1, ours.kappa, ours.alpha) == pytest.approx((theirs.f1, theirs.kappa, theirs.alpha))


def test_both_must_have_the_same_articles(gold_dir):
    kinds = {"kinds": ("body", "body")}
    a = gold_dir(article("x", **kinds), article("y", **kinds), name="a")
    b = gold_dir(article("y", **kinds), article("z", **kinds), name="b")
    with pytest.raises(SidesError, match=r"only in .*a: 'x' \(text [0-9a-f]{12}\); only in .*b: 'z'"):
        agree(a, b)
    assert agree(a, b, common=True).n_articles == 1
    with pytest.raises(SidesError, match="different articles"):
        agree(a, gold_dir(article("z", **kinds), name="c"), common=True)


def test_other_texts_are_refused(gold_dir):
    a = with_text(gold_article(), "Một.")
    with pytest.raises(SidesError, match=r"another text .*'g1' \([0-9a-f]{12} against [0-9a-f]{12}\)"):
        agree(gold_dir(a, name="a"), gold_dir(a | {"paragraphs": ["Hai."]}, name="b"))


def test_without_the_package_it_says_how_to_get_it(gold_dir, monkeypatch):
    monkeypatch.setitem(sys.modules, "krippendorff", None)
    folder = gold_dir(article(kinds=("body", "body")))
    with pytest.raises(ValueError, match=r"pip install 'baochi\[evaluate\]'"):
        agree(folder, folder)
