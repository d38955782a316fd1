"""Naming, renaming, deleting labels, and taking a deletion back.

The mails keep their marks: a deleted label is shown nowhere, a restored one everywhere again.
"""

from django.db import transaction
from django.db.models import Max

from mailsvc.audit.services import record
from mailsvc.base.errors import Conflict, NotFound
from mailsvc.directory.access import access_mailbox
from mailsvc.directory.actor import Actor
from mailsvc.directory.models import Mailbox
from mailsvc.labels.models import MailLabel
from mailsvc.labels.rules import (
    FIRST,
    LABELS_MAX,
    Label,
    check_colour,
    check_name,
    refuse_namesake,
)
from mailsvc.labels.selectors import list_labels

CHAIN = "labels"


@transaction.atomic
def add_label(actor: Actor, *, mailbox_pk: int, name: str, colour: int) -> Label:
    """A new label. NotFound for who may not edit the mailbox, Invalid for the name or colour,
    Conflict for a name that is taken and when there are enough.
    """
    mailbox = _open(actor, mailbox_pk)
    standing = list_labels(mailbox.pk)
    clean = check_name(name)
    refuse_namesake(clean, standing)
    _refuse_too_many(standing)
    last = MailLabel.objects.filter(mailbox=mailbox).aggregate(last=Max("number"))["last"]
    number = max(last or 0, *FIRST) + 1
    return _keep(actor, mailbox, Label(number, clean, check_colour(colour)), "add_label")


@transaction.atomic
def change_label(actor: Actor, *, mailbox_pk: int, number: int, name: str, colour: int) -> Label:
    """Another name or colour; errors as of `add_label`, NotFound for a label there is not."""
    mailbox = _open(actor, mailbox_pk)
    standing = list_labels(mailbox.pk)
    _find(standing, number)
    clean = check_name(name)
    refuse_namesake(clean, [one for one in standing if one.number != number])
    return _keep(actor, mailbox, Label(number, clean, check_colour(colour)), "change_label")


@transaction.atomic
def delete_label(actor: Actor, *, mailbox_pk: int, number: int) -> Label:
    """Show it no longer; what it was. NotFound for who may not and for a label there is not."""
    mailbox = _open(actor, mailbox_pk)
    label = _find(list_labels(mailbox.pk), number)
    return _keep(actor, mailbox, label, "delete_label", is_deleted=True)


@transaction.atomic
def restore_label(actor: Actor, *, mailbox_pk: int, number: int) -> Label:
    """Show a deleted one again; Conflict when another has its name, or there are enough now."""
    mailbox = _open(actor, mailbox_pk)
    row = MailLabel.objects.filter(mailbox=mailbox, number=number, is_deleted=True).first()
    if row is None:
        raise _no_label()
    standing = list_labels(mailbox.pk)
    refuse_namesake(row.name, standing)
    _refuse_too_many(standing)
    label = Label(row.number, row.name, row.colour)
    return _keep(actor, mailbox, label, "restore_label")


def _open(actor: Actor, mailbox_pk: int) -> Mailbox:
    """Two people who name one at once get two numbers."""
    mailbox = access_mailbox(actor, mailbox_pk, to_edit=True)
    return Mailbox.objects.select_for_update().get(pk=mailbox.pk)


def _find(standing: tuple[Label, ...], number: int) -> Label:
    found = next((one for one in standing if one.number == number), None)
    if found is None:
        raise _no_label()
    return found


def _refuse_too_many(standing: tuple[Label, ...]) -> None:
    if len(standing) >= LABELS_MAX:
        raise Conflict("labels_full", f"Đã đủ {LABELS_MAX} nhãn: đồng chí xóa bớt rồi thêm.")


def _keep(
    actor: Actor, mailbox: Mailbox, label: Label, action: str, *, is_deleted: bool = False
) -> Label:
    values = {"name": label.name, "colour": label.colour, "is_deleted": is_deleted}
    row, _ = MailLabel.objects.update_or_create(
        mailbox=mailbox, number=label.number, defaults=values
    )
    record(
        actor,
        chain=CHAIN,
        action=action,
        object_type="MailLabel",
        object_pk=row.pk,
        facts={"name": label.name},
        on_behalf_of=mailbox.address,
    )
    return label


def _no_label() -> NotFound:
    return NotFound("label", "Không có nhãn này: đồng chí tải lại trang.")
