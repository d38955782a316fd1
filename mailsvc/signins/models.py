"""The table of log-ins to the pages; rows are written by `signins.services` only."""

from typing import ClassVar

from django.db import models

from mailsvc.directory.models import Account

PROGRAM_CHARS = 300


class SignIn(models.Model):
    """One log-in; open as long as the session of its key is."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    session_key = models.CharField(max_length=40, unique=True)
    address = models.CharField(max_length=45, help_text="of the machine, as the server saw it")
    program = models.CharField(max_length=PROGRAM_CHARS, help_text="what the browser says it is")
    begun_at = models.DateTimeField()
    used_at = models.DateTimeField(help_text="to about ten minutes")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=("account", "-begun_at"), name="signins_account_begun")
        ]

    def __str__(self) -> str:
        return f"{self.account_id}: {self.begun_at:%Y-%m-%d %H:%M}"
