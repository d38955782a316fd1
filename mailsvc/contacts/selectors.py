"""Reading one's own book."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from mailsvc.base.text import fold
from mailsvc.contacts.entries import Entry
from mailsvc.contacts.models import Contact, ContactGroup
from mailsvc.directory.actor import Actor

_SUGGESTED = 5


@dataclass(frozen=True)
class Named:
    """A contact or a group for the recipient field; a group holds its people."""

    name: str
    people: tuple[tuple[str, str], ...]
    note: str
    is_group: bool


def list_contacts(actor: Actor, *, typed: str = "", group_pk: int = 0) -> QuerySet[Contact]:
    """The book, or what is found in it; every typed word begins a word of the entry."""
    rows = Contact.objects.filter(owner_id=actor.account_pk or 0, deleted_at=None)
    for word in fold(typed).split():
        rows = rows.filter(fold_key__contains=f" {word}")
    return rows.filter(groups=group_pk) if group_pk else rows


def list_groups(actor: Actor) -> list[ContactGroup]:
    """Groups with `size`, how many are in."""
    rows = ContactGroup.objects.filter(owner_id=actor.account_pk or 0)
    return list(rows.annotate(size=Count("members", filter=Q(members__deleted_at=None))))


def list_entries(actor: Actor, *, group_pk: int = 0) -> list[Entry]:
    """The book as values, for a file."""
    rows = list_contacts(actor, group_pk=group_pk).prefetch_related("groups")
    return [_entry(row) for row in rows]


def suggest_contacts(actor: Actor, typed: str) -> list[Named]:
    """Own groups first, then own people, for the recipient field."""
    words = fold(typed).split()
    if len("".join(words)) < 2:
        return []
    groups = ContactGroup.objects.filter(owner_id=actor.account_pk or 0)
    for word in words:
        groups = groups.filter(fold_key__contains=f" {word}")
    found = [_group(one) for one in groups[:_SUGGESTED]]
    people = list_contacts(actor, typed=typed)[:_SUGGESTED]
    return [one for one in found if one.people] + [
        Named(one.name, ((one.name, one.address),), one.organisation, is_group=False)
        for one in people
    ]


def _group(group: ContactGroup) -> Named:
    rows = group.members.filter(deleted_at=None).values_list("name", "address")[:200]
    return Named(group.name, tuple(rows), "", is_group=True)


def _entry(row: Contact) -> Entry:
    return Entry(
        name=row.name,
        address=row.address,
        phone=row.phone,
        organisation=row.organisation,
        title=row.title,
        note=row.note,
        groups=tuple(one.name for one in row.groups.all()),
    )
