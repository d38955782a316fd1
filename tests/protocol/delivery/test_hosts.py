"""Which servers a domain has, asked through dnspython's default resolver."""

import pytest

from mailsvc.delivery.transports.hosts import NoHosts, find_hosts
from tests.support.dns_zone import BROKEN, dns_zone

ME = "mail.dienbien.example"


def _refusal(domain: str) -> tuple[str, str]:
    with pytest.raises(NoHosts) as caught:
        find_hosts(domain, own_name=ME)
    return caught.value.outcome.kind.value, caught.value.outcome.enhanced


def test_servers_come_by_preference() -> None:
    records = {("xa.example", "MX"): ["20 b.xa.example.", "10 A.xa.example."]}
    with dns_zone(records) as asked:
        assert find_hosts("xa.example", own_name=ME) == [("a.xa.example", 25), ("b.xa.example", 25)]
    assert asked == [("xa.example", "MX")]


@pytest.mark.parametrize("kind", ["A", "AAAA"])
def test_without_mx_the_domain_is_its_own_server(kind: str) -> None:
    with dns_zone({("xa.example", kind): ["127.0.0.9" if kind == "A" else "::9"]}):
        assert find_hosts("xa.example", own_name=ME) == [("xa.example", 25)]


def test_null_mx() -> None:
    with dns_zone({("xa.example", "MX"): ["0 ."]}):
        assert _refusal("xa.example") == ("failed", "5.1.10")


def test_nothing_there() -> None:
    with dns_zone({("xa.example", "TXT"): ['"x"']}):
        assert _refusal("khong.example") == ("failed", "5.1.2")
        assert _refusal("xa.example") == ("failed", "5.4.4")


def test_ourselves_is_a_loop() -> None:
    with dns_zone({("xa.example", "MX"): [f"10 {ME}."]}):
        assert _refusal("xa.example") == ("failed", "5.4.6")


def test_trouble_is_temporary() -> None:
    with dns_zone({("xa.example", "MX"): BROKEN}):
        assert _refusal("xa.example") == ("deferred", "4.4.3")


@pytest.mark.parametrize("domain", ["x" * 64 + ".example", "a..b", "x." * 130 + "example"])
def test_names_dns_cannot_hold(domain: str) -> None:
    with dns_zone({}):
        assert _refusal(domain)[0] == "failed"


def test_an_address_needs_no_question() -> None:
    with dns_zone({}) as asked:
        assert find_hosts("[127.0.0.1]", own_name=ME) == [("127.0.0.1", 25)]
        assert find_hosts("[IPv6:::1]", own_name=ME) == [("::1", 25)]
    assert asked == []


def test_vietnamese_domains_are_asked_in_ascii() -> None:
    with dns_zone({}) as asked, pytest.raises(NoHosts):
        find_hosts("điện-biên.example", own_name=ME)
    assert asked[0][0].startswith("xn--")
