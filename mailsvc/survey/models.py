"""Tables of the survey; rows are written by `survey.services` only."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from mailsvc.directory.models import Agency, Person


class Round(models.Model):
    """One year's survey: the day it describes, and until when agencies reply."""

    year = models.PositiveSmallIntegerField(unique=True)
    as_of = models.DateField(help_text="the day the answers describe")
    due_on = models.DateField()
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-year",)
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(due_on__gte=F("as_of")), name="survey_round_period")
        ]

    def __str__(self) -> str:
        return str(self.year)


class Reply(models.Model):
    """An agency's answers; an empty column is a question not yet answered."""

    class State(models.TextChoices):
        DRAFT = "draft", _("đang điền")
        READY = "ready", _("chờ lãnh đạo ký")
        SIGNED = "signed", _("đã ký")

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="replies")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="survey_replies")
    state = models.CharField(max_length=8, choices=State.choices, default=State.DRAFT)
    version = models.PositiveIntegerField(default=0, help_text="grows with every change")

    headcount = models.PositiveIntegerField(null=True, blank=True, help_text="declared")
    servers = models.PositiveIntegerField(null=True, blank=True)
    computers = models.PositiveIntegerField(null=True, blank=True)
    computers_on_lan = models.PositiveIntegerField(null=True, blank=True)
    computers_on_internet = models.PositiveIntegerField(null=True, blank=True)
    has_lan = models.BooleanField(null=True, blank=True)
    has_broadband = models.BooleanField(null=True, blank=True)
    runs_management = models.BooleanField(null=True, blank=True, help_text="declared")
    website_level = models.PositiveSmallIntegerField(null=True, blank=True, help_text="0: none")
    has_ageing_equipment = models.BooleanField(null=True, blank=True)
    note = models.CharField(max_length=500, blank=True)

    payroll = models.PositiveIntegerField(
        null=True, blank=True, help_text="people with a main post on the round's day, at signing"
    )
    filled_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    filled_at = models.DateTimeField(null=True, blank=True)
    signed_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    signer_title = models.CharField(max_length=100, blank=True)
    signed_at = models.DateTimeField(null=True, blank=True)
    return_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        verbose_name_plural = "replies"
        ordering = ("round", "agency")
        constraints: ClassVar = [
            # SV3
            models.UniqueConstraint(fields=("round", "agency"), name="survey_reply_once"),
            # SV2
            models.CheckConstraint(
                condition=Q(computers_on_lan__lte=F("computers"))
                & Q(computers_on_internet__lte=F("computers")),
                name="survey_reply_within",
            ),
            models.CheckConstraint(
                condition=Q(website_level__isnull=True) | Q(website_level__lte=4),
                name="survey_reply_level",
            ),
            # SV1
            models.CheckConstraint(
                condition=~Q(state="signed")
                | Q(
                    signed_at__isnull=False,
                    headcount__isnull=False,
                    servers__isnull=False,
                    computers__isnull=False,
                    computers_on_lan__isnull=False,
                    computers_on_internet__isnull=False,
                    has_lan__isnull=False,
                    has_broadband__isnull=False,
                    runs_management__isnull=False,
                    website_level__isnull=False,
                    has_ageing_equipment__isnull=False,
                    payroll__isnull=False,
                ),
                name="survey_reply_complete",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round_id} {self.agency_id}: {self.state}"
