"""The tables of receipts; written by `receipts.services` only."""

from typing import ClassVar

from django.db import models

from mailsvc.directory.models import Account, Mailbox


class Answer(models.Model):
    """What a mailbox answered to one mail that asked: yes or no, once."""

    mailbox = models.ForeignKey(Mailbox, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=32, help_text="of the mail, as teamwork makes it")
    account = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")
    is_yes = models.BooleanField()
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("mailbox", "key"), name="receipts_answer_once")
        ]

    def __str__(self) -> str:
        return f"{self.mailbox_id} {self.key}"


class Confirmation(models.Model):
    """A recipient of a mail of ours has said that he read it."""

    trace_id = models.CharField(max_length=26)
    address = models.CharField(max_length=254)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("trace_id", "address"), name="receipts_confirmation_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.trace_id} {self.address}"
