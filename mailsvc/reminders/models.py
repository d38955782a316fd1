"""The table of reminders; rows are written by `reminders.services` only."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from mailsvc.directory.models import Mailbox


class Reminder(models.Model):
    """A mail, by its Message-ID, that comes back at a moment."""

    class Kind(models.TextChoices):
        LATER = "later", _("để sau")
        NO_ANSWER = "no_answer", _("nhắc nếu chưa có trả lời")

    mailbox = models.ForeignKey(Mailbox, on_delete=models.CASCADE, related_name="reminders")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    message_id = models.CharField(max_length=410)
    subject = models.CharField(max_length=200)
    due_at = models.DateTimeField(db_index=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ("due_at",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("mailbox", "kind", "message_id"), name="reminders_reminder_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.mailbox_id}"
