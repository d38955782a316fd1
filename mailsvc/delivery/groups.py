"""From claims to transactions: recipients of one mail that go the same way travel together."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.conf import settings

from mailsvc.delivery.routing import SMTP_PORT, Route, Way, choose_route, split_host
from mailsvc.directory.models import Mailbox
from mailsvc.directory.selectors import find_mailbox_pks, is_local_domain, list_mailboxes
from mailsvc.forwarding.rules import Forward
from mailsvc.forwarding.selectors import find_forwards
from mailsvc.queue import schedule
from mailsvc.queue.orders import Claim
from mailsvc.sites.rules import Hop, Routes, TlsPolicy
from mailsvc.sites.selectors import load_routes
from mailsvc.smtp.envelope import Envelope, Recipient

RECIPIENTS_MAX = 50


@dataclass(frozen=True)
class Group:
    """One transaction: claims of one mail with the same route; `forward` is its mailbox's rule."""

    route: Route
    claims: tuple[Claim, ...]
    forward: Forward | None = None

    @property
    def first(self) -> Claim:
        """Any of them: what belongs to the mail is the same in all."""
        return self.claims[0]

    @property
    def rank(self) -> int:
        """Its place among those that wait for one goal."""
        return schedule.rank(is_urgent=self.first.is_urgent, size_bytes=self.first.size_bytes)

    @property
    def is_large(self) -> bool:
        """True when it would hold a thin line for long."""
        return self.first.size_bytes > schedule.LARGE_BYTES

    @property
    def connections_max(self) -> int:
        """How many connections its goal is given at once."""
        return self.route.hop.connections_max if self.route.hop else 1

    @property
    def is_peer(self) -> bool:
        """True when its goal is one known server, not what the MX of a domain say."""
        return self.route.hop is not None and self.route.hop.is_peer

    @cached_property
    def envelope(self) -> Envelope:
        """The envelope of this transaction."""
        first = self.first
        return Envelope(
            mail_from=first.mail_from,
            recipients=tuple(Recipient(c.address, c.notify, c.orcpt) for c in self.claims),
            smtputf8=first.smtputf8,
            ret=first.ret,
            envid=first.envid,
        )


def make_groups(claims: Iterable[Claim]) -> list[Group]:
    """Groups in the order of the claims (urgent and small first), of at most RECIPIENTS_MAX."""
    taken = list(claims)
    is_local = {name: is_local_domain(name) for name in {claim.domain for claim in taken}}
    routes = Routes() if all(is_local.values()) else load_routes()
    usual = usual_hop()
    forwards = find_forwards(claim.address for claim in taken if is_local[claim.domain])
    found: dict[tuple[str, Route], list[Claim]] = {}
    for claim in taken:
        route = choose_route(
            kind=claim.kind,
            address=claim.address,
            domain=claim.domain,
            is_local=is_local[claim.domain],
            is_forwarding=claim.address in forwards,
            routes=routes,
            usual=usual,
        )
        found.setdefault((claim.trace_id, route), []).append(claim)
    return [
        Group(
            route,
            tuple(members[start : start + RECIPIENTS_MAX]),
            forwards.get(route.goal) if route.way is Way.FORWARD else None,
        )
        for (_, route), members in found.items()
        for start in range(0, len(members), RECIPIENTS_MAX)
    ]


def usual_hop() -> Hop:
    """What holds for a destination no site is named for: the smart host, or MX."""
    tls, most = TlsPolicy(settings.OUTBOUND_TLS), settings.DESTINATION_CONNECTIONS_MAX
    if not settings.SMART_HOST:
        return Hop("", tls=tls, connections_max=most)
    host, port = split_host(settings.SMART_HOST, default_port=SMTP_PORT)
    return Hop(settings.SMART_HOST, host, port, tls, connections_max=most)


def list_mailbox_pks(claims: Iterable[Claim]) -> dict[str, int]:
    """The mailboxes behind claimed addresses, in few queries."""
    return find_mailbox_pks(claim.address for claim in claims)


def find_copy_mailbox(group: Group) -> Mailbox | None:
    """Where the sender's copy goes."""
    pk = group.first.mailbox_pk
    return list_mailboxes().filter(pk=pk).first() if pk is not None else None


def is_remote(group: Group) -> bool:
    """True when another site must answer."""
    return group.route.way is Way.SMTP
