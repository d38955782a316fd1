"""The servers a mail came through, from fields people and programs write in many ways."""

import pytest

from mailsvc.message import parse
from mailsvc.message.hops import read_hops

OURS = (
    "from mx.tinh.example (mx.tinh.example [192.0.2.7]) (TLS) by mail.example with ESMTPS id 1; "
    "Tue, 22 Dec 2009 08:42:30 +0700"
)
FIRST = "from pc (unknown) by mx.tinh.example (Postfix) with SMTP id 9; Tue, 22 Dec 2009 01:42:00 Z"


def hops(*received: str):
    head = "".join(f"Received: {value}\r\n" for value in received)
    return read_hops(parse(f"{head}Subject: x\r\n\r\nx".encode()).headers)


def test_oldest_first_with_the_time_between() -> None:
    first, ours = hops(OURS, FIRST)
    assert (first.sender, first.server, first.protocol) == ("pc", "mx.tinh.example", "SMTP")
    assert first.delay_s is None and not first.is_encrypted
    assert (ours.sender, ours.server) == ("mx.tinh.example", "mail.example")
    assert ours.delay_s == 30 and ours.is_encrypted


@pytest.mark.parametrize(
    ("protocol", "is_encrypted"),
    [("ESMTP", False), ("ESMTPSA", True), ("UTF8SMTPS", True), ("LMTPS", True), ("HTTP", False)],
)
def test_which_ways_are_encrypted(protocol: str, is_encrypted: bool) -> None:
    (hop,) = hops(f"from a by b with {protocol}; Tue, 22 Dec 2009 08:42:30 +0700")
    assert hop.is_encrypted is is_encrypted


def test_a_clock_that_goes_wrong_gives_less_than_nothing() -> None:
    late = FIRST.replace("01:42:00", "05:00:00")
    assert (hops(OURS, late)[1].delay_s or 0) < 0


@pytest.mark.parametrize(
    "value",
    ["", ";", "x;y;z", "by ;", "from " + "a" * 5000, "(" * 3000, "from a by b; 99 Xyz 2009"],
)
def test_nonsense_is_a_hop_that_says_little(value: str) -> None:
    (hop,) = hops(value)
    assert hop.at is None and hop.delay_s is None and len(hop.sender) <= 200


def test_a_time_is_measured_over_a_hop_without_one() -> None:
    found = hops(OURS, "by relay.example; never", FIRST)
    assert [hop.delay_s for hop in found] == [None, None, 30]


def test_a_loop_is_cut() -> None:
    assert len(hops(*[OURS] * 200)) == 60
