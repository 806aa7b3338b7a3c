"""Sentence borders: what a full stop means."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baochi.article import Article, SourceArticle
from baochi.lexicon import Lexicon
from baochi.pipeline import Tokeniser
from baochi.text.sentences import Sentences

SENTENCES = Sentences(Lexicon.load())


def split(*paragraphs: str) -> list[str]:
    article = Article.from_source(SourceArticle(list(paragraphs)))
    Tokeniser().annotate([article])
    SENTENCES.annotate([article])
    tokens = article.tokens
    return [
        article.text[tokens.start[first] : tokens.end[last - 1]]
        for paragraph in article.paragraphs
        for first, last in paragraph.sentences
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Đoàn công tác làm việc tại TP. Mẫu Sơn và Tp.HCM trong hai ngày.",
        "PGS.TS. Trần Mẫu cùng Th.S Lê Thử chủ trì buổi toạ đàm.",
        "GS. Lê Thử, BS. Trần Mẫu và KTS. An Thử nhận giấy khen.",
        "Kho chứa gạo, muối, đường, v.v. và 15.775 bao bì cũ, nặng 1,6 tấn.",
        "Bản dịch sách của J. K. Mẫu được tặng cho Nguyễn V. A. và chị H. ở lớp học.",
        "Tổ khám xét nhà C.M.H. (34 tuổi) ở P. Mẫu Lâm, Q. Thử.",
        "1. Tổ chức trực ban nghiêm túc.",
        "IV. Phương hướng trong quý sau.",
        "a) Lập danh sách hộ nghèo.",
        "Điều 5. Trách nhiệm của đơn vị chủ quản.",
        "“Điều 5. Trách nhiệm của đơn vị chủ quản.”",
        "3.5. Cách lập sổ theo dõi.",
        "Họ trồng cam, quýt, bưởi… trên đất đồi, thêm cả chè, sắn... để bán.",
        "“Việc đó khó!” ông Mẫu nói.",
        "“Anh em rất cố gắng.” – ông Mẫu nói.",
        "Mời xem tại baomau.vn hoặc viết cho toasoan@baomau.com.vn trước thứ hai.",
        "Đội thu 12 xe máy; tạm giữ 3 người; phạt 2 cơ sở.",
        "Công điện yêu cầu báo cáo trước 17 giờ./.",
    ],
)
def test_one_sentence(text: str) -> None:
    assert split(text) == [text]


@pytest.mark.parametrize(
    "parts",
    [
        ["Đội kiểm tra hai kho.", "Cả hai đều trống."],
        ["Ai chịu trách nhiệm?", "Chưa ai rõ!", "Đội chờ kết luận."],
        ["Họ thu nhiều gạo, muối, đường, v.v.", "Số hàng được niêm phong."],
        ["Ông khai mua hàng của chị H.", "Theo ông, chị này ở huyện bên."],
        ["Đội ở lại năm 2017.", "300 người đã về."],
        ["Bà nói: “Tôi không biết.”", "Tổ công tác lập biên bản."],
        ["Bà nói nhỏ. ".strip(), "“Tôi không biết”, bà nhắc lại."],
        ["Kho rộng 200 m2 (theo sổ).", "Chủ kho vắng mặt."],
        ["Nhiệt độ ngoài khơi từ 2-3.", "Trong đất liền ấm hơn."],
        ["Không ai muốn về ở.", "Đáng chú ý, nhà còn mới."],
        ["Trời tối dần…", "Tổ tuần tra vẫn đi."],
        ["Họ đợi suốt… 15 năm."],
        ["Yêu cầu gồm: 1. Trực ban.", "2. Tuần tra."],
        ["Máy ra mắt hôm qua.", "iPhone cũ hạ giá."],
    ],
)
def test_several_sentences(parts: list[str]) -> None:
    assert split(" ".join(parts)) == parts


def test_missing_blank_after_full_stop() -> None:
    assert split("Tổ công tác về hôm qua.Ông Mẫu ở lại.") == ["Tổ công tác về hôm qua.", "Ông Mẫu ở lại."]
    assert split("Việc xảy ra năm 2017.Ông Mẫu ở lại.") == ["Việc xảy ra năm 2017.", "Ông Mẫu ở lại."]
    assert split("Tin của VOV.VN và TT.Huế.") == ["Tin của VOV.VN và TT.Huế."]


def test_photo_credit_that_runs_into_the_text() -> None:
    assert split("Kho hàng bị niêm phong. Ảnh: T.M Sáng 3/2, tổ công tác trở lại.")[-1] == "Sáng 3/2, tổ công tác trở lại."
    assert split("Kho hàng. Ảnh: TTXVN Đoàn kiểm tra đã về.")[-1] == "Đoàn kiểm tra đã về."


def test_lines_and_paragraphs_end_sentences() -> None:
    assert split("Dòng một\nDòng hai", "Đoạn hai") == ["Dòng một", "Dòng hai", "Đoạn hai"]


@given(st.lists(st.text(alphabet=st.sampled_from('aĐồ. ?!…"”“)(-–\n1:;/,Ảnh'), max_size=40), max_size=4))
def test_sentences_cover_all_tokens_in_order(paragraphs: list[str]) -> None:
    article = Article.from_source(SourceArticle(paragraphs))
    Tokeniser().annotate([article])
    SENTENCES.annotate([article])
    for paragraph in article.paragraphs:
        at = paragraph.first_token
        for first, last in paragraph.sentences:
            assert first == at < last
            at = last
        assert at == paragraph.last_token
