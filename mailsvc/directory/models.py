"""Tables of the directory; rows are written by `directory.services` only."""

from datetime import date, timedelta
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from mailsvc.directory.group_models import GroupMember as GroupMember
from mailsvc.directory.group_models import GroupSender as GroupSender
from mailsvc.directory.group_models import MailGroup as MailGroup
from mailsvc.directory.roles import Role


def valid_on(day: date, prefix: str = "") -> Q:
    """The half-open period valid_from ≤ day < valid_to; an empty end means until further notice."""
    begun = Q(**{f"{prefix}valid_from__lte": day})
    not_ended = Q(**{f"{prefix}valid_to__isnull": True}) | Q(**{f"{prefix}valid_to__gt": day})
    return begun & not_ended


class Dated(models.Model):
    """A fact with a period."""

    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        abstract = True
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="%(app_label)s_%(class)s_period",
            )
        ]

    @property
    def last_on(self) -> date | None:
        """The last day it holds, as people say it."""
        return self.valid_to - timedelta(days=1) if self.valid_to else None


class Tier(models.Model):
    """Province, district, commune …: data, because the law moves (no districts since 2025)."""

    code = models.SlugField(primary_key=True, max_length=20)
    name_vi = models.CharField(max_length=60)
    name_en = models.CharField(max_length=60)
    rank = models.PositiveSmallIntegerField(unique=True)

    class Meta:
        ordering = ("rank",)

    def __str__(self) -> str:
        return self.name_vi


class Agency(Dated):
    """An office with its own clerk, registers and mail domain label."""

    code = models.CharField(max_length=35, unique=True)
    label = models.SlugField(max_length=35, unique=True, help_text="mail domain label")
    name = models.CharField(max_length=200)
    tier = models.ForeignKey(Tier, on_delete=models.PROTECT, related_name="agencies")
    official_mailbox = models.ForeignKey(
        "Mailbox", null=True, blank=True, on_delete=models.PROTECT, related_name="official_for"
    )
    place = models.CharField(max_length=80, default="Điện Biên Phủ", help_text="in the date line")
    fold_key = models.CharField(max_length=260, db_index=True)
    sort_key = models.CharField(max_length=600, db_index=True)

    class Meta(Dated.Meta):
        ordering = ("tier__rank", "sort_key")

    def __str__(self) -> str:
        return self.name


class Succession(models.Model):
    """An agency goes on in another from a day: merged (one heir), split (several), renamed."""

    predecessor = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="heirs")
    successor = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="forerunners")
    since = models.DateField()
    legal_basis = models.CharField(max_length=120)

    class Meta:
        ordering = ("since", "pk")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("predecessor", "successor"), name="directory_succession_once"
            ),
            models.CheckConstraint(
                condition=~Q(predecessor=F("successor")), name="directory_succession_other"
            ),
            models.CheckConstraint(condition=~Q(legal_basis=""), name="directory_succession_basis"),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor_id} → {self.successor_id}"


class Unit(Dated):
    """A division of an agency."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="units")
    code = models.CharField(max_length=35)
    name = models.CharField(max_length=200)

    class Meta(Dated.Meta):
        ordering = ("agency", "code")
        constraints: ClassVar = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(fields=("agency", "code"), name="directory_unit_code"),
        ]

    def __str__(self) -> str:
        return self.name


class Person(models.Model):
    """A civil servant; the payroll number is the key, a name never is."""

    payroll_number = models.CharField(max_length=20, unique=True)
    family_name = models.CharField(max_length=40)
    middle_name = models.CharField(max_length=60, blank=True)
    given_name = models.CharField(max_length=40)
    is_generated = models.BooleanField(default=False, help_text="made by the demo generator")
    fold_key = models.CharField(max_length=160, db_index=True)
    sort_key = models.CharField(max_length=400, db_index=True)

    class Meta:
        ordering = ("sort_key", "payroll_number")

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        return " ".join(p for p in (self.family_name, self.middle_name, self.given_name) if p)


class StaffClass(models.TextChoices):
    """By what law somebody is paid: each class has its own figure of adoption."""

    OFFICIAL = "official", _("cán bộ, công chức")
    PUBLIC = "public", _("viên chức")
    CONTRACT = "contract", _("lao động hợp đồng")


class Post(Dated):
    """A person's place in an agency for a period, with one role; the main post is paid."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="posts")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="posts")
    unit = models.ForeignKey(
        Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="posts"
    )
    title = models.CharField(max_length=100)
    role = models.CharField(max_length=20, choices=Role.choices)
    is_main = models.BooleanField(default=True, help_text="on this agency's payroll")
    staff_class = models.CharField(
        max_length=10, choices=StaffClass.choices, default=StaffClass.OFFICIAL
    )

    class Meta(Dated.Meta):
        ordering = ("-is_main", "pk")
        indexes: ClassVar = [models.Index(fields=("agency", "role"), name="directory_post_role")]

    def __str__(self) -> str:
        return f"{self.title} ({self.agency_id})"


class AccountManager(BaseUserManager["Account"]):
    """Finds accounts by address; creation is a service."""


