"""Reviews of police, army, customs and Party bodies, read as a careful reader would. All bodies "
"and figures are invented."""

from __future__ import annotations

import pytest

from baochi.article import Article, SourceArticle
from baochi.lexicon import Lexicon
from baochi.pipeline import STAGES, prepare
from baochi.records import Quantity


def extract(*paragraphs: str) -> Article:
    article = Article.from_source(SourceArticle(list(paragraphs)))
    lexicon = Lexicon.load()
    prepare([article], lexicon)
    STAGES["units"](lexicon).annotate([article])
    for paragraph in article.paragraphs:
        paragraph.kind = "body"
    for name in ("periods", "quantities"):
        STAGES[name](lexicon).annotate([article])
    return article


def only(article: Article, value: float) -> Quantity:
    [quantity] = [q for q in article.quantities if q.value == value]
    return quantity


def values(article: Article) -> list[float]:
    return [q.value for q in article.quantities]


# ---------------------------------------------------------------------- periods
def test_the_period_of_a_comparison_is_nobodys_and_is_not_carried_on() -> None:
    article = extract(
        "Năm 2018, Công an tỉnh Sơn Mẫu bắt giữ 340 đối tượng. Toàn lực lượng tiết kiệm 12 tỷ đồng, "
        "tăng 4,5% so với năm 2017.",
        "Công an tỉnh Sơn Mẫu đã thu giữ 7 kg heroin, giảm 3% so với kết quả của 6 tháng đầu năm 2016.",
        "Phòng Cảnh sát giao thông xử lý 950 trường hợp vi phạm.",
    )
    assert [(q.value, q.period) for q in article.quantities] == [
        (340, "Năm 2018"),
        (12, "Năm 2018"),
        (7, "Năm 2018"),
        (950, "Năm 2018"),
    ]


def test_last_year_in_a_comparison_is_no_period() -> None:
    article = extract(
        "Từ đầu năm đến nay, Chi cục Hải quan Sơn Mẫu đã bắt giữ 27 vụ vi phạm, tăng 8 vụ so với cùng kỳ năm trước; "
        "thu nộp ngân sách 640 triệu đồng."
    )
    assert {q.period for q in article.quantities} == {"Từ đầu năm đến nay"}
    assert only(article, 27).change_absolute == 8


def test_each_part_of_a_sentence_has_its_own_period() -> None:
    article = extract(
        "Nhiệm kỳ qua, Đảng bộ huyện Mẫu Khê đã kết nạp 512 đảng viên; thu ngân sách năm 2019 đạt 74 tỷ đồng, "
        "tăng gần 3 lần so với năm 2015."
    )
    assert [(q.value, q.period) for q in article.quantities] == [(512, "Nhiệm kỳ qua"), (74, "năm 2019")]
    assert (only(article, 74).change_direction, only(article, 74).change_percent) == ("up", 200)


def test_a_year_after_trong_is_a_period() -> None:
    article = extract("Ngày 4/5, hai bên hội đàm. Trong năm 2021, Cục Hải quan Sơn Mẫu đã bắt giữ 19 vụ buôn lậu.")
    assert only(article, 19).period == "năm 2021"


# ---------------------------------------------------------------------- numbers
def test_a_part_of_a_whole_has_the_value_of_the_part() -> None:
    article = extract(
        "Công an tỉnh Sơn Mẫu đã điều tra, khám phá 215/248 vụ phạm pháp hình sự, đạt tỷ lệ 86,7%, bắt 390 đối tượng."
    )
    assert values(article) == [215, 86.7, 390]
    assert (only(article, 215).unit, only(article, 215).measure) == ("vụ", "vụ phạm pháp hình sự")
    assert only(article, 215).quote == "điều tra, khám phá 215/248 vụ phạm pháp hình sự"
    assert only(article, 86.7).measure == "tỷ lệ"


@pytest.mark.parametrize("text", ["Ngày 5/6 vụ án được khởi tố.", "Số 12/15 tổ 3, phường Mẫu.", "Văn bản 215/248/CV."])
def test_dates_and_codes_are_no_parts_of_a_whole(text: str) -> None:
    assert extract(text).quantities == []


def test_longer_words_do_not_make_a_number_a_name() -> None:
    article = extract(
        "Năm 2020, Công an tỉnh Sơn Mẫu lập biên bản 3.270 trường hợp vi phạm, trong đó 842 trường "
        "hợp vi phạm nồng độ cồn; "
        "cấp 15.200 thẻ căn cước; thi hành kỷ luật 12 đảng viên."
    )
    assert values(article) == [3270, 842, 15200, 12]


