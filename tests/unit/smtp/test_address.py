"""Address and path syntax: RFC 5321 §4.1.2, §4.5.3.1; RFC 6531 §3.3."""

import pytest

from mailsvc.base.errors import Invalid
from mailsvc.smtp import address

GOOD = {
    "hoa@stttt.dienbien.example": "hoa@stttt.dienbien.example",
    "Hoa@STTTT.DienBien.Example": "Hoa@stttt.dienbien.example",
    "hoa+bao-cao@x.example": "hoa+bao-cao@x.example",
    '"nguyễn văn"@x.example': '"nguyễn văn"@x.example',
    '"hoa"@x.example': "hoa@x.example",
    '"a\\"b"@x.example': '"a\\"b"@x.example',
    "thư@điệnbiên.example": "thư@điệnbiên.example",
    "thu\u031b@x.example": "thư@x.example",
    "a@[192.0.2.1]": "a@[192.0.2.1]",
    "a@[IPv6:2001:DB8::1]": "a@[IPv6:2001:db8::1]",
    "a@localhost": "a@localhost",
    f"{'a' * 64}@x.example": f"{'a' * 64}@x.example",
}
BAD = [
    "",
    "hoa",
    "@x.example",
    "hoa@",
    "hoa@@x.example",
    "a b@x.example",
    ".a@x.example",
    "a.@x.example",
    "a..b@x.example",
    "a@x..example",
    "a@-x.example",
    "a@x-.example",
    "a@x.example-",
    "a@x_y.example",
    "a@x.example.",
    "a\r\n@x.example",
    "a\0@x.example",
    '"a\r\nRCPT TO:<b@x>"@x.example',
    '"a"b"@x.example',
    "a\u200b@x.example",
    "a\u202eb@x.example",
    "a@x\u00a0y.example",
    "a@[300.1.1.1]",
    "a@[192.0.2.1",
    f"{'a' * 65}@x.example",
    f"{'đ' * 33}@x.example",
    f"a@{'b' * 64}.example",
    f"a@{'b.' * 127}example",
    "a\udc80@x.example",
]


@pytest.mark.parametrize(("text", "wanted"), GOOD.items())
def test_good_address_is_canonical(text, wanted):
    assert address.validate_address(text) == wanted


@pytest.mark.parametrize("text", BAD)
def test_bad_address_is_refused(text):
    with pytest.raises(Invalid) as caught:
        address.validate_address(text)
    assert caught.value.code == "address_syntax"


PATHS = {
    "<>": ("", ""),
    "<> SIZE=10": ("", "SIZE=10"),
    "<a@x.example>": ("a@x.example", ""),
    "<a@x.example> NOTIFY=NEVER ORCPT=rfc822;a@x": ("a@x.example", "NOTIFY=NEVER ORCPT=rfc822;a@x"),
    "<@b.example,@c.example:a@x.example>": ("a@x.example", ""),
    '<"a>b"@x.example> X': ('"a>b"@x.example', "X"),
    "<Postmaster>": ("postmaster", ""),
}


@pytest.mark.parametrize(("text", "wanted"), PATHS.items())
def test_path(text, wanted):
    assert address.parse_path(text) == wanted


@pytest.mark.parametrize(
    "text",
    ["", "a@x.example", "<a@x.example", "<a@x.example>SIZE=1", "<b:a@x.example>", "<@b>", "< >"],
)
def test_bad_path_is_refused(text):
    with pytest.raises(Invalid):
        address.parse_path(text)


def test_lookup_key_is_lower_nfc():
    assert address.lookup_key("Thu\u031b@X.Example") == "thư@x.example"


def test_ascii_domain():
    assert address.to_ascii_domain("điệnbiên.example").startswith("xn--")
    with pytest.raises(Invalid):
        address.to_ascii_domain("a" * 64 + ".example")
