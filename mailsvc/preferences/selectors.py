"""Reading preferences."""

from dataclasses import fields

from mailsvc.directory.actor import Actor
from mailsvc.preferences.models import Preferences
from mailsvc.preferences.wishes import Wishes
from mailsvc.prepared.queries import Prepared

_NAMES = tuple(field.name for field in fields(Wishes))
_ROW: Prepared[Preferences] = Prepared(lambda pk: Preferences.objects.filter(pk=pk), int)


def list_digest_wishes() -> dict[int, str]:
    """By account, of those who changed something: how often they want the digest."""
    return dict(Preferences.objects.values_list("account_id", "digest"))


def get_preferences(actor: Actor) -> Wishes:
    """The actor's wishes, or the defaults."""
    if actor.account_pk is None:
        return Wishes()
    row = _ROW.first(actor.account_pk)
    return Wishes(**{name: getattr(row, name) for name in _NAMES}) if row else Wishes()
