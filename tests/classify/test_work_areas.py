"""The work-area classifier as users of the package meet it."""

from __future__ import annotations

import shutil
import unicodedata
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baochi.article import Article, SourceArticle
from baochi.classify import ModelError, WorkAreaClassifier
from baochi.pipeline import Tokeniser
from baochi.resources import model_folder

CASES = [
    ("smuggling", "Đội Kiểm soát bắt giữ xe chở 900 chai rượu ngoại nhập lậu, không có hoá đơn chứng từ."),
    ("personnel", "Bộ trưởng trao quyết định bổ nhiệm bà Kha Thị Ngần giữ chức Vụ trưởng Vụ Kế hoạch."),
    ("emergency", "Lũ quét trong đêm cuốn trôi chín căn nhà, lực lượng cứu hộ đang tìm kiếm hai người mất tích."),
    ("traffic", "Cảnh sát giao thông phạt tài xế vi phạm nồng độ cồn và tước giấy phép lái xe 23 tháng."),
    ("foreign", "Thủ tướng hội đàm với người đồng cấp, hai bên nhất trí nâng cấp quan hệ đối tác chiến lược."),
    ("finance", "Kim ngạch xuất khẩu tháng 5 tăng 9 %, số thu thuế xuất nhập khẩu của Hải quan đạt dự toán."),
]


@cache
def _shared() -> WorkAreaClassifier:
    return WorkAreaClassifier.load()


@pytest.fixture
def classifier() -> WorkAreaClassifier:
    return _shared()


@pytest.mark.parametrize(("area", "text"), CASES)
def test_names_the_area_of_a_plain_case(classifier: WorkAreaClassifier, area: str, text: str) -> None:
    assert area in classifier.decide(classifier.predict([text]))[0]


def test_says_nothing_of_sport_and_recipes(classifier: WorkAreaClassifier) -> None:
    texts = [
        "Tiền vệ đội khách sút xa đẹp mắt gỡ hoà 2-2 ngay trước khi trọng tài thổi còi mãn cuộc.",
        "Cà tím nướng chín, bóc vỏ, rưới mỡ hành rồi rắc lạc rang giã dập lên trên.",
    ]
    assert classifier.decide(classifier.predict(texts)) == [[], []]


def test_a_list_of_guests_is_about_nothing_whatever_the_article(classifier: WorkAreaClassifier) -> None:
    guests = (
        "Cùng dự hội nghị có Đại tá Nhan Tất Lợi, Phó Giám đốc Công an tỉnh; lãnh đạo Sở Y tế, Sở Công Thương, "
        "Bộ Chỉ huy Quân sự tỉnh, Văn phòng UBND tỉnh và các huyện, thị xã."
    )
    assert classifier.decide(classifier.predict([CASES[2][1], guests], article_index=[0, 0]))[1] == []


STRANDS = {
    "personnel": "công tác đề bạt, thăng cấp bậc hàm theo đúng quy định",
    "training": "các lớp bồi dưỡng nghiệp vụ thu hút 300 cán bộ",
    "anti_corruption": "kỷ luật nghiêm những người nhũng nhiễu, tiêu cực",
    "logistics": "công tác hậu cần cấp đủ quân trang, phương tiện cho cơ sở",
    "inspection": "công tác thanh tra, giải quyết khiếu nại không có đơn tồn đọng",
}


@pytest.mark.parametrize("title", ["", "Tổng kết công tác năm 2018 của Công an huyện Hải Lâm"])
def test_a_paragraph_of_a_report_gets_the_area_of_each_strand_of_work(classifier: WorkAreaClassifier, title: str) -> None:
    report = f"Trong năm, {'; '.join(STRANDS.values())}."
    areas = classifier.decide(classifier.predict([report], titles=[title]))[0]
    assert set(areas) == set(STRANDS)


def test_the_title_counts_where_a_paragraph_lists_nothing(classifier: WorkAreaClassifier) -> None:
    plain = classifier.predict([CASES[0][1]] * 2, titles=["Bắt rượu lậu", "Khai giảng năm học mới"], article_index=[0, 1])
    listing = classifier.predict(
        [f"Trong năm, {'; '.join(STRANDS.values())}."] * 2,
        titles=["Tổng kết công tác năm", "Khai giảng năm học mới"],
        article_index=[0, 1],
    )
    assert not np.allclose(plain[0], plain[1])
    assert np.allclose(listing[0], listing[1])


@pytest.mark.parametrize("kind", ["caption", "byline", "other", "title"])
def test_silent_kinds_score_nothing(classifier: WorkAreaClassifier, kind: str) -> None:
    assert not classifier.predict([CASES[0][1]], kinds=[kind]).any()


def test_short_heading_scores_nothing_a_longer_one_does(classifier: WorkAreaClassifier) -> None:
    scores = classifier.predict(["Chống buôn lậu", "Chống buôn lậu và hàng giả"], kinds=["heading"] * 2)
    assert not scores[0].any()
    assert scores[1].any()


def test_the_article_tells_what_a_vague_paragraph_is_about(classifier: WorkAreaClassifier) -> None:
    vague = "Đại diện đơn vị cho biết vụ việc đang được tiếp tục làm rõ."
    alone = classifier.predict([vague])
    within = classifier.predict([CASES[0][1], vague], titles=["Bắt xe chở rượu ngoại nhập lậu"], article_index=[0, 0])
    column = classifier.labels.index("smuggling")
    assert within[1, column] > alone[0, column]


