"""Header facts from raw bytes; From is read strictly, because a right depends on it."""

import pytest

from mailsvc.submission import newlines
from mailsvc.submission.headers import read_addresses, read_headers

FROM = {
    "hoa@x.example": ("hoa@x.example",),
    "<Hoa@X.example>": ("hoa@x.example",),
    "Quàng Thị Hoa <hoa@x.example>": ("hoa@x.example",),
    '"Hoa, Quàng (Sở)" <hoa@x.example> (văn thư)': ("hoa@x.example",),
    "=?utf-8?q?Ho=C3=A0?= <hoa@x.example>, binh@y.example": ("hoa@x.example", "binh@y.example"),
    '"lanhdao@y.example" <hoa@x.example>': ("hoa@x.example",),
}
REFUSED = [
    "",
    "Hoa",
    "hoa@x.example, ",
    "lanhdao@y.example <hoa@x.example>",
    "<lanhdao@y.example> <hoa@x.example>",
    "<lanhdao@y.example>, ;<hoa@x.example>",
    "hoa@x.example binh@y.example",
    "<@route.example:hoa@x.example>",
    "Nhóm: hoa@x.example;",
    '"hoa@x.example',
    "(hoa@x.example",
    "hoa@x.example\\",
    "<hoa@x.example>lanhdao@y.example",
]


@pytest.mark.parametrize(("value", "wanted"), FROM.items())
def test_from_is_read(value, wanted):
    assert read_addresses(value) == wanted


@pytest.mark.parametrize("value", REFUSED)
def test_from_that_can_be_read_two_ways_is_refused(value):
    assert read_addresses(value) == ()


def test_facts():
    facts = read_headers(
        b"Received: a\r\n\tb\r\nreceived: c\r\nFROM: Hoa\r\n <hoa@x.example>\r\n"
        b"Message-ID:\r\n <1@x>\r\nSubject: x\r\n\r\nFrom: la@x.example\r\nReceived: d\r\n"
    )
    assert facts.from_addresses == ("hoa@x.example",)
    assert facts.message_id == "<1@x>"
    assert facts.received_fields == 2
    assert not facts.has_date


@pytest.mark.parametrize(
    "content",
    [b"", b"\r\n\r\nFrom: a@x.example\r\n", b"From: a@x.example\r\nFrom: b@x.example\r\n\r\n"],
)
def test_missing_or_double_from_gives_none(content):
    assert read_headers(content).from_addresses == ()


def test_endless_header_section_has_no_from_and_is_quick():
    endless = b"From: hoa@x.example\r\n" + b"X-A: b\r\n" * 3_000_000
    assert read_headers(endless).from_addresses == ()
    assert read_headers(endless).is_endless
    assert not read_headers(b"From: hoa@x.example\r\n\r\n" + b"x" * 1_000_000).is_endless


@pytest.mark.parametrize(
    ("content", "bare", "normal"),
    [
        (b"a\r\nb\r\n", False, b"a\r\nb\r\n"),
        (b"a\nb\r\n", True, b"a\r\nb\r\n"),
        (b"a\rb", True, b"a\r\nb\r\n"),
        (b"a\n\r.\r\n", True, b"a\r\n\r\n.\r\n"),
        (b"a", False, b"a\r\n"),
        (b"", False, b"\r\n"),
    ],
)
def test_newlines(content, bare, normal):
    assert newlines.has_bare_newline(content) == bare
    assert newlines.normalise(content) == normal
