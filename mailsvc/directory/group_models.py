"""Tables of the distribution groups; rows are written by `directory.group_services` only."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mailsvc.directory.roles import Role


class MailGroup(models.Model):
    """An address that stands for many mailboxes: named ones, other groups, all of a kind of post.

    With `by_post` everybody belongs whose post fits the three columns after it, an empty one
    fitting every post. `agency` says whose group it is; none: the province's.
    """

    class Writers(models.TextChoices):
        ANYBODY = "anybody", _("mọi người, kể cả bên ngoài")
        INSIDE = "inside", _("mọi người trong hệ thống")
        AGENCY = "agency", _("người của cơ quan có nhóm")
        OFFICE = "office", _("lãnh đạo và văn thư")
        LEADERS = "leaders", _("lãnh đạo")
        CLERKS = "clerks", _("văn thư")
        MEMBERS = "members", _("thành viên của nhóm")
        NAMED = "named", _("chỉ những người được nêu tên")

    address = models.EmailField(max_length=254, unique=True)
    name = models.CharField(max_length=160)
    agency = models.ForeignKey(
        "directory.Agency",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="mail_groups",
    )
    writers = models.CharField(max_length=10, choices=Writers.choices, default=Writers.INSIDE)
    is_closed = models.BooleanField(default=False)
    by_post = models.BooleanField(default=False)
    post_agency = models.ForeignKey(
        "directory.Agency", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    post_unit = models.ForeignKey(
        "directory.Unit", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    post_role = models.CharField(max_length=20, choices=Role.choices, blank=True)
    fold_key = models.CharField(max_length=300, db_index=True)

    class Meta:
        ordering = ("address",)

    def __str__(self) -> str:
        return self.address


class GroupMember(models.Model):
    """A mailbox or another group in a group."""

    group = models.ForeignKey(MailGroup, on_delete=models.CASCADE, related_name="members")
    mailbox = models.ForeignKey(
        "directory.Mailbox", null=True, on_delete=models.CASCADE, related_name="memberships"
    )
    subgroup = models.ForeignKey(
        MailGroup, null=True, on_delete=models.CASCADE, related_name="memberships"
    )

    class Meta:
        ordering = ("pk",)
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(mailbox__isnull=True, subgroup__isnull=False)
                | Q(mailbox__isnull=False, subgroup__isnull=True),
                name="directory_groupmember_one",
            ),
            models.UniqueConstraint(fields=("group", "mailbox"), name="directory_groupmember_box"),
            models.UniqueConstraint(
                fields=("group", "subgroup"), name="directory_groupmember_group"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group_id} ∋ {self.mailbox_id or self.subgroup_id}"


class GroupSender(models.Model):
    """An account that may write to a group whatever its rule says."""

    group = models.ForeignKey(MailGroup, on_delete=models.CASCADE, related_name="senders")
    account = models.ForeignKey("directory.Account", on_delete=models.CASCADE, related_name="+")

    class Meta:
        ordering = ("pk",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("group", "account"), name="directory_groupsender_once")
        ]

    def __str__(self) -> str:
        return f"{self.account_id} → {self.group_id}"
