"""Books, series and entries; numbers held, earlier days allowed, and when a book was shut."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from docflow.rules.states import Direction
from mailsvc.directory.models import Agency


class Register(models.Model):
    """Sổ đăng ký văn bản of an agency for a year and direction."""

    class State(models.TextChoices):
        OPEN = "open", _("đang mở")
        LOCKED = "locked", _("tạm khóa")
        CLOSED = "closed", _("đã khóa sổ")

    agency = models.ForeignKey(
        "directory.Agency", on_delete=models.PROTECT, related_name="registers"
    )
    direction = models.CharField(max_length=3, choices=Direction.choices)
    year = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=120)
    code = models.CharField(max_length=30, help_text="the agency's abbreviation in notations")
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    closed_until = models.DateField(
        null=True, blank=True, help_text="lines up to and with this day change no more"
    )

    class Meta:
        ordering = ("-year", "direction")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("agency", "direction", "year"), name="docflow_register_once"
            ),
            models.CheckConstraint(
                condition=~Q(state="closed") | Q(closed_until__isnull=False),
                name="docflow_register_closed_until",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class NumberSeries(models.Model):
    """A run of numbers; its one row is locked for every allocation."""

    register = models.ForeignKey(Register, on_delete=models.PROTECT, related_name="series")
    key = models.CharField(
        max_length=30, blank=True, help_text="document type, or empty for one run"
    )
    last_number = models.PositiveIntegerField(default=0)
    last_on = models.DateField(null=True, blank=True)
    closed_until = models.DateField(
        null=True, blank=True, help_text="no number is dated up to and with this day"
    )

    class Meta:
        verbose_name_plural = "number series"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("register", "key"), name="docflow_series_once")
        ]

    def __str__(self) -> str:
        return f"{self.register_id}/{self.key}"


class RegisterEntry(models.Model):
    """One line of a register; a void one keeps its number and says why."""

    class State(models.TextChoices):
        ACTIVE = "active", _("hiệu lực")
        VOID = "void", _("hủy")

    # Nobody asks for the lines of a person; those of a series are found by their numbers.
    series = models.ForeignKey(
        NumberSeries, on_delete=models.PROTECT, related_name="entries", db_index=False
    )
    number = models.PositiveIntegerField()
    document = models.ForeignKey(
        "docflow.Document", on_delete=models.PROTECT, related_name="entries"
    )
    entered_on = models.DateField(help_text="ngày đến, or the day of issue")
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey(
        "directory.Person", null=True, blank=True, on_delete=models.PROTECT, db_index=False
    )
    remark = models.CharField(
        max_length=700, blank=True, help_text="why it is dated before the day it was written"
    )
    state = models.CharField(max_length=8, choices=State.choices, default=State.ACTIVE)
    reason = models.CharField(max_length=500, blank=True, help_text="why void")
    voided_by = models.ForeignKey(
        "directory.Person",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    voided_at = models.DateTimeField(null=True, blank=True)
    sealed_at = models.DateTimeField(
        null=True, blank=True, help_text="when the clerk noted the seal on what bears this number"
    )
    sealed_by = models.ForeignKey(
        "directory.Person",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        help_text="nobody: issued before seals were noted",
    )

    class Meta:
        ordering = ("series", "-number")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("series", "number"), name="docflow_entry_number_once"),
            models.UniqueConstraint(
                fields=("document",), condition=Q(state="active"), name="docflow_entry_one_active"
            ),
            models.CheckConstraint(condition=Q(number__gt=0), name="docflow_entry_positive"),
            models.CheckConstraint(
                condition=Q(state="active") | (~Q(reason="") & Q(voided_at__gte=F("entered_at"))),
                name="docflow_entry_void_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}"


class PrintedRange(models.Model):
    """A printed part of a book: its days, the hash of its lines, the journal's head then.

    The book is a register, the following-up of one, or one about paper, which an agency has once.
    """

    class Kind(models.TextChoices):
        REGISTER = "register", _("Sổ đăng ký")
        FOLLOW_UP = "follow_up", _("Sổ theo dõi giải quyết")
        POSTS = "posts", _("Sổ chuyển giao")
        COPIES = "copies", _("Sổ sử dụng bản lưu")

    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.REGISTER)
    register = models.ForeignKey(
        Register, null=True, blank=True, on_delete=models.PROTECT, related_name="prints"
    )
    agency = models.ForeignKey(
        "directory.Agency",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="whose book it is, where it is no register",
    )
    volume = models.PositiveIntegerField(help_text="quyển số")
    since = models.DateField()
    until = models.DateField()
    line_count = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    head_hash = models.CharField(max_length=64, blank=True)
    printed_by = models.ForeignKey(
        "directory.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    printed_at = models.DateTimeField()

    class Meta:
        ordering = ("-pk",)
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(until__gte=F("since")), name="docflow_print_days_in_order"
            ),
            models.CheckConstraint(
                condition=Q(
                    kind__in=("register", "follow_up"), register__isnull=False, agency__isnull=True
                )
                | Q(kind__in=("posts", "copies"), register__isnull=True, agency__isnull=False),
                name="docflow_print_of_one_book",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.register_id or self.agency_id}: {self.since} {self.until}"

    @property
    def book_agency(self) -> Agency:
        """Whose book it is."""
        agency = self.agency if self.register is None else self.register.agency
        assert agency is not None  # docflow_print_of_one_book
        return agency


class NumberHold(models.Model):
    """Số giữ: a number taken for a named paper that is not there yet; used or voided later."""

    class State(models.TextChoices):
        HELD = "held", _("đang giữ")
        USED = "used", _("đã dùng")
        VOID = "void", _("đã hủy")

    series = models.ForeignKey(NumberSeries, on_delete=models.PROTECT, related_name="holds")
    number = models.PositiveIntegerField()
    held_on = models.DateField(help_text="the day the paper with this number will bear")
    paper = models.CharField(max_length=200, help_text="for which paper")
    reason = models.CharField(max_length=500)
    held_by = models.ForeignKey("directory.Person", on_delete=models.PROTECT, related_name="+")
    held_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.HELD)
    entry = models.OneToOneField(
        RegisterEntry, null=True, blank=True, on_delete=models.PROTECT, related_name="hold"
    )
    void_reason = models.CharField(max_length=500, blank=True)
    ended_by = models.ForeignKey(
        "directory.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("series", "-number")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("series", "number"), name="docflow_hold_number_once"),
            models.CheckConstraint(
                condition=Q(state="used", entry__isnull=False)
                | (~Q(state="used") & Q(entry__isnull=True)),
                name="docflow_hold_used_by_an_entry",
            ),
            models.CheckConstraint(
                condition=~Q(state="void") | ~Q(void_reason=""), name="docflow_hold_void_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.series_id}: {self.number}"


class EarlierDay(models.Model):
    """Ghi lùi ngày: one line may be dated before the day it is written; the leader answers."""

    class State(models.TextChoices):
        ASKED = "asked", _("chờ lãnh đạo duyệt")
        GRANTED = "granted", _("đã duyệt, chưa dùng")
        REFUSED = "refused", _("không duyệt")
        USED = "used", _("đã dùng")

    register = models.ForeignKey(Register, on_delete=models.PROTECT, related_name="earlier_days")
    day = models.DateField()
    paper = models.CharField(max_length=200, help_text="for which paper")
    reason = models.CharField(max_length=500)
    asked_by = models.ForeignKey("directory.Person", on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.ASKED)
    answered_by = models.ForeignKey(
        "directory.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_name = models.CharField(
        max_length=300, blank=True, help_text="“B thay A theo giấy ủy quyền …”"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=500, blank=True, help_text="why not")
    entry = models.OneToOneField(
        RegisterEntry, null=True, blank=True, on_delete=models.PROTECT, related_name="earlier_day"
    )

    class Meta:
        ordering = ("-pk",)
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state="used", entry__isnull=False)
                | (~Q(state="used") & Q(entry__isnull=True)),
                name="docflow_earlier_used_by_an_entry",
            ),
            models.CheckConstraint(
                condition=Q(state="asked") | Q(answered_by__isnull=False),
                name="docflow_earlier_answered",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.register_id}: {self.day}"


class BookEvent(models.Model):
    """A book was locked, unlocked, closed up to a day, or opened again."""

    class Kind(models.TextChoices):
        LOCK = "lock", _("Tạm khóa")
        UNLOCK = "unlock", _("Mở tạm khóa")
        CLOSE = "close", _("Khóa sổ")
        REOPEN = "reopen", _("Mở lại sổ")

    register = models.ForeignKey(Register, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    until = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    printed = models.OneToOneField(
        PrintedRange, null=True, blank=True, on_delete=models.PROTECT, related_name="closing"
    )
    by = models.ForeignKey("directory.Person", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("-pk",)
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(kind="close") | Q(until__isnull=False, printed__isnull=False),
                name="docflow_book_closed_with_print",
            ),
            models.CheckConstraint(
                condition=~Q(kind="reopen") | ~Q(reason=""), name="docflow_book_reopen_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.register_id}: {self.kind}"
