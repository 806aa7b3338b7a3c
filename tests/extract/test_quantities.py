"""Reported results: what is one, what is none, and what its slots hold. All people, bodies and cases are invented."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baochi.article import Article, SourceArticle
from baochi.lexicon import Lexicon
from baochi.pipeline import STAGES, prepare
from baochi.records import Quantity
from measure import calls_of


def extract(*paragraphs: str, title: str = "", published: dt.date | None = None, kinds: tuple[str, ...] = ()) -> Article:
    article = Article.from_source(SourceArticle(list(paragraphs), title=title, published=published))
    lexicon = Lexicon.load()
    prepare([article], lexicon)
    for name in ("segmenter", "units"):
        STAGES[name](lexicon).annotate([article])
    for paragraph in article.paragraphs:
        paragraph.kind = "body"
    for paragraph, kind in zip(article.paragraphs, kinds, strict=False):
        paragraph.kind = kind
    for name in ("periods", "quantities"):
        STAGES[name](lexicon).annotate([article])
    return article


def pairs(article: Article) -> list[tuple[float, str]]:
    return [(q.value, q.unit) for q in article.quantities]


def only(article: Article, value: float) -> Quantity:
    [quantity] = [q for q in article.quantities if q.value == value]
    return quantity


POLICE = (
    "Trong 6 tháng đầu năm 2018, Công an tỉnh Sơn Mẫu đã phát hiện 1.215 vụ phạm pháp hình sự, bắt giữ 1.775 đối tượng; "
    "thu giữ 35 kg heroin, gần 1,6 tấn cần sa và 85.000 viên ma tuý tổng hợp."
)


def test_coordinated_list_shares_verb_and_actor() -> None:
    article = extract(POLICE)
    assert pairs(article) == [(1215, "vụ"), (1775, "đối tượng"), (35, "kg"), (1.6, "tấn"), (85000, "viên")]
    assert [q.measure for q in article.quantities] == [
        "vụ phạm pháp hình sự",
        "đối tượng",
        "heroin",
        "cần sa",
        "ma tuý tổng hợp",
    ]
    assert {q.actor for q in article.quantities} == {"Công an tỉnh Sơn Mẫu"}
    assert [q.qualifier for q in article.quantities] == ["exact", "exact", "exact", "nearly", "exact"]
    assert only(article, 35).quote == "thu giữ 35 kg heroin"


def test_period_is_resolved() -> None:
    quantity = extract(POLICE).quantities[0]
    assert quantity.period == "6 tháng đầu năm 2018"
    assert (quantity.period_start, quantity.period_end) == (dt.date(2018, 1, 1), dt.date(2018, 6, 30))
    dated = extract("Quý I, Công an huyện Mẫu Sơn đã bắt giữ 12 đối tượng trộm cắp.", published=dt.date(2019, 4, 9))
    assert dated.quantities[0].period_end == dt.date(2019, 3, 31)


def test_every_record_points_at_its_evidence() -> None:
    article = extract("Mở đầu.", POLICE)
    for quantity in article.quantities:
        assert article.text[quantity.start : quantity.end] == quantity.quote
        assert quantity.para == 1
        assert quantity.measure in article.text
        assert quantity.unit in article.text
    mentions = [m for m in article.mentions if m.label == "QUANTITY"]
    assert len(mentions) == len(article.quantities)


def test_change_against_another_period() -> None:
    article = extract(
        "Năm 2019, Cục Hải quan Sơn Mẫu đã phát hiện, xử lý 250 vụ buôn lậu (tăng 12,5% so với cùng kỳ năm 2018), "
        "thu nộp ngân sách 1.450 tỷ đồng, bằng 97% cùng kỳ năm trước."
    )
    cases, revenue = only(article, 250), only(article, 1450)
    assert (cases.change_direction, cases.change_percent) == ("up", 12.5)
    assert (revenue.unit, revenue.change_direction, revenue.change_percent) == ("tỷ đồng", "down", 3)
    assert 12.5 not in [q.value for q in article.quantities]


def test_absolute_change_with_percent() -> None:
    article = extract(
        "Trong năm 2019, Công an tỉnh Sơn Mẫu đã khám phá 320 vụ án, giảm 30 vụ (giảm 8,5%) so với năm 2018, "
        "bắt giữ 410 đối tượng."
    )
    cases = only(article, 320)
    assert (cases.change_direction, cases.change_absolute, cases.change_percent) == ("down", 30, 8.5)
    assert pairs(article) == [(320, "vụ án"), (410, "đối tượng")]


def test_passive_and_goods_as_subject() -> None:
    article = extract("Gần 300 bao thuốc lá nhập lậu vừa bị lực lượng Hải quan Sơn Mẫu thu giữ tại cửa khẩu.")
    quantity = only(article, 300)
    assert (quantity.unit, quantity.qualifier) == ("bao", "nearly")
    assert "Hải quan" in quantity.actor
    assert quantity.quote.endswith("thu giữ")


def test_number_words_and_exhibits() -> None:
    article = extract(
        "Tổ công tác Công an xã Mẫu Hoà bắt quả tang hai đối tượng mua bán trái phép chất ma tuý. "
        "Tang vật thu giữ gồm: 3 bánh heroin, 2 xe máy."
    )
    assert pairs(article) == [(2, "đối tượng"), (3, "bánh"), (2, "xe")]


def test_units_joined_by_and_share_the_noun() -> None:
    article = extract("Công an tỉnh Sơn Mẫu bắt giữ 15 vụ/17 đối tượng, thu giữ gần 1,6 tấn và 85.000 viên ma tuý tổng hợp.")
    assert pairs(article) == [(15, "vụ"), (17, "đối tượng"), (1.6, "tấn"), (85000, "viên")]
    assert only(article, 1.6).measure == "ma tuý tổng hợp"


def test_range_keeps_both_ends() -> None:
    article = extract("Công an tỉnh Sơn Mẫu mỗi tháng phát hiện, bắt giữ 10-15 vụ buôn lậu, xử lý 20 đối tượng.")
    assert (only(article, 10).value, only(article, 10).value_max) == (10, 15)


def test_target_is_told_from_result() -> None:
    article = extract(
        "Năm 2019, Cục Hải quan Sơn Mẫu đã thu ngân sách 1.200 tỷ đồng.",
        "Cục Hải quan Sơn Mẫu phấn đấu thu ngân sách 1.500 tỷ đồng trong năm 2020.",
    )
    assert {q.value: q.status for q in article.quantities} == {1200: "result", 1500: "target"}


def test_only_lead_and_body() -> None:
    article = extract(POLICE, POLICE, kinds=("caption", "lead"))
    assert {q.para for q in article.quantities} == {1}
    assert len(article.quantities) == 5


def test_repeats_are_recorded_in_every_paragraph() -> None:
    article = extract(POLICE, POLICE)
    assert len(article.quantities) == 10


@pytest.mark.parametrize(
    "text",
    [
        "Vụ tai nạn làm 3 người chết, 5 người bị thương.",
        "Toà án nhân dân tỉnh Sơn Mẫu tuyên phạt bị cáo Trần Văn Mẫu 12 năm tù.",
        "Đội tuyển thắng 3-1 sau hai bàn thắng của Nguyễn Văn Mẫu.",
        "Chiếc điện thoại có giá 12,5 triệu đồng, màn hình 6 inch, pin 4.000 mAh.",
        "Chỉ số VN-Index tăng 8,5 điểm, giá trị giao dịch đạt 4.500 tỷ đồng.",
        "Trần Văn Mẫu, 35 tuổi, trú tại số nhà 12, ngõ 5, tổ 3, phường Mẫu.",
        "Khu vực Nam Sơn Mẫu có gió cấp 6, nhiệt độ 25-28 độ C, lượng mưa 50 mm.",
        "Theo điều 249 Bộ luật Hình sự năm 2015 và Nghị định số 42/2019/NĐ-CP ngày 5/3/2019.",
        "Thành phố rộng 1.200 km2, dân số 2 triệu người, cách thủ đô 300 km.",
        "Lợi nhuận sau thuế của Công ty cổ phần Mẫu đạt 35 tỷ đồng, doanh thu 420 tỷ đồng.",
    ],
)
def test_no_result(text: str) -> None:
    assert extract(text).quantities == []


def test_hours_written_with_g_are_no_weights() -> None:
    article = extract("Từ 8g, Công an tỉnh Sơn Mẫu bắt giữ 2 đối tượng, thu giữ 5g ma tuý đá.")
    assert pairs(article) == [(2, "đối tượng"), (5, "g")]


def test_a_text_without_sentence_ends_is_read_to_its_end() -> None:
    article = extract("Công an tỉnh Sơn Mẫu bắt giữ 12 đối tượng, thu giữ 5 kg heroin, " * 300)
    assert len(article.quantities) > 500


@settings(max_examples=60)
@given(
    st.lists(
        st.text(alphabet="0123456789 .,-/%()đồng vụ bắt giữ thu kg tăng so với năm ngày hai mười Công an", max_size=120),
        max_size=3,
    )
)
def test_any_text_gives_records_that_match_it(paragraphs: list[str]) -> None:
    article = extract(*paragraphs)
    for quantity in article.quantities:
        assert article.text[quantity.start : quantity.end] == quantity.quote
        paragraph = article.paragraphs[quantity.para]
        assert paragraph.start <= quantity.start < quantity.end <= paragraph.end


# ---------------------------------------------------------------------- figures of public affairs
def test_figures_of_trade_and_revenue_are_results_and_their_comparisons_are_not() -> None:
    article = extract(
        "Theo Cục Hải quan Sơn Mẫu, 9 tháng đầu năm 2019, tổng kim ngạch xuất nhập khẩu đạt 5,2 tỷ USD, "
        "tăng 6,4% so với cùng kỳ; số thu ngân sách đạt 812 tỷ đồng, bằng 74,5% dự toán, giảm 3% so với cùng kỳ năm 2018.",
        title="Hải quan Sơn Mẫu thu ngân sách 812 tỷ đồng",
    )
    assert pairs(article) == [(5.2, "tỷ USD"), (812, "tỷ đồng"), (74.5, "%")]
    trade, revenue, share = article.quantities
    assert (trade.measure, trade.change_direction, trade.change_percent) == ("tổng kim ngạch xuất nhập khẩu", "up", 6.4)
    assert (revenue.measure, revenue.change_direction, revenue.change_percent) == ("số thu ngân sách", "down", 3)
    assert (share.measure, share.change_direction) == ("dự toán", "")


def test_a_share_that_is_itself_a_rise_is_its_own_change() -> None:
    article = extract("Năm 2019, Cục Thuế tỉnh Sơn Mẫu thu ngân sách tăng 12,5% so với năm 2018.")
    assert (only(article, 12.5).change_direction, only(article, 12.5).change_percent) == ("up", 12.5)


def test_a_multiple_of_another_period_is_a_rise() -> None:
    article = extract("Năm 2019, Công an tỉnh Sơn Mẫu bắt giữ 120 đối tượng, gấp 2,5 lần so với cùng kỳ.")
    assert pairs(article) == [(120, "đối tượng")]
    assert (only(article, 120).change_direction, only(article, 120).change_percent) == ("up", 150)


def test_figures_of_a_company_are_no_results() -> None:
    article = extract(
        "Công ty cổ phần Mẫu Việt cho biết doanh thu quý I của tập đoàn đạt 312 tỷ đồng, lợi nhuận đạt 25 tỷ đồng.",
        title="Công ty Mẫu Việt: lợi nhuận tăng mạnh",
    )
    assert article.quantities == []


def test_actor_after_by_and_place_as_subject() -> None:
    article = extract("Vụ thu giữ 900 con gà giống nhập lậu do Đội Kiểm soát Hải quan Sơn Mẫu thực hiện ngày 5/3.")
    assert only(article, 900).actor == "Đội Kiểm soát Hải quan Sơn Mẫu"
    article = extract("6 tháng đầu năm 2020, TP Đà Nẵng đã xử lý 215 vụ vi phạm, phạt 3 tỷ đồng.")
    assert "Đà Nẵng" in only(article, 215).actor


# ---------------------------------------------------------------------- bounded work
def calls_for(text: str) -> int:
    article = Article.from_source(SourceArticle([text]))
    lexicon = Lexicon.load()
    prepare([article], lexicon)
    for name in ("segmenter", "units", "periods"):
        STAGES[name](lexicon).annotate([article])
    stage = STAGES["quantities"](lexicon)
    return calls_of(lambda: stage.annotate([article]))


@pytest.mark.parametrize(
    "piece",
    [
        "bắt giữ 5 đối tượng, ",
        "tăng 12,5% so với cùng kỳ ",
        "giá trị 5 tỷ đồng ",
        "Công an tỉnh Sơn Mẫu thu giữ 3 kg, (đạt 5%) ",
        "hai mươi ba triệu ",
        "1/1/2020 ",
    ],
)
def test_work_grows_no_faster_than_the_text(piece: str) -> None:
    few, many = calls_for(piece * 500), calls_for(piece * 2000)
    assert many <= 4.6 * few + 1000


def test_a_list_of_targets_stays_one_and_a_proposal_to_punish_is_a_result() -> None:
    plan = extract(
        "Năm 2026, Cục Thuế tỉnh Sơn Mẫu phấn đấu thu ngân sách 1.200 tỷ đồng; kiểm tra 300 doanh nghiệp; cấp 500 hồ sơ."
    )
    assert {q.status for q in plan.quantities} == {"target"}
    proposal = extract("Thanh tra tỉnh Sơn Mẫu phát hiện 14 vụ vi phạm, kiến nghị thu hồi 96,4 tỷ đồng.")
    assert only(proposal, 96.4).status == "result"


@pytest.mark.parametrize(
    ("text", "actor"),
    [
        ("Năm 2020, toàn tỉnh đã bắt giữ 52 đối tượng.", "toàn tỉnh"),
        ("12 huyện đã thu gom, tiêu hủy 3.200 kg thuốc lá lậu.", "12 huyện"),
        ("Trong đợt cao điểm, các đồn biên phòng đã bắt giữ 31 đối tượng.", "các đồn biên phòng"),
        ("Công an huyện Sơn Mẫu bắt 12 đối tượng, xử phạt nộp Kho bạc Nhà nước, thu giữ 5 xe.", "Công an huyện Sơn Mẫu"),
    ],
)
def test_who_opens_a_clause_and_acts_is_the_actor(text: str, actor: str) -> None:
    assert extract(text).quantities[-1].actor == actor
