"""Between values and rows: the one place that knows both shapes."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings

from mailsvc.queue import schedule
from mailsvc.queue.models import QueuedRecipient
from mailsvc.queue.orders import Claim, NewMessage
from mailsvc.queue.statements import Values
from mailsvc.smtp.address import split

_NO_WISHES: frozenset[str] = frozenset()


def message_values(new: NewMessage) -> Values:
    """The columns of a mail."""
    return {
        "trace_id": new.trace_id,
        "mail_from": new.envelope.mail_from,
        "smtputf8": new.envelope.smtputf8,
        "ret": new.envelope.ret,
        "envid": new.envelope.envid,
        "size_bytes": len(new.prefix) + len(new.content),
        "prefix": new.prefix,
        "is_urgent": new.is_urgent,
        "source": new.source,
        "account_pk": new.account_pk,
        "message_id": new.message_id,
        "report_of": new.report_of,
        "hop_id": new.hop_id,
        "facts": new.facts,
        "spool_host": settings.SPOOL_HOST,
        "created_at": new.created_at,
        "not_before": new.not_before,
    }


def recipient_values(new: NewMessage) -> list[Values]:
    """The columns of its recipients, and of the sender's copy."""
    common: Values = {
        "message_id": new.trace_id,
        "rank": schedule.rank(is_urgent=new.is_urgent, size_bytes=len(new.content)),
        "next_attempt_at": new.not_before or new.created_at,
    }
    found: list[Values] = [
        common
        | {
            "address": recipient.address,
            "domain": split(recipient.address)[1],
            "notify": ",".join(sorted(recipient.notify)),
            "orcpt": recipient.orcpt,
        }
        for recipient in new.envelope.recipients
    ]
    if new.copy is not None:
        sender = new.envelope.mail_from
        found.append(
            common
            | {
                "address": sender,
                "domain": split(sender)[1],
                "kind": QueuedRecipient.Kind.SENT_COPY.value,
                "mailbox_pk": new.copy.mailbox_pk,
                "folder": new.copy.folder,
                "copy_prefix": new.copy.prefix,
            }
        )
    return found


# The columns of a recipient, and of its mail, by the fields of a claim.
_CLAIM = {
    "recipient_pk": "pk",
    "token": "claimed_by",
    "trace_id": "message_id",
    "address": "address",
    "domain": "domain",
    "kind": "kind",
    "mailbox_pk": "mailbox_pk",
    "folder": "folder",
    "attempts": "attempts",
    "mail_from": "message__mail_from",
    "smtputf8": "message__smtputf8",
    "ret": "message__ret",
    "envid": "message__envid",
    "notify": "notify",
    "orcpt": "orcpt",
    "prefix": "message__prefix",
    "copy_prefix": "copy_prefix",
    "size_bytes": "message__size_bytes",
    "is_urgent": "message__is_urgent",
    "source": "message__source",
    "created_at": "message__created_at",
}
CLAIM_COLUMNS = tuple(_CLAIM.values())


def claim(row: Sequence[Any]) -> Claim:
    """A claimed row (CLAIM_COLUMNS) as the value delivery works with."""
    values: Values = dict(zip(_CLAIM, row, strict=True))
    wishes: str = values["notify"]
    values["notify"] = frozenset(wishes.split(",")) if wishes else _NO_WISHES
    values["prefix"], values["copy_prefix"] = bytes(values["prefix"]), bytes(values["copy_prefix"])
    return Claim(**values)
