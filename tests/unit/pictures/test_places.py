"""Which places may be asked for a picture: every way in that others have found is refused."""

import pytest

from mailsvc.base.errors import Invalid
from mailsvc.pictures.places import is_public, next_place, read_place

REFUSED = {
    "a scheme of files": "file:///etc/passwd",
    "gopher": "gopher://hinh.example/x",
    "ftp": "ftp://hinh.example/x.png",
    "data": "data:image/png;base64,AAAA",
    "no scheme": "//hinh.example/x.png",
    "no host": "http:///x.png",
    "a name and password": "http://a:b@hinh.example/x.png",
    "a name that looks like a host": "http://hinh.example@10.0.0.1/x.png",
    "the port of a mail server": "http://hinh.example:25/x.png",
    "a port of ours": "http://hinh.example:8000/x.png",
    "a port that is none": "http://hinh.example:99999/x.png",
    "an address of ours": "http://127.0.0.1/x.png",
    "any address by number": "http://93.184.216.34/x.png",
    "an address in one number": "http://2130706433/x.png",
    "in hexadecimal": "http://0x7f000001/x.png",
    "in octal": "http://0177.0.0.1/x.png",
    "cut short": "http://127.1/x.png",
    "with a dot behind": "http://127.0.0.1./x.png",
    "in brackets": "http://[::1]/x.png",
    "IPv4 in IPv6": "http://[::ffff:127.0.0.1]/x.png",
    "a zone": "http://[fe80::1%25eth0]/x.png",
    "a line end": "http://hinh.example/x\r\nHost: 10.0.0.1",
    "a blank": "http://hinh.example/x .png",
    "a NUL": "http://hinh.example/\0",
    "a backslash": "http://hinh.example\\@10.0.0.1/",
    "digits in circles": "http://①②⑦.⓪.⓪.①/x.png",
    "a dot of another script": "http://hinh。example/x.png",
    "too long": "http://hinh.example/" + "a" * 2000,
    "empty": "",
}


@pytest.mark.parametrize("url", REFUSED.values(), ids=REFUSED.keys())
def test_refused_places(url: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_place(url)
    assert refused.value.code == "picture_place"


@pytest.mark.parametrize(
    ("url", "port", "target"),
    [
        ("http://hinh.example/a.png", 80, "/a.png"),
        ("https://HINH.example./a.png?b=1#c", 443, "/a.png?b=1"),
        ("https://xn--hnh-tma.example", 443, "/"),
        ("http://a_b-c.hinh.example:443/", 443, "/"),
    ],
)
def test_places_that_may_be_asked(url: str, port: int, target: str) -> None:
    place = read_place(url)
    assert (place.port, place.target) == (port, target)
    assert place.host == place.host.casefold() and not place.host.endswith(".")


@pytest.mark.parametrize(
    "location",
    ["http://127.0.0.1/", "file:///etc/passwd", "//[::1]/x", "http://hinh.example:6379/"],
)
def test_a_redirect_is_judged_as_the_first_address_was(location: str) -> None:
    with pytest.raises(Invalid):
        next_place(read_place("http://hinh.example/a"), location)


def test_a_redirect_goes_on_and_never_from_https_to_http() -> None:
    secure = read_place("https://hinh.example/thu/a.png")
    assert next_place(secure, "../b.png").url == "https://hinh.example/b.png"
    assert next_place(read_place("http://hinh.example/"), "https://x.example/").is_encrypted
    with pytest.raises(Invalid):
        next_place(secure, "http://hinh.example/a.png")


PRIVATE = """
0.0.0.0 0.1.2.3 10.1.2.3 100.64.0.1 100.127.255.254 127.0.0.1 127.8.8.8 169.254.169.254 172.16.0.1
172.31.255.255 192.0.0.1 192.0.2.1 192.88.99.1 192.168.1.1 198.18.0.1 198.51.100.1 203.0.113.1
224.0.0.1 239.255.255.250 240.0.0.1 255.255.255.255
:: ::1 ::ffff:10.0.0.1 ::ffff:93.184.216.34 ::127.0.0.1 64:ff9b::a00:1 64:ff9b:1::1 100::1 2001::1
2001:db8::1 2002:a00:1::1 fc00::1 fd12:3456::1 fe80::1 fe80::1%eth0 fec0::1 ff02::1 ff0e::1
3fff:ffff 1.2.3 0x7f.1 localhost
"""


@pytest.mark.parametrize("address", [*PRIVATE.split(), ""])
def test_addresses_that_are_not_of_the_public_internet(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["93.184.216.34", "1.1.1.1", "2606:2800:220:1::1"])
def test_addresses_that_are(address: str) -> None:
    assert is_public(address)
