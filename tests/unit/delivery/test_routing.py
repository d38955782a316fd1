import pytest

from mailsvc.delivery.routing import (
    MxRecord,
    Route,
    Way,
    choose_route,
    is_null_mx,
    order_hosts,
    split_host,
)
from mailsvc.delivery.transports.base import OutcomeKind, from_reply
from mailsvc.delivery.transports.wire import wire_blocks
from mailsvc.sites.rules import Hop, Routes, TlsPolicy

HUB = Hop("tinh", "10.1.0.1", 587, TlsPolicy.MUST)
POLICY = Hop("chat-che", tls=TlsPolicy.VERIFY)
RELAY = Hop("relay:25", "relay", 25)
MX = Hop("")


@pytest.mark.parametrize(
    ("kind", "is_local", "routes", "usual", "wanted"),
    [
        ("deliver", True, Routes(), MX, Route(Way.LMTP)),
        ("deliver", True, Routes(default=HUB), RELAY, Route(Way.LMTP)),
        ("deliver", False, Routes(), MX, Route(Way.SMTP, "xa.example", MX)),
        ("deliver", False, Routes(), RELAY, Route(Way.SMTP, "relay:25", RELAY)),
        ("deliver", False, Routes(default=HUB), RELAY, Route(Way.SMTP, "tinh", HUB)),
        ("deliver", False, Routes({"xa.example": HUB}), MX, Route(Way.SMTP, "tinh", HUB)),
        (
            "deliver",
            False,
            Routes({"xa.example": POLICY}, HUB),
            MX,
            Route(Way.SMTP, "xa.example", POLICY),
        ),
        ("sent_copy", True, Routes(), MX, Route(Way.APPEND, "hoa@xa.example")),
    ],
)
def test_each_recipient_has_one_way(
    kind: str, is_local: bool, routes: Routes, usual: Hop, wanted: Route
) -> None:
    found = choose_route(
        kind=kind,
        address="hoa@xa.example",
        domain="xa.example",
        is_local=is_local,
        routes=routes,
        usual=usual,
    )
    assert found == wanted


def test_null_mx() -> None:
    assert is_null_mx([MxRecord(0, ".")])
    assert not is_null_mx([MxRecord(0, "."), MxRecord(10, "mx.example.")])
    assert not is_null_mx([])


def test_hosts_go_by_preference_and_chance_among_equals() -> None:
    records = [MxRecord(20, "c.example."), MxRecord(10, "a.example."), MxRecord(10, "b.example.")]
    found = order_hosts(records, own_name="me.example", shuffled=records[::-1])
    assert found == ["b.example", "a.example", "c.example"]


def test_only_better_servers_than_ourselves_are_tried() -> None:
    records = [MxRecord(5, "a.example."), MxRecord(10, "me.example."), MxRecord(20, "c.example.")]
    assert order_hosts(records, own_name="me.example", shuffled=records) == ["a.example"]
    assert order_hosts(records[1:], own_name="me.example", shuffled=records[1:]) == []


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("relay.example", ("relay.example", 25)),
        ("relay.example:587", ("relay.example", 587)),
        ("[::1]:2525", ("::1", 2525)),
        ("[::1]", ("::1", 25)),
        ("::1", ("::1", 25)),
    ],
)
def test_hosts_are_split(text: str, wanted: tuple[str, int]) -> None:
    assert split_host(text, default_port=25) == wanted


@pytest.mark.parametrize(
    ("code", "text", "kind", "enhanced", "said"),
    [
        (250, "2.1.5 ok", OutcomeKind.DELIVERED, "2.1.5", "ok"),
        (250, "ok", OutcomeKind.DELIVERED, "2.0.0", "ok"),
        (550, "5.1.1 no such user", OutcomeKind.FAILED, "5.1.1", "no such user"),
        (550, "no such user", OutcomeKind.FAILED, "5.0.0", "no such user"),
        (550, "4.1.1 odd", OutcomeKind.FAILED, "5.0.0", "odd"),
        (451, "4.3.0\nwait\r\n", OutcomeKind.DEFERRED, "4.3.0", "wait"),
        (354, "5.1.1 what", OutcomeKind.DEFERRED, "4.0.0", "what"),
        (-1, "", OutcomeKind.DEFERRED, "4.0.0", ""),
    ],
)
def test_replies_are_read(
    code: int, text: str, kind: OutcomeKind, enhanced: str, said: str
) -> None:
    outcome = from_reply(code, text)
    assert (outcome.kind, outcome.enhanced, outcome.text) == (kind, enhanced, said)


@pytest.mark.parametrize(
    ("content", "wanted"),
    [
        (b"a\r\nb\r\n", b"a\r\nb\r\n"),
        (b"a\nb", b"a\r\nb\r\n"),
        (b"a\r.\rb", b"a\r\n..\r\nb\r\n"),
        (b"a\n.\r\nMAIL", b"a\r\n..\r\nMAIL\r\n"),
        (b"", b""),
    ],
)
def test_only_crlf_leaves(content: bytes, wanted: bytes) -> None:
    assert b"".join(wire_blocks([content])) == wanted + b".\r\n"
