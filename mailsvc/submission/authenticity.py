"""What follows from SPF, DKIM, DMARC and ARC for a mail of another server. Pure but for settings.

The owner of the From domain says what shall become of mail that fails DMARC (RFC 7489 §6.3); we
follow as far as CV_DMARC goes. Nothing is refused for what could not be found out.
"""

import random
from dataclasses import dataclass, replace
from enum import StrEnum

from django.conf import settings

from mailsvc.authn.field import junk_field
from mailsvc.authn.services import Facts
from mailsvc.authn.words import Verdict
from mailsvc.base.errors import Forbidden
from mailsvc.queue.orders import NewMessage


class Mode(StrEnum):
    """CV_DMARC: only write the result down, file in Junk, or also refuse."""

    OFF = "off"
    MARK = "mark"
    ENFORCE = "enforce"


class Treatment(StrEnum):
    """What becomes of the mail."""

    NONE = "none"
    JUNK = "junk"
    REFUSE = "refuse"


@dataclass(frozen=True)
class Policy:
    """Our part of the decision."""

    mode: Mode
    trusted_sealers: frozenset[str] = frozenset()


def decide(facts: Facts, policy: Policy, *, chance: float) -> Treatment:
    """`chance` in 0…1 is drawn for the owner's percentage (RFC 7489 §6.6.4)."""
    if policy.mode is Mode.OFF or facts.dmarc.verdict is not Verdict.FAIL:
        return Treatment.NONE
    if is_vouched_for(facts, policy.trusted_sealers):
        return Treatment.NONE
    wish = facts.dmarc.policy
    if chance * 100 >= facts.dmarc.percent:
        wish = {"reject": "quarantine"}.get(wish, "none")
    if wish == "reject" and policy.mode is Mode.ENFORCE:
        return Treatment.REFUSE
    return Treatment.JUNK if wish in {"reject", "quarantine"} else Treatment.NONE


def is_vouched_for(facts: Facts, trusted: frozenset[str]) -> bool:
    """True when only servers we trust sealed the mail and the first saw this From pass DMARC.

    RFC 8617 §7.2.1: a chain says something only to who trusts its sealers; one stranger in it and
    it says nothing.
    """
    arc = facts.arc
    return (
        arc.verdict is Verdict.PASS
        and bool(arc.sealers)
        and set(arc.sealers) <= trusted
        and arc.proven_from == facts.dmarc.domain
    )


def settled(new: NewMessage, facts: Facts) -> NewMessage:
    """The mail with what was found written before it; Forbidden("dmarc_refused") when refused."""
    policy = Policy(
        Mode(settings.DMARC_MODE), frozenset(one.lower() for one in settings.ARC_TRUSTED)
    )
    chance = random.random()  # noqa: S311  the owner's sampling, guards nothing
    treatment = decide(facts, policy, chance=chance)
    if treatment is Treatment.REFUSE:
        raise Forbidden("dmarc_refused", "Thư không qua được kiểm tra DMARC.")
    junk = junk_field("dmarc") if treatment is Treatment.JUNK else b""
    return replace(new, prefix=junk + facts.field + new.prefix)
