"""Changing preferences."""

from dataclasses import asdict

from django.db import transaction

from mailsvc.base.errors import Forbidden, Invalid
from mailsvc.directory.actor import Actor
from mailsvc.preferences.models import (
    Digest,
    Notices,
    PageLength,
    Preferences,
    Receipts,
    TextSize,
    Theme,
    UndoSend,
)
from mailsvc.preferences.wishes import Wishes

_CHOICES: dict[str, list[str] | list[int]] = {
    "theme": Theme.values,
    "text_size": TextSize.values,
    "page_length": PageLength.values,
    "undo_send_s": UndoSend.values,
    "digest": Digest.values,
    "receipts": Receipts.values,
    "notices": Notices.values,
}


@transaction.atomic
def save(actor: Actor, *, wishes: Wishes) -> Wishes:
    """Keep the actor's own wishes. Invalid for a value that is not among the choices.

    Not in the journal: it changes how pages look to one person, nothing that others rely on.
    """
    if actor.account_pk is None:
        raise Forbidden("preferences_owner", "Chỉ người có tài khoản mới đặt được tùy chọn.")
    values = asdict(wishes)
    wrong = [name for name, known in _CHOICES.items() if values[name] not in known]
    if wrong:
        raise Invalid("preferences", "Lựa chọn này không có.", dict.fromkeys(wrong, "không có"))
    Preferences.objects.update_or_create(pk=actor.account_pk, defaults=values)
    return wishes
