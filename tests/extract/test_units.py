"""Units: names of public bodies, nested and abbreviated. Cases are invented."""

from __future__ import annotations

import pytest

from baochi.article import Article, SourceArticle
from baochi.lexicon import Lexicon
from baochi.pipeline import STAGES, prepare

LEXICON = Lexicon.load()
UNITS = STAGES["units"](LEXICON)


def analyse(*paragraphs: str) -> Article:
    article = Article.from_source(SourceArticle(list(paragraphs), article_id="a"))
    prepare([article], LEXICON)
    UNITS.annotate([article])
    return article


def units(*paragraphs: str) -> list[str]:
    return [u.unit for u in analyse(*paragraphs).units]


CASES = [
    ("Cục Điều tra chống buôn lậu phát hiện lô hàng.", ["Cục Điều tra chống buôn lậu"]),
    ("Phòng PC02 Công an TPHCM vào cuộc.", ["Phòng PC02 Công an TPHCM"]),
    ("Phòng Cảnh sát hình sự (PC45) Công an tỉnh Gia Lai đã bắt.", ["Phòng Cảnh sát hình sự (PC45) Công an tỉnh Gia Lai"]),
    ("Viện Khoa học Hình sự (Bộ Công an) kết luận.", ["Viện Khoa học Hình sự", "Bộ Công an"]),
    ("Công an huyện Krông Pắk, Đắk Lắk khởi tố.", ["Công an huyện Krông Pắk, Đắk Lắk"]),
    (
        "Bộ Văn hoá, Thể thao và Du lịch và Bộ Giáo dục và Đào tạo phối hợp.",
        ["Bộ Văn hoá, Thể thao và Du lịch", "Bộ Giáo dục và Đào tạo"],
    ),
    ("UBND xã Vĩnh Mơ Nguyễn Thị Thử", ["UBND xã Vĩnh Mơ"]),
    ("Quân khu 4 và Vùng Cảnh sát biển 1 diễn tập.", ["Quân khu 4", "Vùng Cảnh sát biển 1"]),
    ("Công an tỉnh Hà Nam, Bộ Công an cùng dự.", ["Công an tỉnh Hà Nam", "Bộ Công an"]),
    ("Cục Tổ chức cán bộ, Bộ Công an chủ trì.", ["Cục Tổ chức cán bộ, Bộ Công an"]),
    ("Quyết định số 12/QĐ-BTC được ban hành.", []),
    ("Các đơn vị, lực lượng công an và cơ quan điều tra phối hợp với ngành Hải quan.", []),
    ("Tại Hội nghị, ông nói về Tổ chức bộ máy.", []),
    ("Các Sở Giáo dục và Đào tạo báo cáo.", []),
    ("Trường THPT Lê Quý Mơ khai giảng.", ["Trường THPT Lê Quý Mơ"]),
    ("Đội CSGT số 3, Phòng CSGT, Đội Hình sự phối hợp.", ["Đội CSGT số 3, Phòng CSGT", "Đội Hình sự"]),
    (
        "Cục Cảnh sát giao thông (C08), Bộ Tư lệnh Cảnh sát cơ động dự.",
        ["Cục Cảnh sát giao thông", "C08", "Bộ Tư lệnh Cảnh sát cơ động"],
    ),
    ("Họp tại Công an tỉnh. Thượng tá báo cáo.", ["Công an tỉnh"]),
    # a code in brackets says that the words before it are one name, and is a name itself
    (
        "Cục Trông nom kho tàng và bến bãi (H98) họp. Quý 2, H98 cấp 3 xe.",
        ["Cục Trông nom kho tàng và bến bãi", "H98"],
    ),
    ("Liên đoàn Lao động huyện (LĐLĐ) trao quà. LĐLĐ cũng thăm hỏi.", ["LĐLĐ", "Liên đoàn Lao động huyện"]),
    ("Sở Giáo dục và Đào tạo (GD&ĐT) tỉnh Cà Mau họp.", ["Sở Giáo dục và Đào tạo (GD&ĐT) tỉnh Cà Mau"]),
    ("Đoàn Thanh niên Công an huyện Mơ Hoa dọn bùn.", ["Đoàn Thanh niên Công an huyện Mơ Hoa"]),
    ("Chiến sĩ Đại đội 7, Tiểu đoàn 5, Trung đoàn 9 luyện tập.", ["Đại đội 7, Tiểu đoàn 5, Trung đoàn 9"]),
    ("Đồn Biên phòng 837 và Thuế cơ sở 9 được khen.", ["Đồn Biên phòng 837", "Thuế cơ sở 9"]),
    ("Ban Chỉ đạo diễn tập tỉnh họp.", ["Ban Chỉ đạo diễn tập tỉnh"]),
    ("Ban Chỉ đạo diễn tập tỉnh họp. Ban Chỉ đạo diễn tập tỉnh Cà Mau kết luận.", ["Ban Chỉ đạo diễn tập tỉnh Cà Mau"]),
    ("Cục Thuế (Bộ Tài chính) hướng dẫn.", ["Cục Thuế", "Bộ Tài chính"]),
    (
        "Ban Quản lý dự án đầu tư xây dựng công trình giao thông tỉnh họp.",
        ["Ban Quản lý dự án đầu tư xây dựng công trình giao thông tỉnh"],
    ),
    ("Kỹ sư của Viện Kỹ thuật nhiệt đới và cơ khí nhỏ (H97) họp tại H97.", ["Viện Kỹ thuật nhiệt đới và cơ khí nhỏ", "H97"]),
    ("Bà lập chính phủ mới. Chính phủ Lào ủng hộ.", ["Chính phủ Lào"]),
    ("UBND xã Mỹ Xuân và Ban Quản lý dự án đường sắt họp.", ["UBND xã Mỹ Xuân", "Ban Quản lý dự án đường sắt"]),
    ("Văn phòng Ban Chỉ đạo 389 quốc gia họp.", ["Văn phòng Ban Chỉ đạo 389 quốc gia"]),
    ("Cục Thuế họp. Thuế cơ sở 3 dự.", ["Thuế cơ sở 3", "Cục Thuế"]),
    ("Cục Hải quan họp. Tổng cục Hải quan dự.", ["Tổng cục Hải quan"]),
    ("Huyện uỷ Vân Canh Thượng họp.", ["Huyện uỷ Vân Canh Thượng"]),
]


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[case[0][:40] for case in CASES])
def test_units(text: str, expected: list[str]) -> None:
    assert units(text) == expected


