"""Doors to one's own book; another's entry and a missing one give the same NotFound."""

from mailsvc.base.errors import NotFound
from mailsvc.contacts.models import Contact, ContactGroup
from mailsvc.directory.actor import Actor


def access_contact(actor: Actor, pk: int) -> Contact:
    """An entry of the actor's own book."""
    found = Contact.objects.filter(owner_id=actor.account_pk or 0, pk=pk, deleted_at=None).first()
    if found is None:
        raise NotFound("contact", "Danh bạ của đồng chí không có người này.")
    return found


def access_group(actor: Actor, pk: int) -> ContactGroup:
    """A group of the actor's own book."""
    found = ContactGroup.objects.filter(owner_id=actor.account_pk or 0, pk=pk).first()
    if found is None:
        raise NotFound("contact_group", "Danh bạ của đồng chí không có nhóm này.")
    return found
