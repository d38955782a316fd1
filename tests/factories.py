"""Plain functions that make what tests need, through the services people use."""

from dataclasses import dataclass
from datetime import date
from itertools import count

from mailsvc.directory import services
from mailsvc.directory.actor import SYSTEM, Actor
from mailsvc.directory.models import Account, Agency, Mailbox, Person, Tier, Unit
from mailsvc.directory.roles import Role
from mailsvc.directory.selectors import get_actor

DOMAIN = "dienbien.example"
SINCE = date(2009, 1, 1)
_numbers = count(1)


def make_tier(code: str = "province") -> Tier:
    rank = {"province": 1, "district": 2, "commune": 3}.get(code, 9)
    return services.create_tier(SYSTEM, code=code, name_vi=f"Cấp {code}", name_en=code, rank=rank)


def make_agency(
    code: str = "STTTT", name: str = "Sở Thông tin và Truyền thông", tier: str = "province"
) -> Agency:
    return services.create_agency(
        SYSTEM,
        code=code,
        label=code.casefold(),
        name=name,
        tier=make_tier(tier),
        valid_from=SINCE,
        domain=DOMAIN,
    )


def make_unit(agency: Agency, code: str = "CNTT", name: str = "Phòng Công nghệ thông tin") -> Unit:
    return services.create_unit(SYSTEM, agency=agency, code=code, name=name, valid_from=SINCE)


def make_person(name: str = "Quàng Thị Hoa") -> Person:
    family, *middle, given = name.split()
    return services.create_person(
        SYSTEM,
        payroll_number=f"T{next(_numbers):06}",
        family_name=family,
        middle_name=" ".join(middle),
        given_name=given,
    )


@dataclass(frozen=True)
class Member:
    """A person at work: everything a test may ask for."""

    account: Account
    actor: Actor
    mailbox: Mailbox
    person: Person
    password: str = "mat-khau-thu-nghiem"


def make_member(
    agency: Agency,
    role: Role = Role.OFFICER,
    *,
    name: str = "Quàng Thị Hoa",
    unit: Unit | None = None,
    local: str | None = None,
    title: str = "Chuyên viên",
) -> Member:
    person = make_person(name)
    services.create_post(
        SYSTEM, person=person, agency=agency, unit=unit, title=title, role=role, valid_from=SINCE
    )
    address = f"{local or f'm{next(_numbers)}'}@{agency.label}.{DOMAIN}"
    account = services.create_account(
        SYSTEM, address=address, person=person, password=Member.password
    )
    mailbox = services.create_mailbox(
        SYSTEM, address=address, name=person.full_name, agency=agency, owner=account
    )
    return Member(account, get_actor(account), mailbox, person)
