"""Reading whose pictures are always shown."""

from mailsvc.directory.actor import Actor
from mailsvc.pictures.models import ShownSender
from mailsvc.pictures.rules import domain_of


def find_wish(actor: Actor, address: str) -> str:
    """Why this person is shown this sender's pictures: his address, his `@domain`; "" for not."""
    sender = address.strip().casefold()
    if not sender:
        return ""
    wanted = [sender, f"@{domain_of(sender)}"]
    mine = ShownSender.objects.filter(account_id=actor.account_pk or 0, address__in=wanted)
    found = set(mine.values_list("address", flat=True))
    return next((one for one in wanted if one in found), "")
