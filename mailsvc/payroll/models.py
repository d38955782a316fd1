"""Tables of payroll facts; rows are written by this package's services only."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from mailsvc.directory.models import Agency, Person, Post


class PayrollFile(models.Model):
    """A month's payroll as somebody handed it in; `lines` and `errors` as they were read."""

    class State(models.TextChoices):
        READ = "read", _("đã đọc, chờ xác nhận")
        APPLIED = "applied", _("đã nạp")
        UNDONE = "undone", _("đã hoàn tác")

    ym = models.PositiveIntegerField()
    name = models.CharField(max_length=160)
    sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=State.choices, default=State.READ)
    lines = models.JSONField(default=list)
    errors = models.JSONField(default=dict, help_text="line number → what is wrong")
    read_by = models.CharField(max_length=254)
    read_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.ym} {self.name}"


class PayrollStep(models.Model):
    """What applying a file did to one post: made it, or ended it. Undone in reverse order."""

    file = models.ForeignKey(PayrollFile, on_delete=models.CASCADE, related_name="steps")
    made = models.ForeignKey(Post, null=True, on_delete=models.SET_NULL, related_name="+")
    ended = models.ForeignKey(Post, null=True, on_delete=models.SET_NULL, related_name="+")
    ended_before = models.DateField(null=True, help_text="the end it had until then")

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.file_id}: {self.made_id or self.ended_id}"


class Leave(models.Model):
    """Full days a person was away; each with its reason and paper."""

    class Reason(models.TextChoices):
        ANNUAL = "annual", _("nghỉ phép")
        SICK = "sick", _("nghỉ ốm")
        MATERNITY = "maternity", _("nghỉ thai sản")
        STUDY = "study", _("đi học")
        MISSION = "mission", _("công tác dài ngày ngoài mạng")

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="leaves")
    begins_on = models.DateField()
    ends_on = models.DateField(help_text="the last day")
    reason = models.CharField(max_length=10, choices=Reason.choices)
    document = models.CharField(max_length=120)
    entered_by = models.CharField(max_length=254)
    entered_at = models.DateTimeField()

    class Meta:
        ordering = ("begins_on", "pk")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("begins_on")), name="payroll_leave_period"
            ),
            models.CheckConstraint(condition=~Q(document=""), name="payroll_leave_document"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.begins_on}…{self.ends_on}"


class Outage(models.Model):
    """An agency had no line for half a working day or more on each of these days."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="outages")
    begins_on = models.DateField()
    ends_on = models.DateField(help_text="the last day")
    source = models.CharField(max_length=120)
    entered_by = models.CharField(max_length=254)
    entered_at = models.DateTimeField()

    class Meta:
        ordering = ("begins_on", "pk")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("begins_on")), name="payroll_outage_period"
            ),
            models.CheckConstraint(condition=~Q(source=""), name="payroll_outage_source"),
        ]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.begins_on}…{self.ends_on}"


class Declaration(models.Model):
    """A headcount an agency declared for a month: used where the payroll names fewer."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="declarations")
    ym = models.PositiveIntegerField()
    count = models.PositiveIntegerField()
    declared_by = models.CharField(max_length=160, help_text="name of who signed")
    declared_on = models.DateField()
    entered_by = models.CharField(max_length=254)

    class Meta:
        ordering = ("ym", "agency")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("agency", "ym"), name="payroll_declaration_key"),
            models.CheckConstraint(condition=~Q(declared_by=""), name="payroll_declaration_name"),
        ]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.ym}: {self.count}"
