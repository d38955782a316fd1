"""Between values and rows: the one place that knows both shapes."""

from django.conf import settings

from mailsvc.queue import schedule
from mailsvc.queue.models import QueuedRecipient
from mailsvc.queue.orders import Claim, NewMessage
from mailsvc.queue.statements import Values
from mailsvc.smtp.address import split


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


def claim(row: QueuedRecipient) -> Claim:
    """A claimed row as the value delivery works with."""
    message = row.message
    return Claim(
        recipient_pk=row.pk,
        token=row.claimed_by,
        trace_id=message.trace_id,
        address=row.address,
        domain=row.domain,
        kind=row.kind,
        mailbox_pk=row.mailbox_pk,
        folder=row.folder,
        attempts=row.attempts,
        mail_from=message.mail_from,
        smtputf8=message.smtputf8,
        ret=message.ret,
        envid=message.envid,
        notify=frozenset(row.notify.split(",")) - {""},
        orcpt=row.orcpt,
        prefix=bytes(message.prefix),
        copy_prefix=bytes(row.copy_prefix),
        size_bytes=message.size_bytes,
        is_urgent=message.is_urgent,
        source=message.source,
        created_at=message.created_at,
    )
