"""The table of alerts; rows are written by `operations.alerts` only."""

from typing import ClassVar

from django.db import models
from django.db.models import Q


class Alert(models.Model):
    """A trouble, from when it was first seen to when it was seen no more."""

    class Kind(models.TextChoices):
        """What is wrong; the order is that of the page."""

        STORE = "store"
        PART = "part"
        DISK = "disk"
        HELD = "held"
        CERTIFICATE = "certificate"
        OLD_MAIL = "old_mail"
        DESTINATION = "destination"
        SENDER = "sender"
        JOB = "job"

    kind = models.CharField(max_length=20, choices=Kind.choices)
    subject = models.CharField(max_length=300, blank=True, help_text="which part, place or job")
    since = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    facts = models.JSONField(default=dict, help_text="figures for the sentence; no content")

    class Meta:
        ordering = ("since",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("kind", "subject"),
                condition=Q(ended_at__isnull=True),
                name="operations_alert_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}".strip()
