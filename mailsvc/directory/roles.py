"""Roles a post carries (docs/glossary.md); held per agency or unit and period."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    """What a person may do, by post."""

    CLERK = "clerk", _("Văn thư")
    LEADER = "leader", _("Lãnh đạo cơ quan")
    UNIT_HEAD = "unit_head", _("Trưởng phòng")
    OFFICER = "officer", _("Chuyên viên")
    SYSADMIN = "sysadmin", _("Quản trị hệ thống")
    STATISTICIAN = "statistician", _("Cán bộ thống kê")
