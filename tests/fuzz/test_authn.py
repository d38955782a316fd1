"""Strangers' bytes never raise, whatever they hold."""

from hypothesis import given, settings
from hypothesis import strategies as st

from mailsvc import authn
from mailsvc.authn import services
from mailsvc.authn.words import Verdict
from tests.support.dns_zone import dns_zone

WORDS = {verdict.value for verdict in Verdict}
TAGS = st.lists(
    st.tuples(st.sampled_from([*"vabcdhilqstxz", "bh", "cv"]), st.binary(max_size=20)),
    max_size=12,
)


@settings(max_examples=150, deadline=None)
@given(TAGS, st.sampled_from([b"DKIM-Signature", b"ARC-Seal"]), st.binary(max_size=60))
def test_signatures_of_anything(tags: list[tuple[str, bytes]], name: bytes, body: bytes) -> None:
    value = b"; ".join(key.encode() + b"=" + value for key, value in tags)
    content = name + b": " + value + b"\r\nFrom: a@b.example\r\n\r\n" + body
    with dns_zone({}):
        assert authn.dkim(content) in WORDS
        assert authn.arc(content) in WORDS


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300))
def test_results_of_anything(content: bytes) -> None:
    with dns_zone({}):
        line = services.check(content, "192.0.2.1", "x.example", "a@b.example").field
    assert line.startswith(b"Authentication-Results: ")
    assert line.replace(b"\r\n\t", b"").count(b"\n") == 1
    assert len(services.without_own_results(content)) <= len(content)
