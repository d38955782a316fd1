"""Tables of teamwork; rows are written by `teamwork.services` only."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from mailsvc.directory.models import Account, Mailbox


class Matter(models.Model):
    """A conversation in a mailbox as work: to whom it is given, whether it is finished.

    `folder` and `uid` say where its mail lay when last touched, `message_id` finds it again.
    """

    mailbox = models.ForeignKey(Mailbox, on_delete=models.CASCADE, related_name="matters")
    subject = models.CharField(max_length=200, blank=True)
    sender = models.CharField(max_length=200, blank=True)
    message_id = models.CharField(max_length=500, blank=True)
    folder = models.CharField(max_length=240, blank=True)
    uid = models.PositiveBigIntegerField(default=0)
    assignee = models.ForeignKey(
        Account, null=True, blank=True, on_delete=models.SET_NULL, related_name="matters"
    )
    is_done = models.BooleanField(default=False)
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ("-changed_at", "-pk")
        indexes: ClassVar = [
            models.Index(fields=("assignee", "is_done"), name="teamwork_matter_assigned")
        ]

    def __str__(self) -> str:
        return f"{self.mailbox_id}: {self.pk}"


class MatterMail(models.Model):
    """A mail that belongs to a matter, by the key of its Message-ID."""

    mailbox = models.ForeignKey(Mailbox, on_delete=models.CASCADE, related_name="+")
    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="mails")
    key = models.CharField(max_length=32)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("mailbox", "key"), name="teamwork_mail_one_matter")
        ]

    def __str__(self) -> str:
        return f"{self.matter_id} ∋ {self.key}"


class MatterAct(models.Model):
    """What somebody did: the history people read beside the mail."""

    class Kind(models.TextChoices):
        ASSIGNED = "assigned", _("giao")
        RELEASED = "released", _("thôi giao")
        DONE = "done", _("đánh dấu xong")
        REOPENED = "reopened", _("mở lại")
        ANSWERED = "answered", _("trả lời")

    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="acts")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    actor = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    target = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"{self.matter_id} {self.kind}"


class Comment(models.Model):
    """Words between colleagues beside a mail; a withdrawn one keeps its row without its text."""

    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="comments")
    author = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(blank=True)
    written_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True, blank=True)
    is_withdrawn = models.BooleanField(default=False)

    class Meta:
        ordering = ("written_at", "pk")

    def __str__(self) -> str:
        return f"{self.matter_id}: {self.pk}"


class Mention(models.Model):
    """A colleague named in a comment; seen when he opened the mail."""

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="mentions")
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="mentions")
    is_seen = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("comment", "account"), name="teamwork_mention_once")
        ]

    def __str__(self) -> str:
        return f"{self.comment_id} @{self.account_id}"


class Writing(models.Model):
    """Somebody has an answer to a mail open; `seen_at` is when his page was last heard of."""

    mailbox = models.ForeignKey(Mailbox, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=32)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    begun_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("mailbox", "key", "account"), name="teamwork_writing_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.account_id} … {self.key}"
