"""Whom a sender writes to: read from the queue's rows, kept nowhere else."""

from datetime import timedelta

from mailsvc.base import clock
from mailsvc.directory.actor import Actor
from mailsvc.queue.selectors import list_known, list_usual

_DAYS, _USUAL = 60, 40


def list_usual_recipients(actor: Actor) -> list[str]:
    """The addresses most written to in two months."""
    if actor.account_pk is None:
        return []
    since = clock.now() - timedelta(days=_DAYS)
    return list_usual(actor.account_pk, since=since, limit=_USUAL)


def first_time(actor: Actor, addresses: list[str]) -> list[str]:
    """Those of the addresses the actor has not written to while traces are kept."""
    if actor.account_pk is None:
        return addresses
    known = list_known(actor.account_pk, addresses)
    return [one for one in addresses if one not in known]
