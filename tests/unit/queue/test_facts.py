"""The facts of acceptance survive their way through a text column."""

import pytest

from mailsvc.queue.facts import AcceptanceFacts, read_facts

FACTS = AcceptanceFacts(
    port=2525, peer="192.0.2.7", helo="mail.sở.example", protocol="ESMTPS", tls="TLSv1.3 X"
)


def test_facts_come_back_as_they_were() -> None:
    assert read_facts(FACTS.to_text()) == FACTS


def test_nothing_known_takes_no_room() -> None:
    assert AcceptanceFacts().to_text() == ""
    assert read_facts("") == AcceptanceFacts()


@pytest.mark.parametrize("text", ["{", "[]", '"x"', "null", '{"port":"2525","khac":1}'])
def test_what_cannot_be_read_is_empty(text: str) -> None:
    assert read_facts(text) == AcceptanceFacts()


def test_a_later_versions_facts_are_passed_over() -> None:
    assert read_facts('{"peer":"192.0.2.7","nhan":"x"}') == AcceptanceFacts(peer="192.0.2.7")
