"""Changes to one's own book. Private notes of one person: checked, not journalled."""

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet

from mailsvc.base import clock
from mailsvc.base.errors import Conflict, Forbidden, Invalid, TooLarge
from mailsvc.base.text import clean_line, sort_key
from mailsvc.contacts.access import access_contact, access_group
from mailsvc.contacts.entries import Entry, Read, Refusal
from mailsvc.contacts.models import Contact, ContactGroup
from mailsvc.directory.actor import Actor
from mailsvc.directory.addresses import fold_words
from mailsvc.directory.models import Account

CONTACTS_MAX = 5_000
GROUPS_MAX = 200
_BIN_DAYS = 30


@dataclass(frozen=True)
class TakenIn:
    """What became of a file; `batch` undoes it."""

    new: int
    updated: int
    refusals: tuple[Refusal, ...]
    batch: str


@transaction.atomic
def save_contact(actor: Actor, *, entry: Entry, pk: int | None = None) -> Contact:
    """A new entry, or another's fields; Conflict when the address is in the book already."""
    owner = _lock(actor)
    contact = access_contact(actor, pk) if pk is not None else Contact(owner=owner)
    same = _present(owner).filter(address=entry.address).exclude(pk=contact.pk)
    if same.exists():
        raise Conflict("contact_exists", f"Danh bạ đã có {entry.address}.")
    if pk is None:
        _require_room(owner, 1)
    _fill(contact, entry)
    contact.save()
    _put_into_groups(owner, contact, entry.groups, is_all=True)
    return contact


@transaction.atomic
def delete_contacts(actor: Actor, *, pks: Collection[int]) -> int:
    """Into the bin, from where `restore_contacts` brings them back for some weeks; how many."""
    owner = _lock(actor)
    now = clock.now()
    Contact.objects.filter(owner=owner, deleted_at__lt=now - timedelta(days=_BIN_DAYS)).delete()
    return _present(owner).filter(pk__in=pks).update(deleted_at=now)


@transaction.atomic
def restore_contacts(actor: Actor, *, pks: Collection[int]) -> int:
    """Undo of a deletion; an entry whose address was added anew meanwhile stays away."""
    owner = _lock(actor)
    taken = set(_present(owner).values_list("address", flat=True))
    back = 0
    for contact in Contact.objects.filter(owner=owner, pk__in=pks, deleted_at__isnull=False):
        if contact.address in taken:
            continue
        taken.add(contact.address)
        contact.deleted_at = None
        contact.save(update_fields=["deleted_at"])
        back += 1
    return back


@transaction.atomic
def add_to_group(actor: Actor, *, name: str, contact_pks: Collection[int]) -> ContactGroup:
    """Own contacts into a group, which is made where there is none of that name."""
    owner = _lock(actor)
    kept = _group_name(name)
    group = ContactGroup.objects.filter(owner=owner, fold_key=fold_words(kept)).first()
    if group is None:
        _require_group_room(owner)
        group = ContactGroup.objects.create(owner=owner, name=kept, fold_key=fold_words(kept))
    group.members.add(*_present(owner).filter(pk__in=contact_pks))
    return group


@transaction.atomic
def rename_group(actor: Actor, *, pk: int, name: str) -> ContactGroup:
    """Conflict for a name in use, Invalid for none."""
    owner = _lock(actor)
    group, kept = access_group(actor, pk), _group_name(name)
    others = ContactGroup.objects.filter(owner=owner).exclude(pk=pk)
    if others.filter(fold_key=fold_words(kept)).exists():
        raise Conflict("group_exists", f"Danh bạ đã có nhóm {kept}.")
    group.name, group.fold_key = kept, fold_words(kept)
    group.save()
    return group


@transaction.atomic
def delete_group(actor: Actor, *, pk: int) -> None:
    """The group goes, its people stay."""
    _lock(actor)
    access_group(actor, pk).delete()


@transaction.atomic
def take_in(actor: Actor, *, read: Read) -> TakenIn:
    """Everything a file holds: new addresses are added, known ones get what the file knows more."""
    owner = _lock(actor)
    known = {one.address: one for one in _present(owner)}
    entries = {one.address: one for one in read.entries}
    new = [address for address in entries if address not in known]
    _require_room(owner, len(new))
    batch = secrets.token_hex(8)
    for address, entry in entries.items():
        contact = known.get(address) or Contact(owner=owner, batch=batch)
        _fill(contact, entry, keep=address in known)
        contact.save()
        _put_into_groups(owner, contact, entry.groups)
    return TakenIn(len(new), len(entries) - len(new), read.refusals, batch)


@transaction.atomic
def undo_take_in(actor: Actor, *, batch: str) -> int:
    """Away with what a file brought; what it added to known entries stays. How many."""
    owner = _lock(actor)
    if not batch:
        return 0
    return _present(owner).filter(batch=batch).update(deleted_at=clock.now())


def _lock(actor: Actor) -> Account:
    owner = Account.objects.select_for_update().filter(pk=actor.account_pk or 0).first()
    if owner is None:
        raise Forbidden("no_person", "Việc này phải do một người làm.")
    return owner


def _present(owner: Account) -> QuerySet[Contact]:
    return Contact.objects.filter(owner=owner, deleted_at=None)


def _require_room(owner: Account, more: int) -> None:
    if _present(owner).count() + more > CONTACTS_MAX:
        raise TooLarge("contacts", f"Danh bạ chỉ chứa {CONTACTS_MAX} người.")


def _group_name(name: str) -> str:
    kept = clean_line(name)[:80]
    if not fold_words(kept).strip():
        raise Invalid("group", "Đồng chí đặt tên cho nhóm.")
    return kept


def _require_group_room(owner: Account) -> None:
    if ContactGroup.objects.filter(owner=owner).count() >= GROUPS_MAX:
        raise TooLarge("groups", f"Danh bạ chỉ chứa {GROUPS_MAX} nhóm.")


def _fill(contact: Contact, entry: Entry, *, keep: bool = False) -> None:
    for name in ("name", "address", "phone", "organisation", "title", "note"):
        value = getattr(entry, name)
        if not (keep and getattr(contact, name)):
            setattr(contact, name, value)
    contact.fold_key = fold_words(contact.name, contact.address, contact.organisation)
    contact.sort_key = sort_key(" ".join(reversed(contact.name.split())))


def _put_into_groups(
    owner: Account, contact: Contact, names: Collection[str], *, is_all: bool = False
) -> None:
    """With `is_all` it is in these groups only."""
    groups = []
    for name in names:
        fold_key = fold_words(name)
        if fold_key.strip():
            groups.append(_get_or_make_group(owner, name, fold_key))
    if is_all:
        contact.groups.set(groups)
    else:
        contact.groups.add(*groups)


def _get_or_make_group(owner: Account, name: str, fold_key: str) -> ContactGroup:
    group = ContactGroup.objects.filter(owner=owner, fold_key=fold_key).first()
    if group is not None:
        return group
    _require_group_room(owner)
    return ContactGroup.objects.create(owner=owner, name=name, fold_key=fold_key)
