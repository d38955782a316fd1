"""Q1–Q4 of the queue, each a list of findings; empty is good."""

from datetime import datetime

from django.conf import settings

from mailsvc.base import clock
from mailsvc.queue import spool
from mailsvc.queue.models import QueuedMessage, QueuedRecipient
from mailsvc.queue.orders import Finding
from mailsvc.queue.services import ORPHAN_AGE


def check(*, now: datetime | None = None) -> list[Finding]:
    """All four."""
    moment = now or clock.now()
    return [
        *check_files(),
        *check_orphans(moment),
        *check_leases(moment),
        *check_reports(),
    ]


def check_files() -> list[Finding]:
    """Q1: a recipient that is not final has its spool file (on this host)."""
    waiting = QueuedRecipient.objects.open().filter(message__spool_host=settings.SPOOL_HOST)
    names = waiting.order_by().values_list("message_id", flat=True).distinct()
    return [
        Finding("Q1", name, "recipient waits, file is missing")
        for name in names.iterator()
        if not spool.has_file(name)
    ]


def check_orphans(now: datetime) -> list[Finding]:
    """Q2: no spool file older than an hour without rows."""
    return [
        Finding("Q2", name, "file without rows")
        for name, written_at in spool.list_files()
        if now - written_at > ORPHAN_AGE and not QueuedMessage.objects.filter(pk=name).exists()
    ]


def check_leases(now: datetime) -> list[Finding]:
    """Q3: a claim holds a lease that has not run out."""
    return [
        Finding("Q3", str(row.pk), "claim outlived its lease")
        for row in QueuedRecipient.objects.expired(now)
    ]


def check_reports() -> list[Finding]:
    """Q4: no report about a null sender's mail; a report itself has the null sender."""
    reports = QueuedMessage.objects.exclude(report_of="")
    about_null = QueuedMessage.objects.filter(mail_from="").values("pk")
    return [
        Finding("Q4", row.pk, "report about a null sender")
        for row in reports.filter(report_of__in=about_null)
    ] + [Finding("Q4", row.pk, "report with a sender") for row in reports.exclude(mail_from="")]
