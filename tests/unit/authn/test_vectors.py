"""The signed message of RFC 8463, Appendix A: made by its authors, with both algorithms."""

import pytest

from mailsvc import authn
from mailsvc.authn.services import check
from tests.support import rfc_dkim
from tests.support.dns_zone import dns_zone

MESSAGE = b"""\
DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed;
 d=football.example.com; i=@football.example.com;
 q=dns/txt; s=brisbane; t=1528637909; h=from : to :
 subject : date : message-id : from : subject : date;
 bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;
 b=/gCrinpcQOoIfuHNQIbq4pgh9kyIK3AQUdt9OdqQehSwhEIug4D11Bus
 Fa3bT3FY5OsU7ZbnKELq+eXdp1Q1Dw==
DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed;
 d=football.example.com; i=@football.example.com;
 q=dns/txt; s=test; t=1528637909; h=from : to : subject :
 date : message-id : from : subject : date;
 bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;
 b=F45dVWDfMbQDGHJFlXUNB2HKfbCeLRyhDXgFpEL8GwpsRe0IeIixNTe3
 DhCVlUrSjV4BwcVcOF6+FF3Zo9Rpo1tFOeS9mPYQTnGdaSGsgeefOsk2Jz
 dA+L10TeYt9BgDfQNZtKdN1WO//KgIqXP7OdEFE4LjFYNcUxZQ4FADY+8=
From: Joe SixPack <joe@football.example.com>
To: Suzie Q <suzie@shopping.example.net>
Subject: Is dinner ready?
Date: Fri, 11 Jul 2003 21:00:37 -0700 (PDT)
Message-ID: <20030712040037.46341.5F8J@football.example.com>

Hi.

We lost the game.  Are you hungry yet?

Joe.
""".replace(b"\n", b"\r\n")
TEXTS = {
    "brisbane._domainkey.football.example.com": (
        "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="
    ),
    "test._domainkey.football.example.com": (
        "v=DKIM1; k=rsa; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDkHlOQoBTzWRiGs5V6NpP3idY6Wk08a5qh"
        "dR6wy5bdOKb2jLQiY/J16JYi0Qvx/byYzCNb3W91y3FutACDfzwQ/BC/e/8uBsCR+yz1Lxj+PL6lHvqMKrM3rG4hst"
        "T5QjvHO9PzoxZyVYLzBfO2EeC3Ip3G+2kryOTIKT+l/K4w3QIDAQAB"
    ),
}


def _zone(*selectors: str) -> dict[tuple[str, str], list[str]]:
    return {
        (name, "TXT"): [" ".join(f'"{text[n : n + 200]}"' for n in range(0, len(text), 200))]
        for name, text in TEXTS.items()
        if name.partition(".")[0] in selectors
    }


@pytest.mark.parametrize("selector", ["brisbane", "test"])
def test_each_of_the_two_signatures_passes(selector: str) -> None:
    with dns_zone(_zone(selector)):
        assert authn.dkim(MESSAGE) == "pass"
        assert authn.dkim(MESSAGE.replace(b"game", b"match")) == "fail"
        assert authn.dkim(MESSAGE.replace(b"dinner", b"lunch")) == "fail"


def test_both_are_written_down() -> None:
    with dns_zone(_zone("brisbane", "test")):
        line = check(MESSAGE, "192.0.2.1", "mx", "joe@football.example.com").field
    assert b"dkim=pass header.d=football.example.com header.s=brisbane" in line
    assert b"dkim=pass header.d=football.example.com header.s=test" in line


def test_our_second_opinion_is_one() -> None:
    """The verifier our own signatures are tested by, tested by the RFC's."""
    found = rfc_dkim.verify(MESSAGE, TEXTS)
    assert found == {"ed25519-sha256": True, "rsa-sha256": True}
    changed = rfc_dkim.verify(MESSAGE.replace(b"dinner", b"lunch"), TEXTS)
    assert set(changed.values()) == {False}
