"""Links that pretend to lead elsewhere."""

import pytest

from webui.safehtml.clean import clean_mail
from webui.safehtml.links import is_masked

EVIL = "https://xau.example/dang-nhap"


@pytest.mark.parametrize(
    ("words", "goal", "expected"),
    [
        ("dienbien.gov.vn", "xau.example", True),
        ("https://www.dienbien.gov.vn/tin?a=1", "xau.example", True),
        ("HTTPS://DIENBIEN.GOV.VN", "dienbien.gov.vn.xau.example", True),
        ("https://dienbien.gov.vn", "dienbien.gov.vn", False),
        ("www.dienbien.gov.vn", "dienbien.gov.vn", False),
        ("dienbien.gov.vn", "stttt.dienbien.gov.vn", False),
        ("Xem tại đây", "xau.example", False),
        ("báo cáo quý 4.2009", "xau.example", False),
        ("", "xau.example", False),
    ],
)
def test_words_of_another_host_are_masked(words, goal, expected):
    assert is_masked(words, goal) is expected


def test_masked_link_says_where_it_leads():
    found = clean_mail(f'<a href="{EVIL}"><b>dienbien</b>.gov.vn</a>')
    assert found.masked == (("dienbien.gov.vn", "xau.example"),)
    assert "[→ xau.example]" in found.html
    assert clean_mail(f'<a href="{EVIL}">bấm vào đây</a>').masked == ()


def test_host_is_what_a_browser_would_ask():
    for address in (
        "https://dienbien.gov.vn@xau.example/",
        "https://dienbien.gov.vn&#64;xau.example",
    ):
        assert clean_mail(f'<a href="{address}">dienbien.gov.vn</a>').masked[0][1] == "xau.example"
    assert clean_mail('<a href="http://[::1">dienbien.gov.vn</a>').masked == ()