def test_the_first_of_two_values_is_the_base_of_a_change() -> None:
    article = extract(
        "Nhiệm kỳ 2015-2020, Đảng bộ huyện Mẫu Khê đã kết nạp 512 đảng viên, đạt 104% chỉ tiêu; tỷ "
        "lệ hộ nghèo giảm từ 21,5% "
        "xuống còn 9,2%."
    )
    rate = only(article, 9.2)
    assert values(article) == [512, 104, 9.2]
    assert (rate.measure, rate.change_direction, rate.change_absolute) == ("tỷ lệ hộ nghèo", "down", 12.3)
    assert rate.quote == "tỷ lệ hộ nghèo giảm từ 21,5% xuống còn 9,2%"


# ---------------------------------------------------------------------- actors
def test_the_subject_of_the_clause_acts() -> None:
    article = extract(
        "Công an tỉnh Sơn Mẫu đã khởi tố 45 vụ. Cảnh sát giao thông xử lý 8.310 trường hợp vi phạm, "
        "phạt tiền 6,4 tỷ đồng. "
        "Lực lượng Cảnh sát hình sự bắt 58 đối tượng. Các địa phương đã di dời 320 hộ."
    )
    assert [(q.value, q.actor) for q in article.quantities] == [
        (45, "Công an tỉnh Sơn Mẫu"),
        (8310, "Cảnh sát giao thông"),
        (6.4, "Cảnh sát giao thông"),
        (58, "Lực lượng Cảnh sát hình sự"),
        (320, "Các địa phương"),
    ]


def test_a_word_that_stands_for_a_body_names_it() -> None:
    article = extract(
        "Thiếu tá Hà Mẫu Sơn, Đồn trưởng Đồn Biên phòng Nậm Mẫu, cho biết từ tháng 4/2020 đến nay, "
        "đơn vị đã phát hiện 98 người "
        "nhập cảnh trái phép.",
        "Cùng với đó, đơn vị tuyên truyền cho 4.500 lượt người.",
    )
    assert {q.actor for q in article.quantities} == {"Đồn Biên phòng Nậm Mẫu"}


def test_a_school_or_branch_is_the_one_named_before() -> None:
    article = extract(
        "Ngày 1/11, Trường Nghiệp vụ Hải quan mở lớp tại Chi cục Hải quan Sơn Mẫu. "
        "Từ đầu năm đến nay, nhà trường đã mở 33 lớp, bồi dưỡng 1.912 lượt công chức, vượt 11% kế hoạch."
    )
    assert {q.actor for q in article.quantities} == {"Trường Nghiệp vụ Hải quan"}
    assert only(article, 1912).change_direction == ""


def test_a_road_does_not_act() -> None:
    article = extract("Công an tỉnh Sơn Mẫu ôn lại chặng đường 59 năm xây dựng. Năm qua, đơn vị đã bắt giữ 318 đối tượng.")
    assert only(article, 318).actor == "Công an tỉnh Sơn Mẫu"


def test_a_team_of_a_named_body_keeps_its_name() -> None:
    article = extract("Tổ công tác của Đội Kiểm soát Hải quan Sơn Mẫu đã thu giữ 1.200 bao thuốc lá nhập lậu.")
    assert only(article, 1200).actor == "Tổ công tác của Đội Kiểm soát Hải quan Sơn Mẫu"


# ---------------------------------------------------------------------- quotes
@pytest.mark.parametrize(
    ("text", "value", "quote"),
    [
        ("Công an tỉnh Sơn Mẫu đã cấp phát 1.450 xe mô tô.", 1450, "cấp phát 1.450 xe mô tô"),
        (
            "Công an tỉnh Sơn Mẫu thu giữ 500 viên ma tuý tổng hợp và 2 khẩu súng.",
            2,
            "thu giữ 500 viên ma tuý tổng hợp và 2 khẩu súng",
        ),
        ("Chi cục Hải quan Sơn Mẫu phát hiện, bắt giữ 37 vụ vi phạm.", 37, "phát hiện, bắt giữ 37 vụ vi phạm"),
        ("Công an huyện Mẫu Khê kết nạp 42 đảng viên, đạt 105% chỉ tiêu.", 105, "đạt 105% chỉ tiêu"),
        ("Bộ đội Sơn Mẫu đã cứu 18 người bị nước cuốn, sửa chữa 60 ngôi nhà.", 18, "cứu 18 người"),
        ("Trung đoàn 915 đã sửa chữa 60 ngôi nhà, tháo nước 9 km kênh mương.", 9, "tháo nước 9 km kênh mương"),
    ],
)
def test_a_quote_begins_at_the_verb_that_governs(text: str, value: float, quote: str) -> None:
    assert only(extract(text), value).quote == quote


