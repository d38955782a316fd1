"""The tables of signatures and templates; written by this package's services only."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from mailsvc.directory.models import Agency, Mailbox

SIGNATURE_CHARS = 1000
TEMPLATE_CHARS = 10_000


class Signature(models.Model):
    """What a mailbox's mails end with: its owner's own lines, or a shared mailbox's."""

    mailbox = models.OneToOneField(
        Mailbox, primary_key=True, on_delete=models.CASCADE, related_name="+"
    )
    text = models.TextField(max_length=SIGNATURE_CHARS)
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.mailbox_id)


class AgencyBlock(models.Model):
    """The lines every mail of an agency's people ends with, placeholders in it."""

    agency = models.OneToOneField(
        Agency, primary_key=True, on_delete=models.CASCADE, related_name="+"
    )
    text = models.TextField(max_length=SIGNATURE_CHARS)
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.agency_id)


class Template(models.Model):
    """A text that stands ready, on a mailbox's shelf or an agency's."""

    mailbox = models.ForeignKey(Mailbox, null=True, on_delete=models.CASCADE, related_name="+")
    agency = models.ForeignKey(Agency, null=True, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=100)
    subject = models.CharField(max_length=300, blank=True)
    text = models.TextField(max_length=TEMPLATE_CHARS)
    sort_key = models.CharField(max_length=400)
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ("sort_key", "pk")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(mailbox__isnull=True, agency__isnull=False)
                | Q(mailbox__isnull=False, agency__isnull=True),
                name="stationery_template_one_shelf",
            ),
            models.UniqueConstraint(
                fields=("mailbox", "name"), name="stationery_template_mailbox_name"
            ),
            models.UniqueConstraint(
                fields=("agency", "name"), name="stationery_template_agency_name"
            ),
        ]

    def __str__(self) -> str:
        return self.name
