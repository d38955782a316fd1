"""Tables of the measure; rows are written by this package's services only."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from mailsvc.directory.models import Account, Agency, Person, StaffClass, Tier
from mailsvc.usage.counts import Counts


class PersonMonth(models.Model):
    """The days of a month on which a person acted, by class; no times, no content."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="usage_months")
    ym = models.PositiveIntegerField(help_text="200911 for November 2009")
    read_days = models.PositiveIntegerField(default=0)
    write_days = models.PositiveIntegerField(default=0)
    process_days = models.PositiveIntegerField(default=0)
    delegated_days = models.PositiveIntegerField(default=0)
    slight_days = models.PositiveIntegerField(
        default=0, help_text="sent no more than a word or two, to one person (rule G-1)"
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("person", "ym"), name="usage_personmonth_key")
        ]
        indexes: ClassVar = [models.Index(fields=("ym",), name="usage_personmonth_ym")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.ym}"


class Availability(models.Model):
    """The days of a month on which a person was on leave: they do not count against him."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="availabilities")
    ym = models.PositiveIntegerField()
    absent_days = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("ym", "person"), name="usage_availability_key")
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.ym}"


class AgencyFacts(models.Model):
    """What is known of an agency's month beside its people."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="usage_facts")
    ym = models.PositiveIntegerField()
    cut_off_days = models.PositiveIntegerField(default=0, help_text="days without a line")
    declared = models.PositiveIntegerField(null=True, blank=True, help_text="headcount, as typed")
    has_payroll = models.BooleanField(default=False, help_text="a payroll file covers the month")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("ym", "agency"), name="usage_agencyfacts_key")
        ]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.ym}"


class Definition(models.Model):
    """What "thường xuyên" means; a change is a new row, never an edit.

    Whose figure it is: people of `staff_class` in agencies of `tiers` (codes with blanks between,
    empty: all). A variant (`variant_of`) is counted beside the figure, to show what hangs on it.
    """

    code = models.CharField(primary_key=True, max_length=20)
    name = models.CharField(max_length=120)
    share_over = models.PositiveSmallIntegerField(help_text="active days ≥ ⌈D · over / under⌉")
    share_under = models.PositiveSmallIntegerField()
    min_weeks = models.PositiveSmallIntegerField()
    min_outgoing_days = models.PositiveSmallIntegerField()
    min_available_days = models.PositiveSmallIntegerField(help_text="fewer: left out of n and N")
    min_active_days = models.PositiveSmallIntegerField(default=0)
    outgoing_over = models.PositiveSmallIntegerField(
        default=0, help_text="outgoing days ≥ ⌈D · over / under⌉"
    )
    outgoing_under = models.PositiveSmallIntegerField(default=1)
    slight_percent = models.PositiveSmallIntegerField(
        default=50, help_text="G-1: from this share on, slight mails are no outgoing work"
    )
    staff_class = models.CharField(
        max_length=10, choices=StaffClass.choices, default=StaffClass.OFFICIAL
    )
    tiers = models.CharField(max_length=200, blank=True)
    variant_of = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="variants"
    )
    is_headline = models.BooleanField(default=False, help_text="the figure that is published")
    valid_from = models.DateField(help_text="months before it are back-cast, and marked so")
    legal_basis = models.CharField(max_length=120, blank=True, help_text="empty: came with us")
    entered_by = models.CharField(max_length=254, blank=True)

    class Meta:
        ordering = ("valid_from", "code")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(share_over__lte=F("share_under"), share_under__gt=0),
                name="usage_definition_share",
            ),
            models.CheckConstraint(
                condition=Q(outgoing_over__lte=F("outgoing_under"), outgoing_under__gt=0),
                name="usage_definition_outgoing",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Target(models.Model):
    """A share to reach in a year; without a document number it cannot be kept."""

    tier = models.ForeignKey(Tier, null=True, blank=True, on_delete=models.PROTECT)
    year = models.PositiveSmallIntegerField()
    percent = models.PositiveSmallIntegerField()
    legal_basis = models.CharField(max_length=120)
    entered_by = models.CharField(max_length=254, blank=True, help_text="empty: came with us")

    class Meta:
        ordering = ("year", "pk")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("tier", "year"), name="usage_target_key"),
            models.UniqueConstraint(
                fields=("year",), condition=Q(tier__isnull=True), name="usage_target_province"
            ),
            models.CheckConstraint(condition=Q(percent__lte=100), name="usage_target_percent"),
            models.CheckConstraint(condition=~Q(legal_basis=""), name="usage_target_basis"),
        ]

    def __str__(self) -> str:
        return f"{self.year}: {self.percent}%"


class Baseline(models.Model):
    """A figure somebody declared before there was a measure; drawn apart, never joined."""

    ym = models.PositiveIntegerField()
    tier = models.ForeignKey(Tier, null=True, blank=True, on_delete=models.PROTECT)
    percent = models.PositiveSmallIntegerField()
    method = models.CharField(max_length=120)
    source = models.CharField(max_length=200)

    class Meta:
        ordering = ("ym", "tier__rank")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("ym", "tier"), name="usage_baseline_key"),
            models.UniqueConstraint(
                fields=("ym",), condition=Q(tier__isnull=True), name="usage_baseline_province"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ym}: {self.percent}%"


class AgencyMonth(Counts):
    """The roll-up: counts of an agency's people in a month, by one definition."""

    definition = models.ForeignKey(Definition, on_delete=models.PROTECT)
    ym = models.PositiveIntegerField()
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="usage_months")

    class Meta(Counts.Meta):
        abstract = False
        ordering = ("ym", "agency")
        constraints: ClassVar = [
            *Counts.Meta.constraints,
            models.UniqueConstraint(
                fields=("definition", "ym", "agency"), name="usage_agencymonth_key"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.ym}: {self.regular}/{self.eligible}"


class Habit(models.Model):
    """Somebody was regular in a month by the definition in force: what lifecycles compare."""

    ym = models.PositiveIntegerField()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="habits")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("ym", "person"), name="usage_habit_key")
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.ym}"


