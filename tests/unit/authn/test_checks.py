"""SPF, DKIM, ARC and DMARC against a small DNS server of our own."""

import time

import pytest

from mailsvc import authn
from mailsvc.authn import services
from tests.support.dns_zone import BROKEN, SILENT, dns_zone
from tests.unit.authn.mails import KEY_TEXT, MAIL, sealed, signed

KEY = ("s1._domainkey.stc.example", "TXT")
RESULTS = b"Authentication-Results: x; spf=pass smtp.mailfrom=a@b\r\n"


@pytest.mark.parametrize(
    ("record", "wanted"),
    [
        ("v=spf1 ip4:192.0.2.1 -all", "pass"),
        ("v=spf1 a:mx.stc.example -all", "pass"),
        ("v=spf1 mx -all", "pass"),
        ("v=spf1 include:khac.example -all", "pass"),
        ("v=spf1 ip4:192.0.2.9 -all", "fail"),
        ("v=spf1 ~all", "softfail"),
        ("v=spf1 ?all", "neutral"),
        ("v=spf1 nonsense:x -all", "permerror"),
        ("v=spf1 include:khong.example -all", "permerror"),
        ("v=spf1 redirect=stc.example", "permerror"),
        ("v=spf1 a:" + "%{s}" * 5 + " -all", "fail"),
        ("hello", "none"),
    ],
)
def test_spf(record: str, wanted: str) -> None:
    zone = {
        ("stc.example", "TXT"): [f'"{record}"'],
        ("stc.example", "MX"): ["10 mx.stc.example."],
        ("mx.stc.example", "A"): ["192.0.2.1"],
        ("khac.example", "TXT"): ['"v=spf1 ip4:192.0.2.0/24 -all"'],
    }
    with dns_zone(zone):
        assert authn.spf("192.0.2.1", "nam@stc.example", "mx.stc.example") == wanted


def test_spf_of_the_null_sender_is_of_the_helo() -> None:
    with dns_zone({("mx.stc.example", "TXT"): ['"v=spf1 ip4:192.0.2.1 -all"']}) as asked:
        assert authn.spf("192.0.2.1", "", "mx.stc.example") == "pass"
    assert ("mx.stc.example", "TXT") in asked


@pytest.mark.parametrize(
    ("ip", "mail_from", "helo"),
    [
        ("nonsense", "a@stc.example", "x"),
        ("192.0.2.1", "@", ""),
        ("192.0.2.1", "a@" + "x" * 300, "\0"),
        ("::1", "thư@ví-dụ.example", "điện biên"),
        ("", "", ""),
    ],
)
def test_spf_of_nonsense_never_raises(ip: str, mail_from: str, helo: str) -> None:
    with dns_zone({}):
        assert authn.spf(ip, mail_from, helo) in {"none", "permerror", "temperror", "neutral"}


def test_dkim_of_a_good_signature() -> None:
    with dns_zone({KEY: KEY_TEXT}):
        assert authn.dkim(signed()) == "pass"


@pytest.mark.parametrize(
    ("content", "wanted"),
    [
        (MAIL, "none"),
        (signed().replace(b"Giay moi", b"Giay khac"), "fail"),
        (signed() + b"them\r\n", "fail"),
        (signed(length=True), "policy"),
        (signed().replace(b"v=1;", b"v=9;"), "fail"),
        (b"DKIM-Signature: nonsense\r\n" + MAIL, "permerror"),
        (b"DKIM-Signature: v=1; a=rsa-sha256; d=; s=; h=from; bh=x; b=x\r\n" + MAIL, "*"),
        (b"DKIM-Signature: v=1; a=what; d=x; s=y; h=from; bh=x; b=x\r\n" + MAIL, "*"),
        (b"DKIM-Signature: \xff\xfe=\xff; b=\r\n" + MAIL, "*"),
    ],
    ids=["none", "changed", "added", "length", "version", "words", "empty", "algorithm", "bytes"],
)
def test_dkim_of_others(content: bytes, wanted: str) -> None:
    with dns_zone({KEY: KEY_TEXT}):
        found = authn.dkim(content)
    assert found == wanted or (wanted == "*" and found in {"fail", "permerror"})


