"""Whom a domain pretends to be."""

import pytest

from mailsvc.message.lookalike import looks_like

OWN = frozenset({"dienbien.gov.vn"})


@pytest.mark.parametrize(
    "domain",
    [
        "dienbien-gov.vn",
        "dienbiengov.vn",
        "dlenbien.gov.vn",
        "dienbienn.gov.vn",
        "dienb1en.gov.vn",
        "diеnbiеn.gov.vn",  # two Cyrillic letters
        "điệnbiên.gov.vn",
        "dienbien.gov.vn.xau.example",
        "dienbien-gov-vn.com",
        "dienbein.gov.vn",
        "dienbiên.gov.vn".encode("idna").decode(),
    ],
)
def test_domains_that_look_like_ours(domain):
    assert looks_like(domain, OWN)


@pytest.mark.parametrize(
    "domain",
    [
        "dienbien.gov.vn",
        "syt.dienbien.gov.vn",
        "sonla.gov.vn",
        "stp.langson.gov.vn",
        "gmail.com",
        "dienbien.example",
        "",
    ],
)
def test_domains_that_do_not(domain):
    assert not looks_like(domain, OWN)
