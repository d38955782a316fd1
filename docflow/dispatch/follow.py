"""Carrier mail to its end: what the queue made of the mail becomes the state of the dispatch."""

import logging
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from docflow.dispatch.models import Dispatch
from docflow.dispatch.receipts import report
from docflow.dispatch.selectors import mail_states
from docflow.rules.states import Carrier, DispatchState, MailCode
from mailsvc.audit import services as audit
from mailsvc.base import clock
from mailsvc.base.text import clean_line
from mailsvc.directory.actor import SYSTEM
from mailsvc.queue.models import QueuedRecipient
from mailsvc.queue.selectors import RecipientState

logger = logging.getLogger(__name__)

_REASON_MAX = 500
_GONE = "Hàng đợi không còn thư này, hãy hỏi nơi nhận và gửi lại nếu cần."
_NO_WORDS = "Máy chủ thư của nơi nhận không cho biết lý do."


def follow_mail(*, now: datetime | None = None) -> int:
    """The periodic job: end every dispatch whose mail has ended; how many.

    One transaction per dispatch. Run again, or twice at once, it changes nothing more.
    """
    going = Dispatch.objects.filter(carrier=Carrier.MAIL, state=DispatchState.QUEUED)
    return sum(_follow(pk, now or clock.now()) for pk in list(going.values_list("pk", flat=True)))


@transaction.atomic
def _follow(pk: int, now: datetime) -> bool:
    rows = Dispatch.objects.select_for_update(of=("self",)).select_related("document__agency")
    # Another worker may have been faster: then the state says so.
    dispatch = rows.filter(pk=pk, state=DispatchState.QUEUED).first()
    if dispatch is None:
        return False
    states = mail_states(dispatch)
    if not all(state.finished_at is not None for state in states):
        return False
    failed = [state for state in states if state.state == QueuedRecipient.State.FAILED]
    code = MailCode.FAILED if failed or not states else MailCode.SENT
    reason = _reason(failed) if code == MailCode.FAILED else ""
    _end(dispatch, code, reason, now)
    return True


def _end(dispatch: Dispatch, code: MailCode, reason: str, now: datetime) -> None:
    report(SYSTEM, dispatch.pk, code, now=now, text=reason)
    audit.record(
        SYSTEM,
        chain=dispatch.document.agency.code,
        action=f"dispatch.{code.name.lower()}",
        object_type="dispatch",
        object_pk=dispatch.pk,
        facts={"document": dispatch.document_id, "trace_id": dispatch.trace_id},
    )
    logger.info("dispatch %s: mail %s", dispatch.pk, code.name.lower())


def _reason(failed: Sequence[RecipientState]) -> str:
    """The queue's own words, code first (RFC 3463)."""
    if not failed:
        return _GONE
    last = failed[-1]
    code = str(last.code) if last.code else ""
    words = clean_line(" ".join(part for part in (code, last.enhanced, last.text) if part))
    return words[:_REASON_MAX] or _NO_WORDS
