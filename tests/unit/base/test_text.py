"""Vietnamese text: composed form, fold key, sort order."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailsvc.base import text


@pytest.mark.parametrize(
    ("raw", "key"),
    [
        ("Điện Biên", "dien bien"),
        (unicodedata.normalize("NFD", "Quyết định bổ nhiệm"), "quyet dinh bo nhiem"),
        ("1842/UBND-CNTT", "1842 ubnd cntt"),
        ("Ðà Nẵng – ĐẠI LỘ", "da nang dai lo"),
        ("", ""),
    ],
)
def test_fold(raw: str, key: str) -> None:
    assert text.fold(raw) == key


def test_sort_key_letters_before_tones() -> None:
    words = ["ấp", "ân", "an", "ăn", "đa", "da", "ạ", "a", "á", "ã", "ả", "à", "ơn", "on", "ôn"]
    in_order = ["a", "à", "ả", "ã", "á", "ạ", "an", "ăn", "ân", "ấp", "da", "đa", "on", "ôn", "ơn"]
    assert sorted(words, key=text.sort_key) == in_order


def test_people_sort_by_given_name() -> None:
    people = [("Vàng", "A", "Sùng"), ("Lò", "Thị", "Mai"), ("Quàng", "Thị", "Hoa")]
    ordered = sorted(people, key=lambda parts: text.name_sort_key(*parts))
    assert [given for *_, given in ordered] == ["Hoa", "Mai", "Sùng"]


def test_clean_line_leaves_no_line_break() -> None:
    assert text.clean_line(" Công\r\n văn\x00 số\t1 ") == "Công văn số 1"


def test_clean_line_knows_every_control_and_line_separator() -> None:
    for char in map(chr, range(0x11000)):
        if unicodedata.category(char) in {"Cc", "Zl", "Zp"}:
            assert text.clean_line(f"a{char}b") == "a b", hex(ord(char))


@given(st.text())
def test_fold_is_stable_and_plain(value: str) -> None:
    key = text.fold(value)
    assert text.fold(key) == key
    assert key == key.strip()
