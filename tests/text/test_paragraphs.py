"""Paragraph kinds, on invented articles in the forms that newspapers use."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baochi.article import Article, SourceArticle
from baochi.lexicon import Lexicon
from baochi.pipeline import Tokeniser
from baochi.text.paragraphs import ParagraphKinds, visible
from baochi.text.segment import Segmenter
from baochi.text.traits import Traits

SEGMENTER = Segmenter(Lexicon.load())
BODY = (
    "Theo đó, tổ công tác đã kiểm tra 12 kho hàng trên địa bàn huyện Mẫu Sơn, lập biên bản 3 trường hợp vi phạm và chuyển "
    "hồ sơ cho đơn vị chức năng xem xét theo thẩm quyền."
)
BODY_2 = (
    "Ông Trần Mẫu cho biết, trong tháng tới đơn vị sẽ tiếp tục phối hợp với chính quyền các xã để rà soát các kho còn lại, "
    "nhất là các kho nằm sát bến thuyền và chợ đầu mối."
)
LEAD = "Sáng 3/2, Chi cục Kiểm tra Mẫu Sơn công bố kết quả rà soát các kho hàng trên địa bàn trong tháng đầu năm."


def kinds(*paragraphs: str, title: str = "Mẫu Sơn rà soát kho hàng đầu năm") -> list[str]:
    article = Article.from_source(SourceArticle(list(paragraphs), title=title))
    Tokeniser().annotate([article])
    SEGMENTER.annotate([article])
    return [p.kind for p in article.paragraphs]


@pytest.mark.parametrize(
    "author", ["Trần Mẫu", "T.Mẫu", "PV", "Mẫu An - Thử Bình", "Trần Mẫu (tổng hợp)", "Tin, ảnh: Trần Mẫu"]
)
def test_lead_last_behind_the_byline(author: str) -> None:
    found = kinds("Công chức kiểm tra kho hàng. Ảnh: T.M", BODY, BODY_2, author, LEAD)
    assert found == ["caption", "body", "body", "byline", "lead"]


@pytest.mark.parametrize("source", ["Theo Báo Mẫu", "(Theo TTXVN)", "Nguồn: Báo Mẫu Sơn", "Trần Mẫu/Báo Mẫu"])
def test_lead_first_and_source_line_last(source: str) -> None:
    assert kinds(LEAD, BODY, BODY_2, source) == ["lead", "body", "body", "byline"]


@pytest.mark.parametrize(
    "source",
    [
        "Ghi chép của Trần Mẫu",
        "Phóng sự của NGUYỄN MẪU - LÊ THỬ",
        "Tạp bút: Trần Mẫu",
        "Trần Mẫu (từ Viêng Chăn)",
        "MẪU SƠN (theo AFP, Kyodo)",
        "Trần Mẫu (Đài TT-TH huyện Mẫu Sơn)",
        "TRẦN MẪU – LÊ THỊ THỬ",
        "Cổng TTĐT tỉnh Mẫu Sơn",
        "Phòng Tuyên truyền, Cục Kiểm tra",
    ],
)
def test_source_lines_by_genre_place_and_body(source: str) -> None:
    assert kinds(LEAD, BODY, BODY_2, source)[-1] == "byline"


@pytest.mark.parametrize("line", ["GIÁ KHO – GIÁ BẾN", "Văn phòng chi cục mở cửa cả ngày thứ bảy để tiếp dân."])
def test_last_lines_that_name_no_source(line: str) -> None:
    assert kinds(LEAD, BODY, BODY_2, line)[-1] != "byline"


def test_captions_anywhere_without_the_word_photo() -> None:
    found = kinds(
        "Quang cảnh buổi công bố.",
        BODY,
        "Đội trưởng Lê Thử phát biểu tại hội nghị.",
        BODY_2,
        "Tang vật của vụ việc",
        BODY_2,
        "Trần Mẫu",
        LEAD,
    )
    assert found == ["caption", "body", "caption", "body", "caption", "body", "byline", "lead"]


def test_short_narrative_is_body() -> None:
    found = kinds(BODY, "Vụ việc đang được tiếp tục làm rõ.", "Trước đó, kho này đã bị nhắc nhở.", "Trần Mẫu", LEAD)
    assert found == ["body", "body", "body", "byline", "lead"]


def test_headings() -> None:
    found = kinds(LEAD, "1. Kết quả bước đầu", BODY, "Vì sao kho trống?", BODY_2, "Gỡ vướng cho chủ kho", BODY_2)
    assert found == ["lead", "heading", "body", "heading", "body", "heading", "body"]


def test_list_items_are_body() -> None:
    found = kinds(LEAD, BODY, "– Nộp hồ sơ tại bộ phận một cửa;", "– Nhận giấy hẹn;", "+ Nộp lệ phí.", BODY_2)
    assert found == ["lead", "body", "body", "body", "body", "body"]


def test_blob_bodies() -> None:
    blob = " ".join([BODY, BODY_2, BODY])
    assert kinds(blob) == ["body"]
    assert kinds(LEAD, blob) == ["lead", "body"]
    assert kinds("* Một tin khác trong ngày", blob) == ["heading", "body"]


def test_article_that_begins_in_the_middle_has_no_lead() -> None:
    assert kinds(BODY, BODY_2, "Trần Mẫu")[0] == "body"


def test_page_furniture() -> None:
    found = kinds(LEAD, BODY, "Xem thêm: Một bài khác", "Mời bạn đọc tải mẫu TẠI ĐÂY", "———")
    assert found == ["lead", "body", "other", "other", "other"]


def test_teaser_that_repeats_the_lead() -> None:
    assert kinds(LEAD, BODY, BODY_2, f"more{LEAD[:60]}…") == ["lead", "body", "body", "other"]


def test_table_cells_and_official_paper_heads() -> None:
    found = kinds(LEAD, "STT", "Tên kho", "Số lượng", "1", "Kho Mẫu", "20", BODY_2)
    assert found == ["lead", *["other"] * 6, "body"]
    found = kinds(LEAD, "CÔNG TY MẪU", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Mẫu Sơn, ngày 3 tháng 2 năm 2020", BODY_2)
    assert found == ["lead", "other", "other", "other", "body"]


def test_repeated_title() -> None:
    title = "Mẫu Sơn rà soát kho hàng đầu năm"
    assert kinds(title, LEAD, BODY, BODY_2, title=title) == ["title", "lead", "body", "body"]
    assert kinds(title, LEAD, BODY, BODY_2, title="") == ["title", "lead", "body", "body"]


def test_weights_name_traits_and_signs_that_exist() -> None:
    signs = {sign for entry in Lexicon.load().forms("paragraph_cue") for sign in entry["signs"].split()}
    names = set(visible([Traits("a", 1)], 0, lead_last=False, guide=False)) | signs
    stage = ParagraphKinds(Lexicon.load())
    assert set(stage.weights) == {"caption", "heading"}
    assert all(set(weights) <= names for weights in stage.weights.values())


@given(st.lists(st.text(max_size=60), max_size=6), st.text(max_size=20))
def test_every_paragraph_gets_a_kind_and_empty_ones_are_other(paragraphs: list[str], title: str) -> None:
    found = kinds(*paragraphs, title=title)
    assert len(found) == len(paragraphs)
    assert set(found) <= {"title", "lead", "heading", "body", "caption", "byline", "other"}
    assert all(kind == "other" for kind, text in zip(found, paragraphs, strict=True) if not text.strip())


def test_lines_that_the_site_repeats_are_other_but_bylines_stay() -> None:
    paragraphs = [LEAD, BODY, "Lưu ý:", BODY_2, "Bạn hãy là người đầu tiên gửi ý kiến cho chúng tôi", "Trần Mẫu"]
    article = Article.from_source(SourceArticle(paragraphs, title="Rà soát kho hàng", repeated=[2, 4, 5]))
    Tokeniser().annotate([article])
    SEGMENTER.annotate([article])
    found = [p.kind for p in article.paragraphs]
    assert found == ["lead", "body", kinds(*paragraphs)[2], "body", "other", "byline"]
    assert "other" not in kinds(*paragraphs)
