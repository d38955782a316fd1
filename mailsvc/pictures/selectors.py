"""Reading whose pictures are always shown."""

from mailsvc.directory.actor import Actor
from mailsvc.pictures.models import ShownSender


def is_always_shown(actor: Actor, address: str) -> bool:
    """Whether this person wants the pictures of this sender."""
    mine = ShownSender.objects.filter(account_id=actor.account_pk or 0)
    return bool(address) and mine.filter(address=address.strip().casefold()).exists()
