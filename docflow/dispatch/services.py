"""Sending an issued document out, one row per recipient."""

from collections.abc import Iterable
from datetime import datetime

from docflow.dispatch.models import Dispatch
from docflow.dispatch.package_mail import send_package
from docflow.documents.files import StoredFile
from docflow.documents.models import Document, Recipient
from docflow.intake.services import admit
from docflow.rules.states import Carrier, FileRole
from mailsvc.directory.actor import Actor


def send_out(
    actor: Actor, document: Document, recipients: Iterable[Recipient], *, now: datetime
) -> list[Dispatch]:
    """Dispatch to everyone in the caller's transaction; the caller holds the document's lock.

    An agency of this installation finds it in its intake with the same commit; an address gets a
    mail with the transfer package, accepted by the queue with the same commit.
    """
    files = list_outgoing_files(document)
    return [_send_one(actor, document, recipient, files, now) for recipient in recipients]


def list_outgoing_files(document: Document) -> list[StoredFile]:
    """What leaves the house: the final document and its annexes."""
    rows = document.files.filter(is_current=True, role__in=(FileRole.MAIN, FileRole.ANNEX))
    return [
        StoredFile(FileRole(f.role), f.name, f.mime, f.size_bytes, f.sha256)
        for f in rows.order_by("-role", "pk")
    ]


def _send_one(
    actor: Actor, document: Document, recipient: Recipient, files: list[StoredFile], now: datetime
) -> Dispatch:
    dispatch = Dispatch.objects.create(
        document=document,
        carrier=Carrier.LOCAL if recipient.agency_id else Carrier.MAIL,
        agency_id=recipient.agency_id,
        address=recipient.address,
        name=recipient.name,
        sent_at=now,
        state_at=now,
    )
    if dispatch.carrier == Carrier.LOCAL:
        admit(actor, dispatch, files, now=now)
        dispatch.refresh_from_db()
    else:
        dispatch.trace_id = send_package(actor, dispatch, files)
        dispatch.save(update_fields=["trace_id"])
    return dispatch
