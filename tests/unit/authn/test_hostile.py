"""Mails made to cost time or to look signed: each is answered, at once, and never with pass."""

import base64
import hashlib
import time

import dkim
import pytest

from mailsvc import authn
from mailsvc.authn.signed_mail import SignedMail
from mailsvc.authn.words import Verdict
from tests.support.dns_zone import dns_zone
from tests.unit.authn.mails import KEY_TEXT, MAIL, PRIVATE, sealed, signed

KEY = ("s1._domainkey.stc.example", "TXT")
SIGNED = signed()
FIELD = SIGNED[: SIGNED.index(b"From:")]
NOT_PASSED = {"none", "fail", "permerror"}


@pytest.mark.parametrize(
    "content",
    [
        b"From: a@b.example\r\n" + b"\ta\r\n" * 500_000 + SIGNED,
        FIELD + b"X: y\r\n" * 400_000 + MAIL,
        FIELD * 2000 + MAIL,
        b"ARC-Seal: i=1\r\n" * 20_000 + MAIL,
        SIGNED + b" " * 5_000_000,
        SIGNED + (b"\t " * 30_000 + b"x\r\n") * 100,
        SIGNED + b"\r\n" * 2_000_000 + b"x",
        FIELD.replace(b"b=", b"b" + b" " * 50_000 + b"=") + MAIL,
        FIELD.replace(b"h=from", b"h=from" + b" : x" * 60_000) + MAIL,
    ],
    ids=[
        "folds",
        "fields",
        "signatures",
        "seals",
        "blanks",
        "blanks in lines",
        "empty lines",
        "blanks in b=",
        "names in h=",
    ],
)
def test_no_mail_takes_long(content: bytes) -> None:
    began = time.process_time()
    with dns_zone({KEY: KEY_TEXT}):
        assert authn.dkim(content) in NOT_PASSED
        assert authn.arc(content) in NOT_PASSED
    assert time.process_time() - began < 3


def _record(modulus: int, exponent: int) -> list[str]:
    def number(value: int) -> bytes:
        raw = value.to_bytes(value.bit_length() // 8 + 1, "big")
        return b"\x02" + _length(len(raw)) + raw

    inner = number(modulus) + number(exponent)
    bits = b"\0" + b"\x30" + _length(len(inner)) + inner
    algorithm = bytes.fromhex("300d06092a864886f70d0101010500")
    outer = algorithm + b"\x03" + _length(len(bits)) + bits
    text = "v=DKIM1; p=" + base64.b64encode(b"\x30" + _length(len(outer)) + outer).decode()
    return [" ".join(f'"{text[n : n + 200]}"' for n in range(0, len(text), 200))]


def _length(size: int) -> bytes:
    return bytes([size]) if size < 128 else b"\x82" + size.to_bytes(2, "big")


@pytest.mark.parametrize(
    ("modulus", "exponent"), [(2**12000 - 1, 65537), (2**2048 - 1, 2**2000 + 1)]
)
def test_no_key_takes_long(modulus: int, exponent: int) -> None:
    began = time.process_time()
    with dns_zone({KEY: _record(modulus, exponent)}):
        assert authn.dkim(SIGNED) in {"fail", "permerror"}
    assert time.process_time() - began < 1


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"rsa-sha256", b"rsa-sha1"),
        (b"h=from : ", b"h="),
        (b"c=relaxed/simple", b"c=simple/simple"),
        (b"From: ", b"From: Ai <ai@khac.example>\r\nFrom: "),
        (b"Giay moi", b"Giay  moi khac"),
    ],
    ids=["sha1", "From not signed", "other form", "two From", "text"],
)
def test_what_was_changed_does_not_pass(old: bytes, new: bytes) -> None:
    assert old in SIGNED
    with dns_zone({KEY: KEY_TEXT}):
        assert authn.dkim(SIGNED) == "pass"
        assert authn.dkim(SIGNED.replace(old, new, 1)) in {"fail", "permerror"}


@pytest.mark.parametrize(
    ("tags", "wanted"),
    [
        ("k=rsa; h=sha256; s=email; t=y", "pass"),
        ("h=sha1", "permerror"),
        ("k=ed25519", "fail"),
        ("t=s", "pass"),
    ],
)
def test_the_conditions_of_a_key(tags: str, wanted: str) -> None:
    record = [KEY_TEXT[0].replace("k=rsa", tags)]
    with dns_zone({KEY: record}):
        assert authn.dkim(SIGNED) == wanted


def test_a_key_for_its_own_domain_only() -> None:
    line = dkim.sign(MAIL, b"s1", b"stc.example", PRIVATE, identity=b"@phong.stc.example")
    for tags, wanted in (("t=y", "pass"), ("t=s", "permerror")):
        with dns_zone({KEY: [KEY_TEXT[0].replace("k=rsa", tags)]}):
            assert authn.dkim(line + MAIL) == wanted


def test_signatures_of_the_from_domain_are_tried_first() -> None:
    others = b"".join(
        signed(domain=f"khac{n}.example")[: -len(MAIL)].replace(b"\r\n ", b"\r\n\t")
        for n in range(8)
    )
    zone = {KEY: KEY_TEXT, ("_dmarc.stc.example", "TXT"): ['"v=DMARC1; p=reject"']}
    with dns_zone(zone):
        facts = authn.services.check(others + SIGNED, "192.0.2.1", "x", "a@khac.example")
    assert facts.dmarc.verdict is Verdict.PASS


@pytest.mark.parametrize("name", ["simple", "relaxed"])
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\r\n",
        b"\r\n\r\n",
        b" \t\r\n\t\r\n",
        b"x",
        b"x \r\n",
        b" x\t y \r\n\r\n  \r\n",
        b"\r\n\r\nx\r\n\r\ny\r\n\r\n",
        b"x\r\r\n",
        b"\r\r\n",
        "Kính gửi  Sở\t Tài chính \r\n".encode() * 70_000,
        b"x\r\n" + b"\r\n" * 700_000,
        b"\r\n" * 700_000 + b"x\r\n",
    ],
    ids=lambda body: f"{len(body)}:{body[:8]!r}",
)
def test_the_canonical_body_is_dkimpys(name: str, body: bytes) -> None:
    policy = dkim.canonicalization.CanonicalizationPolicy.from_c_value(f"{name}/{name}".encode())
    wanted = policy.canonicalize_body(body)
    mail = SignedMail(b"From: a@b.example\r\n\r\n" + body)
    assert mail.body_hash(name.encode(), "sha256") == hashlib.sha256(wanted).digest()
    cut = hashlib.sha256(wanted[:5]).digest()
    assert mail.body_hash(name.encode(), "sha256", 5) == cut


def test_lone_line_feeds_are_line_ends() -> None:
    with dns_zone({KEY: KEY_TEXT}):
        assert authn.dkim(SIGNED.replace(b"\r\n", b"\n")) == "pass"


def test_a_chain_sealed_as_failed_has_failed() -> None:
    field = b"Authentication-Results: mx.stc.example; arc=fail\r\n"
    first = sealed(b"Authentication-Results: mx.stc.example; spf=pass\r\n" + SIGNED)
    second = sealed(field + first[first.index(b"ARC-Seal") :].replace(b"Giay moi", b"Giay khac"))
    assert b"cv=fail" in second
    with dns_zone({KEY: KEY_TEXT}):
        assert authn.arc(first) == "pass"
        assert authn.arc(second) == "fail"