def test_the_counter_is_the_unit_and_the_thing_the_measure() -> None:
    article = extract("Công an tỉnh Sơn Mẫu thu giữ 6 khẩu súng, 40 viên đạn; tặng 120 suất quà cho hộ nghèo.")
    assert [(q.unit, q.measure) for q in article.quantities] == [("khẩu", "súng"), ("viên", "đạn"), ("suất", "quà")]


# ---------------------------------------------------------------------- no results
@pytest.mark.parametrize(
    "text",
    [
        "Công trình có tổng mức đầu tư 52 tỷ đồng, gồm nhà làm việc 4 tầng, nhà ở cho 60 cán bộ, gara cho 8 xe.",
        "Trung đoàn 915 đã huy động 320 cán bộ, chiến sĩ và 14 xe tham gia cứu hộ.",
        "Những ngày qua, hơn 400 chiến sĩ Trung đoàn 915 dầm mình trong nước lũ giúp người dân dọn bùn.",
    ],
)
def test_costs_capacity_and_staff_sent_are_no_results(text: str) -> None:
    assert extract(text).quantities == []


# ---------------------------------------------------------------------- whole reports
def test_a_police_review() -> None:
    article = extract(
        "Sáu tháng đầu năm 2020, Công an tỉnh Mường Giang đã tiếp nhận 1.306 tin báo, tố giác tội "
        "phạm, giải quyết 1.214 tin.",
        "Lực lượng Cảnh sát hình sự khám phá 318/352 vụ phạm pháp hình sự, bắt 540 đối tượng, giảm "
        "7,4% so với cùng kỳ năm 2019.",
        "Cảnh sát giao thông lập biên bản 8.930 trường hợp vi phạm, trong đó 1.120 trường hợp vi phạm nồng độ cồn, "
        "phạt tiền hơn 11,6 tỷ đồng, tước 640 giấy phép lái xe. Toàn tỉnh xảy ra 96 vụ tai nạn giao "
        "thông, làm chết 41 người.",
    )
    assert values(article) == [1306, 1214, 318, 540, 8930, 1120, 11.6, 640]
    assert {q.period for q in article.quantities} == {"Sáu tháng đầu năm 2020"}
    assert [q.actor for q in article.quantities[2:5]] == ["Lực lượng Cảnh sát hình sự"] * 2 + ["Cảnh sát giao thông"]
    assert (only(article, 540).change_direction, only(article, 540).change_percent) == ("down", 7.4)


def test_an_army_report_of_a_flood() -> None:
    article = extract(
        "Thiếu tá Hà Mẫu Sơn, Phó Trung đoàn trưởng Trung đoàn 915, cho biết từ ngày 8 đến 12/10, "
        "đơn vị đã sơ tán 642 hộ với "
        "2.310 người đến nơi an toàn, cứu 18 người bị nước cuốn, tiếp tế 45 tấn hàng cứu trợ.",
    )
    assert [(q.value, q.actor) for q in article.quantities] == [(v, "Trung đoàn 915") for v in (642, 2310, 18, 45)]
    assert {q.period for q in article.quantities} == {"từ ngày 8 đến 12/10"}
    assert only(article, 45).quote == "tiếp tế 45 tấn hàng cứu trợ"


def test_a_customs_report() -> None:
    article = extract(
        "Năm 2021, Cục Hải quan tỉnh Sơn Mẫu làm thủ tục cho 214.500 tờ khai, tăng 8,2% so với năm "
        "2020; kim ngạch xuất nhập khẩu "
        "đạt 6,2 tỷ USD, tăng gần 1,5 lần so với năm 2020. Số thu nộp ngân sách đạt 3.120 tỷ đồng, bằng 112% dự toán.",
        "Cục đã phát hiện, bắt giữ, xử lý 164 vụ vi phạm, giảm 21 vụ so với năm 2020; khởi tố 3 vụ.",
    )
    assert values(article) == [214500, 6.2, 3120, 112, 164, 3]
    assert {(q.actor, q.period) for q in article.quantities} == {("Cục Hải quan tỉnh Sơn Mẫu", "Năm 2021")}
    assert only(article, 6.2).quote == "kim ngạch xuất nhập khẩu đạt 6,2 tỷ USD"
    assert (only(article, 164).change_direction, only(article, 164).change_absolute) == ("down", 21)


