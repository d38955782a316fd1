"""The rewritten sender: comes back to the first one, for a time, and only when we wrote it."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailsvc.base.errors import Invalid
from mailsvc.forwarding.srs import VALID_DAYS, decode, encode, is_rewritten

SECRET = b"bi mat"
NOW = datetime(2009, 11, 2, 1, 30, tzinfo=UTC)
DOMAIN = "stttt.dienbien.example"


def _encoded(address="nam@stc.example", now=NOW):
    return encode(address, domain=DOMAIN, secret=SECRET, now=now)


@pytest.mark.parametrize(
    "address", ["nam@stc.example", "a=b=c@stc.example", "Nam.Lo+x@stc.example"]
)
def test_it_comes_back(address):
    assert is_rewritten(_encoded(address))
    assert _encoded(address).endswith(f"@{DOMAIN}")
    assert decode(_encoded(address), secret=SECRET, now=NOW) == address


def test_the_case_of_letters_does_not_matter():
    for changed in (_encoded().lower(), _encoded().upper()):
        assert decode(changed, secret=SECRET, now=NOW).lower() == "nam@stc.example"


@pytest.mark.parametrize("start", [NOW, datetime(2031, 1, 1, tzinfo=UTC)])
def test_it_ends(start):
    written = _encoded(now=start)
    last = start + timedelta(days=VALID_DAYS)
    assert decode(written, secret=SECRET, now=last) == "nam@stc.example"
    for days in (VALID_DAYS + 1, 100, 900):
        with pytest.raises(Invalid):
            decode(written, secret=SECRET, now=start + timedelta(days=days))


@pytest.mark.parametrize(
    "change",
    [
        ("=nam", "=ai"),
        ("stc.example", "khac.example"),
        ("SRS0=", "SRS0=a"),
    ],
)
def test_a_changed_one_is_not_ours(change):
    changed = _encoded().replace(*change)
    assert changed != _encoded()
    with pytest.raises(Invalid):
        decode(changed, secret=SECRET, now=NOW)


def test_another_secret_is_not_ours():
    with pytest.raises(Invalid):
        decode(_encoded(), secret=b"khac", now=NOW)


@pytest.mark.parametrize(
    "address", ["x" * 60 + "@stc.example", "thư@stc.example", "x@[192.0.2.1]", '"a b"@stc.example']
)
def test_what_does_not_fit_is_said(address):
    with pytest.raises(Invalid):
        _encoded(address)


@given(st.text(max_size=80))
def test_nothing_typed_comes_through(text):
    with pytest.raises(Invalid):
        decode(f"SRS0={text}@{DOMAIN}", secret=SECRET, now=NOW)
