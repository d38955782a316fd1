"""Strangers' bytes, names and records never raise, whatever they hold."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from mailsvc import authn
from mailsvc.authn import field, services
from mailsvc.authn.signed_mail import SignedMail, Unreadable
from mailsvc.authn.words import Verdict
from tests.support.dns_zone import dns_zone
from tests.unit.authn.mails import KEY_TEXT, sealed, signed

WORDS = {verdict.value for verdict in Verdict}
TAGS = st.lists(
    st.tuples(st.sampled_from([*"vabcdhilqstxz", "bh", "cv"]), st.binary(max_size=20)),
    max_size=12,
)
NAMES = [b"DKIM-Signature", b"ARC-Seal", b"ARC-Message-Signature", b"ARC-Authentication-Results"]
SIGNED = sealed(b"Authentication-Results: mx.stc.example; spf=pass\r\n" + signed())
KEY = ("s1._domainkey.stc.example", "TXT")
TEXT = st.text(max_size=60)
CLAIM = st.recursive(
    st.none() | TEXT | st.sampled_from(sorted(WORDS)) | st.binary(max_size=20) | st.integers(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(NAMES), TAGS), max_size=4), st.binary(max_size=60))
def test_signatures_of_anything(
    fields: list[tuple[bytes, list[tuple[str, bytes]]]], body: bytes
) -> None:
    content = b"".join(
        name + b": " + b"; ".join(key.encode() + b"=" + value for key, value in tags) + b"\r\n"
        for name, tags in fields
    )
    with dns_zone({}):
        assert authn.dkim(content + b"From: a@b.example\r\n\r\n" + body) in WORDS - {"pass"}
        assert authn.arc(content + b"From: a@b.example\r\n\r\n" + body) in WORDS - {"pass"}


@settings(max_examples=150, deadline=None)
@given(st.integers(0, len(SIGNED) - 1), st.binary(max_size=6), st.integers(0, 6))
def test_signed_mail_with_a_change_anywhere(at: int, put: bytes, cut: int) -> None:
    with dns_zone({KEY: KEY_TEXT}):
        changed = SIGNED[:at] + put + SIGNED[at + cut :]
        assert authn.dkim(changed) in WORDS
        assert authn.arc(changed) in WORDS


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet=st.characters(min_codepoint=33, max_codepoint=126), max_size=200))
def test_keys_of_anything(record: str) -> None:
    plain = record.replace("\\", "").replace('"', "")
    with dns_zone({KEY: [f'"{plain}"', '"v=DKIM1; p="']}):
        assert authn.dkim(signed()) in WORDS - {"pass"}


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(["192.0.2.1", "::1", ""]) | TEXT, TEXT, TEXT)
def test_senders_of_anything(ip: str, mail_from: str, helo: str) -> None:
    with dns_zone({}):
        assert authn.spf(ip, mail_from, helo) in WORDS - {"pass"}


@settings(max_examples=100, deadline=None)
@given(TEXT)
def test_spf_records_of_anything(record: str) -> None:
    plain = record.encode("ascii", "replace").decode().translate({34: None, 92: None, 59: None})
    text = "".join(char for char in plain if char.isprintable())
    with dns_zone({("stc.example", "TXT"): [f'"v=spf1 {text}"']}):
        assert authn.spf("192.0.2.1", "a@stc.example", "mx.stc.example") in WORDS


@settings(max_examples=150, deadline=None)
@given(TEXT | st.binary(max_size=60), st.lists(CLAIM, max_size=4), CLAIM, CLAIM)
def test_dmarc_of_anything(
    header_from: str, proofs: list[object], spf_claim: object, dkim_claim: object
) -> None:
    with dns_zone({}):
        found = authn.dmarc(header_from, *proofs, spf=spf_claim, dkim=dkim_claim)
    assert found in {"none", "permerror", "temperror"}


@settings(max_examples=100, deadline=None)
@given(TEXT)
def test_dmarc_records_of_anything(record: str) -> None:
    plain = record.encode("ascii", "replace").decode().translate({34: None, 92: None})
    text = "".join(char for char in plain if char.isprintable())
    with dns_zone({("_dmarc.stc.example", "TXT"): [f'"v=DMARC1; p=reject; {text}"']}):
        assert authn.dmarc("stc.example", "pass", "khac.example") in {"fail", "none"}


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300))
def test_results_of_anything(content: bytes) -> None:
    with dns_zone({}):
        line = services.check(content, "192.0.2.1", "x.example", "a@b.example").field
    assert line.startswith(b"Authentication-Results: ")
    assert line.replace(b"\r\n\t", b"").count(b"\n") == 1
    assert len(services.without_own_results(content)) <= len(content)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from([b"X-CV-Junk", b": ", b"a", b"\r\n", b"\n", b"\r", b" ", b"\t"])))
def test_no_mark_of_ours_survives(pieces: list[bytes]) -> None:
    left = services.without_own_results(b"".join(pieces) + b"\r\n\r\n")
    header = re.split(rb"\r?\n\r?\n", b"\n" + left)[0]
    assert not re.search(rb"\nx-cv-junk[ \t]*:", header.lower())


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=400))
def test_a_mail_is_read_or_refused(content: bytes) -> None:
    try:
        mail = SignedMail(content)
    except Unreadable:
        return
    assert len(mail.body_hash(b"relaxed", "sha256")) == 32
    assert field.own_results(mail.fields, authserv_id="mail.dienbien.example") is not None
