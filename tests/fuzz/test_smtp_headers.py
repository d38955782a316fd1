"""Header facts are total, and From never yields an address out of nothing."""

from hypothesis import given
from hypothesis import strategies as st

from mailsvc.smtp.address import lookup_key, validate_address
from mailsvc.submission import newlines
from mailsvc.submission.headers import read_addresses, read_headers

ODD = st.text(alphabet=st.sampled_from('ab@.,;:<>"\\() \r\n\tđ='), max_size=60)


@given(st.binary(max_size=300))
def test_reading_never_raises(content):
    read_headers(content)
    read_headers(b"From: " + content)


@given(ODD)
def test_addresses_are_valid_and_stand_in_the_value(value):
    for address in read_addresses(value):
        assert lookup_key(validate_address(address)) == address
        assert address.partition("@")[2] in value.casefold()


@given(
    st.binary(max_size=200) | st.lists(st.sampled_from([b"\r", b"\n", b".", b"a"])).map(b"".join)
)
def test_normalised_has_only_crlf(content):
    normal = newlines.normalise(content)
    assert not newlines.has_bare_newline(normal)
    assert newlines.normalise(normal) == normal