def test_dkim_takes_the_best_of_several() -> None:
    content = b"DKIM-Signature: nonsense\r\n" + signed()
    with dns_zone({KEY: KEY_TEXT}):
        assert authn.dkim(content) == "pass"


@pytest.mark.parametrize(
    ("answer", "wanted"),
    [(BROKEN, "temperror"), ([], "permerror"), (['"v=DKIM1; p="'], "*"), (['"x"'], "*")],
)
def test_dkim_without_a_key(answer: list[str] | str, wanted: str) -> None:
    with dns_zone({KEY: answer}):
        found = authn.dkim(signed())
    assert found == wanted or (wanted == "*" and found in {"fail", "permerror"})


def test_arc() -> None:
    content = sealed(RESULTS.replace(b" x;", b" mx.stc.example;") + signed())
    with dns_zone({KEY: KEY_TEXT}):
        assert authn.arc(MAIL) == "none"
        assert authn.arc(content) == "pass"
        assert authn.arc(content.replace(b"Giay moi", b"Giay khac")) == "fail"
        assert authn.arc(b"ARC-Seal: i=1; d=; s=\r\n" + MAIL) == "fail"
    with dns_zone({KEY: BROKEN}):
        assert authn.arc(content) == "temperror"


@pytest.mark.parametrize(
    ("record", "spf_domain", "dkim_domains", "wanted"),
    [
        ("v=DMARC1; p=reject", "stc.example", [], "pass"),
        ("v=DMARC1; p=reject", "", ["stc.example"], "pass"),
        ("v=DMARC1; p=reject", "mail.stc.example", [], "pass"),
        ("v=DMARC1; p=reject; aspf=s", "mail.stc.example", [], "fail"),
        ("v=DMARC1; p=reject; adkim=s", "", ["mail.stc.example"], "fail"),
        ("v=DMARC1; p=reject", "khac.example", ["khac.example"], "fail"),
        ("v=DMARC1; p=reject", "", [], "fail"),
        ("v=DMARC1; rua=mailto:a@b", "", [], "fail"),
        ("v=DMARC1; p", "", [], "none"),
        ("v=DMARC1 ; p = reject ; ; x ; ", "stc.example", [], "pass"),
        ("hello", "stc.example", [], "none"),
    ],
)
def test_dmarc(record: str, spf_domain: str, dkim_domains: list[str], wanted: str) -> None:
    with dns_zone({("_dmarc.stc.example", "TXT"): [f'"{record}"']}):
        found = authn.dmarc("nam@stc.example", spf_domain=spf_domain, dkim_domains=dkim_domains)
    assert found == wanted


@pytest.mark.parametrize(
    "header",
    [b"", b"From: a@x.example\r\nFrom: b@y.example\r\n", b"From: a@x.example, b@y.example\r\n"],
    ids=["none", "two fields", "two addresses"],
)
def test_dmarc_wants_one_sender(header: bytes) -> None:
    with dns_zone({}):
        facts = services.check(header + b"To: a@b\r\n\r\n", "192.0.2.1", "x", "a@b.example")
    assert facts.dmarc.verdict == "permerror"


def test_a_subdomain_follows_its_parent() -> None:
    content = MAIL.replace(b"nam@stc.example", b"nam@phong.stc.gov.vn")
    zone = {("_dmarc.stc.gov.vn", "TXT"): ['"v=DMARC1; p=none; sp=reject"']}
    with dns_zone(zone):
        line = services.check(content, "192.0.2.1", "x", "a@khac.example").field
    assert b"dmarc=fail header.from=phong.stc.gov.vn policy.dmarc=reject" in line


