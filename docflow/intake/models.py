"""Arrivals: what another agency sent and the clerk has not yet decided on."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from docflow.rules.kinds import find_type
from docflow.rules.levels import Urgency
from docflow.rules.numbers import join_symbol
from docflow.rules.states import FileRole


class Arrival(models.Model):
    """A package in an agency's intake; metadata as the sender wrote it."""

    class State(models.TextChoices):
        WAITING = "waiting", _("chờ tiếp nhận")
        REGISTERED = "registered", _("đã vào sổ")
        REFUSED = "refused", _("từ chối")

    class Channel(models.TextChoices):
        DISPATCH = "dispatch", _("liên thông")
        SCAN = "scan", _("từ máy quét")

    agency = models.ForeignKey(
        "directory.Agency", on_delete=models.PROTECT, related_name="arrivals"
    )
    channel = models.CharField(max_length=10, choices=Channel.choices, default=Channel.DISPATCH)
    dispatch = models.OneToOneField(
        "docflow.Dispatch", null=True, blank=True, on_delete=models.PROTECT, related_name="arrival"
    )
    scan_key = models.CharField(
        max_length=64, blank=True, help_text="sha256 of the scanned file it was a part of"
    )
    scan_part = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(max_length=12, choices=State.choices, default=State.WAITING)
    sender_agency = models.ForeignKey(
        "directory.Agency", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    issuer = models.CharField(max_length=200, blank=True)
    doc_type = models.SlugField(max_length=30)
    number = models.CharField(max_length=11, blank=True)
    notation = models.CharField(max_length=30, blank=True)
    issued_on = models.DateField(null=True, blank=True)
    subject = models.CharField(max_length=500)
    urgency = models.CharField(max_length=12, choices=Urgency.choices)
    signer_name = models.CharField(max_length=50, blank=True)
    signer_position = models.CharField(max_length=100, blank=True)
    doc_uid = models.CharField(max_length=200, blank=True)
    arrived_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    document = models.OneToOneField(
        "docflow.Document", null=True, blank=True, on_delete=models.PROTECT, related_name="arrival"
    )

    class Meta:
        ordering = ("arrived_at", "pk")
        indexes: ClassVar = [models.Index(fields=("agency", "state"), name="docflow_arrival_box")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(channel="dispatch", dispatch__isnull=False, sender_agency__isnull=False)
                | (Q(channel="scan", dispatch__isnull=True) & ~Q(scan_key="")),
                name="docflow_arrival_channel",
            ),
            models.UniqueConstraint(
                fields=("agency", "scan_key", "scan_part"),
                condition=~Q(scan_key=""),
                name="docflow_arrival_scan_once",
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(reason=""), name="docflow_arrival_reason"
            ),
            models.CheckConstraint(
                condition=Q(state="registered", document__isnull=False)
                | (~Q(state="registered") & Q(document__isnull=True)),
                name="docflow_arrival_document",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.symbol} {self.subject}"

    @property
    def symbol(self) -> str:
        return join_symbol(self.number, self.notation)

    @property
    def is_scan(self) -> bool:
        return self.channel == self.Channel.SCAN

    @property
    def type_name(self) -> str:
        return find_type(self.doc_type).name


class ArrivalFile(models.Model):
    """A file that came along; the bytes lie under their sha256."""

    arrival = models.ForeignKey(Arrival, on_delete=models.CASCADE, related_name="files")
    role = models.CharField(max_length=10, choices=FileRole.choices)
    name = models.CharField(max_length=255)
    mime = models.CharField(max_length=127)
    size_bytes = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.name
