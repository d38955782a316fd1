"""Doors to kept searches: each their owner's alone."""

from django.db.models import QuerySet

from docflow.search.models import SavedSearch
from mailsvc.base.errors import Forbidden
from mailsvc.directory.actor import Actor


def account_of(actor: Actor) -> int:
    """Whose searches; the system keeps none."""
    if actor.account_pk is None:
        raise Forbidden("account", "Việc này phải do một người làm.")
    return actor.account_pk


def saved_by(actor: Actor) -> QuerySet[SavedSearch]:
    """The actor's own."""
    return SavedSearch.objects.filter(account_id=account_of(actor))
