"""Telling a sender that his mail reached a group. RFC 3464 §2.3.3, asked for by NOTIFY=SUCCESS."""

import logging
from collections.abc import Sequence

from django.conf import settings
from django.db import transaction

from mailsvc.base import trace
from mailsvc.base.errors import Refused
from mailsvc.directory.actor import SYSTEM
from mailsvc.dsn.report import ReportedRecipient, ReportOrder, compose_report
from mailsvc.dsn.rules import Action, is_due
from mailsvc.queue import services as queue
from mailsvc.queue.orders import NewMessage
from mailsvc.smtp import reply
from mailsvc.smtp.envelope import Envelope, Recipient
from mailsvc.submission.policy import Source
from mailsvc.submission.prepare import Order, prepare
from mailsvc.submission.recipients import check_recipient
from mailsvc.submission.resolution import resolved

logger = logging.getLogger(__name__)


def report_groups(new: NewMessage, groups: Sequence[Recipient]) -> None:
    """One report of the groups whose sender asked for it; joins the caller's transaction.

    One that cannot be sent is dropped, as other reports are: RFC 5321 §6.1.
    """
    sender = new.envelope.mail_from
    due = [one for one in groups if is_due(Action.EXPANDED, mail_from=sender, notify=one.notify)]
    if not due:
        return
    try:
        with transaction.atomic():
            _send(new, due)
    except Refused as error:
        logger.warning("report about %s dropped: %s", new.trace_id, error.code)


def _send(new: NewMessage, groups: Sequence[Recipient]) -> None:
    sender, report_id = new.envelope.mail_from, trace.new_trace_id()
    order = ReportOrder(
        report_id=report_id,
        host_name=settings.HOST_NAME,
        sender=f"mailer-daemon@{settings.MAIL_DOMAIN}",
        mail_to=sender,
        trace_id=new.trace_id,
        arrived_at=new.created_at,
        now=new.created_at,
        recipients=tuple(_line(new, group) for group in groups),
        envid=new.envelope.envid,
        ret=new.envelope.ret,
    )
    content = compose_report(order, original=new.prefix + new.content)
    answer = check_recipient(sender, source=Source.SYSTEM)
    people = resolved(Recipient(sender), answer)
    report = Order(
        actor=SYSTEM,
        envelope=Envelope("", people, smtputf8=not content.isascii()),
        content=content,
        source=Source.SYSTEM,
        asked=1,
        trace_id=report_id,
        report_of=new.trace_id,
    )
    queue.enqueue(prepare(report, find_right=lambda _: None, now=new.created_at))


def _line(new: NewMessage, group: Recipient) -> ReportedRecipient:
    return ReportedRecipient(
        address=group.address,
        action=Action.EXPANDED,
        enhanced=reply.RECIPIENT_OK.enhanced,
        code=0,
        text="",
        attempted_at=new.created_at,
        orcpt=group.orcpt,
    )
