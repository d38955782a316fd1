"""The columns of a month's figures: the same in the roll-up and in what is published."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Source(models.TextChoices):
    """Where a denominator comes from, best first."""

    PAYROLL = "payroll", _("bảng lương")
    DECLARED = "declared", _("đơn vị kê khai")
    ACCOUNTS = "accounts", _("theo tài khoản, chưa so sánh được")


class Counts(models.Model):
    """What is counted of an agency's people in a month; each of the first six holds the next."""

    eligible = models.PositiveIntegerField(help_text="N: on the payroll for enough days")
    accounts = models.PositiveIntegerField()
    opened = models.PositiveIntegerField(help_text="logged in at least once, ever")
    reached = models.PositiveIntegerField(help_text="acted at least once in the month")
    outgoing = models.PositiveIntegerField(help_text="sent or processed at least once")
    regular = models.PositiveIntegerField(help_text="n")
    delegated = models.PositiveIntegerField(help_text="acted for somebody else")
    short_service = models.PositiveIntegerField(help_text="too few days: in neither n nor N")
    on_payroll = models.PositiveIntegerField(
        default=0, help_text="eligible people by name; N is larger where more were declared"
    )
    processed = models.PositiveIntegerField(default=0, help_text="worked on documents")
    adjusted = models.PositiveIntegerField(default=0, help_text="people with days off for leave")
    excluded = models.PositiveIntegerField(default=0, help_text="lost outgoing days by rule G-1")
    fresh = models.PositiveIntegerField(default=0, help_text="regular for the first time")
    kept = models.PositiveIntegerField(default=0, help_text="regular the month before too")
    returned = models.PositiveIntegerField(default=0, help_text="regular again after a gap")
    lapsed = models.PositiveIntegerField(default=0, help_text="regular the month before only")
    active_days = models.PositiveIntegerField(default=0, help_text="days on which anybody acted")
    process_days = models.PositiveIntegerField(default=0, help_text="… worked on a document")
    source = models.CharField(max_length=10, choices=Source.choices, default=Source.ACCOUNTS)
    cut_off_days = models.PositiveIntegerField(default=0)

    class Meta:
        abstract = True
        constraints: ClassVar = [
            # U2
            models.CheckConstraint(
                condition=Q(
                    regular__lte=F("reached"),
                    outgoing__lte=F("reached"),
                    reached__lte=F("opened"),
                    opened__lte=F("accounts"),
                    accounts__lte=F("eligible"),
                ),
                name="usage_%(class)s_nested",
            ),
        ]


def columns_of(row: Counts) -> dict[str, int | str]:
    """Every counted column of a row, to be written into another."""
    return {field.name: getattr(row, field.name) for field in Counts._meta.get_fields()}
