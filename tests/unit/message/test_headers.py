"""Words of headers (RFC 2047) and address lists."""

import pytest

from mailsvc.message.addresses import parse_addresses
from mailsvc.message.headers import decode_words


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        ("=?UTF-8?B?VGjGsA==?= =?UTF-8?Q?_m=E1=BB=9Di?=", "Thư mời"),
        (b"=?utf-8?q?Gi=E1=BA?=\r\n =?utf-8?q?=A5y?=", "Giấy"),
        (b"Re: =?iso-8859-1*vi?Q?caf=E9?= xong", "Re: café xong"),
        ("Giấy mời".encode(), "Giấy mời"),
        ("Gi\udce1\udcba\udca5y", "Giấy"),
        (b"=?utf-8?B?VGjGsA?=", "Thư"),
        (b"=?khong?B?VGjGsA==?=", "Thư"),
        (b"mot\r\n\thai\0ba", "mot haiba"),
        (b"=?utf-8?Q?a=00b=0D=0Ac?=", "ab c"),
        ("\ud800", "\ufffd"),
        (b"", ""),
        (b"=?tcvn3?Q?=A7=B5?=", "Đà"),
    ],
)
def test_decode_words(raw, words):
    assert decode_words(raw) == words


@pytest.mark.parametrize(
    ("raw", "people"),
    [
        ('"Bình, Nguyễn" <b@x.vn>, c@x.vn', [("Bình, Nguyễn", "b@x.vn"), ("", "c@x.vn")]),
        ("Nhóm: a@x, b@y; , c@z (Lò Mai)", [("", "a@x"), ("", "b@y"), ("Lò Mai", "c@z")]),
        ("Undisclosed recipients:;", []),
        ("chỉ có tên", [("chỉ có tên", "")]),
        ('"ai@that.vn" <gian@y.vn>', [("ai@that.vn", "gian@y.vn")]),
        ("<@a,@b:user@domain>", [("", "user@domain")]),
        ("a@b c@d", [("a@b c@d", "")]),
        ("=?utf-8?Q?a=2C_b?= <x@y>", [("a, b", "x@y")]),
    ],
)
def test_parse_addresses(raw, people):
    found = parse_addresses(raw)
    assert [(a.name, a.address) for a in found] == people
