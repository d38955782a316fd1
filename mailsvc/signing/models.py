"""The table of keys; rows are written by `signing.services` only."""

from typing import ClassVar

from django.db import models
from django.db.models import Q


class DkimKey(models.Model):
    """One key pair; two of one name (RSA and Ed25519) are made, used and retired together."""

    class Algorithm(models.TextChoices):
        RSA = "rsa"
        ED25519 = "ed25519"

    class State(models.TextChoices):
        """Published first, then used; the old one stays in DNS until mail on the way has come."""

        NEW = "new"
        ACTIVE = "active"
        OLD = "old"
        RETIRED = "retired"

    domain = models.CharField(max_length=253, help_text="as DNS writes it")
    name = models.CharField(max_length=40)
    algorithm = models.CharField(max_length=8, choices=Algorithm.choices)
    public = models.TextField(help_text="the record's p=")
    state = models.CharField(max_length=8, choices=State.choices, default=State.NEW)
    created_at = models.DateTimeField()
    activated_at = models.DateTimeField(null=True, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("domain", "created_at", "algorithm")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("domain", "name", "algorithm"), name="signing_key_selector"
            ),
            models.UniqueConstraint(
                fields=("domain", "algorithm"),
                condition=Q(state="active"),
                name="signing_key_one_active",
            ),
            models.CheckConstraint(
                condition=Q(algorithm__in=("rsa", "ed25519"))
                & Q(state__in=("new", "active", "old", "retired")),
                name="signing_key_words",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.selector}._domainkey.{self.domain}"

    @property
    def selector(self) -> str:
        """The selector: each algorithm has its own record."""
        return f"{self.name}-{self.algorithm}"
