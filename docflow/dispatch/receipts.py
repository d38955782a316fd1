"""Receipts back to the sender: codes 01–06, each once, never lowering the state.

A receipt is written by the receiver's act. It is journalled in the receiver's chain with that act,
not in the sender's too: two chains locked in one transaction could wait for each other.
"""

from datetime import datetime

from docflow.dispatch.models import Dispatch, StatusEvent
from docflow.documents.models import Document
from docflow.rules.states import MailCode, StatusCode, next_dispatch_state
from mailsvc.directory.actor import Actor
from mailsvc.live import groups
from mailsvc.live import services as live


def report(
    actor: Actor,
    dispatch_pk: int,
    code: StatusCode | MailCode,
    *,
    now: datetime,
    text: str = "",
) -> Dispatch:
    """Record what happened on the way or there; the same code again changes nothing."""
    rows = Dispatch.objects.select_for_update(of=("self",)).select_related("document")
    dispatch = rows.get(pk=dispatch_pk)
    _, is_new = StatusEvent.objects.get_or_create(
        dispatch=dispatch, code=code, defaults={"text": text, "by_name": actor.name, "at": now}
    )
    if is_new:
        dispatch.state = next_dispatch_state(dispatch.state, code)
        dispatch.state_at = now
        if code in {StatusCode.REFUSED, MailCode.FAILED}:
            dispatch.reason = text
        dispatch.save(update_fields=["state", "state_at", "reason"])
        sender = groups.agency(dispatch.document.agency_id)
        live.publish(sender, {"kind": "document", "pk": dispatch.document_id})
    return dispatch


def report_for(actor: Actor, document: Document, code: StatusCode, *, now: datetime) -> None:
    """The same for an incoming document; nothing when it did not come by dispatch."""
    dispatch = Dispatch.objects.filter(arrival__document=document).first()
    if dispatch is not None:
        report(actor, dispatch.pk, code, now=now)
