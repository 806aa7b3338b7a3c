"""Who confers which award on whom, and what only looks like a conferral."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baochi.article import Article, SourceArticle
from baochi.extract.awards import Awards
from baochi.lexicon import Lexicon
from baochi.pipeline import Spotter, Tokeniser
from baochi.records import Award, Mention
from measure import calls_of

LEXICON = Lexicon.load()


def read(*paragraphs: str, kinds: dict[int, str] | None = None) -> Article:
    article = Article.from_source(SourceArticle(list(paragraphs)))
    for index, kind in (kinds or {}).items():
        article.paragraphs[index].kind = kind
    for stage in (Tokeniser(), Spotter(LEXICON), Awards(LEXICON)):
        stage.annotate([article])
    return article


def awards(*paragraphs: str) -> list[Award]:
    return read(*paragraphs).awards


def pairs(*paragraphs: str) -> set[tuple[str, str]]:
    return {(a.award, a.recipient) for a in awards(*paragraphs)}


def test_giver_award_and_recipient_of_an_active_sentence() -> None:
    (award,) = awards("Chủ tịch UBND tỉnh Lê Văn Mẫu vừa quyết định tặng Bằng khen cho 5 cá nhân vì đã cứu người bị nạn.")
    assert (award.award, award.award_code) == ("Bằng khen", "bang_khen")
    assert (award.recipient, award.count) == ("5 cá nhân", 5)
    assert award.giver.startswith("Chủ tịch UBND tỉnh")


def test_the_giver_of_a_passive_sentence_stands_between() -> None:
    (award,) = awards("Năm 2012, Công an huyện Sông Mẫu được Chủ tịch nước tặng thưởng Huân chương Chiến công hạng Ba.")
    assert (award.award, award.award_code) == ("Huân chương Chiến công hạng Ba", "huan_chuong_chien_cong_3")
    assert (award.recipient, award.giver) == ("Công an huyện Sông Mẫu", "Chủ tịch nước")


def test_the_giver_belongs_to_the_name_of_a_certificate() -> None:
    (award,) = awards("Trường Tiểu học Mẫu vinh dự đón nhận Bằng khen của Bộ trưởng Bộ Y tế vì nhiều đóng góp.")
    assert award.award == "Bằng khen của Bộ trưởng Bộ Y tế"
    assert (award.recipient, award.giver) == ("Trường Tiểu học Mẫu", "Bộ trưởng Bộ Y tế")


def test_each_counted_group_is_a_recipient() -> None:
    text = "Dịp này, Bộ Công an đã tặng Giấy khen cho 4 tập thể và 19 cá nhân có thành tích xuất sắc."
    assert {(a.recipient, a.count) for a in awards(text)} == {("4 tập thể", 4), ("19 cá nhân", 19)}


def test_counted_groups_before_the_verb() -> None:
    text = "Trong năm, toàn ngành đã có 6 tập thể và 8 cá nhân được tặng Huân chương Lao động hạng Nhì."
    assert {a.recipient for a in awards(text)} == {"6 tập thể", "8 cá nhân"}


@pytest.mark.parametrize(
    ("text", "classes"),
    [
        (
            "Đơn vị được tặng Huân chương Quân công hạng Nhất, hạng Nhì.",
            {"huan_chuong_quan_cong_1", "huan_chuong_quan_cong_2"},
        ),
        ("Đơn vị được tặng Huân chương Quân công hạng Nhất, Nhì, Ba.", {f"huan_chuong_quan_cong_{c}" for c in "123"}),
        ("Đơn vị được tặng Huân chương Quân công hạng Ba, 2 Cờ thi đua.", {"huan_chuong_quan_cong_3", "co_thi_dua"}),
        ("Đơn vị được tặng Huân chương Lao động hạng II.", {"huan_chuong_lao_dong_2"}),
    ],
)
def test_classes_of_an_order(text: str, classes: set[str]) -> None:
    assert {a.award_code for a in awards(text)} == classes


def test_a_list_after_a_colon_gives_one_record_a_member() -> None:
    text = (
        "3 cá nhân được tặng Bằng khen gồm: ông Trần Văn Thử, Trưởng phòng; bà Lê Thị Mẫu, Phó Trưởng phòng; ông Võ Văn Ví."
    )
    assert {a.recipient for a in awards(text)} == {"Trần Văn Thử", "Lê Thị Mẫu", "Võ Văn Ví"}


def test_a_list_runs_on_over_paragraphs_and_stands_for_its_group() -> None:
    found = pairs(
        "3 tập thể được tặng Giấy khen gồm:",
        "- Phòng Tham mưu;",
        "- Đội Cảnh sát giao thông;",
        "- Đội Hậu cần.",
        "Hội nghị bế mạc.",
    )
    assert found == {("Giấy khen", "Phòng Tham mưu"), ("Giấy khen", "Đội Cảnh sát giao thông"), ("Giấy khen", "Đội Hậu cần")}


def test_two_awards_share_their_recipient() -> None:
    text = "UBND tỉnh tặng bằng khen, tiền thưởng 20 triệu đồng cho Đội Tuần tra số 9 vì thành tích phá án."
    assert pairs(text) == {("bằng khen", "Đội Tuần tra số 9"), ("tiền thưởng 20 triệu đồng", "Đội Tuần tra số 9")}


@pytest.mark.parametrize(
    ("text", "award", "recipient"),
    [
        ("Giám đốc Công an tỉnh thưởng nóng 30 triệu đồng cho ban chuyên án.", "thưởng nóng 30 triệu đồng", "ban chuyên án"),
        ("Chủ tịch tỉnh gửi Thư khen các lực lượng tham gia cứu nạn.", "Thư khen", "các lực lượng tham gia cứu nạn"),
        ("Bộ trưởng gửi Thư khen, biểu dương Công an huyện Sông Mẫu.", "Thư khen", "Công an huyện Sông Mẫu"),
        ("Chủ tịch nước truy tặng Huân chương Dũng cảm cho anh Lý Văn Mẫu.", "Huân chương Dũng cảm", "anh Lý Văn Mẫu"),
        ("Đoàn trao Huy hiệu 60 năm tuổi Đảng cho bà Đỗ Thị Thử.", "Huy hiệu 60 năm tuổi Đảng", "bà Đỗ Thị Thử"),
        ("Anh Lý Văn Mẫu được phong tặng danh hiệu Anh hùng Lao động.", "Anh hùng Lao động", "Anh Lý Văn Mẫu"),
        (
            "Thành phố đón nhận Bằng xếp hạng di tích quốc gia đối với Đình Mẫu.",
            "Bằng xếp hạng di tích quốc gia",
            "Đình Mẫu",
        ),
    ],
)
def test_kinds_of_award(text: str, award: str, recipient: str) -> None:
    assert pairs(text) == {(award, recipient)}


@pytest.mark.parametrize(
    ("text", "award"),
    [
        (
            "Chủ tịch nước trao quyết định thăng quân hàm từ Đại tá lên Thiếu tướng cho ông Hồ Văn Thử.",
            "thăng quân hàm từ Đại tá lên Thiếu tướng",
        ),
        ("Ông Hồ Văn Thử được phong hàm Trung tướng.", "phong hàm Trung tướng"),
        (
            "Bộ trưởng quyết định thăng cấp bậc hàm cho ông Hồ Văn Thử từ Trung tá lên Thượng tá.",
            "thăng cấp bậc hàm từ Trung tá lên Thượng tá",
        ),
    ],
)
def test_promotion_in_rank(text: str, award: str) -> None:
    (found,) = awards(text)
    assert found.award == award
    assert "Hồ Văn Thử" in found.recipient


@pytest.mark.parametrize(
    "text",
    [
        "UBND tỉnh đề nghị Chủ tịch nước tặng Huân chương Lao động hạng Ba cho huyện Sông Mẫu.",
        "Cá nhân đạt giải sẽ được tặng Bằng khen của Bộ trưởng.",
        "Theo quy định, người được tặng Huân chương Lao động hạng Ba được thưởng một lần.",
        "Đoàn đã thăm, tặng quà cho các Bà mẹ Việt Nam Anh hùng trên địa bàn.",
        "Kế toán hạch toán tiền thưởng 5 triệu đồng cho nhân viên.",
        "Câu lạc bộ thưởng nóng 1 tỷ đồng cho cầu thủ sau trận đấu.",
        "Mô hình này phát huy hiệu quả tại nhiều xã.",
        "Ông từng được tặng nhiều huân chương cao quý.",
    ],
)
def test_what_is_not_a_conferral(text: str) -> None:
    assert awards(text) == []


def test_a_verb_of_conferral_may_end_the_text() -> None:
    (award,) = awards("Chủ tịch tỉnh Sông Mẫu thưởng nóng")
    assert (award.award, award.recipient) == ("thưởng nóng", "")


def test_one_record_where_the_article_repeats_an_award() -> None:
    found = awards(
        "Bộ trưởng Bộ Công an vừa tặng Bằng khen cho Công an xã Mẫu.",
        "Trước đó, Công an xã Mẫu được Bộ trưởng Bộ Công an tặng Bằng khen.",
    )
    assert [a.recipient for a in found] == ["Công an xã Mẫu"]


def test_a_group_is_left_out_when_all_its_members_are_named() -> None:
    found = pairs(
        "Chủ tịch tỉnh vừa tặng Bằng khen cho 2 cá nhân có thành tích cứu người.",
        "2 cá nhân được tặng Bằng khen gồm: ông Trần Văn Thử; bà Lê Thị Mẫu.",
    )
    assert {r for _, r in found} == {"Trần Văn Thử", "Lê Thị Mẫu"}


def test_two_givers_are_two_awards() -> None:
    text = [
        "Bộ Quốc phòng tặng bằng khen cho Đồn Biên phòng Mẫu.",
        "UBND tỉnh Sông Mẫu tặng bằng khen cho Đồn Biên phòng Mẫu.",
    ]
    assert len(awards(*text)) == 2


def test_headings_and_repeating_captions_give_no_record() -> None:
    article = read(
        "Tặng Giấy khen cho Đội Tuần tra",
        "Chi cục trưởng tặng Giấy khen cho Đội Tuần tra số 9.",
        "Lãnh đạo trao Giấy khen cho các chiến sĩ.",
        kinds={0: "heading", 2: "caption"},
    )
    assert [(a.para, a.recipient) for a in article.awards] == [(1, "Đội Tuần tra số 9")]


def test_offsets_and_mentions_lead_to_the_evidence() -> None:
    article = read("Mở đầu.", "Chủ tịch nước tặng Huân chương Dũng cảm cho anh Lý Văn Mẫu.")
    (award,) = article.awards
    assert article.text[award.start : award.end] == award.award
    assert [(m.start, m.end, m.label) for m in article.mentions] == [(award.start, award.end, "AWARD")]
    assert award.para == 1


def test_every_code_of_the_lexicon_has_one_kind_and_a_current_source() -> None:
    kinds: dict[str, set[str]] = {}
    for entry in LEXICON.forms("award"):
        kinds.setdefault(entry["code"], set()).add(entry["kind"])
    assert all(len(k) == 1 for k in kinds.values())
    for code in ("huan_chuong_sao_vang", "huan_chuong_dai_doan_ket_dan_toc", "ba_me_vnah", "nghe_si_uu_tu"):
        assert next(e for e in LEXICON.forms("award") if e["code"] == code)["law"].startswith("Luật")


PIECES = st.sampled_from(
    [
        *(
            "tặng",
            "được",
            "Bằng khen",
            "cho",
            "Huân chương Lao động",
            "hạng",
            "Nhất",
            "gồm",
            "3",
            "cá nhân",
            "của",
            "Bộ trưởng",
        ),
        *("và", "thăng hàm", "Đại tá", "lên", "thưởng", "50", "triệu", "đồng", "Trần Văn Thử"),
        *(",", ";", ":", "(", ")", ".", "“", "”", "–"),
    ]
)


@settings(max_examples=200)
@given(st.lists(PIECES, max_size=30).map(" ".join), st.lists(PIECES, max_size=12).map(" ".join))
def test_any_text_is_read_and_strings_are_of_the_text(first: str, second: str) -> None:
    article = read(first, second)
    for award in article.awards:
        paragraph = article.paragraphs[award.para]
        assert paragraph.start <= award.start < award.end <= paragraph.end
        assert award.recipient in article.text
        assert award.giver in article.text
        assert all(t in article.text for t in award.award.split())


@pytest.mark.parametrize(
    ("text", "award", "recipient"),
    [
        (
            "Nhằm động viên kịp thời, Tổng cục Hải quan đã tặng Giấy khen cho Cục Thuế tỉnh Sông Mẫu.",
            "Giấy khen",
            "Cục Thuế tỉnh Sông Mẫu",
        ),
        ("Trong chương trình, Bộ trưởng trao Bằng khen cho Đội Cứu hộ số 2.", "Bằng khen", "Đội Cứu hộ số 2"),
        (
            "Đình làng Mẫu được Bộ Văn hoá công nhận là di tích lịch sử cấp quốc gia.",
            "di tích lịch sử cấp quốc gia",
            "Đình làng Mẫu",
        ),
        ("Năm 2018, Đền Mẫu được xếp hạng di tích quốc gia đặc biệt.", "xếp hạng di tích quốc gia đặc biệt", "Đền Mẫu"),
        (
            "Công lao của bà được ghi nhận bằng Huân chương Lao động hạng Nhì.",
            "Huân chương Lao động hạng Nhì",
            "Công lao của bà",
        ),
        ("Trung đoàn 95 ba lần được tuyên dương Anh hùng LLVTND.", "Anh hùng LLVTND", "Trung đoàn 95"),
        ("Thủ tướng vừa có Thư khen gửi Công an huyện Sông Mẫu.", "Thư khen", "Công an huyện Sông Mẫu"),
        ("UBND huyện thưởng nóng Công an xã Mẫu 5 triệu đồng.", "thưởng nóng 5 triệu đồng", "Công an xã Mẫu"),
        ("Tỉnh Sông Mẫu đã khen thưởng em Lê Thị Bưởi.", "khen thưởng", "em Lê Thị Bưởi"),
    ],
)
def test_constructions_of_the_press(text: str, award: str, recipient: str) -> None:
    assert (award, recipient) in pairs(text)


@pytest.mark.parametrize(
    "text",
    [
        "Công tác thi đua, khen thưởng được quan tâm.",
        "Ca sĩ được trao danh hiệu “Giọng hát vàng” của khán giả.",
        "Nếu đủ điều kiện, đơn vị được tặng Cờ thi đua.",
        "Theo nghị định, tập thể được tặng Bằng khen.",
    ],
)
def test_what_only_looks_like_an_award(text: str) -> None:
    assert awards(text) == []


def test_bodies_of_one_kind_are_told_apart() -> None:
    found = pairs(
        "Bộ trưởng tặng Bằng khen cho các đơn vị: Công an tỉnh Sông Mẫu; Công an tỉnh Núi Mẫu; Công an tỉnh Biển Mẫu."
    )
    assert {r for _, r in found} == {"Công an tỉnh Sông Mẫu", "Công an tỉnh Núi Mẫu", "Công an tỉnh Biển Mẫu"}


def test_a_bare_commendation_gives_way_to_the_award_that_the_article_names() -> None:
    found = awards(
        "Tỉnh khen thưởng các lực lượng phá án M12.", "UBND tỉnh Sông Mẫu đã tặng Bằng khen cho Công an huyện Mẫu."
    )
    assert [a.award for a in found] == ["Bằng khen"]


def test_one_verb_one_subject_for_all_its_awards() -> None:
    found = pairs(
        "Quỹ Mẫu được trao Huân chương Lao động hạng Nhất, Hội Mẫu được trao Huân chương Lao động hạng Nhì và Bằng khen."
    )
    assert ("Bằng khen", "Hội Mẫu") in found and ("Huân chương Lao động hạng Nhất", "Quỹ Mẫu") in found


def calls(text: str) -> int:
    article = Article.from_source(SourceArticle([text]))
    for stage in (Tokeniser(), Spotter(LEXICON)):
        stage.annotate([article])
    stage = Awards(LEXICON)
    return calls_of(lambda: stage.annotate([article]))


@pytest.mark.parametrize(
    "piece",
    ["bằng khen ", "tặng bằng khen cho A, ", "thưởng 5 triệu đồng ", "thăng hàm Đại tá ", "Giấy khen: A; ", "trong đó có "],
)
def test_work_grows_with_the_text_and_no_faster(piece: str) -> None:
    small, large = calls(piece * 600), calls(piece * 2400)
    assert large < 5 * small


def with_people(text: str, *names: str) -> set[tuple[str, str]]:
    """Read a sentence in which these names of people are known."""
    article = Article.from_source(SourceArticle([text]))
    for stage in (Tokeniser(), Spotter(LEXICON)):
        stage.annotate([article])
    tokens = article.tokens
    for name in names:
        start = text.index(name)
        first = tokens.start.index(start)
        article.mentions.append(article.mention_of(0, first, tokens.end.index(start + len(name)) + 1, "PERSON"))
    Awards(LEXICON).annotate([article])
    return {(a.award, a.recipient) for a in article.awards}


def test_each_person_is_a_recipient_offices_are_not() -> None:
    text = "UBND tỉnh tặng Bằng khen cho Thiếu tá Lò Văn Mẫu, Trưởng phòng Kho bãi, và bà Trần Thị Thử."
    found = with_people(text, "Lò Văn Mẫu", "Trần Thị Thử")
    assert len(found) == 2
    assert {"Lò Văn Mẫu" in r or "Trần Thị Thử" in r for _, r in found} == {True}


def test_bodies_of_one_phrase_stay_one_party() -> None:
    text = "UBND tỉnh tặng Bằng khen cho Phòng Kho bãi và Đội Cầu cảng vì đã hoàn thành nhiệm vụ."
    assert {r for _, r in pairs(text)} == {"Phòng Kho bãi và Đội Cầu cảng"}


def test_counted_groups_with_a_comma_before_the_verb() -> None:
    text = "Dịp này, 15 tập thể, 27 cá nhân được UBND tỉnh Mẫu Sơn tặng Bằng khen."
    assert {r for _, r in pairs(text)} == {"15 tập thể", "27 cá nhân"}


def test_members_named_after_a_semicolon_belong_to_the_other_award() -> None:
    text = "Đội Một được nhận Cờ thi đua; 2 tập thể và 9 cá nhân được tặng Giấy khen, trong đó có chị Lò Thị Thử."
    found = with_people(text, "Lò Thị Thử")
    assert ("Cờ thi đua", "Đội Một") in found
    assert not any("Cờ" in award and "Thử" in recipient for award, recipient in found)


def test_what_a_named_member_is_makes_no_recipient() -> None:
    text = "Hội tặng Giấy khen cho 5 cá nhân, trong đó có thầy Trần Văn Thử, Hiệu trưởng Trường Mẫu."
    assert not any(r.startswith("Hiệu trưởng") for _, r in with_people(text, "Trần Văn Thử"))


def test_the_recipient_of_an_order_after_the_one_who_confers_it() -> None:
    text = "Thượng tướng Lê Thử trao Huân chương Chiến công hạng Ba của Chủ tịch nước tặng Tiểu đoàn Cầu phà 9."
    assert pairs(text) == {("Huân chương Chiến công hạng Ba", "Tiểu đoàn Cầu phà 9")}


@pytest.mark.parametrize(
    "text",
    [
        "UBND huyện tặng bức trướng cho Trung đoàn Mẫu 5.",
        "Phái bộ đã tặng Huy chương Vì sự nghiệp gìn giữ hòa bình cho 63 cán bộ.",
        "Chị Lò Thị Thử 4 năm liền là Chiến sĩ thi đua cơ sở.",
    ],
)
def test_banners_medals_of_missions_and_titles_held_for_years(text: str) -> None:
    assert len(awards(text)) == 1


def test_a_name_in_quotes_does_not_open_another_quotation() -> None:
    text = "2 phòng được Bộ Công an tặng danh hiệu “Đơn vị Quyết thắng”; 31 cá nhân đạt danh hiệu “Chiến sĩ thi đua cơ sở”."
    assert pairs(text) == {("Đơn vị Quyết thắng", "2 phòng"), ("Chiến sĩ thi đua cơ sở", "31 cá nhân")}


def test_a_letter_goes_straight_to_its_recipient() -> None:
    text = "Thứ trưởng Bộ Công an gửi Thư khen Công an tỉnh Sông Mẫu vì phá nhanh vụ án."
    assert pairs(text) == {("Thư khen", "Công an tỉnh Sông Mẫu")}


def test_a_secretary_who_praises_writes_no_letter() -> None:
    assert not awards("Thay mặt Ban Bí thư biểu dương thành tích của Đảng bộ, đồng chí Tạ Kim Mẫu chúc mừng đại hội.")


def test_what_is_won_may_be_the_subject() -> None:
    article = read(
        "Tại hội thi của Công an tỉnh Sông Mẫu, giải Nhất thuộc về Công an huyện Đá Trắng; giải Nhì thuộc về Phòng Hậu cần."
    )
    article.mentions.append(Mention(0, 16, 37, "UNIT", first_token=4, last_token=9))
    Awards(LEXICON).annotate([article])
    found = {(a.award, a.recipient) for a in article.awards}
    assert found == {("giải Nhất", "Công an huyện Đá Trắng"), ("giải Nhì", "Phòng Hậu cần")}


def test_the_number_of_the_next_award_is_no_part_of_a_recipient() -> None:
    text = "Bộ Công an tặng 1 Cờ thi đua cho Công an huyện Đá Trắng, 2 Bằng khen cho Phòng Hậu cần."
    assert pairs(text) == {("Cờ thi đua", "Công an huyện Đá Trắng"), ("Bằng khen", "Phòng Hậu cần")}


def test_a_name_may_hold_a_word_of_time() -> None:
    text = "Chủ tịch nước truy tặng Huân chương Dũng cảm cho Thiếu uý Lò Văn Sáng."
    assert pairs(text) == {("Huân chương Dũng cảm", "Thiếu uý Lò Văn Sáng")}


def test_members_told_after_their_number_are_recipients_each() -> None:
    text = "Chủ tịch UBND tỉnh tặng Bằng khen cho 3 tập thể: Phòng Hậu cần, Công an huyện Đá Trắng, Đồn Biên phòng Suối Mơ."
    assert {a.recipient for a in awards(text)} == {"Phòng Hậu cần", "Công an huyện Đá Trắng", "Đồn Biên phòng Suối Mơ"}


def test_a_numbered_list_ends_where_the_numbers_end() -> None:
    found = pairs(
        "Chủ tịch UBND tỉnh tặng Bằng khen cho các tập thể sau:",
        "1. Phòng Hậu cần",
        "2. Công an huyện Đá Trắng",
        "Lễ trao diễn ra sáng 5/6 tại Sông Mẫu.",
    )
    assert found == {("Bằng khen", "Phòng Hậu cần"), ("Bằng khen", "Công an huyện Đá Trắng")}


def test_a_sum_may_stand_before_the_word_of_reward() -> None:
    text = "Chủ tịch UBND huyện tặng Giấy khen kèm 10 triệu đồng tiền thưởng cho Công an xã Đá Trắng."
    assert ("10 triệu đồng tiền thưởng", "Công an xã Đá Trắng") in pairs(text)


def test_mothers_who_are_cared_for_receive_no_title() -> None:
    assert not awards("Đơn vị xây tặng 26 nhà tình nghĩa, phụng dưỡng suốt đời 5 Bà mẹ Việt Nam Anh hùng.")


@pytest.mark.parametrize(
    ("text", "recipient"),
    [
        ("Còn chị Hà Mỹ Mẫu được Chủ tịch UBND tỉnh tặng Bằng khen.", "chị Hà Mỹ Mẫu"),
        ("Mới đây Công an xã Đá Trắng được Bộ Công an tặng Bằng khen.", "Công an xã Đá Trắng"),
        ("Anh 7 năm liền là Chiến sĩ thi đua cơ sở.", "Anh"),
    ],
)
def test_words_that_open_a_sentence_are_cut_off_the_recipient(text: str, recipient: str) -> None:
    assert [a.recipient for a in awards(text)] == [recipient]
