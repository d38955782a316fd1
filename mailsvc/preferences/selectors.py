"""Reading preferences."""

from dataclasses import fields

from mailsvc.directory.actor import Actor
from mailsvc.preferences.models import Preferences
from mailsvc.preferences.wishes import Wishes
from mailsvc.prepared.values import PreparedValue

_NAMES = tuple(field.name for field in fields(Wishes))
_WISHES: PreparedValue[Preferences, Wishes] = PreparedValue(
    lambda pk: Preferences.objects.filter(pk=pk), lambda rows: _wishes(rows), int
)


def list_digest_wishes() -> dict[int, str]:
    """By account, of those who changed something: how often they want the digest."""
    return dict(Preferences.objects.values_list("account_id", "digest"))


def get_preferences(actor: Actor) -> Wishes:
    """The actor's wishes, or the defaults."""
    if actor.account_pk is None:
        return Wishes()
    return _WISHES.get(actor.account_pk)


def _wishes(rows: list[Preferences]) -> Wishes:
    return Wishes(**{name: getattr(rows[0], name) for name in _NAMES}) if rows else Wishes()
