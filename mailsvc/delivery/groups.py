"""From claims to transactions: recipients of one mail that go the same way travel together."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings

from mailsvc.delivery.routing import Route, Way, choose_route
from mailsvc.directory.models import Mailbox
from mailsvc.directory.selectors import is_local_domain, list_mailboxes
from mailsvc.queue.orders import Claim
from mailsvc.smtp.envelope import Envelope, Recipient

RECIPIENTS_MAX = 50


@dataclass(frozen=True)
class Group:
    """One transaction: claims of one mail with the same route."""

    route: Route
    claims: tuple[Claim, ...]

    @property
    def first(self) -> Claim:
        """Any of them: what belongs to the mail is the same in all."""
        return self.claims[0]

    @property
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
    known: dict[str, bool] = {}
    found: dict[tuple[str, Route], list[Claim]] = {}
    for claim in claims:
        if claim.domain not in known:
            known[claim.domain] = is_local_domain(claim.domain)
        route = choose_route(
            kind=claim.kind,
            address=claim.address,
            domain=claim.domain,
            is_local=known[claim.domain],
            smart_host=settings.SMART_HOST,
        )
        found.setdefault((claim.trace_id, route), []).append(claim)
    return [
        Group(route, tuple(members[start : start + RECIPIENTS_MAX]))
        for (_, route), members in found.items()
        for start in range(0, len(members), RECIPIENTS_MAX)
    ]


def list_mailbox_pks(claims: Iterable[Claim]) -> dict[str, int]:
    """The mailboxes behind claimed addresses, in one query."""
    addresses = {claim.address for claim in claims}
    return dict(list_mailboxes().filter(address__in=addresses).values_list("address", "pk"))


def find_copy_mailbox(group: Group) -> Mailbox | None:
    """Where the sender's copy goes."""
    pk = group.first.mailbox_pk
    return list_mailboxes().filter(pk=pk).first() if pk is not None else None


def is_remote(group: Group) -> bool:
    """True when another site must answer."""
    return group.route.way is Way.SMTP
