"""The shipped lists of offices, bodies and places agree with themselves and with each other."""

from __future__ import annotations

from collections import Counter, defaultdict

import pytest

from baochi.lexicon import Entry, Lexicon
from baochi.text.fold import fold
from baochi.text.tokens import tokenise

LEXICON = Lexicon.load()
OWN = ("rank", "title", "unit_head", "unit_name", "unit_field", "place", "place_type", "honorific", "surname", "name_stop")


def rows(category: str) -> list[dict[str, str]]:
    """One row a line of the file, in file order."""
    return list({id(e.row): e.row for e in LEXICON.forms(category)}.values())


def found(category: str, text: str) -> list[Entry]:
    """Entries found in `text`, less those inside a longer hit."""
    hits = LEXICON.scan(tokenise(text)).get(category, [])
    outer = [h for h in hits if not any(o.start <= h.start and h.end <= o.end and o != h for o in hits)]
    return [hit.entry for hit in outer]


@pytest.mark.parametrize("category", OWN)
def test_no_form_stands_in_two_rows(category: str) -> None:
    """Forms that differ only in what folding ignores are one form, unless case `exact` tells them apart."""
    seen: dict[tuple[str, str], Entry] = {}
    for entry in LEXICON.forms(category):
        key = (fold(entry.form), entry.form if entry.case == "exact" else "")
        assert key not in seen, f"{category}: {entry.form!r} and {seen[key].form!r}"
        seen[key] = entry


@pytest.mark.parametrize("category", ["rank", "title"])
def test_codes_are_unique(category: str) -> None:
    assert [code for code, n in Counter(row["code"] for row in rows(category)).items() if n > 1] == []


@pytest.mark.parametrize(("category", "key"), [("unit_name", "id"), ("place", "code")])
def test_lines_of_one_id_differ_in_form_and_case_only(category: str, key: str) -> None:
    meanings = defaultdict(set)
    for row in rows(category):
        meanings[row[key]].add(tuple(v for k, v in row.items() if k not in ("form", "case", "weak")))
    assert {k: v for k, v in meanings.items() if len(v) > 1} == {}


def test_parents_of_units_exist_and_form_no_circle() -> None:
    parents = {row["id"]: row["parent"] for row in rows("unit_name")}
    for unit in parents:
        above, at = [], parents[unit]
        while at:
            assert at in parents, f"{unit}: parent {at!r} is no id"
            assert at not in above and at != unit, f"{unit}: its parents lead back to it"
            above.append(at)
            at = parents[at]


def test_ids_are_slugs_and_provinces_known() -> None:
    provinces = {row["code"] for row in rows("place") if row["kind"] == "province"}
    for row in rows("unit_name"):
        assert row["id"].isascii() and row["id"].replace("_", "").isalnum() and row["id"].islower()
        assert row["province"] in provinces | {""}, row["id"]


def test_63_provinces_become_34() -> None:
    provinces = {row["code"]: row for row in rows("place") if row["kind"] == "province"}
    before = {c: row for c, row in provinces.items() if row["status"] in ("both", "former")}
    since = {c for c, row in provinces.items() if row["status"] in ("both", "current")}
    before = {c: row for c, row in before.items() if not row["parent"]}  # without abbreviations
    since = {c for c in since if not provinces[c]["parent"]}
    assert (len(before), len(since)) == (63, 34)
    assert {row["successor"] for row in before.values()} == since
    assert all(provinces[c]["successor"] == c for c in since)
    merged = Counter(row["successor"] for row in before.values())
    assert sum(n == 1 for n in merged.values()) == 11 and max(merged.values()) == 3


def test_parents_and_successors_of_places_exist() -> None:
    codes = {row["code"] for row in rows("place")}
    for row in rows("place"):
        assert set(filter(None, row["parent"].split("|"))) <= codes, row
        assert row["successor"] in codes | {""}, row


def test_a_district_lies_in_a_province_of_its_time() -> None:
    provinces = {row["code"]: row for row in rows("place") if row["kind"] == "province"}
    districts = [row for row in rows("place") if row["kind"] in ("district", "urban_district", "town")]
    assert len(districts) > 500
    for row in districts:
        assert all(provinces[p]["status"] in ("both", "former") for p in row["parent"].split("|")), row


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Phó Chủ tịch Thường trực", "pho_chu_tich_thuong_truc"),
        ("Phó trưởng ban thường trực", "pho_truong_ban_thuong_truc"),
        ("phó Tổng cục trưởng", "pho_tong_cuc_truong"),
        ("PHÓ CHÁNH VĂN PHÒNG", "pho_chanh_van_phong"),
        ("Chính ủy", "chinh_uy"),
        ("tuỳ viên quân sự", "tuy_vien_quoc_phong"),
        ("Uỷ viên dự khuyết", "uy_vien_du_khuyet"),
        ("PCT", "pho_chu_tich_abbr"),
    ],
)
def test_titles_in_every_spelling(text: str, code: str) -> None:
    assert [e["code"] for e in found("title", text)] == [code]


def test_abbreviations_of_titles_keep_their_capitals() -> None:
    assert found("title", "pct") == []


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("Bộ NN&PTNT", "bo_nong_nghiep_va_phat_trien_nong_thon"),
        ("Bộ LĐ-TB&XH", "bo_lao_dong_thuong_binh_va_xa_hoi"),
        ("Ủy ban TƯ MTTQ Việt Nam", "mttq"),
        ("Cục Hải quan TP.HCM", "hai_quan_ho_chi_minh"),
        ("Cục Cảnh sát điều tra tội phạm về ma túy", "bca_c04"),
        ("C04", "bca_c04"),
        ("PC45", "cat_pc45"),
        ("BTL Vùng Cảnh sát biển 3", "csb_vung_3"),
        ("Tòa án Nhân dân Tối cao", "toa_an_nhan_dan_toi_cao"),
        ("cảnh sát Indonesia", "canh_sat_indonesia"),
    ],
)
def test_bodies_by_name_abbreviation_and_code(text: str, unit: str) -> None:
    assert [e["id"] for e in found("unit_name", text)] == [unit]


@pytest.mark.parametrize("text", ["c04", "vụ thanh toán bằng tiền mặt", "cán bộ công an xã", "cảnh sát anh ta gặp"])
def test_what_only_looks_like_a_body(text: str) -> None:
    assert found("unit_name", text) == []


def test_codes_that_prove_nothing_alone_are_weak() -> None:
    assert found("unit_name", "C10")[0]["weak"] == "yes"
    assert found("unit_name", "PC02")[0]["weak"] == ""


def test_the_sample_of_names_is_spelt_with_known_family_names() -> None:
    for name in ("Nguyễn Văn Mẫu", "Giàng A Thử", "H'Mai Niê", "Y Thử Êban", "Thạch Thị Mẫu", "Tôn Nữ Mẫu"):
        assert found("surname", name), name


def test_no_stop_word_is_a_family_name() -> None:
    surnames = {fold(e.form) for e in LEXICON.forms("surname")}
    assert [e.form for e in LEXICON.forms("name_stop") if fold(e.form) in surnames] == []


def test_ranks_fall_from_marshal_to_private() -> None:
    levels = {row["code"]: int(row["level"]) for row in rows("rank")}
    officers = ["dai_tuong", "thuong_tuong", "trung_tuong", "thieu_tuong", "dai_ta", "thuong_ta", "trung_ta", "thieu_ta"]
    officers += ["dai_uy", "thuong_uy", "trung_uy", "thieu_uy", "thuong_si", "trung_si", "binh_nhat"]
    assert [levels[code] for code in officers] == sorted((levels[code] for code in officers), reverse=True)
