"""Records that depend on the work area of their paragraph."""

from __future__ import annotations


def test_records_take_the_area_of_their_paragraph() -> None:
    from baochi.api import extract

    text = "Công an tỉnh Hà Nam phát hiện 11 vụ buôn bán ma tuý, bắt giữ 15 đối tượng, thu giữ 2 kg heroin."
    quantities = extract([text])["quantities"]
    assert len(quantities) == 3
    assert set(quantities["work_area"]) == {"crime"}
