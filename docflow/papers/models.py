"""Lines about paper; written by this package's services only."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from docflow.rules.levels import Secrecy
from docflow.rules.states import Direction


class Posting(models.Model):
    """One document handed to the post or a messenger, for one place."""

    agency = models.ForeignKey("directory.Agency", on_delete=models.PROTECT, related_name="+")
    document = models.ForeignKey(
        "docflow.Document", on_delete=models.PROTECT, related_name="postings"
    )
    posted_on = models.DateField()
    to_place = models.CharField(max_length=200)
    envelopes = models.PositiveSmallIntegerField(help_text="số lượng bì")
    note = models.CharField(max_length=200, blank=True)
    written_by = models.ForeignKey("directory.Person", on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        ordering = ("-posted_on", "-pk")
        indexes: ClassVar = [
            models.Index(fields=("agency", "posted_on"), name="docflow_posting_days")
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(envelopes__gt=0), name="docflow_posting_envelopes")
        ]

    def __str__(self) -> str:
        return f"{self.document_id}: {self.to_place}"


class CopyUse(models.Model):
    """Somebody used the kept copy of a document; until it is given back it is open."""

    agency = models.ForeignKey("directory.Agency", on_delete=models.PROTECT, related_name="+")
    document = models.ForeignKey(
        "docflow.Document", on_delete=models.PROTECT, related_name="copy_uses"
    )
    user = models.ForeignKey("directory.Person", on_delete=models.PROTECT, related_name="+")
    allowed_by = models.ForeignKey("directory.Person", on_delete=models.PROTECT, related_name="+")
    used_on = models.DateField()
    returned_on = models.DateField(null=True, blank=True)
    note = models.CharField(max_length=200, blank=True)
    written_by = models.ForeignKey("directory.Person", on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        ordering = ("-used_on", "-pk")
        indexes: ClassVar = [models.Index(fields=("agency", "used_on"), name="docflow_copy_days")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(returned_on__isnull=True) | Q(returned_on__gte=F("used_on")),
                name="docflow_copy_days_in_order",
            )
        ]

    def __str__(self) -> str:
        return f"{self.document_id}: {self.used_on}"


class SecretSeries(models.Model):
    """The numbers of state secrets of a year and direction; its row is locked for each."""

    agency = models.ForeignKey("directory.Agency", on_delete=models.PROTECT, related_name="+")
    direction = models.CharField(max_length=3, choices=Direction.choices)
    year = models.PositiveSmallIntegerField()
    last_number = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name_plural = "secret series"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("agency", "direction", "year"), name="docflow_secret_series_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.direction} {self.year}"


class SecretPaper(models.Model):
    """The number of one state secret on paper. What it says has no place in this system."""

    series = models.ForeignKey(SecretSeries, on_delete=models.PROTECT, related_name="papers")
    number = models.PositiveIntegerField()
    entered_on = models.DateField()
    level = models.CharField(max_length=12, choices=Secrecy.choices)
    issuer = models.CharField(max_length=200)
    holder = models.ForeignKey("directory.Person", on_delete=models.PROTECT, related_name="+")
    entered_by = models.ForeignKey("directory.Person", on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    void_reason = models.CharField(max_length=500, blank=True)
    voided_by = models.ForeignKey(
        "directory.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ("series", "-number")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("series", "number"), name="docflow_secret_once"),
            models.CheckConstraint(
                condition=~Q(level=Secrecy.NONE), name="docflow_secret_has_level"
            ),
            models.CheckConstraint(
                condition=Q(void_reason="", voided_by__isnull=True)
                | (~Q(void_reason="") & Q(voided_by__isnull=False)),
                name="docflow_secret_void",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.series_id}: {self.number}"
