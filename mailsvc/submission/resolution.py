"""Where the mail for one address goes: decided as it is named, used at acceptance. Pure."""

from dataclasses import dataclass, replace

from mailsvc.base.errors import NotFound
from mailsvc.smtp.envelope import Recipient
from mailsvc.smtp.xtext import encode

_NEVER = frozenset({"NEVER"})


@dataclass(frozen=True)
class Resolution:
    """What an address came to; `finals` are never empty.

    `finals`: the addresses of the queue's rows, a mailbox's own or a foreign one as given.
    `outside`: those of them that lie in other organisations' domains.
    `is_group`: the address stood for all of them. `is_quiet`: its members are nobody's business
    but ours, so the sender hears nothing of any one of them. `only_bounces`: it stands for the
    sender of a forwarded mail, and only the null sender may write to it.
    """

    finals: tuple[str, ...]
    outside: tuple[str, ...] = ()
    is_group: bool = False
    is_quiet: bool = False
    only_bounces: bool = False


def require_bounce(resolution: Resolution, mail_from: str) -> None:
    """NotFound where a bounce address is written to as if it were a mailbox."""
    if resolution.only_bounces and mail_from:
        raise NotFound("unknown_recipient", "Địa chỉ này chỉ nhận thư báo trả lại.")


def resolved(recipient: Recipient, resolution: Resolution) -> tuple[Recipient, ...]:
    """One recipient a final address; the first one stays in ORCPT (RFC 3461 §5.2.3)."""
    if resolution.finals == (recipient.address,) and not resolution.is_group:
        return (recipient,)
    orcpt = recipient.orcpt or _orcpt(recipient.address)
    notify = member_notify(recipient.notify, resolution)
    return tuple(
        replace(recipient, address=final, notify=notify, orcpt=orcpt)
        if final != recipient.address
        else recipient
        for final in resolution.finals
    )


def member_notify(asked: frozenset[str], resolution: Resolution) -> frozenset[str]:
    """What a member's row tells; success is told once, of the group (RFC 3461 §5.2.7)."""
    if not resolution.is_group:
        return asked
    if resolution.is_quiet:
        return _NEVER
    # Without NOTIFY failures are told; nothing but SUCCESS asked for means that they are not.
    return asked - {"SUCCESS"} or (_NEVER if asked else asked)


def _orcpt(address: str) -> str:
    return f"{'rfc822' if address.isascii() else 'utf-8'};{encode(address)}"