class Account(AbstractBaseUser):
    """A log-in. No password is kept but as a hash; mail programs use app passwords."""

    address = models.EmailField(max_length=254, unique=True)
    person = models.OneToOneField(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="account"
    )
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False, help_text="known password; loopback only")
    language = models.CharField(max_length=5, default="vi")
    created_at = models.DateTimeField()
    first_login_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[AccountManager] = AccountManager()

    class Meta:
        indexes: ClassVar = [
            # Every page asks whether there is any.
            models.Index(
                fields=("is_demo",), condition=Q(is_demo=True), name="directory_account_demo"
            )
        ]

    USERNAME_FIELD = "address"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def __str__(self) -> str:
        return self.address


class AppPassword(models.Model):
    """A password for one mail program (IMAP, submission); shown once, kept as a bcrypt hash."""

    SLOTS = 5

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="app_passwords")
    slot = models.PositiveSmallIntegerField()
    label = models.CharField(max_length=60)
    hash = models.CharField(max_length=80)
    created_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("slot",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("account", "slot"), name="directory_apppassword_slot"),
            models.CheckConstraint(
                condition=Q(slot__gte=1, slot__lte=5), name="directory_apppassword_slots"
            ),
        ]

    def __str__(self) -> str:
        return self.label


class MailDomain(models.Model):
    """A domain this system receives mail for."""

    name = models.CharField(primary_key=True, max_length=253)
    agency = models.ForeignKey(Agency, null=True, blank=True, on_delete=models.PROTECT)

    def __str__(self) -> str:
        return self.name


class Mailbox(models.Model):
    """A place mail is kept in, named by its address (lower case, as Dovecot's user name)."""

    class Kind(models.TextChoices):
        PERSONAL = "personal", _("cá nhân")
        ROLE = "role", _("dùng chung")

    address = models.EmailField(max_length=254, unique=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    name = models.CharField(max_length=160, help_text="shown in From")
    agency = models.ForeignKey(
        Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="mailboxes"
    )
    owner = models.OneToOneField(
        Account, null=True, blank=True, on_delete=models.PROTECT, related_name="mailbox"
    )
    is_suspended = models.BooleanField(default=False)
    quota_mb = models.PositiveIntegerField(default=1024)
    fold_key = models.CharField(max_length=300, db_index=True)

    class Meta:
        ordering = ("address",)
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(kind="role", owner__isnull=True)
                | Q(kind="personal", owner__isnull=False),
                name="directory_mailbox_owner",
            )
        ]

    def __str__(self) -> str:
        return self.address


class MailboxGrant(Dated):
    """What an account may do in a shared mailbox."""

    class Level(models.TextChoices):
        VIEWER = "viewer", _("đọc")
        EDITOR = "editor", _("đọc và sắp xếp")
        SENDER = "sender", _("đọc và gửi")
        MANAGER = "manager", _("quản lý")

    mailbox = models.ForeignKey(Mailbox, on_delete=models.CASCADE, related_name="grants")
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="mailbox_grants")
    level = models.CharField(max_length=10, choices=Level.choices)

    class Meta(Dated.Meta):
        ordering = ("mailbox", "account")

    def __str__(self) -> str:
        return f"{self.account_id} → {self.mailbox_id}: {self.level}"


class Alias(models.Model):
    """Another address of a mailbox."""

    address = models.EmailField(max_length=254, unique=True)
    mailbox = models.ForeignKey(Mailbox, on_delete=models.CASCADE, related_name="aliases")

    class Meta:
        verbose_name_plural = "aliases"

    def __str__(self) -> str:
        return self.address


class Delegation(Dated):
    """Somebody's personal mailbox lent for sending, for a time that has an end.

    With `may_read` the deputy also opens it, reads and sorts what is in it.
    """

    class Manner(models.TextChoices):
        AS_OWNER = "as_owner", _("như chính chủ hộp thư")
        ON_BEHALF = "on_behalf", _("thay mặt chủ hộp thư")

    mailbox = models.ForeignKey(Mailbox, on_delete=models.CASCADE, related_name="delegations")
    deputy = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="delegations")
    manner = models.CharField(max_length=10, choices=Manner.choices)
    may_read = models.BooleanField(default=False)

    class Meta(Dated.Meta):
        ordering = ("mailbox", "valid_from")
        constraints: ClassVar = [
            *Dated.Meta.constraints,
            models.CheckConstraint(
                condition=Q(valid_to__isnull=False), name="directory_delegation_ends"
            ),
            models.UniqueConstraint(
                fields=("mailbox", "deputy", "valid_from"), name="directory_delegation_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.deputy_id} → {self.mailbox_id}: {self.manner}"


class Deputation(models.Model):
    """Somebody acts for another with documents, from day to day (both included), on paper."""

    class Scope(models.TextChoices):
        PROCESS = "process", _("xử lý việc được giao")
        DIRECT = "direct", _("cho ý kiến chỉ đạo")

    principal = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="deputations")
    deputy = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="stands_in")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    scope = models.CharField(max_length=10, choices=Scope.choices)
    first_on = models.DateField()
    last_on = models.DateField()
    legal_basis = models.CharField(max_length=100, help_text="số giấy ủy quyền")
    given_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("first_on", "pk")
        indexes: ClassVar = [
            models.Index(fields=("deputy", "last_on"), name="directory_deputation_now")
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(last_on__gte=F("first_on")), name="directory_deputation_days"
            ),
            models.CheckConstraint(
                condition=~Q(principal=F("deputy")), name="directory_deputation_other"
            ),
            models.CheckConstraint(condition=~Q(legal_basis=""), name="directory_deputation_basis"),
        ]

    def __str__(self) -> str:
        return f"{self.deputy_id} → {self.principal_id}: {self.scope}"
