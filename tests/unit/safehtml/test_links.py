"""Links that pretend to lead elsewhere."""

import pytest

from webui.safehtml.clean import clean_mail
from webui.safehtml.links import Link, is_masked

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
        ("báo cáo.docx", "xau.example", False),
        ("baocao.docx", "xau.example", False),
        ("https://baocao.docx/", "xau.example", True),
        ("ThS.Hoa", "xau.example", False),
        ("hoa@dienbien.gov.vn", "xau.example", True),
        ("Xem tại đây", "xau.example", False),
        ("báo cáo quý 4.2009", "xau.example", False),
        ("", "xau.example", False),
    ],
)
def test_words_of_another_host_are_masked(words, goal, expected):
    assert is_masked(words, goal) is expected


def _link(html: str) -> Link:
    return clean_mail(html).links[0]


def test_masked_link_says_where_it_leads():
    found = clean_mail(f'<a href="{EVIL}"><b>dienbien</b>.gov.vn</a>')
    assert found.links == (Link("dienbien.gov.vn", EVIL, "xau.example", "dienbien.gov.vn"),)
    assert "[→ xau.example]" in found.html
    honest = clean_mail(f'<a href="{EVIL}">bấm vào đây</a>')
    assert honest.links[0].shown == "" and "[→" not in honest.html


def test_host_is_what_a_browser_would_ask():
    for address in (
        "https://dienbien.gov.vn@xau.example/",
        "https://dienbien.gov.vn&#64;xau.example",
    ):
        assert _link(f'<a href="{address}">dienbien.gov.vn</a>').host == "xau.example"
    assert not clean_mail('<a href="http://[::1">dienbien.gov.vn</a>').links


@pytest.mark.parametrize(
    ("html", "shown"),
    [
        (
            f'<a href="{EVIL}">Mở https://dienbien.gov.vn/tin ngay</a>',
            "https://dienbien.gov.vn/tin",
        ),
        ('<a href="https://dienbien.gov.vn@xau.example/">Bấm vào đây</a>', "dienbien.gov.vn"),
        ('<a href="mailto:ke@xau.example">hoa@dienbien.gov.vn</a>', "hoa@dienbien.gov.vn"),
        ('<a href="mailto:hoa@dienbien.gov.vn?subject=x">hoa@dienbien.gov.vn</a>', ""),
        (f'<a href="{EVIL}"><img alt="dienbien.gov.vn" src="cid:x"></a>', "dienbien.gov.vn"),
        ('<a href="https://dienbien.gov.vn/a">https://www.dienbien.gov.vn/a</a>', ""),
        ('<a href="https://hoa:mat@xau.example">Bấm vào đây</a>', ""),
    ],
    ids=["among-words", "user", "mailto", "honest-mailto", "picture", "honest", "plain-user"],
)
def test_link_pretends(html, shown):
    assert _link(html).shown == shown


def test_asked_links_lead_to_us_and_others_stay():
    html = f'<a href="https://tot.example/">a</a><a href="{EVIL}">dienbien.gov.vn</a>'
    shown = clean_mail(html, asks={1: '/thu/1/2/duong-dan/1/?folder="x"'}).html
    assert 'href="https://tot.example/"' in shown and "xau.example/dang-nhap" not in shown
    assert 'href="/thu/1/2/duong-dan/1/?folder=&quot;x&quot;"' in shown
    assert EVIL in clean_mail(html).html  # nothing of it is kept for the next


def test_links_without_an_address_have_no_number():
    html = '<a name="x">a</a><a href="javascript:alert(1)">b</a><a href="https://tot.example">c</a>'
    assert [one.address for one in clean_mail(html).links] == ["https://tot.example"]


def test_a_link_within_a_link_hides_none():
    html = f'<a href="{EVIL}">dienbien.gov.vn<a href="https://tot.example">tốt</a></a>'
    assert [one.shown for one in clean_mail(html).links] == ["dienbien.gov.vn", ""]
