"""Mail from another server that says it comes from one of our own people. Pure but for settings.

Our people log in to send; what arrives without a log-in under our name is a forwarder's or a list's
copy of their mail, which still proves where it comes from, or it is forged.
"""

import re
from collections.abc import Collection
from dataclasses import replace

from django.conf import settings

from mailsvc.authn.field import junk_field
from mailsvc.authn.services import Facts
from mailsvc.base.errors import Busy
from mailsvc.queue.orders import NewMessage
from mailsvc.smtp.address import domain_key, split
from mailsvc.submission.authenticity import is_vouched_for
from mailsvc.submission.headers import HeaderFacts
from mailsvc.submission.policy import Decision, Refusal
from mailsvc.submission.refusals import raise_if_refused

_DOMAIN = re.compile(rb"@([^\s<>,;:()\"@]{1,255})")


def claimed_domains(
    mail_from: str, headers: HeaderFacts, own_domains: Collection[str]
) -> frozenset[str]:
    """Those of our domains the mail says it is from, in the envelope or in From.

    A From that cannot be read claims every domain that stands in it.
    """
    named = [mail_from, *headers.from_addresses] if mail_from else list(headers.from_addresses)
    found = {domain_key(split(address)[1]) for address in named}
    if not headers.from_addresses:
        raw = b"\n".join(headers.raw_from)
        found |= {domain_key(one.decode("utf-8", "replace")) for one in _DOMAIN.findall(raw)}
    return frozenset(found & set(own_domains))


def is_proven(claimed: Collection[str], facts: Facts, own_domains: Collection[str]) -> bool:
    """True when each claimed domain, or one of ours above it, stands behind the mail."""
    proven = facts.proven & set(own_domains)
    by_proof = all(
        any(one == domain or domain.endswith(f".{one}") for one in proven) for domain in claimed
    )
    return by_proof or is_vouched_for(facts, frozenset(settings.ARC_TRUSTED))


def settled_claim(
    new: NewMessage, claimed: Collection[str], facts: Facts | None, own_domains: Collection[str]
) -> NewMessage:
    """The mail as CV_INSIDE_SENDERS wants it: as it is, marked for Junk, or refused.

    Forbidden("forged_inside"); Busy when the proof could not be looked for: the peer tries again.
    """
    if settings.INSIDE_SENDERS == "accept" or not claimed:
        return new
    if facts is not None and is_proven(claimed, facts, own_domains):
        return new
    if settings.INSIDE_SENDERS == "junk":
        return replace(new, prefix=junk_field("inside-sender") + new.prefix)
    if facts is None or facts.is_unsure:
        raise Busy("sender_unproven", "Chưa kiểm tra được người gửi, xin gửi lại sau.")
    raise_if_refused(Decision(Refusal.FORGED_INSIDE))
    return new
