"""The tables of absences and of answers given; written by `absence.services` only."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from mailsvc.directory.models import Mailbox


class Absence(models.Model):
    """A mailbox's one absence; both days are included."""

    mailbox = models.OneToOneField(Mailbox, on_delete=models.CASCADE, related_name="absence")
    first_on = models.DateField()
    last_on = models.DateField()
    inside_text = models.TextField(max_length=2000)
    outside_text = models.TextField(max_length=2000, blank=True, help_text="empty: no answer")
    deputy = models.ForeignKey(
        Mailbox, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    changed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(last_on__gte=F("first_on")), name="absence_absence_period"
            )
        ]
        indexes: ClassVar = [models.Index(fields=("last_on",), name="absence_absence_last")]

    def __str__(self) -> str:
        return f"{self.mailbox_id}: {self.first_on} – {self.last_on}"


class AbsenceAnswer(models.Model):
    """The last day a sender was answered for a mailbox."""

    mailbox = models.ForeignKey(Mailbox, on_delete=models.CASCADE, related_name="+")
    sender = models.CharField(max_length=254)
    answered_on = models.DateField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("mailbox", "sender"), name="absence_answer_once")
        ]

    def __str__(self) -> str:
        return f"{self.mailbox_id} → {self.sender}"
