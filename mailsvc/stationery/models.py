"""The tables of signatures and templates; written by `stationery.services` only."""

from django.db import models

from mailsvc.directory.models import Agency, Mailbox

SIGNATURE_CHARS = 1000


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
