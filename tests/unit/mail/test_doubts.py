"""Texts without an address are not gone through word by word; what is shown is the same."""

import pytest
from django.utils.html import urlize

from webui.mail.doubts import write_text
from webui.mail.reading import read_mail

HEAD = "From: b@vp.example\nContent-Type: text/plain; charset=utf-8\n\n"


@pytest.mark.parametrize(
    "text",
    [
        "Kính gửi: các đơn vị, trước ngày 25.12. Trân trọng!",
        'Số 12/BC-VP; "một" <hai> & ba\'',
        "xem https://vp.example/a?b=1&c=2.",
        "xem HTTP://[vp.example]/.",
        "xem (www.vp.example).",
        "xem vp.example.ORG/tin, vp.gov",
        "gửi lan@vp.example;",
        "javascript:alert(1) ftp://vp.example data:text/html,x vp.vn",
    ],
)
def test_a_text_is_shown_as_its_addresses_make_it(text: str) -> None:
    shown = write_text(read_mail((HEAD + text).encode()), {})
    assert shown == urlize(text, autoescape=True)
    assert ("<a " in shown) == ("xem" in text or "gửi lan" in text)
