"""Whose leases are renewed: attempts that move, not threads that got lost."""

from mailsvc.base import clock
from mailsvc.delivery.groups import Group
from mailsvc.delivery.progress import SILENT_MAX_S, UnderWay
from mailsvc.delivery.routing import Route, Way
from mailsvc.queue.orders import Claim


def _group(pk: int) -> Group:
    claim = Claim(
        recipient_pk=pk,
        token="main:1:1#x",
        trace_id="T",
        address="an@xa.example",
        domain="xa.example",
        kind="deliver",
        mailbox_pk=None,
        folder="",
        attempts=1,
        mail_from="",
        smtputf8=False,
        ret="",
        envid="",
        notify=frozenset(),
        orcpt="",
        prefix=b"",
        copy_prefix=b"",
        size_bytes=0,
        is_urgent=False,
        source="mx",
        created_at=clock.now(),
    )
    return Group(Route(Way.SMTP, "xa.example"), (claim,))


def test_what_moves_is_alive_until_it_ends() -> None:
    at = 100.0
    under_way = UnderWay(lambda: at)
    with under_way.attempt(_group(1)) as moved, under_way.attempt(_group(2)):
        at += SILENT_MAX_S - 1
        moved()
        assert sorted(claim.recipient_pk for claim in under_way.list_alive()) == [1, 2]
        at += 2
        assert [claim.recipient_pk for claim in under_way.list_alive()] == [1]
    assert under_way.list_alive() == []
