"""Group addresses civil servants expect: a whole office, the clerks and leaders of the province."""

from collections.abc import Iterable

from django.conf import settings

from mailsvc.directory.group_services import PostRule, build_group
from mailsvc.directory.models import Agency, GroupMember, MailGroup
from mailsvc.directory.roles import Role

_Writers = MailGroup.Writers
_PROVINCE = (
    ("van-thu", "Văn thư toàn tỉnh", Role.CLERK, _Writers.OFFICE),
    ("lanh-dao", "Lãnh đạo các cơ quan", Role.LEADER, _Writers.LEADERS),
    ("quan-tri", "Quản trị hệ thống", Role.SYSADMIN, _Writers.INSIDE),
)


def load_groups(agencies: Iterable[Agency]) -> None:
    """Rules, not lists: who comes or goes is in or out the same day."""
    offices = [_whole_office(agency) for agency in agencies]
    province = [
        build_group(
            address=f"{local}@{settings.MAIL_DOMAIN}",
            name=name,
            agency=None,
            writers=writers,
            rule=PostRule(role=role),
        )
        for local, name, role, writers in _PROVINCE
    ]
    everybody = build_group(
        address=f"toan-tinh@{settings.MAIL_DOMAIN}",
        name="Toàn tỉnh: mọi cơ quan",
        agency=None,
        writers=_Writers.LEADERS,
    )
    made = MailGroup.objects.bulk_create([*offices, *province, everybody])
    whole = made[-1]
    GroupMember.objects.bulk_create(
        GroupMember(group=whole, subgroup=office) for office in made[: len(offices)]
    )


def _whole_office(agency: Agency) -> MailGroup:
    return build_group(
        address=f"toan-co-quan@{agency.label}.{settings.MAIL_DOMAIN}".casefold(),
        name=f"Toàn cơ quan {agency.name}",
        agency=agency,
        writers=_Writers.AGENCY,
        rule=PostRule(agency=agency),
    )
