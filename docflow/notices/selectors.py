"""What somebody was told and has not seen; only of documents he may still see (N1)."""

from django.db.models import QuerySet

from docflow.documents.access import visible_to
from docflow.notices.models import Notice
from mailsvc.directory.actor import Actor


def unseen_notices(actor: Actor) -> QuerySet[Notice]:
    """The newest first; a counter of it never shows what its list would not."""
    rows = Notice.objects.filter(person_id=actor.person_pk or 0, read_at=None)
    return rows.filter(document__in=visible_to(actor)).select_related("document")
