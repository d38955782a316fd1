"""Tables of usage; rows are written by this package's services only."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from mailsvc.directory.models import Agency, Person, Tier


class PersonMonth(models.Model):
    """The days of a month on which a person acted, by class; no times, no content."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="usage_months")
    ym = models.PositiveIntegerField(help_text="200911 for November 2009")
    read_days = models.PositiveIntegerField(default=0)
    write_days = models.PositiveIntegerField(default=0)
    process_days = models.PositiveIntegerField(default=0)
    delegated_days = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("person", "ym"), name="usage_personmonth_key")
        ]
        indexes: ClassVar = [models.Index(fields=("ym",), name="usage_personmonth_ym")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.ym}"


class Definition(models.Model):
    """What "thường xuyên" means; a change is a new row, never an edit."""

    code = models.CharField(primary_key=True, max_length=20)
    name = models.CharField(max_length=120)
    share_over = models.PositiveSmallIntegerField(help_text="active days ≥ ⌈D · over / under⌉")
    share_under = models.PositiveSmallIntegerField()
    min_weeks = models.PositiveSmallIntegerField()
    min_outgoing_days = models.PositiveSmallIntegerField()
    min_available_days = models.PositiveSmallIntegerField(help_text="fewer: left out of n and N")
    valid_from = models.DateField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(share_over__lte=F("share_under"), share_under__gt=0),
                name="usage_definition_share",
            )
        ]

    def __str__(self) -> str:
        return self.code


class Target(models.Model):
    """A share to reach in a year; without a document number it cannot be kept."""

    tier = models.ForeignKey(Tier, null=True, blank=True, on_delete=models.PROTECT)
    year = models.PositiveSmallIntegerField()
    percent = models.PositiveSmallIntegerField()
    legal_basis = models.CharField(max_length=120)

    class Meta:
        ordering = ("year", "pk")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("tier", "year"), name="usage_target_key"),
            models.UniqueConstraint(
                fields=("year",), condition=Q(tier__isnull=True), name="usage_target_province"
            ),
            models.CheckConstraint(condition=Q(percent__lte=100), name="usage_target_percent"),
            models.CheckConstraint(condition=~Q(legal_basis=""), name="usage_target_basis"),
        ]

    def __str__(self) -> str:
        return f"{self.year}: {self.percent}%"


class AgencyMonth(models.Model):
    """The roll-up: counts of an agency's payroll in a month, by one definition."""

    definition = models.ForeignKey(Definition, on_delete=models.PROTECT)
    ym = models.PositiveIntegerField()
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="usage_months")
    eligible = models.PositiveIntegerField(help_text="N: on the payroll for enough days")
    accounts = models.PositiveIntegerField()
    opened = models.PositiveIntegerField(help_text="logged in at least once, ever")
    reached = models.PositiveIntegerField(help_text="acted at least once in the month")
    outgoing = models.PositiveIntegerField(help_text="sent or processed at least once")
    regular = models.PositiveIntegerField(help_text="n")
    delegated = models.PositiveIntegerField(help_text="acted for somebody else")
    short_service = models.PositiveIntegerField(help_text="too few days: in neither n nor N")

    class Meta:
        ordering = ("ym", "agency")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("definition", "ym", "agency"), name="usage_agencymonth_key"
            ),
            # U2
            models.CheckConstraint(
                condition=Q(
                    regular__lte=F("outgoing"),
                    outgoing__lte=F("reached"),
                    reached__lte=F("opened"),
                    opened__lte=F("accounts"),
                    accounts__lte=F("eligible"),
                ),
                name="usage_agencymonth_nested",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.ym}: {self.regular}/{self.eligible}"


class FillState(models.Model):
    """A month that has been rolled up: when, how many rows, and their digest."""

    definition = models.ForeignKey(Definition, on_delete=models.PROTECT)
    ym = models.PositiveIntegerField()
    rows = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    filled_at = models.DateTimeField()

    class Meta:
        ordering = ("ym",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("definition", "ym"), name="usage_fillstate_key")
        ]

    def __str__(self) -> str:
        return f"{self.definition_id} {self.ym}"


class DirtyPeriod(models.Model):
    """A month whose inputs changed since its last roll-up."""

    ym = models.PositiveIntegerField(primary_key=True)

    class Meta:
        ordering = ("ym",)

    def __str__(self) -> str:
        return str(self.ym)