def test_the_field_says_all() -> None:
    zone = {
        KEY: KEY_TEXT,
        ("stc.example", "TXT"): ['"v=spf1 ip4:192.0.2.1 -all"'],
        ("_dmarc.stc.example", "TXT"): ['"v=DMARC1; p=reject"'],
    }
    with dns_zone(zone):
        line = services.check(signed(), "192.0.2.1", "mx", "nam@stc.example").field
    assert line == (
        b"Authentication-Results: mail.dienbien.example;\r\n"
        b"\tspf=pass smtp.mailfrom=nam@stc.example;\r\n"
        b"\tdkim=pass header.d=stc.example header.s=s1;\r\n"
        b"\tdmarc=pass header.from=stc.example policy.dmarc=reject;\r\n"
        b"\tarc=none\r\n"
    )


def test_nothing_in_a_name_adds_a_result() -> None:
    with dns_zone({}):
        line = services.check(
            MAIL, "192.0.2.1", "mx; dkim=pass", 'a"@x.example;\r\n dmarc=pass (ok)'
        ).field
    assert line.count(b"dmarc=") == 1
    assert line.count(b"\r\n") == 5


def test_without_dns_nothing_is_said_and_nobody_waits_long() -> None:
    zone = {
        KEY: SILENT,
        ("stc.example", "TXT"): SILENT,
        ("_dmarc.stc.example", "TXT"): SILENT,
    }
    began = time.monotonic()
    with dns_zone(zone):
        line = services.check(signed(), "192.0.2.1", "mx", "nam@stc.example", budget_s=0.5).field
    assert time.monotonic() - began < 10
    assert b"spf=temperror" in line
    assert b"dkim=temperror" in line
    assert b"dmarc=temperror" in line


def test_forged_results_of_our_name_are_cut_out() -> None:
    own = b"mail.dienbien.example"
    kept = b"Subject: thu\r\nAuthentication-Results: mx.khac.example; spf=pass\r\n"
    forged = (
        b"Authentication-Results: " + own + b"; spf=pass\r\n"
        b"authentication-results :\r\n\t(c) MAIL.dienbien.example 1;\r\n dkim=pass\r\n"
    )
    body = b"\r\nAuthentication-Results: " + own + b"; in the text\r\n"
    assert services.without_own_results(forged + kept + forged + body) == kept + body
    assert services.without_own_results(kept + body) == kept + body
    assert services.without_own_results(b"") == b""


@pytest.mark.parametrize(
    ("arguments", "named", "wanted"),
    [
        (("pass", "stc.example"), {}, "pass"),
        (("pass", "stc.example", "fail", "stc.example"), {}, "pass"),
        (("fail", "stc.example", "pass", "stc.example"), {}, "pass"),
        (("fail", "stc.example", "fail", "stc.example"), {}, "fail"),
        ((("pass", "khac.example"), [("fail", "x.example"), ("pass", "stc.example")]), {}, "pass"),
        ((("pass", "khac.example"), [("fail", "stc.example")]), {}, "fail"),
        (({"result": "pass", "domain": "stc.example"}, []), {}, "pass"),
        ((), {"spf": "pass", "spf_domain": "stc.example"}, "pass"),
        ((), {"spf": "fail", "spf_domain": "stc.example"}, "fail"),
        ((), {"dkim_result": "pass", "dkim_domain": "phong.stc.example"}, "pass"),
        ((), {"dkim_results": [("temperror", "stc.example")]}, "fail"),
        (("pass", "pass"), {}, "fail"),
        ((), {}, "fail"),
    ],
)
def test_dmarc_takes_what_a_caller_has(arguments, named, wanted) -> None:
    with dns_zone({("_dmarc.stc.example", "TXT"): ['"v=DMARC1; p=reject"']}):
        for origin in ("stc.example", "nam@stc.example", "Lò Văn Nam <nam@STC.example>"):
            assert authn.dmarc(origin, *arguments, **named) == wanted
