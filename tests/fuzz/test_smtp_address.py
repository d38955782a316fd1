"""Addresses, paths, parameters: total, and never a way for a control character."""

from hypothesis import given
from hypothesis import strategies as st

from mailsvc.base.errors import Invalid
from mailsvc.smtp import address, params, xtext
from mailsvc.smtp.reply import Reply

ODD = st.text(alphabet=st.sampled_from('aZ0.@"\\<>:,+-_ \r\n\0đư\u031b\u200b[]='), max_size=40)


@given(ODD | st.text(max_size=80))
def test_address_is_refused_or_safe(text):
    try:
        found = address.validate_address(text)
    except Invalid:
        return
    assert address.validate_address(found) == found
    assert len(found.encode()) <= address.ADDRESS_MAX_OCTETS
    assert not set(found) & set("\r\n\0")
    assert address.parse_path(f"<{found}>") == (found, "")


@given(ODD | st.text(max_size=80))
def test_path_is_refused_or_read(text):
    try:
        found, _rest = address.parse_path(text)
    except Invalid:
        return
    assert found in {"", "postmaster"} or address.validate_address(found) == found


@given(ODD | st.text(max_size=80))
def test_params_are_refused_or_read(text):
    for read in (params.read_mail_params, params.read_rcpt_params):
        try:
            read(text)
        except params.BadParameter as refusal:
            assert refusal.reply.is_permanent


@given(st.text(alphabet=st.characters(exclude_categories=("Cs",)), max_size=60))
def test_xtext_round_trip(text):
    coded = xtext.encode(text)
    assert xtext.is_xtext(coded)
    assert xtext.decode(coded) == text


@given(st.text(max_size=60))
def test_reply_is_one_line(text):
    wire = bytes(Reply(250, "2.0.0", text))
    assert wire.count(b"\n") == 1
    assert wire.endswith(b"\r\n")
