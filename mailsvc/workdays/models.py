"""The table of changed and confirmed years; written by `workdays.services` only."""

from django.db import models


class CalendarYear(models.Model):
    """One year as an administrator has it; without a row the file of `data/` holds."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    days = models.JSONField(help_text="rows as in data/: on, kind, name, mark")
    source = models.CharField(max_length=300, help_text="the notice or decision it follows")
    changed_at = models.DateTimeField()
    confirmed_by = models.CharField(max_length=160, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("year",)

    def __str__(self) -> str:
        return str(self.year)