class CohortMonth(models.Model):
    """Of those who first logged in in one month, how many are regular in another."""

    definition = models.ForeignKey(Definition, on_delete=models.PROTECT)
    ym = models.PositiveIntegerField()
    opened_ym = models.PositiveIntegerField()
    people = models.PositiveIntegerField()
    regular = models.PositiveIntegerField()

    class Meta:
        ordering = ("opened_ym", "ym")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("definition", "ym", "opened_ym"), name="usage_cohortmonth_key"
            ),
            models.CheckConstraint(
                condition=Q(regular__lte=F("people")), name="usage_cohortmonth_nested"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.opened_ym} → {self.ym}: {self.regular}/{self.people}"


class FillState(models.Model):
    """A month that has been rolled up: when, how many rows, and the digest of its inputs.

    `error` says why the last try failed, when it did: the rows are then those of the try before.
    """

    definition = models.ForeignKey(Definition, on_delete=models.PROTECT)
    ym = models.PositiveIntegerField()
    rows = models.PositiveIntegerField()
    people = models.PositiveIntegerField(default=0, help_text="judged: eligible or not")
    digest = models.CharField(max_length=64)
    filled_at = models.DateTimeField()
    error = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("ym",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("definition", "ym"), name="usage_fillstate_key")
        ]

    def __str__(self) -> str:
        return f"{self.definition_id} {self.ym}"


class DirtyPeriod(models.Model):
    """A month whose inputs changed since its last roll-up, and why."""

    class Reason(models.TextChoices):
        WORK = "work", _("có thêm ngày sử dụng")
        PAYROLL = "payroll", _("biên chế thay đổi")
        LEAVE = "leave", _("ngày nghỉ thay đổi")
        OUTAGE = "outage", _("mất đường truyền")
        DECLARED = "declared", _("số kê khai thay đổi")
        HISTORY = "history", _("tháng trước đó thay đổi")
        INPUTS = "inputs", _("số liệu gốc không còn khớp")
        RULE = "rule", _("định nghĩa thay đổi")

    ym = models.PositiveIntegerField()
    reason = models.CharField(max_length=10, choices=Reason.choices, default=Reason.WORK)

    class Meta:
        ordering = ("ym", "reason")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("ym", "reason"), name="usage_dirtyperiod_key")
        ]

    def __str__(self) -> str:
        return f"{self.ym} {self.reason}"


class Snapshot(models.Model):
    """A published month, written once: revision 0 at the lock, each later one with its reason."""

    definition = models.ForeignKey(Definition, on_delete=models.PROTECT)
    ym = models.PositiveIntegerField()
    revision = models.PositiveSmallIntegerField()
    inputs_digest = models.CharField(max_length=64)
    rows_digest = models.CharField(max_length=64)
    published_at = models.DateTimeField()
    published_by = models.CharField(max_length=254, blank=True, help_text="empty: the system")
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("ym", "revision")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("definition", "ym", "revision"), name="usage_snapshot_key"
            ),
            models.CheckConstraint(
                condition=Q(revision=0) | ~Q(reason=""), name="usage_snapshot_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.definition_id} {self.ym} r{self.revision}"


class SnapshotRow(Counts):
    """An agency in a published month, named as it was then."""

    snapshot = models.ForeignKey(Snapshot, on_delete=models.CASCADE, related_name="rows")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=35)
    name = models.CharField(max_length=200)
    tier = models.ForeignKey(Tier, on_delete=models.PROTECT, related_name="+")
    percent = models.PositiveSmallIntegerField(null=True, help_text="truncated; empty for N = 0")

    class Meta(Counts.Meta):
        abstract = False
        ordering = ("snapshot", "tier__rank", "agency__sort_key")
        constraints: ClassVar = [
            *Counts.Meta.constraints,
            models.UniqueConstraint(fields=("snapshot", "agency"), name="usage_snapshotrow_key"),
        ]

    def __str__(self) -> str:
        return f"{self.snapshot_id} {self.code}: {self.regular}/{self.eligible}"


class NoticeSeen(models.Model):
    """Somebody was told what is measured of him, and by which text."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="usage_notices")
    version = models.PositiveSmallIntegerField()
    seen_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("account", "version"), name="usage_noticeseen_key")
        ]

    def __str__(self) -> str:
        return f"{self.account_id} v{self.version}"


class Look(models.Model):
    """Somebody opened what is kept of a person; that person sees it."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="usage_looks")
    by = models.CharField(max_length=254)
    reason = models.CharField(max_length=300)
    looked_at = models.DateTimeField()

    class Meta:
        ordering = ("-looked_at",)
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(reason=""), name="usage_look_reason")
        ]

    def __str__(self) -> str:
        return f"{self.by} → {self.person_id}"


class OldMonth(models.Model):
    """A person's month after its identity was taken away: a number of the year stands for him."""

    ym = models.PositiveIntegerField()
    pseudonym = models.CharField(max_length=32)
    read_days = models.PositiveIntegerField()
    write_days = models.PositiveIntegerField()
    process_days = models.PositiveIntegerField()
    delegated_days = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("ym", "pseudonym"), name="usage_oldmonth_key")
        ]

    def __str__(self) -> str:
        return f"{self.pseudonym} {self.ym}"


class YearKey(models.Model):
    """What a year's pseudonyms are made with; destroyed with the year's last month."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    key = models.BinaryField(max_length=32)

    def __str__(self) -> str:
        return str(self.year)
