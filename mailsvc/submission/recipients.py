"""From the address somebody names to where its mail goes, or why it may not."""

from dataclasses import replace

from django.conf import settings

from mailsvc.base.errors import Conflict
from mailsvc.directory.actor import SYSTEM, Actor
from mailsvc.directory.groups import expand, find_group, may_write_to_group
from mailsvc.directory.models import Mailbox, MailGroup
from mailsvc.directory.selectors import find_mailbox, is_local_domain
from mailsvc.forwarding.selectors import find_rewritten
from mailsvc.forwarding.srs import is_rewritten
from mailsvc.mailstore.quota import Room, ask_room
from mailsvc.sites.rules import Guest
from mailsvc.sites.selectors import is_inside, load_routes
from mailsvc.smtp.address import lookup_key, split, validate_address
from mailsvc.submission.policy import RecipientFacts, Source, decide_recipient
from mailsvc.submission.refusals import raise_if_refused
from mailsvc.submission.resolution import Resolution


def check_recipient(
    address: str,
    *,
    source: Source,
    actor: Actor = SYSTEM,
    size_bytes: int | None = None,
    guest: Guest | None = None,
) -> Resolution:
    """The final addresses to queue: a mailbox's own, a group's members', a foreign one as given.

    `actor` is the logged-in sender where there is one, `guest` the logged-in site. With
    `size_bytes` the mail store is asked whether a mail of that size fits (it may block for a
    second: not within a transaction).
    Invalid("address_syntax"), NotFound("unknown_recipient"), Forbidden("mailbox_suspended"),
    Forbidden("group_denied"), Conflict for a group that cannot be expanded,
    Invalid("srs_foreign") or "srs_expired" for a bounce address that is not ours (any more),
    TooLarge("mailbox_full") or, for other servers, Busy("mailbox_full_now"),
    Forbidden("relay_denied") for foreign domains from the MX port and from sites that may not send
    through us, Forbidden("site_loop") for what would go back to the site it came from.
    """
    wanted = _with_domain(address)
    domain = split(wanted)[1]
    if not is_local_domain(domain):
        _decide(wanted, _of_foreign(domain, source, guest))
        return Resolution((wanted,), outside=() if is_inside(domain) else (wanted,))
    if is_rewritten(wanted):
        # A bounce of forwarded mail, on its way to the first sender wherever he is.
        origin = find_rewritten(wanted)
        return Resolution((origin,), outside=(origin,), only_bounces=True)
    key = lookup_key(wanted)
    mailbox = find_mailbox(key)
    if mailbox is not None:
        return _of_mailbox(wanted, mailbox, source, size_bytes)
    return _of_group(wanted, find_group(key), source, actor)


def _of_foreign(domain: str, source: Source, guest: Guest | None) -> RecipientFacts:
    if guest is None:
        return _facts(source, is_local=False)
    hop = load_routes().find(domain)
    return replace(
        _facts(source, is_local=False),
        may_relay=guest.may_relay,
        leads_back=hop is not None and hop.name == guest.name,
    )


def _of_mailbox(
    wanted: str, mailbox: Mailbox, source: Source, size_bytes: int | None
) -> Resolution:
    room = Room.FITS
    if size_bytes is not None and not mailbox.is_suspended:
        room = ask_room(mailbox.address, size_bytes)
    facts = _facts(
        source,
        is_known=True,
        is_suspended=mailbox.is_suspended,
        is_full=room is Room.FULL,
        is_over_quota=room is Room.TOO_LARGE,
    )
    _decide(wanted, facts)
    return Resolution((mailbox.address,))


def _of_group(wanted: str, group: MailGroup | None, source: Source, actor: Actor) -> Resolution:
    if group is None:
        raise_if_refused(decide_recipient(_facts(source)), address=wanted)
        raise AssertionError("nobody is refused")
    facts = _facts(
        source,
        is_known=True,
        is_suspended=group.is_closed,
        may_write=may_write_to_group(actor, group, is_inside=source.is_inside),
    )
    _decide(wanted, facts)
    members = expand(group)
    if not members:
        raise Conflict("group_empty", f"Nhóm {wanted} chưa có hộp thư nào nhận được thư.")
    return Resolution(members, is_group=True, is_quiet=not source.is_inside)


def _facts(
    source: Source,
    *,
    is_local: bool = True,
    is_known: bool = False,
    is_suspended: bool = False,
    may_write: bool = True,
    is_full: bool = False,
    is_over_quota: bool = False,
) -> RecipientFacts:
    return RecipientFacts(
        source=source,
        is_local_domain=is_local,
        is_known=is_known,
        is_suspended=is_suspended,
        may_write=may_write,
        is_full=is_full,
        is_over_quota=is_over_quota,
    )


def _decide(wanted: str, facts: RecipientFacts) -> None:
    raise_if_refused(decide_recipient(facts), address=wanted)


def _with_domain(address: str) -> str:
    # RFC 5321 §4.5.1: <postmaster> without a domain is ours.
    if address.casefold() == "postmaster":
        return f"postmaster@{settings.MAIL_DOMAIN}"
    return validate_address(address)
