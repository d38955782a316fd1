"""Who sends as whom: the rights behind a mail, and what the journal keeps of them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db import transaction

from mailsvc.audit.services import record
from mailsvc.directory.access import SenderRight, sender_right
from mailsvc.directory.actor import Actor
from mailsvc.directory.selectors import is_local_domain
from mailsvc.sites.rules import Guest
from mailsvc.smtp.address import lookup_key, split
from mailsvc.submission.headers import HeaderFacts
from mailsvc.submission.policy import Decision, Refusal, Source, decide_sender
from mailsvc.submission.refusals import raise_if_refused

CHAIN = "sending"

FindRight = Callable[[str], SenderRight | None]


@dataclass(frozen=True)
class Act:
    """Somebody sent under another's address, or a shared one."""

    address: str
    right: SenderRight


def check_sender(actor: Actor, address: str, *, source: Source) -> SenderRight | None:
    """The right a person sends under this address by; None where nobody is logged in.

    Forbidden("sender_denied") for a person without one.
    """
    right = sender_right(actor, lookup_key(address)) if source.is_person and address else None
    may_use = not source.is_person or right is not None
    decision = decide_sender(source, is_null_sender=not address, may_use_sender=may_use)
    raise_if_refused(decision, address=address)
    return right


def check_site_sender(guest: Guest, address: str) -> None:
    """Forbidden("sender_denied") unless the site may bring mail of this sender; reports it may."""
    if not address:
        return
    domain = split(address)[1]
    if not guest.may_send_from(domain, is_ours=is_local_domain(domain)):
        raise_if_refused(Decision(Refusal.SENDER_DENIED), address=address)


def may_use_sender_field(headers: HeaderFacts, find_right: FindRight) -> bool:
    """A Sender field names one address, and the one who really sends (RFC 5322 §3.6.2)."""
    if headers.sender_addresses is None:
        return True
    if len(headers.sender_addresses) != 1:
        return False
    right = find_right(headers.sender_addresses[0])
    return right is not None and right is not SenderRight.ON_BEHALF


def needs_sender_field(headers: HeaderFacts, find_right: FindRight) -> bool:
    """True where From does not say who sends, and the mail has no Sender. RFC 6409 §8.1."""
    if headers.sender_addresses is not None:
        return False
    authors = headers.from_addresses
    return len(authors) > 1 or any(
        find_right(author) is SenderRight.ON_BEHALF for author in authors
    )


def list_acts(addresses: Iterable[str], find_right: FindRight) -> tuple[Act, ...]:
    """What is to be noted of a mail that was sent under these addresses."""
    acts = []
    for address in dict.fromkeys(lookup_key(one) for one in addresses if one):
        right = find_right(address)
        if right is not None and right.is_for_another:
            acts.append(Act(address, right))
    return tuple(acts)


@transaction.atomic
def note_acts(actor: Actor, trace_id: str, acts: Iterable[Act]) -> None:
    """One row of the journal an act: who sent, for whom, by what right, which mail."""
    for act in acts:
        record(
            actor,
            chain=CHAIN,
            action="send_for",
            object_type="QueuedMessage",
            object_pk=trace_id,
            facts={"right": act.right.value},
            on_behalf_of=act.address,
        )
