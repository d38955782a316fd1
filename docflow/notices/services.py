"""Telling people, and their having seen it."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from docflow.documents.models import Document
from docflow.notices.models import Digest, Notice
from mailsvc.base import clock
from mailsvc.directory.actor import Actor
from mailsvc.directory.models import Account
from mailsvc.live import groups
from mailsvc.live import services as live

KEPT = timedelta(days=90)


def tell(
    people: Iterable[int | None],
    document: Document,
    kind: Notice.Kind | str,
    *,
    now: datetime,
    but: Actor | None = None,
) -> None:
    """A notice to each of these people but the acting one, in the caller's transaction."""
    told = {pk for pk in people if pk is not None} - {but.person_pk if but else None}
    rows = [Notice(person_id=pk, document=document, kind=kind, at=now) for pk in sorted(told)]
    Notice.objects.bulk_create(rows)
    accounts = Account.objects.filter(person_id__in=told, is_active=True)
    for pk in accounts.values_list("pk", flat=True):
        live.publish(groups.account(pk), {"kind": "notice", "pk": document.pk})


def mark_seen(actor: Actor, *, document_pk: int | None = None) -> int:
    """The actor has seen his notices, all or those of one document; how many that were.

    One statement, hence no transaction of its own.
    """
    rows = Notice.objects.filter(person_id=actor.person_pk or 0, read_at=None)
    if document_pk is not None:
        rows = rows.filter(document_id=document_pk)
    return rows.update(read_at=clock.now())


def forget_old() -> None:
    """Notices go after three months: what happened stands in the documents' history."""
    limit = clock.now() - KEPT
    Notice.objects.filter(at__lt=limit).delete()
    Digest.objects.filter(day__lt=clock.local_day(limit)).delete()
