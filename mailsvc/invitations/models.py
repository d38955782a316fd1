"""The table of events; written by `invitations.services` only."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from mailsvc.directory.models import Account, Mailbox


class Answer(models.TextChoices):
    """As iCalendar names them (RFC 5545 §3.2.12)."""

    ACCEPTED = "ACCEPTED", _("nhận lời")
    TENTATIVE = "TENTATIVE", _("có thể dự")
    DECLINED = "DECLINED", _("từ chối")


class Event(models.Model):
    """What a mailbox knows of an event (or one day of a series)."""

    mailbox = models.ForeignKey(Mailbox, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=32, help_text="hash of UID and day of the series")
    organizer = models.CharField(max_length=254)
    sequence = models.PositiveIntegerField()
    is_cancelled = models.BooleanField(default=False)
    answer = models.CharField(max_length=10, choices=Answer.choices, blank=True)
    answered_sequence = models.PositiveIntegerField(default=0)
    # Of the version that was answered: what later invitations clash with.
    title = models.CharField(max_length=300, blank=True)
    starts_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    account = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("mailbox", "key"), name="invitations_event_once")
        ]
        indexes: ClassVar = [
            models.Index(fields=("mailbox", "ends_at"), name="invitations_event_times")
        ]

    def __str__(self) -> str:
        return f"{self.mailbox_id} {self.key}"
