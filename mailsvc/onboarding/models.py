"""Tables of onboarding; rows are written by `onboarding.services` only."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from mailsvc.directory.models import Account, Agency, Dated


class Champion(Dated):
    """Somebody of an agency who helps his colleagues to begin."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="champions")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="champion_of")

    class Meta(Dated.Meta):
        ordering = ("agency", "-valid_from")
        constraints: ClassVar = [
            *Dated.Meta.constraints,
            # ON1
            models.UniqueConstraint(
                fields=("agency",),
                condition=Q(valid_to__isnull=True),
                name="onboarding_champion_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} → {self.agency_id}"


class Slip(models.Model):
    """The last slip printed for an account; open while the account still has its password."""

    account = models.OneToOneField(Account, on_delete=models.CASCADE, related_name="slip")
    password = models.CharField(max_length=200, help_text="the hash the account got with it")
    issued_at = models.DateTimeField()
    issued_by = models.CharField(max_length=254)
    ends_on = models.DateField(help_text="the last day it opens the account")

    def __str__(self) -> str:
        return f"{self.account_id}: {self.ends_on}"
