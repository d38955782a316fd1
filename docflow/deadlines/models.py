"""Extensions, changes of deadlines and reminders; written by this package's services only."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Extension(models.Model):
    """More time, asked for and answered."""

    class State(models.TextChoices):
        ASKED = "asked", _("đang chờ trả lời")
        GRANTED = "granted", _("đã gia hạn")
        REFUSED = "refused", _("không gia hạn")

    part = models.ForeignKey(
        "docflow.Assignment", on_delete=models.PROTECT, related_name="extensions"
    )
    asked_by = models.ForeignKey("directory.Person", on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    wanted_on = models.DateField()
    reason = models.TextField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.ASKED)
    answered_by = models.ForeignKey(
        "directory.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    granted_on = models.DateField(null=True, blank=True)
    answer = models.TextField(blank=True)

    class Meta:
        ordering = ("pk",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("part",), condition=Q(state="asked"), name="docflow_extension_one_open"
            ),
            models.CheckConstraint(
                condition=~Q(state="granted") | Q(granted_on__isnull=False),
                name="docflow_extension_granted",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.part_id}: {self.wanted_on} {self.state}"


class DueChange(models.Model):
    """A deadline was moved; both days are kept."""

    class Cause(models.TextChoices):
        EXTENSION = "extension", _("gia hạn")
        CALENDAR = "calendar", _("lịch làm việc thay đổi")

    part = models.ForeignKey(
        "docflow.Assignment", on_delete=models.PROTECT, related_name="due_changes"
    )
    before_on = models.DateField()
    after_on = models.DateField()
    cause = models.CharField(max_length=10, choices=Cause.choices)
    at = models.DateTimeField()

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.part_id}: {self.before_on} → {self.after_on}"


class Reminder(models.Model):
    """Somebody was reminded of one deadline for one reason; a moved deadline is another one."""

    part = models.ForeignKey(
        "docflow.Assignment", on_delete=models.PROTECT, related_name="reminders"
    )
    person = models.ForeignKey("directory.Person", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20)
    due_on = models.DateField()
    at = models.DateTimeField()

    class Meta:
        ordering = ("pk",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("part", "person", "kind", "due_on"), name="docflow_reminder_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.part_id} {self.kind} → {self.person_id}"
