"""Once a minute: senders hear that their mail is late (once), and that it was given up."""

import logging
from datetime import datetime

from django.db import transaction

from mailsvc.base import clock
from mailsvc.delivery.bounce import ReportedMail, send_report
from mailsvc.dsn import rules
from mailsvc.dsn.report import ReportedRecipient
from mailsvc.dsn.rules import Action
from mailsvc.queue import ageing
from mailsvc.queue.ageing import Aged

PERIOD_S = 60.0

logger = logging.getLogger(__name__)


def run_once(*, now: datetime | None = None) -> int:
    """Tell of delays and of what is given up; how many recipients that concerned."""
    moment = now or clock.now()
    with transaction.atomic():
        expired = ageing.give_up(now=moment)
        _report(expired, Action.FAILED)
    with transaction.atomic():
        delayed = ageing.take_delayed(now=moment)
        _report(delayed, Action.DELAYED)
    return len(expired) + len(delayed)


def _report(aged: list[Aged], action: Action) -> None:
    by_mail: dict[str, list[Aged]] = {}
    for one in aged:
        notify = frozenset(one.row.notify.split(",")) - {""}
        if rules.is_due(action, mail_from=one.message.mail_from, notify=notify):
            by_mail.setdefault(one.message.pk, []).append(one)
    for trace_id, rows in by_mail.items():
        mail = ReportedMail.of_message(rows[0].message)
        send_report(trace_id, mail, [_line(one, action) for one in rows])


def _line(aged: Aged, action: Action) -> ReportedRecipient:
    row = aged.row
    last = row.tries.order_by("-pk").first()
    is_delay = action is Action.DELAYED
    # RFC 3463 §3.5: X.4.7 the time is over; until then what the last try said, or no answer.
    said = row.last_enhanced if row.last_enhanced.startswith("4") else "4.4.1"
    return ReportedRecipient(
        address=row.address,
        action=action,
        enhanced=said if is_delay else "5.4.7",
        code=row.last_code,
        text=row.last_text or "the receiving server does not answer",
        attempted_at=last.started_at if last else aged.message.created_at,
        orcpt=row.orcpt,
        remote=last.remote if last else "",
        retry_until=aged.retry_until if is_delay else None,
    )
