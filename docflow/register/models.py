"""Books, series and entries."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from docflow.rules.states import Direction


class Register(models.Model):
    """Sổ đăng ký văn bản of an agency for a year and direction."""

    agency = models.ForeignKey(
        "directory.Agency", on_delete=models.PROTECT, related_name="registers"
    )
    direction = models.CharField(max_length=3, choices=Direction.choices)
    year = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=120)
    code = models.CharField(max_length=30, help_text="the agency's abbreviation in notations")

    class Meta:
        ordering = ("-year", "direction")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("agency", "direction", "year"), name="docflow_register_once"
            )
        ]

    def __str__(self) -> str:
        return self.name


class NumberSeries(models.Model):
    """A run of numbers; its one row is locked for every allocation."""

    register = models.ForeignKey(Register, on_delete=models.PROTECT, related_name="series")
    key = models.CharField(
        max_length=30, blank=True, help_text="document type, or empty for one run"
    )
    last_number = models.PositiveIntegerField(default=0)
    last_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "number series"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("register", "key"), name="docflow_series_once")
        ]

    def __str__(self) -> str:
        return f"{self.register_id}/{self.key}"


class RegisterEntry(models.Model):
    """One line of a register; a void one keeps its number and says why."""

    class State(models.TextChoices):
        ACTIVE = "active", _("hiệu lực")
        VOID = "void", _("hủy")

    series = models.ForeignKey(NumberSeries, on_delete=models.PROTECT, related_name="entries")
    number = models.PositiveIntegerField()
    document = models.ForeignKey(
        "docflow.Document", on_delete=models.PROTECT, related_name="entries"
    )
    entered_on = models.DateField(help_text="ngày đến, or the day of issue")
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey(
        "directory.Person", null=True, blank=True, on_delete=models.PROTECT
    )
    state = models.CharField(max_length=8, choices=State.choices, default=State.ACTIVE)
    reason = models.CharField(max_length=500, blank=True, help_text="why void")
    voided_by = models.ForeignKey(
        "directory.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    voided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("series", "-number")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("series", "number"), name="docflow_entry_number_once"),
            models.UniqueConstraint(
                fields=("document",), condition=Q(state="active"), name="docflow_entry_one_active"
            ),
            models.CheckConstraint(condition=Q(number__gt=0), name="docflow_entry_positive"),
            models.CheckConstraint(
                condition=Q(state="active") | (~Q(reason="") & Q(voided_at__gte=F("entered_at"))),
                name="docflow_entry_void_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}"


class PrintedRange(models.Model):
    """A printed part of a register: its days, the hash of its lines, the journal's head then."""

    register = models.ForeignKey(Register, on_delete=models.PROTECT, related_name="prints")
    volume = models.PositiveIntegerField(help_text="quyển số")
    since = models.DateField()
    until = models.DateField()
    line_count = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    head_hash = models.CharField(max_length=64, blank=True)
    printed_by = models.ForeignKey(
        "directory.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    printed_at = models.DateTimeField()

    class Meta:
        ordering = ("-pk",)
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(until__gte=F("since")), name="docflow_print_days_in_order"
            )
        ]

    def __str__(self) -> str:
        return f"{self.register_id}: {self.since} {self.until}"
