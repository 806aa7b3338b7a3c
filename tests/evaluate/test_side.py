"""Gold files and datasets on either side, and sides that do not belong together."""

import pytest

from baochi.evaluate import SidesError, evaluate
from baochi.evaluate.gold import GoldError
from baochi.store.layout import DatasetError

from .samples import gold_article, official, position, quantity, with_text

TEXT = "Bí thư Huyện uỷ Kim Hà Lê Tý, Đại uý, khen Sở Y tế đã cấp 42 thẻ, làm rất tốt."


def annotated(article_id="g1", text=TEXT, **changes):
    annotation = {
        "officials": [official("Lê Tý", position("Bí thư", "Huyện uỷ Kim Hà"), ranks=["Đại uý"])],
        "units": ["Huyện uỷ Kim Hà", "Sở Y tế"],
        "quantities": [quantity(42, "thẻ", "thẻ", quote="cấp 42 thẻ", change={"direction": "up"})],
        "awards": [{"para": 0, "award": "khen", "recipient": "Sở Y tế", "count": 1}],
        "qualitative": [{"para": 0, "aspect": "Sở Y tế", "evaluation": "làm rất tốt"}],
        "work_areas": [["social"]],
    }
    return with_text(gold_article(article_id, **annotation | changes), text, source="bao-thu", published="2019-03-01")


def test_gold_against_itself_is_right_in_every_layer(gold_dir):
    folder = gold_dir(annotated(), annotated("g2"))
    report = evaluate(folder, folder, boot=0)
    assert report.error_counts == {}
    assert {f.f1 for f in report.figures.values()} == {1}
    assert {"spans: strict", "spans, PERSON: exact", "spans, ASSESSMENT: type"} <= set(report.figures)
    assert report.measured.lost[0].total() == 0


def test_two_gold_folders(gold_dir):
    gold = gold_dir(annotated())
    other = gold_dir(annotated(units=["Huyện uỷ Kim Hà"]), annotated("more"), name="other")
    report = evaluate(gold, other, errors=9)
    assert report.figures["units"].recall == 1 / 2
    assert report.figures["officials: whole record"].f1 == 1
    assert [e.item for e in report.errors["unit missed"]] == ["Sở Y tế"]
    error = report.errors["unit missed"][0]
    assert error.gold is not None
    assert TEXT[error.gold.start : error.gold.end] == "Sở Y tế"


def test_two_datasets(dataset_dir):
    articles = [{"article_id": "g1", "text": TEXT}]
    a = dataset_dir("a", articles=articles, units=[{"unit": "Sở Y tế", "start": 43, "end": 50}, {"unit": "Lê Tý"}])
    b = dataset_dir("b", articles=articles, units=[{"unit": "Sở Y tế", "start": 43, "end": 50}])
    report = evaluate(a, b)
    assert (report.figures["units"].precision, report.figures["units"].recall) == (1, 1 / 2)


def test_articles_that_are_missing_are_named_with_digests(gold_dir):
    gold = gold_dir(*(annotated(f"g{n}") for n in range(8)))
    other = gold_dir(annotated("g0"), name="other")
    with pytest.raises(
        SidesError, match=r"other lacks 7 of the 8 articles of .*gold: 'g1' \(text [0-9a-f]{12}\), .* and 2 more"
    ):
        evaluate(gold, other)
    report = evaluate(gold, other, missing_ok=True)
    assert len(report.missing_articles) == 7
    assert report.figures["units"].recall == 1 / 8
    assert "missing:empty" in report.signature


def test_texts_that_differ_are_named_with_both_digests(gold_dir, dataset_dir):
    gold = gold_dir(annotated(), annotated("same"))
    out = dataset_dir(articles=[{"article_id": "g1", "text": TEXT + "."}, {"article_id": "same", "text": TEXT}])
    with pytest.raises(
        SidesError, match=r"^1 articles have another text in .*out.*: 'g1' \([0-9a-f]{12} against [0-9a-f]{12}\)"
    ):
        evaluate(gold, out)


@pytest.mark.parametrize(
    ("table", "row", "message"),
    [
        (
            "officials",
            {"name": "Lê Tý", "sector": "army"},
            r"officials\.parquet: article 'g1', record 'Lê Tý': unknown sector 'army'",
        ),
        ("paragraphs", {"para": 0, "kind": "poem"}, r"paragraphs\.parquet: article 'g1', ¶0: unknown kind 'poem'"),
        ("paragraphs", {"para": 0, "kind": "body", "work_areas": ["cooking"]}, r"¶0: unknown work area 'cooking'"),
        (
            "units",
            {"unit": "Sở Y tế", "start": 43, "end": 500},
            r"units\.parquet: .* 'Sở Y tế': offsets 43-500 lie outside the text",
        ),
        ("units", {"unit": "Sở Y tế", "start": -1, "end": 5}, r"offsets -1-5 lie outside the text"),
        ("units", {"unit": "Sở Y tế", "start": 9, "end": 5}, r"offsets 9-5 lie outside the text"),
    ],
)
def test_labels_and_offsets_of_a_dataset_are_checked(gold_dir, dataset_dir, table, row, message):
    gold = gold_dir(annotated())
    out = dataset_dir(articles=[{"article_id": "g1", "text": TEXT}], **{table: [row]})
    with pytest.raises(DatasetError, match=message):
        evaluate(gold, out)


def test_offsets_are_checked_against_the_text_of_gold(gold_dir, dataset_dir):
    with pytest.raises(SidesError, match=r"units of article 'g1': offset 500 lies outside the text"):
        evaluate(gold_dir(annotated()), dataset_dir(units=[{"unit": "Sở Y tế", "start": 43, "end": 500}]))


def test_unknown_labels_in_gold_name_file_and_field(gold_dir):
    folder = gold_dir(annotated(work_areas=[["cooking"]]))
    with pytest.raises(GoldError, match=r"00\.json: annotation: .*`work_areas\.0` has the unknown code 'cooking'"):
        evaluate(folder, folder)


def test_folders_that_are_neither(tmp_path, gold_dir):
    gold = gold_dir(annotated())
    (tmp_path / "empty").mkdir()
    with pytest.raises(GoldError, match="holds no gold files"):
        evaluate(tmp_path / "empty", gold)
    with pytest.raises(DatasetError, match="holds no table of a dataset"):
        evaluate(gold, tmp_path / "empty")


def test_the_digest_follows_the_content_alone(gold_dir):
    def digest(*articles, name):
        folder = gold_dir(*articles, name=name)
        return evaluate(folder, folder, boot=0).signature.split("|")[1]

    one = digest(annotated("a"), annotated("b"), name="one")
    assert one == digest(annotated("b"), annotated("a"), name="turned")
    assert one != digest(annotated("a"), annotated("b", units=[]), name="changed")
    assert one != digest(annotated("a"), annotated("b", text=TEXT + " "), name="text")
