"""What is found: words with and without marks, fields, states, dates."""

import pytest

from tests.protocol.mailstore.mails import make_mail
from tests.service.mailindex.conftest import Desk

pytestmark = pytest.mark.db_bound


@pytest.fixture
def filled(desk: Desk) -> Desk:
    desk.put(make_mail("Giấy mời họp giao ban", text="Phòng họp số 1, đường Điện Biên"))
    desk.put(make_mail("Báo cáo tháng 11", sender="Hoa Ban <hoa@stc.dienbien.example>", file=b"x"))
    desk.put(make_mail('Về "lễ 20/11"', text="Công văn số 123/UBND-VX"), flags={"\\Seen"})
    desk.put(make_mail("Trả lời", to="Sùng A Páo <pao@stttt.dienbien.example>"), "Sent")
    desk.refresh()
    return desk


@pytest.mark.parametrize(
    ("typed", "subjects"),
    [
        ("cong van", ['Về "lễ 20/11"']),
        ("CÔNG VĂN", ['Về "lễ 20/11"']),
        ("dien bien", ["Giấy mời họp giao ban"]),
        ("điện", ["Giấy mời họp giao ban"]),
        ("123/UBND-VX", ['Về "lễ 20/11"']),
        ("123 vx", ['Về "lễ 20/11"']),
        ('"giao ban"', ["Giấy mời họp giao ban"]),
        ('"ban giao"', []),
        ("gia*", ["Báo cáo tháng 11", "Giấy mời họp giao ban"]),
        ("td:gia*", ["Giấy mời họp giao ban"]),
        ("gia", []),
        ("hop -giao", ["Trả lời", "Báo cáo tháng 11"]),
        ("từ:hoa", ["Báo cáo tháng 11"]),
        ("from:hoa@stc.dienbien.example", ["Báo cáo tháng 11"]),
        ("đến:pao", ["Trả lời"]),
        ("td:họp", ["Giấy mời họp giao ban"]),
        ('nd:"phòng họp"', ["Giấy mời họp giao ban"]),
        ("td:phòng", []),
        ("tệp:mời", ["Báo cáo tháng 11"]),
        ("có:tệp", ["Báo cáo tháng 11"]),
        ("là:đãđọc", ['Về "lễ 20/11"']),
        ("là:chưađọc td:báo", ["Báo cáo tháng 11"]),
        ("trước:2009", []),
        ("sau:22/12/2009 trước:23/12/2009 td:tra", ["Trả lời"]),
        ("lớn:5MB", []),
        (":::", []),
        ('" OR 1', []),
        ("body:NEAR(a b)", []),
    ],
)
def test_words_find(filled: Desk, typed: str, subjects: list[str]) -> None:
    assert filled.find(typed) == subjects


def test_only_the_named_folders_are_looked_into(filled: Desk) -> None:
    assert filled.find("trả lời", ["INBOX"]) == []
    assert filled.find("trả lời", ["Sent"]) == ["Trả lời"]
    assert filled.find("trả lời", []) == []


def test_no_phrase_crosses_from_one_field_into_the_next(filled: Desk) -> None:
    assert filled.find('"giao ban lò văn"') == []
