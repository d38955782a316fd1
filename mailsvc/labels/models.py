"""The table of labels; rows are written by `labels.services` only."""

from typing import ClassVar

from django.db import models

from mailsvc.directory.models import Mailbox
from mailsvc.labels.rules import NAME_CHARS


class MailLabel(models.Model):
    """A label somebody made, or one of the first five that was changed. A deleted one keeps its
    row, so that its number stays taken.
    """

    mailbox = models.ForeignKey(Mailbox, on_delete=models.CASCADE, related_name="+")
    number = models.PositiveSmallIntegerField(help_text="of its keyword in the mail store")
    name = models.CharField(max_length=NAME_CHARS)
    colour = models.PositiveSmallIntegerField()
    is_deleted = models.BooleanField(default=False)

    class Meta:
        ordering = ("mailbox", "number")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("mailbox", "number"), name="labels_number_once")
        ]

    def __str__(self) -> str:
        return f"{self.mailbox_id} {self.number}: {self.name}"
