"""To whom a week's digest went; rows are written by this package's services only."""

from typing import ClassVar

from django.db import models

from mailsvc.directory.models import Account


class WeeklyDigest(models.Model):
    """One person's week: looked at once, mailed when there was something to tell."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="digests")
    week = models.PositiveIntegerField(help_text="ISO year and week: 200948")
    lines = models.PositiveSmallIntegerField(help_text="0: nothing to tell, no mail")
    trace_id = models.CharField(max_length=32, blank=True)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("week", "account")
        constraints: ClassVar = [
            # DG1
            models.UniqueConstraint(fields=("account", "week"), name="digests_weekly_once")
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.week}: {self.lines}"
