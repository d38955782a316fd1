"""The table of periodic jobs."""

from django.db import models


class PeriodicJob(models.Model):
    """When a job last began, ended well, and what went wrong."""

    name = models.CharField(primary_key=True, max_length=60)
    next_run_at = models.DateTimeField(db_index=True)
    started_at = models.DateTimeField(null=True, blank=True)
    succeeded_at = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return self.name
