"""What is over makes room: the periodic job."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction

from mailsvc.base import clock
from mailsvc.filelinks import files
from mailsvc.filelinks.models import FileLink
from mailsvc.filelinks.services import GRACE

EVERY_S = 3600


def clear() -> None:
    """1. A week after the end of a link its bytes go, the row first; 2. rows are forgotten as
    traces are; 3. files go that nobody's row names: of a crash between, or of a deleted mailbox.
    """
    now = clock.now()
    for link in FileLink.objects.over(now - GRACE):
        _remove(link)
    forgotten = now - timedelta(days=settings.TRACE_DAYS)
    FileLink.objects.filter(removed_at__lt=forgotten).delete()
    known = set(FileLink.objects.stored().values_list("stored_as", flat=True))
    for path in files.list_orphans(known):
        path.unlink(missing_ok=True)


def _remove(link: FileLink) -> None:
    """By a condition on the row: whoever opened it again meanwhile keeps his file."""
    now = clock.now()
    with transaction.atomic():
        gone = FileLink.objects.over(now - GRACE).filter(pk=link.pk).update(removed_at=now)
    if gone:
        files.remove(link.stored_as)