def test_generic_name_counts_only_where_the_article_never_says_which() -> None:
    assert units("Công an tỉnh họp.") == ["Công an tỉnh"]
    assert units("Công an tỉnh họp.", "Công an tỉnh Hà Nam báo cáo.") == ["Công an tỉnh Hà Nam"]


def test_the_title_and_the_place_tell_which_local_body_is_meant() -> None:
    article = Article.from_source(SourceArticle(["UBND tỉnh họp."], article_id="a", title="Tỉnh Mơ Ước tiếp dân"))
    prepare([article], LEXICON)
    UNITS.annotate([article])
    assert article.units == []
    assert units("UBND xã họp. Người dân xã Mơ Hoa phấn khởi.") == []
    assert units("UBND xã họp. Người dân tỉnh Mơ Hoa phấn khởi.") == ["UBND xã"]
    assert units("Thanh tra tỉnh kết luận. Người dân tỉnh Mơ Hoa phấn khởi.") == ["Thanh tra tỉnh"]
    assert units("Ông là Bí thư Đảng uỷ. Việc được Đảng uỷ coi trọng.") == []


def test_forms_that_differ_in_case_alone_are_one() -> None:
    assert units("Tổng cục Hải quan họp. Tổng Cục hải quan kết luận.") == ["Tổng cục Hải quan"]


def test_the_articles_own_abbreviation_is_resolved() -> None:
    article = analyse("Chi cục Kiểm lâm tỉnh Mơ Ước (CCKL) báo cáo.", "Phòng Cảnh sát hình sự (PC02) và PC02 phối hợp.")
    by_form = {u.unit: u for u in article.units}
    assert by_form["Phòng Cảnh sát hình sự"].unit_id == by_form["PC02"].unit_id


def test_spellings_of_one_body_share_an_id() -> None:
    article = analyse("Ủy ban nhân dân Thành phố Hồ Chí Minh họp.", "UBND TP.HCM kết luận.", "C04 báo cáo Bộ Công an.")
    ids = {u.unit: u.unit_id for u in article.units}
    assert ids["Ủy ban nhân dân Thành phố Hồ Chí Minh"] == ids["UBND TP.HCM"]
    c04 = next(u for u in article.units if u.unit == "C04")
    assert "ma tu" in c04.canonical_name and c04.parent_id == "bo_cong_an"


def test_province_of_a_district_body() -> None:
    (unit,) = analyse("Công an huyện Can Lộc thông báo.").units
    assert unit.province == "Hà Tĩnh"


def test_mentions_lead_back() -> None:
    article = analyse("Bộ Y tế chỉ đạo. Bộ Y tế yêu cầu.")
    (unit,) = article.units
    assert [article.text[m.start : m.end] for m in unit.mentions] == ["Bộ Y tế", "Bộ Y tế"]
    assert {m.record for m in article.mentions if m.label == "UNIT"} == {unit.unit_id}


def test_work_grows_linearly() -> None:
    """Bodies in bodies without end are followed only so deep, and each place is parsed once."""
    from baochi.extract.beginnings import beginnings
    from baochi.extract.units.grammar import UnitGrammar
    from baochi.extract.units.knowledge import UnitKnowledge

    knowledge = UnitKnowledge(LEXICON)

    def parses(n: int) -> int:
        article = Article.from_source(SourceArticle(["Phòng Chi cục Cục " * n], article_id="a"))
        prepare([article], LEXICON)
        grammar = UnitGrammar(article, knowledge, *beginnings([article.tokens]))
        for i in range(len(article.tokens)):
            grammar.parse(i, len(article.tokens))
        return len(grammar._memo)

    assert parses(400) <= 4.5 * parses(100)


@pytest.mark.parametrize("name", ["H’Hen Niê", "K'Brếp Niê", "Y Thăm Kbuôr"])
def test_a_highland_name_behind_a_body_ends_it(name: str) -> None:
    assert units(f"Nữ cán bộ Chi cục Hải quan cửa khẩu Bản Mẫu {name} đến dự.") == ["Chi cục Hải quan cửa khẩu Bản Mẫu"]
    assert all(name not in unit for unit in units(f"Trưởng Công an {name} đến dự."))