def test_the_adverbs_of_a_verb_are_no_part_of_its_subject() -> None:
    for adverb in ("đồng loạt", "bất ngờ", "trực tiếp", "khẩn trương", "tiến hành"):
        article = extract(f"Đoàn kiểm tra liên ngành {adverb} kiểm tra 12 cơ sở kinh doanh, thu giữ 340 kg thịt đông lạnh.")
        assert only(article, 340).actor == "Đoàn kiểm tra liên ngành", adverb


def test_who_acted_in_the_sentence_before_goes_on_acting() -> None:
    article = extract(
        "Công an tỉnh Sơn Mẫu vừa tổng kết đợt cao điểm. Lực lượng phá án đã bắt giữ 5 đối tượng. "
        "Tiếp tục khám xét, thu giữ 48 bánh heroin."
    )
    assert only(article, 48).actor == "Lực lượng phá án"


def test_soldiers_without_more_stand_for_the_body_named_before() -> None:
    article = extract("Trung đoàn 918 đóng quân ở xã Nà Mẻ. Năm qua, bộ đội đã sửa chữa 37 ngôi nhà cho nhân dân.")
    assert only(article, 37).actor == "Trung đoàn 918"


def test_of_bodies_named_equally_often_the_one_that_acts_is_the_actor() -> None:
    article = extract(
        "Hội nghị có Công an huyện Đá Rêu dự. Công an tỉnh Sơn Mẫu đã ra quân từ đầu tháng.",
        "Kết quả, thu giữ 45 kg pháo nổ.",
    )
    assert only(article, 45).actor == "Công an tỉnh Sơn Mẫu"


def test_what_one_piece_holds_is_no_count() -> None:
    article = extract("Chi cục Hải quan Sơn Mẫu thu giữ 640 bao thuốc lá (20 điếu/bao) và 85 lọ nước hoa 50 ml/lọ.")
    assert {640, 85} <= set(values(article))
    assert not {20, 50} & set(values(article))


def test_a_session_with_a_roman_number_is_no_count() -> None:
    article = extract("Đảng ủy Công an tỉnh Sơn Mẫu đã tổ chức quán triệt Nghị quyết Trung ương 4 khóa XII.")
    assert 4 not in values(article)


def test_cigarettes_are_counted_by_the_piece() -> None:
    result = only(extract("Công an tỉnh Sơn Mẫu đã thu giữ 8.070 điếu thuốc lá điện tử."), 8070)
    assert (result.unit, result.measure) == ("điếu", "thuốc lá điện tử")


def test_the_noun_after_an_amount_of_money_says_what_money_it_is() -> None:
    result = only(extract("Cục Thuế tỉnh Sơn Mẫu đã thu hồi vào ngân sách 64 tỷ đồng tiền nợ thuế."), 64)
    assert result.measure == "tiền nợ thuế"


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Thu ngân sách của Cục Hải quan Sơn Mẫu được giao năm 2021 là 4.100 tỷ đồng.", "target"),
        ("Năm 2021, Cục Hải quan Sơn Mẫu thu ngân sách 4.100 tỷ đồng.", "result"),
        ("Năm 2021, Cục Hải quan Sơn Mẫu thu ngân sách vượt chỉ tiêu được giao 4.100 tỷ đồng.", "result"),
    ],
)
def test_what_was_assigned_is_a_target_and_what_goes_beyond_it_a_result(text: str, status: str) -> None:
    assert only(extract(text), 4100).status == status


def test_a_parcel_is_named_whole() -> None:
    result = only(extract("Chi cục Hải quan Sơn Mẫu phát hiện, thu giữ 14 bưu kiện chứa ma tuý."), 14)
    assert result.unit == "bưu kiện"


def test_a_dose_of_medicine_is_no_result() -> None:
    article = extract("Công an tỉnh Sơn Mẫu xác định ông Tạ Văn Mốc được tiêm thuốc an thần 10 mg trước khi ngất.")
    assert 10 not in values(article)
