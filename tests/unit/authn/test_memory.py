"""DNS answers are asked once, and forgotten in time."""

import time

import dns.resolver

from mailsvc.authn.resolver import Lookup, remember_answers
from tests.support.dns_zone import dns_zone

RECORDS = {("stc.example", "TXT"): ['"v=spf1 -all"']}


def test_the_same_question_is_asked_once() -> None:
    with dns_zone(RECORDS) as asked:
        remember_answers()
        for _ in range(3):
            assert Lookup().txt("stc.example") == [b"v=spf1 -all"]
            assert Lookup().txt("khong-co.example") == []
        assert asked == [("stc.example", "TXT"), ("khong-co.example", "TXT")]


def test_a_no_without_a_soa_is_forgotten_within_minutes() -> None:
    with dns_zone(RECORDS):
        remember_answers()
        Lookup().txt("stc.example")
        Lookup().txt("khong-co.example")
        cache = dns.resolver.get_default_resolver().cache
        assert isinstance(cache, dns.resolver.LRUCache)
        left = sorted(node.value.expiration - time.time() for node in cache.data.values())
        assert left[0] <= 300
        assert left[-1] <= 3600
