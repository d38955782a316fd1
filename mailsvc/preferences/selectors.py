"""Reading preferences."""

from dataclasses import fields

from mailsvc.directory.actor import Actor
from mailsvc.preferences.models import Preferences
from mailsvc.preferences.wishes import Wishes

_NAMES = tuple(field.name for field in fields(Wishes))


def get_preferences(actor: Actor) -> Wishes:
    """The actor's wishes, or the defaults."""
    if actor.account_pk is None:
        return Wishes()
    row = Preferences.objects.filter(pk=actor.account_pk).values(*_NAMES).first()
    return Wishes(**row) if row else Wishes()