def test_articles_of_a_batch_do_not_touch_each_other(classifier: WorkAreaClassifier) -> None:
    texts = [text for _, text in CASES]
    together = classifier.predict(texts, article_index=list(range(len(texts))))
    alone = np.vstack([classifier.predict([text]) for text in texts])
    assert np.allclose(together, alone, atol=1e-5)


def test_spelling_variants_score_alike(classifier: WorkAreaClassifier) -> None:
    old, new = "Uỷ ban huỷ kết quả, thu hồi hoá đơn.", "Ủy ban hủy kết quả, thu hồi hóa đơn."
    scores = classifier.predict([old, new, unicodedata.normalize("NFD", old)])
    assert np.allclose(scores[0], scores[1])
    assert np.allclose(scores[0], scores[2])


@pytest.mark.parametrize("tokens", [True, False])
def test_annotate_fills_paragraphs_with_or_without_tokens(classifier: WorkAreaClassifier, tokens: bool) -> None:
    article = Article.from_source(SourceArticle([CASES[0][1], "Hàng lậu tại kho. Ảnh: T.M"], title="Bắt hàng lậu"))
    article.paragraphs[1].kind = "caption"
    if tokens:
        Tokeniser().annotate([article])
    classifier.annotate([article])
    first, caption = article.paragraphs
    assert "smuggling" in first.work_areas
    assert caption.work_areas == []
    assert caption.work_area_scores == []
    scores = [score for _, score in first.work_area_scores]
    assert scores == sorted(scores, reverse=True)
    assert all(round(score, 4) == score and score >= 0.01 for score in scores)
    assert set(first.work_areas) <= {code for code, _ in first.work_area_scores}


def test_a_title_paragraph_serves_where_the_source_gives_no_title(classifier: WorkAreaClassifier) -> None:
    vague, title = "Đại diện đơn vị cho biết vụ việc đang được tiếp tục làm rõ.", "Bắt xe chở rượu ngoại nhập lậu"
    within = Article.from_source(SourceArticle([title, vague]))
    within.paragraphs[0].kind = "title"
    given = Article.from_source(SourceArticle([vague], title=title))
    classifier.annotate([within, given])
    assert within.paragraphs[1].work_area_scores == given.paragraphs[0].work_area_scores != []


def test_explains_an_area_by_words_of_the_text(classifier: WorkAreaClassifier) -> None:
    title = "Chặn xe chở rượu ngoại nhập lậu"
    article = Article.from_source(SourceArticle([CASES[0][1], "Vụ việc đang được làm rõ.", "Ảnh: T.M"], title=title))
    article.paragraphs[2].kind = "caption"
    classifier.annotate([article])
    for para, paragraph in enumerate(article.paragraphs):
        explained = classifier.explain(article, para, most=5)
        assert [code for code, _ in explained] == paragraph.work_areas
        for _, words in explained:
            shares = [share for _, share in words]
            assert 0 < len(words) <= 5
            assert shares == sorted(shares, reverse=True)
            assert shares[-1] > 0
            assert all(term in f"{title} {article.text}".lower() for term, _ in words)
    first, vague, caption = (classifier.explain(article, para) for para in range(3))
    assert {"nhập lậu", "lậu"} & {term for term, _ in dict(first)["smuggling"][:3]}
    assert {"nhập lậu", "lậu"} & {term for term, _ in dict(vague)["smuggling"]}  # what title and article say counts
    assert caption == []


@pytest.mark.parametrize("para", [-1, 1, 7])
def test_explaining_a_paragraph_that_is_not_there(classifier: WorkAreaClassifier, para: int) -> None:
    with pytest.raises(IndexError, match="has 1 paragraphs"):
        classifier.explain(Article.from_source(SourceArticle(["Một."], article_id="a")), para)


def test_nothing_to_annotate(classifier: WorkAreaClassifier) -> None:
    classifier.annotate([])
    classifier.annotate([Article.from_source(SourceArticle([]))])
    assert classifier.predict([]).shape == (0, len(classifier.labels))


def test_lengths_that_do_not_match_are_refused(classifier: WorkAreaClassifier) -> None:
    with pytest.raises(ValueError, match="one entry a paragraph"):
        classifier.predict(["Một.", "Hai."], kinds=["body"])


@given(st.lists(st.text(max_size=60), max_size=6))
@settings(max_examples=40)
def test_any_text_gets_probabilities(texts: list[str]) -> None:
    scores = _shared().predict(texts)
    assert scores.shape[0] == len(texts)
    assert np.isfinite(scores).all()
    assert ((scores >= 0) & (scores <= 1)).all()


@pytest.mark.parametrize("name", ["weights.safetensors", "config.json", "vocabulary.json"])
def test_a_damaged_model_is_a_clear_error(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "model"
    shutil.copytree(model_folder("work_areas"), folder)
    content = bytearray((folder / name).read_bytes())
    content[len(content) // 2] ^= 1
    (folder / name).write_bytes(bytes(content))
    with pytest.raises(ModelError, match=f"{name} is damaged"):
        WorkAreaClassifier.load(folder)


def test_an_unknown_model_names_the_places_tried() -> None:
    with pytest.raises(FileNotFoundError, match="no-such-model"):
        model_folder("no-such-model")
