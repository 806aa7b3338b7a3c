"""Officials: names, ranks and offices in the constructions of the Vietnamese press. People and cases are invented."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baochi.article import Article, SourceArticle
from baochi.lexicon import Lexicon
from baochi.pipeline import STAGES, prepare
from baochi.records import Official

LEXICON = Lexicon.load()
STAGE = [STAGES[name](LEXICON) for name in ("segmenter", "units", "officials")]


def analyse(*paragraphs: str) -> Article:
    article = Article.from_source(SourceArticle(list(paragraphs), article_id="a"))
    prepare([article], LEXICON)
    for stage in STAGE:
        stage.annotate([article])
    return article


def offices(official: Official) -> list[tuple[str, str, str]]:
    return [(p.title, p.unit, p.status) for p in official.positions]


CASES = [
    (
        "apostrophes of the Central Highlands",
        "Bà Siu H’Mẫu, Phó Chủ tịch HĐND xã Ia Thử, và ông K'Mẫu, Bí thư Chi bộ thôn 2, cùng dự.",
        {
            "Siu H’Mẫu": [("Phó Chủ tịch", "HĐND xã Ia Thử", "current")],
            "K'Mẫu": [("Bí thư", "Chi bộ thôn 2", "current")],
        },
    ),
    (
        "name behind one office",
        "Cục trưởng Cục Hải quan Quảng Ninh Trần Văn Mẫu cho biết.",
        {"Trần Văn Mẫu": [("Cục trưởng", "Cục Hải quan Quảng Ninh", "current")]},
    ),
    (
        "name behind two offices",
        "Phó Bí thư Tỉnh uỷ, Chủ tịch UBND tỉnh Cao Bằng Lý Thị Mẫu đã biểu dương.",
        {"Lý Thị Mẫu": [("Phó Bí thư", "Tỉnh uỷ", "current"), ("Chủ tịch", "UBND tỉnh Cao Bằng", "current")]},
    ),
    (
        "head of an office within a body",
        "Chánh Thanh tra Sở Lê Văn Thử và Chánh Thanh tra Bộ Xây dựng Vũ Thị Mẫu trao đổi.",
        {
            "Lê Văn Thử": [("Chánh", "Thanh tra Sở", "current")],
            "Vũ Thị Mẫu": [("Chánh Thanh tra", "Bộ Xây dựng", "current")],
        },
    ),
    (
        "name before its offices",
        "Ông Lê Văn Thử, Uỷ viên Bộ Chính trị, Bộ trưởng Bộ Tài chính, dự hội nghị.",
        {"Lê Văn Thử": [("Uỷ viên", "Bộ Chính trị", "current"), ("Bộ trưởng", "Bộ Tài chính", "current")]},
    ),
    (
        "dash and bracket",
        "Ông Đỗ Văn Thử - Giám đốc Sở Y tế Hà Nội - nói. Bà Vũ Thị Mẫu (Chủ tịch UBND xã Ea Mơ) đồng ý.",
        {
            "Đỗ Văn Thử": [("Giám đốc", "Sở Y tế Hà Nội", "current")],
            "Vũ Thị Mẫu": [("Chủ tịch", "UBND xã Ea Mơ", "current")],
        },
    ),
    (
        "apposition with honorific",
        "Giám đốc Sở Xây dựng Huế, ông Phan Văn Thử, có mặt.",
        {"Phan Văn Thử": [("Giám đốc", "Sở Xây dựng Huế", "current")]},
    ),
    (
        "list of comrades",
        "Dự lễ có các đồng chí: Hồ Văn Mẫu, Chánh án Toà án nhân dân tối cao; Tạ Thị Thử, Phó Chủ tịch Quốc hội.",
        {
            "Hồ Văn Mẫu": [("Chánh án", "Toà án nhân dân tối cao", "current")],
            "Tạ Thị Thử": [("Phó Chủ tịch", "Quốc hội", "current")],
        },
    ),
    (
        "office before the next name is the next person's",
        "Tham dự có Thứ trưởng Bộ Y tế Mai Văn Thử, Cục trưởng Cục Quản lý Dược Lưu Thị Mẫu.",
        {
            "Mai Văn Thử": [("Thứ trưởng", "Bộ Y tế", "current")],
            "Lưu Thị Mẫu": [("Cục trưởng", "Cục Quản lý Dược", "current")],
        },
    ),
    (
        "distributed office",
        "Cùng dự có các Thứ trưởng Bộ Công an Ngô Văn Thử, Bùi Thị Mẫu và Cao Văn Nháp.",
        {
            "Ngô Văn Thử": [("Thứ trưởng", "Bộ Công an", "current")],
            "Bùi Thị Mẫu": [("Thứ trưởng", "Bộ Công an", "current")],
            "Cao Văn Nháp": [("Thứ trưởng", "Bộ Công an", "current")],
        },
    ),
    (
        "status words",
        "Nguyên Bí thư Tỉnh uỷ Long An Lê Thị Thử và quyền Vụ trưởng Vụ Pháp chế Trần Thị Nháp trao quà.",
        {
            "Lê Thị Thử": [("Bí thư", "Tỉnh uỷ Long An", "former")],
            "Trần Thị Nháp": [("Vụ trưởng", "Vụ Pháp chế", "acting")],
        },
    ),
    (
        "appointment",
        "Bộ trưởng quyết định bổ nhiệm ông Đinh Văn Mẫu, Trưởng phòng Tổ chức cán bộ, "
        "giữ chức vụ Phó Cục trưởng Cục Hải quan Lào Cai.",
        {
            "Đinh Văn Mẫu": [
                ("Trưởng phòng", "Tổ chức cán bộ", "former"),
                ("Phó Cục trưởng", "Cục Hải quan Lào Cai", "new"),
            ]
        },
    ),
    (
        "appointment with the office first",
        "Lễ trao quyết định bổ nhiệm Phó Cục trưởng Cục Hải quan Lào Cai cho ông Đinh Văn Mẫu.",
        {"Đinh Văn Mẫu": [("Phó Cục trưởng", "Cục Hải quan Lào Cai", "new")]},
    ),
    (
        "foreign officials",
        "Tổng thống Mỹ John Sample gặp Bộ trưởng Ngoại giao Nhật Bản Taro Mihon.",
        {"John Sample": [("Tổng thống", "Mỹ", "current")], "Taro Mihon": [("Bộ trưởng", "Ngoại giao Nhật Bản", "current")]},
    ),
    (
        "ambassador with the country served in",
        "Đại sứ Pháp tại Việt Nam Jean Specimen phát biểu.",
        {"Jean Specimen": [("Đại sứ", "Pháp tại Việt Nam", "current")]},
    ),
    (
        "commune that no list holds, then a name",
        "Chủ tịch UBND xã Vĩnh Mơ Nguyễn Thị Hồng Thử chia sẻ.",
        {"Nguyễn Thị Hồng Thử": [("Chủ tịch", "UBND xã Vĩnh Mơ", "current")]},
    ),
    (
        "code with parent in brackets",
        "Cục trưởng C04 (Bộ Công an) Trần Minh Thử chỉ đạo.",
        {"Trần Minh Thử": [("Cục trưởng", "C04 (Bộ Công an)", "current")]},
    ),
    (
        "who acts for another does not hold that one's office",
        "Thay mặt Thủ tướng Chính phủ, Phó Thủ tướng Hà Văn Mẫu ký công điện.",
        {"Hà Văn Mẫu": [("Phó Thủ tướng", "", "current")]},
    ),
]


@pytest.mark.parametrize(("text", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_offices(text: str, expected: dict[str, list[tuple[str, str, str]]]) -> None:
    assert {o.name: offices(o) for o in analyse(text).officials} == expected


NOT_OFFICIALS = [
    "Bị cáo Nguyễn Văn Thử (SN 1980, trú tại xã Mơ, huyện Ảo) bị tuyên 7 năm tù.",
    "Tai nạn xảy ra trên đường Nguyễn Văn Cừ, gần trường Lê Quý Đôn.",
    "Tiền đạo Nguyễn Quang Thử ghi bàn ở phút 88.",
    "Chủ tịch Hồ Chí Minh căn dặn cán bộ.",
    "Thủ tướng Chính phủ yêu cầu các bộ khẩn trương thực hiện.",
]


@pytest.mark.parametrize("text", NOT_OFFICIALS)
def test_no_officials(text: str) -> None:
    assert analyse(text).officials == []


def test_short_mentions_join_the_full_one() -> None:
    article = analyse(
        "Thiếu tướng Nguyễn Quang Mẫu, Giám đốc Công an tỉnh Đắk Lắk, chủ trì hội nghị.",
        "Thiếu tướng Mẫu yêu cầu các đơn vị khẩn trương. Đồng chí Mẫu nhấn mạnh kỷ luật.",
    )
    (official,) = article.officials
    assert official.name == "Nguyễn Quang Mẫu"
    assert official.ranks == ["Thiếu tướng"]
    assert official.sector == "police"
    assert sum(m.label == "PERSON" for m in official.mentions) == 3


def test_bare_title_is_completed_from_the_article() -> None:
    article = analyse("Tổng cục Hải quan họp sáng nay.", "Phó Tổng cục trưởng Vũ Văn Thử chủ trì.")
    assert offices(article.officials[0]) == [("Phó Tổng cục trưởng", "Tổng cục Hải quan", "current")]


def test_promotion_gives_both_ranks() -> None:
    article = analyse("Chủ tịch nước quyết định thăng cấp bậc hàm từ Đại tá lên Thiếu tướng cho đồng chí Trần Văn Thử.")
    assert article.officials[0].ranks == ["Đại tá", "Thiếu tướng"]


def test_obituary() -> None:
    article = analyse(
        "Đồng chí Thượng tướng LÊ VĂN MẪU, sinh năm 1930; nguyên Uỷ viên Ban Chấp hành Trung ương Đảng, "
        "nguyên Thứ trưởng Bộ Quốc phòng, đã từ trần hồi 9 giờ."
    )
    (official,) = article.officials
    assert {p.status for p in official.positions} == {"late"}
    assert len(official.positions) == 2


def test_company_people_are_told_apart() -> None:
    article = analyse("Ông Trần Văn Thử, Tổng giám đốc Công ty cổ phần Mẫu Việt, và ông Lê Nháp, Giám đốc Kokoro, ký.")
    assert {o.sector for o in article.officials} == {"business"}


def test_career_without_names() -> None:
    article = analyse(
        "Ông Phạm Văn Thử là Bí thư Tỉnh uỷ Hà Nam.",
        "Từ 1998 - 2003: Phó Giám đốc Sở Tài chính Hà Nam. Từ 2003 - 2008: Giám đốc Sở Tài chính Hà Nam. "
        "Năm 2010: Phó Chủ tịch UBND tỉnh Hà Nam.",
    )
    (official,) = article.officials
    assert [p.status for p in official.positions].count("former") == 3


def test_evidence_leads_back() -> None:
    article = analyse("Đại\u00a0tá Trần Văn\u00a0Thử,  Trưởng Công an huyện Ea Mơ, nói.")
    (official,) = article.officials
    assert article.text[official.start : official.end] == official.name
    for position in official.positions:
        assert position.title in article.text[position.start : position.end]


PIECES = st.sampled_from(
    [
        "Cục trưởng ",
        "Chủ tịch ",
        "UBND ",
        "tỉnh ",
        "Nguyễn Văn Thử",
        "Đại tá ",
        "ông ",
        ", ",
        "; ",
        "(",
        ") ",
        " - ",
        "và ",
        ".",
        "bổ nhiệm ",
        "giữ chức ",
        "thay ",
        "nguyên ",
        "Bộ Công an ",
        "từ trần ",
        "cho ",
        "2003 ",
        "các ",
        "của ",
        "Hà Nội",
        "\n",
    ]
)


@settings(max_examples=150)
@given(st.lists(st.one_of(PIECES, st.text(max_size=4)), max_size=40))
def test_never_fails_and_spans_lie_inside(pieces: list[str]) -> None:
    article = analyse("".join(pieces))
    for official in article.officials:
        assert article.text[official.start : official.end] == official.name
        for mention in official.mentions:
            assert 0 <= mention.start < mention.end <= len(article.text)


CHANGES = [
    (
        "list of an appointment",
        [
            "Bộ trưởng trao quyết định cho các đồng chí.",
            "- Đại tá Lê Văn Thử, Phó Giám đốc Công an tỉnh Hà Nam, giữ chức Trưởng Công an huyện Mơ;",
        ],
        {"Lê Văn Thử": ["former", "new"]},
    ),
    (
        "an election leaves the other office",
        ["Đại hội bầu Ban Chấp hành. Đại tá Lê Văn Thử, Giám đốc Công an tỉnh Hà Nam, được bầu làm Bí thư Đảng uỷ Mơ."],
        {"Lê Văn Thử": ["current", "new"]},
    ),
    (
        "leader of a delegation",
        ["Nghị quyết về bổ nhiệm được nêu. Đoàn kiểm tra do ông Lê Văn Thử, Phó Chánh Thanh tra tỉnh, làm Trưởng đoàn."],
        {"Lê Văn Thử": ["current", "current"]},
    ),
    (
        "retirement",
        ["Đại tá Lê Văn Thử, Phó Giám đốc Công an tỉnh Hà Nam, nghỉ hưu theo chế độ. Ông cảm ơn đơn vị."],
        {"Lê Văn Thử": ["former"]},
    ),
    (
        "funeral",
        ["Lễ tang đồng chí Lê Văn Thử, nguyên Thứ trưởng Bộ Tài chính, do ông Vũ Văn Mẫu, Bộ trưởng Bộ Tài chính, chủ trì."],
        {"Lê Văn Thử": ["late"], "Vũ Văn Mẫu": ["current"]},
    ),
    (
        "honours after death",
        [
            "Chủ tịch nước truy tặng Huân chương Dũng cảm cho Đại uý Lê Văn Thử, nguyên cán bộ Công an xã Mơ Hoa.",
            "Đại uý Vũ Văn Mẫu, Trưởng Công an xã Mơ Lộc, mất 3 ngày đường. Sau đó một đồng đội hy sinh.",
        ],
        {"Lê Văn Thử": ["late"], "Vũ Văn Mẫu": ["current"]},
    ),
]


@pytest.mark.parametrize(("paragraphs", "expected"), [case[1:] for case in CHANGES], ids=[case[0] for case in CHANGES])
def test_offices_that_change_hands(paragraphs: list[str], expected: dict[str, list[str]]) -> None:
    found = {o.name: [p.status for p in o.positions] for o in analyse(*paragraphs).officials}
    assert {name: found.get(name) for name in expected} == expected


BODIES = [
    ("in brackets", "Thượng uý Lê Văn Thử (Sư đoàn 309) đoạt giải.", [("", "Sư đoàn 309")]),
    ("between commas", "Đại uý Lê Văn Thử, Đồn Biên phòng Mơ Hoa, bị thương.", [("", "Đồn Biên phòng Mơ Hoa")]),
    ("in charge", "Ông Lê Văn Thử, Phó Giám đốc phụ trách Sở Y tế Hà Nam, nói.", [("Phó Giám đốc", "Sở Y tế Hà Nam")]),
    (
        "small head noun behind the title",
        "Bệnh viện Đa khoa Mơ Hoa tiếp nhận 5 người. Ông Lê Văn Thử, Giám đốc bệnh viện, cho biết.",
        [("Giám đốc", "Bệnh viện Đa khoa Mơ Hoa")],
    ),
    (
        "named only inside another body",
        "Cục Cơ yếu, Tổng cục Hậu cần, họp. Ông Lê Văn Thử, Phó Tổng cục trưởng, dự.",
        [("Phó Tổng cục trưởng", "Tổng cục Hậu cần")],
    ),
    (
        "two commands in a row",
        "Đại tá Lê Văn Thử, Phó Tư lệnh, Tham mưu trưởng Quân đoàn 3, dự.",
        [("Phó Tư lệnh", "Quân đoàn 3"), ("Tham mưu trưởng", "Quân đoàn 3")],
    ),
    (
        "the body that is led",
        "Đoàn thanh tra liên ngành do ông Lê Văn Thử, Giám đốc Sở Y tế Hà Nam, làm Trưởng đoàn đã đến.",
        [("Giám đốc", "Sở Y tế Hà Nam"), ("Trưởng đoàn", "Đoàn thanh tra liên ngành")],
    ),
    (
        "on behalf of another",
        "Thừa lệnh Chủ tịch nước, Thượng tướng Lê Văn Thử, Thứ trưởng Bộ Công an, trao quyết định.",
        [("Thứ trưởng", "Bộ Công an")],
    ),
]


@pytest.mark.parametrize(("text", "expected"), [case[1:] for case in BODIES], ids=[case[0] for case in BODIES])
def test_the_body_of_an_office(text: str, expected: list[tuple[str, str]]) -> None:
    (official,) = analyse(text).officials
    assert [(p.title, p.unit) for p in official.positions] == expected


def test_a_place_that_the_article_calls_one_is_no_person() -> None:
    article = analyse(
        "Xã Pờ Mơ mới thành lập. Ở Pờ Mơ, cô giáo Bùi Thu Thử, Hiệu trưởng Trường Tiểu học Pờ Mơ, nói.",
        "Chủ tịch UBND tỉnh Long Mơ Trịnh Hoài Thử khen. Người tỉnh Long Mơ vui.",
    )
    assert [o.name for o in article.officials] == ["Bùi Thu Thử", "Trịnh Hoài Thử"]
    assert article.officials[1].positions[0].unit == "UBND tỉnh Long Mơ"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Chủ tịch UBND huyện Tân Mơ Đông Ngũ Văn Thử nói.", "Ngũ Văn Thử"),
        ("Bác sĩ Ông Thị Cẩm Thử, Phó Giám đốc Sở Y tế Hà Nam, nói.", "Ông Thị Cẩm Thử"),
        ("Bà Khằm Thị Diệp Thử, Phó Giám đốc Sở Y tế Hà Nam, nói.", "Khằm Thị Diệp Thử"),
        ("Phó Chánh Thanh tra tỉnh Bùi Lê Thường Thử ký kết luận.", "Bùi Lê Thường Thử"),
        ("Nguyên Bộ trưởng Đoàn Khắc Thử dự lễ.", "Đoàn Khắc Thử"),
        ("Giám đốc Sở Tài nguyên và Môi trường (TN-MT) Hồ Đắc Thử nói.", "Hồ Đắc Thử"),
        ("Thẩm phán Lỗ Đình Thử tuyên án.", "Lỗ Đình Thử"),
    ],
)
def test_where_a_name_begins(text: str, name: str) -> None:
    assert [o.name for o in analyse(text).officials] == [name]


def test_words_that_only_look_like_a_status_or_a_death() -> None:
    article = analyse(
        "Một quan chức thuộc chính quyền Tổng thống Barack Obama cho biết.",
        "Theo người phát ngôn Bộ Ngoại giao Lê Văn Thử, nhiều người hy sinh từ năm trước.",
    )
    assert [p.status for o in article.officials for p in o.positions] == ["current", "current"]


def test_foreign_names() -> None:
    article = analyse(
        "Tổng thống Syria Bashar al-Thudad gặp Thị trưởng Paris Anne Maudal.",
        "Tổng thống Maudov nói. Ông Maudov đi. Tổng thống Maudov về.",
    )
    assert [o.name for o in article.officials] == ["Bashar al-Thudad", "Anne Maudal", "Maudov"]
