"""Tables of the queue; rows are written by `queue.services` and `queue.committer` only."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q


class QueuedMessage(models.Model):
    """One accepted mail. Its bytes are `prefix` + the spool file named by the trace id."""

    trace_id = models.CharField(primary_key=True, max_length=32)
    mail_from = models.CharField(max_length=254, blank=True, help_text="empty: null sender")
    smtputf8 = models.BooleanField(default=False)
    ret = models.CharField(max_length=4, blank=True)
    envid = models.CharField(max_length=100, blank=True)
    size_bytes = models.PositiveBigIntegerField()
    prefix = models.BinaryField(help_text="header lines put before the content")
    is_urgent = models.BooleanField(default=False)
    source = models.CharField(max_length=12)
    account_pk = models.BigIntegerField(null=True, blank=True, help_text="who sent it, when known")
    message_id = models.CharField(max_length=255, blank=True, db_index=True)
    hop_id = models.CharField(
        max_length=80, blank=True, help_text="site:trace id, where one of our sites brought it"
    )
    report_of = models.CharField(max_length=32, blank=True, help_text="trace id a report is about")
    facts = models.TextField(blank=True, help_text="how it came in: `queue.facts`, JSON")
    spool_host = models.CharField(max_length=60)
    has_file = models.BooleanField(default=True)
    created_at = models.DateTimeField(db_index=True)
    not_before = models.DateTimeField(null=True, blank=True, help_text="its age counts from then")

    class Meta:
        ordering = ("trace_id",)
        indexes: ClassVar = [
            models.Index(
                fields=("spool_host", "trace_id"),
                condition=Q(has_file=True),
                name="queue_with_file",
            ),
            models.Index(fields=("hop_id",), condition=~Q(hop_id=""), name="queue_hop"),
            models.Index(
                fields=("account_pk", "created_at"),
                condition=Q(account_pk__isnull=False),
                name="queue_sent_by",
            ),
            models.Index(fields=("report_of",), condition=~Q(report_of=""), name="queue_report_of"),
            models.Index(fields=("envid",), condition=~Q(envid=""), name="queue_envid"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(ret__in=("", "FULL", "HDRS")), name="queue_ret"),
        ]

    def __str__(self) -> str:
        return self.trace_id

    @property
    def waits_since(self) -> datetime:
        """From when its age counts: a mail written ahead is not late before its hour."""
        return self.not_before or self.created_at


class RecipientQuerySet(models.QuerySet["QueuedRecipient"]):
    """Filters by state."""

    def due(self, now: datetime) -> "RecipientQuerySet":
        return self.filter(state=QueuedRecipient.State.DUE, next_attempt_at__lte=now)

    def open(self) -> "RecipientQuerySet":
        """Not final: due, claimed or held."""
        return self.exclude(state__in=QueuedRecipient.FINAL)

    def parked(self) -> "RecipientQuerySet":
        """Due, but waiting for their destination."""
        return self.filter(state=QueuedRecipient.State.DUE).exclude(waits_for="")

    def expired(self, now: datetime) -> "RecipientQuerySet":
        """Claimed by a worker that let its lease run out."""
        return self.filter(state=QueuedRecipient.State.CLAIMED, lease_until__lte=now)


class QueuedRecipient(models.Model):
    """One recipient (or the sender's own copy) of a mail, with its state."""

    class Kind(models.TextChoices):
        DELIVER = "deliver"
        SENT_COPY = "sent_copy"

    class State(models.TextChoices):
        DUE = "due"
        CLAIMED = "claimed"
        DELIVERED = "delivered"
        FAILED = "failed"
        HELD = "held"

    FINAL: ClassVar = (State.DELIVERED, State.FAILED)
    WAITING: ClassVar = (State.DUE, State.CLAIMED, State.HELD)

    message = models.ForeignKey(QueuedMessage, on_delete=models.CASCADE, related_name="recipients")
    address = models.CharField(max_length=254)
    domain = models.CharField(max_length=253, db_index=True)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.DELIVER)
    mailbox_pk = models.BigIntegerField(null=True, blank=True)
    folder = models.CharField(max_length=255, blank=True)
    copy_prefix = models.BinaryField(default=b"", help_text="more header lines of a sent copy")
    notify = models.CharField(max_length=30, blank=True)
    orcpt = models.CharField(max_length=500, blank=True)
    rank = models.PositiveSmallIntegerField(help_text="0 urgent, then by class of size")
    state = models.CharField(max_length=10, choices=State.choices, default=State.DUE)
    attempts = models.PositiveIntegerField(default=0)
    next_attempt_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True, blank=True)
    claimed_by = models.CharField(max_length=140, blank=True)
    last_code = models.PositiveSmallIntegerField(default=0)
    last_enhanced = models.CharField(max_length=12, blank=True)
    last_text = models.CharField(max_length=500, blank=True)
    hold_reason = models.CharField(
        max_length=500, blank=True, help_text="why an operator holds it; empty: an error did"
    )
    finished_at = models.DateTimeField(null=True, blank=True)
    waits_for = models.CharField(
        max_length=300, blank=True, help_text="the destination it waits for, untried (`parking`)"
    )
    warned_at = models.DateTimeField(
        null=True, blank=True, help_text="when its sender was told of the delay, or was not to be"
    )

    objects = RecipientQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        indexes: ClassVar = [
            models.Index(
                fields=("rank", "next_attempt_at"), condition=Q(state="due"), name="queue_due"
            ),
            models.Index(
                fields=("lease_until",), condition=Q(state="claimed"), name="queue_claimed"
            ),
            models.Index(
                fields=("waits_for", "rank"), condition=~Q(waits_for=""), name="queue_parked"
            ),
            models.Index(fields=("domain",), condition=Q(state="held"), name="queue_held"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("message", "kind", "address"), name="queue_once"),
            models.CheckConstraint(
                condition=Q(state__in=("due", "claimed", "delivered", "failed", "held")),
                name="queue_state",
            ),
            models.CheckConstraint(
                condition=Q(state="claimed", lease_until__isnull=False) & ~Q(claimed_by="")
                | ~Q(state="claimed") & Q(lease_until__isnull=True, claimed_by=""),
                name="queue_claim_has_lease",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("delivered", "failed"), finished_at__isnull=False)
                | Q(state__in=("due", "claimed", "held"), finished_at__isnull=True),
                name="queue_final_has_time",
            ),
            models.CheckConstraint(
                condition=Q(kind="sent_copy", mailbox_pk__isnull=False)
                | Q(kind="deliver", mailbox_pk__isnull=True, folder=""),
                name="queue_copy_has_mailbox",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.message_id} #{self.pk} {self.state}"

    @property
    def is_final(self) -> bool:
        return self.state in self.FINAL


class Attempt(models.Model):
    """One try for one recipient: kept for tracing, never changed."""

    recipient = models.ForeignKey(QueuedRecipient, on_delete=models.CASCADE, related_name="tries")
    started_at = models.DateTimeField()
    duration_ms = models.PositiveIntegerField()
    code = models.PositiveSmallIntegerField(default=0)
    enhanced = models.CharField(max_length=12, blank=True)
    text = models.CharField(max_length=500, blank=True)
    remote = models.CharField(max_length=255, blank=True, help_text="the server that answered")
    outcome = models.CharField(max_length=10)

    class Meta:
        ordering = ("pk",)
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(outcome__in=("delivered", "deferred", "failed", "held")),
                name="queue_outcome",
            )
        ]

    def __str__(self) -> str:
        return f"{self.recipient_id} {self.outcome}"


class Destination(models.Model):
    """A destination that does not answer; a row exists only while it is down."""

    goal = models.CharField(primary_key=True, max_length=300)
    down_since = models.DateTimeField()
    next_probe_at = models.DateTimeField()
    failures = models.PositiveIntegerField(default=1)
    last_failed_at = models.DateTimeField()
    last_error = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("goal",)

    def __str__(self) -> str:
        return self.goal
