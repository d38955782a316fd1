"""Tables of contacts; rows are written by `contacts.services` only."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from mailsvc.directory.models import Account


class Contact(models.Model):
    """One entry of a person's book; with `deleted_at` it can still be brought back.

    `batch` names the file it came with, so that taking in a wrong file can be undone.
    """

    owner = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="contacts")
    name = models.CharField(max_length=160)
    address = models.CharField(max_length=254)
    phone = models.CharField(max_length=60, blank=True)
    organisation = models.CharField(max_length=200, blank=True)
    title = models.CharField(max_length=120, blank=True)
    note = models.CharField(max_length=500, blank=True)
    fold_key = models.CharField(max_length=700)
    sort_key = models.CharField(max_length=700)
    batch = models.CharField(max_length=32, blank=True)
    deleted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("sort_key", "address")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("owner", "address"),
                condition=Q(deleted_at__isnull=True),
                name="contacts_contact_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.owner_id}: {self.address}"


class ContactGroup(models.Model):
    """Several contacts under one name; writing to it puts each of them into the recipient field."""

    owner = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="contact_groups")
    name = models.CharField(max_length=80)
    fold_key = models.CharField(max_length=160)
    members: "models.ManyToManyField[Contact, Contact]" = models.ManyToManyField(
        Contact, related_name="groups"
    )

    class Meta:
        ordering = ("fold_key",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("owner", "fold_key"), name="contacts_group_once")
        ]

    def __str__(self) -> str:
        return f"{self.owner_id}: {self.name}"
