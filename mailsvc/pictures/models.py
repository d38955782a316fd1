"""The table of senders whose pictures a person wants; rows are written by `services` only."""

from typing import ClassVar

from django.db import models

from mailsvc.directory.models import Account


class ShownSender(models.Model):
    """Pictures in mails proven to be from this address, or from this domain (`@vp.example`), are
    shown to this person at once.
    """

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    address = models.CharField(max_length=320, help_text="in small letters")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("account", "address"), name="pictures_sender_once")
        ]

    def __str__(self) -> str:
        return f"{self.account_id}: {self.address}"
