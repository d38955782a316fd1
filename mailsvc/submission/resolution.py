"""Where the mail for one address goes: decided as it is named, used at acceptance. Pure."""

from dataclasses import dataclass, replace

from mailsvc.smtp.envelope import Recipient
from mailsvc.smtp.xtext import encode


@dataclass(frozen=True)
class Resolution:
    """What an address came to; `finals` are never empty.

    `finals`: the addresses of the queue's rows, a mailbox's own or a foreign one as given.
    `outside`: those of them that lie in other organisations' domains.
    """

    finals: tuple[str, ...]
    outside: tuple[str, ...] = ()


def resolved(recipient: Recipient, resolution: Resolution) -> tuple[Recipient, ...]:
    """One recipient a final address; the first one stays in ORCPT (RFC 3461 §5.2.3)."""
    if resolution.finals == (recipient.address,):
        return (recipient,)
    orcpt = recipient.orcpt or _orcpt(recipient.address)
    return tuple(
        recipient if final == recipient.address else replace(recipient, address=final, orcpt=orcpt)
        for final in resolution.finals
    )


def _orcpt(address: str) -> str:
    return f"{'rfc822' if address.isascii() else 'utf-8'};{encode(address)}"
