"""Annotated articles are held to the guidelines, and the splits of a corpus to each other."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from baochi.evaluate.corpus import Corpus
from baochi.evaluate.gold import GoldArticle
from baochi.evaluate.guidelines import check_article

from .samples import gold_article, official, position, quantity, with_text

LEAD = "Thiếu tướng Mùa A Sử, Giám đốc Công an tỉnh Hà Lâm, cho biết đơn vị đã bắt 12 đối tượng, thu 1,5 tấn hàng."
GOOD = with_text(
    gold_article(
        officials=[official("Mùa A Sử", position("Giám đốc", "Công an tỉnh Hà Lâm"), ranks=["Thiếu tướng"])],
        units=["Công an tỉnh Hà Lâm"],
        quantities=[quantity(12, "đối tượng", "đối tượng", quote="bắt 12 đối tượng"),
                    quantity(1.5, "tấn", "hàng", quote="thu 1,5 tấn hàng")],
        work_areas=[["crime"]],
    ),
    LEAD,
    title="Công an tỉnh Hà Lâm bắt 12 đối tượng",
)  # fmt: skip


def changed(**annotation):
    return GOOD | {"annotation": GOOD["annotation"] | annotation}


def faults(article: dict) -> str:
    return "\n".join(check_article(GoldArticle.model_validate_json(json.dumps(article))))


def test_a_good_annotation_has_no_fault() -> None:
    assert faults(GOOD) == ""


def test_decomposed_text_is_the_same_text() -> None:
    import unicodedata

    assert faults(json.loads(unicodedata.normalize("NFD", json.dumps(GOOD, ensure_ascii=False)))) == ""


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"units": ["Công an tỉnh Hà Giang"]}, "does not stand in the article"),
        ({"units": ["Công an tỉnh Hà Lâm,"]}, "begins or ends with"),
        ({"units": ["Công an tỉnh Hà Lâm", "Công an tỉnh"]}, "stands only inside longer units"),
        ({"units": ["Công an tỉnh Hà Lâm", "CÔNG AN tỉnh Hà Lâm"]}, "listed 2 times"),
        ({"officials": [official("Thiếu tướng Mùa A Sử", position("Giám đốc", ""))]}, "begins with the rank"),
        ({"officials": [official("Mùa A Sử")]}, "neither rank nor position"),
        ({"officials": [official("Mùa A Sử", position("", ""))]}, "without title and unit"),
        ({"officials": [official("Mùa A Sử", *[position("Giám đốc", "")] * 2)]}, "an office twice"),
        ({"quantities": [quantity(15, "đối tượng", "đối tượng", quote="bắt 12 đối tượng")]}, "is not a number of"),
        ({"quantities": [quantity(12, "đối tượng", "đối tượng", quote="tóm 12 đối tượng")]}, "passage it belongs to"),
        ({"quantities": GOOD["annotation"]["quantities"][:1] * 2}, "recorded 2 times"),
        ({"kinds": ["caption"], "work_areas": [[]]}, "stands in a caption"),
        ({"kinds": ["caption"], "quantities": []}, "takes no work area"),
        ({"qualitative": [{"para": 0, "aspect": "đơn vị", "evaluation": ""}]}, "must both be given"),
    ],
)
def test_a_broken_rule_is_told(change: dict, message: str) -> None:
    assert message in faults(changed(**change))


def test_the_highest_bodies_are_units_but_not_inside_other_names() -> None:
    def named(text: str) -> str:
        return faults(with_text(gold_article(), text))

    assert "'Chính phủ' stands in the article" in named("Thủ tướng Chính phủ yêu cầu các địa phương vào cuộc.")
    assert named("Ông làm ở Văn phòng Chính phủ.").count("'Chính phủ'") == 0
    assert named("Đoàn gặp Chính phủ Lào.") == ""


def write(folder: Path, *articles: dict) -> Path:
    folder.mkdir()
    for article in articles:
        (folder / f"{article['id']}.json").write_text(json.dumps(article), encoding="utf-8")
    return folder


def other(article_id: str, text: str, **fields) -> dict:
    return with_text(gold_article(article_id), text, **fields)


TEXT = "Mưa lớn kéo dài nhiều ngày làm nước sông lên nhanh, bà con ven bãi phải thu hoạch ngô chạy lụt từ nửa đêm."


def test_what_leaks_between_splits_is_told(tmp_path: Path) -> None:
    train = write(tmp_path / "train", GOOD, other("a", TEXT), other("v", TEXT, variant_of="a"))
    dev = write(tmp_path / "dev", GOOD | {"id": "x"}, other("a", "Trời quang."), other("w", "Gió.", variant_of="a"))
    told = "\n".join(fault.what for fault in Corpus.read([train, dev]).faults())
    assert "the id stands in train too" in told
    assert "only train may hold any" in told
    assert "shares 100% of its runs of 5 syllables with g1 of train" in told
    assert "the official 'Mùa A Sử' is named in g1 of train too" in told
    assert told.count("\n") == 3


def test_the_command_counts_and_fails_on_faults(cli, tmp_path: Path) -> None:
    good, bad = write(tmp_path / "good", GOOD), write(tmp_path / "bad", changed(units=["Sở Y tế"]) | {"id": "b"})
    done = cli("check", good)
    assert done.code == 0
    assert "articles" in done.out and "area crime" in done.out
    done = cli("check", bad, "--json", "-")
    assert done.code == 1
    assert json.loads(done.out)["faults"] == [
        {"split": "bad", "article": "b", "fault": "units: 'Sở Y tế' does not stand in the article"}
    ]
    assert "1 faults in 1 articles" in done.err
