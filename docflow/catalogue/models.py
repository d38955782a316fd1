"""Entries of an agency's own; written by `catalogue.services` only."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from docflow.rules.own import ListKind, code_of


class OwnItem(models.Model):
    """One entry; its code is `rieng-<pk>` and never another's."""

    agency = models.ForeignKey(
        "directory.Agency", on_delete=models.PROTECT, related_name="own_items"
    )
    kind = models.CharField(max_length=12, choices=ListKind.choices)
    name = models.CharField(max_length=100)
    abbr = models.CharField(max_length=10, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True, help_text="the last day it is offered")
    withdrawn_at = models.DateTimeField(
        null=True, blank=True, help_text="entered by mistake and never used: shown nowhere"
    )
    added_by = models.CharField(max_length=160)
    added_at = models.DateTimeField()

    class Meta:
        ordering = ("kind", "name", "pk")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="docflow_own_item_days",
            ),
            models.UniqueConstraint(
                fields=("agency", "kind", "name"),
                condition=Q(valid_to__isnull=True, withdrawn_at__isnull=True),
                name="docflow_own_item_once",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def code(self) -> str:
        return code_of(self.pk)
