"""Dispatches and their status events."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from docflow.rules.states import EVENT_CODES, Carrier, DispatchState


class Dispatch(models.Model):
    """An issued document on its way to one recipient."""

    document = models.ForeignKey(
        "docflow.Document", on_delete=models.PROTECT, related_name="dispatches"
    )
    carrier = models.CharField(max_length=8, choices=Carrier.choices)
    agency = models.ForeignKey("directory.Agency", null=True, blank=True, on_delete=models.PROTECT)
    address = models.EmailField(max_length=254, blank=True)
    name = models.CharField(max_length=200)
    state = models.CharField(
        max_length=12, choices=DispatchState.choices, default=DispatchState.QUEUED
    )
    trace_id = models.CharField(max_length=32, blank=True, help_text="of the mail, carrier mail")
    sent_at = models.DateTimeField()
    state_at = models.DateTimeField()
    reason = models.CharField(max_length=500, blank=True, help_text="why refused or not sent")

    class Meta:
        ordering = ("pk",)
        verbose_name_plural = "dispatches"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("document", "agency"),
                condition=Q(agency__isnull=False),
                name="docflow_dispatch_agency_once",
            ),
            models.UniqueConstraint(
                fields=("document", "address"),
                condition=~Q(address=""),
                name="docflow_dispatch_address_once",
            ),
            models.CheckConstraint(
                condition=Q(carrier="local", agency__isnull=False)
                | Q(carrier="mail", agency__isnull=True),
                name="docflow_dispatch_carrier",
            ),
            models.CheckConstraint(
                condition=Q(carrier="mail") | ~Q(state__in=("sent", "failed")),
                name="docflow_dispatch_mail_end",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("refused", "failed")) | ~Q(reason=""),
                name="docflow_dispatch_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document_id} → {self.name}"


class StatusEvent(models.Model):
    """What the receiver or the queue reported; unique, so a repeated report changes nothing."""

    dispatch = models.ForeignKey(Dispatch, on_delete=models.PROTECT, related_name="events")
    code = models.CharField(max_length=2, choices=EVENT_CODES)
    text = models.CharField(max_length=500, blank=True)
    by_name = models.CharField(max_length=160, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ("code",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("dispatch", "code"), name="docflow_statusevent_once")
        ]

    def __str__(self) -> str:
        return f"{self.dispatch_id}: {self.code}"
