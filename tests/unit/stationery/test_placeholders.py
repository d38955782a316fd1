"""Placeholders: a fixed list, filled once."""

from dataclasses import replace

import pytest

from mailsvc.stationery.placeholders import TO_FILL_IN, About, Facts, fill, list_unknown

HOA = Facts(ten="Quàng Thị Hoa", chuc_vu="Chuyên viên", co_quan="Sở Nội vụ", ngay="21/12/2009")


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("{ten}\n{chuc_vu}", "Quàng Thị Hoa\nChuyên viên"),
        ("Ngày {ngay}: {ten}.", "Ngày 21/12/2009: Quàng Thị Hoa."),
        ("{don_vi}", "Sở Nội vụ"),
        # A line of nothing but what is unknown goes, punctuation and all; words stay.
        ("{ten}\n{phong},\nĐT 0215", "Quàng Thị Hoa\nĐT 0215"),
        ("Kính gửi {nguoi_nhan}", "Kính gửi"),
        ("Không có gì để điền\n", "Không có gì để điền\n"),
    ],
)
def test_each_place_is_filled(text: str, filled: str) -> None:
    assert fill(text, HOA) == filled


def test_the_document_has_places_of_its_own() -> None:
    about = About(so_van_ban="15/QĐ-UBND", so_den="7", trich_yeu="báo cáo {ngay}")
    text = "Về {so_van_ban} (số đến {so_den}): {trich_yeu}\n{ho_so}"
    assert fill(text, replace(HOA, about=about)) == ("Về 15/QĐ-UBND (số đến 7): báo cáo {ngay}")
    assert fill("Số {so_den}", replace(HOA, about=TO_FILL_IN)) == "Số ……"
    assert list_unknown(text) == []


def test_what_is_filled_in_is_not_read_again() -> None:
    assert fill("{ten}", Facts(ten="{ngay}", ngay="21/12/2009")) == "{ngay}"


@pytest.mark.parametrize(
    ("text", "unknown"),
    [
        ("{ten} {ngay}", []),
        ("{luong} và {luong}, {Ten}", ["luong", "Ten"]),
        ("{ ten } {} {{x}}", ["x"]),
    ],
)
def test_unknown_places_are_named(text: str, unknown: list[str]) -> None:
    assert list_unknown(text) == unknown
