"""People and posts from a CSV file: all lines or none, errors by line.

Columns (header line, `;` or `,`): so_hieu, ho, dem, ten, co_quan, don_vi, chuc_vu, vai_tro, tu_ngay
(dd/mm/yyyy), dia_chi (may be empty: on the payroll without an account).
"""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from mailsvc.base import clock
from mailsvc.base.errors import AppError, Invalid
from mailsvc.base.text import clean_line
from mailsvc.directory import services
from mailsvc.directory.actor import Actor
from mailsvc.directory.models import Agency, Person, Unit
from mailsvc.directory.roles import Role

COLUMNS = (
    "so_hieu",
    "ho",
    "dem",
    "ten",
    "co_quan",
    "don_vi",
    "chuc_vu",
    "vai_tro",
    "tu_ngay",
    "dia_chi",
)
_MAX_CHARS = 5_000_000


@dataclass(frozen=True)
class ImportReport:
    """What an import made."""

    people: int
    accounts: int


@transaction.atomic
def import_people(actor: Actor, text: str) -> ImportReport:
    """Create every person of the file; Invalid with one message a line when any line is wrong."""
    errors: dict[str, str] = {}
    accounts = people = 0
    for number, row in _rows(text):
        try:
            with transaction.atomic():
                accounts += _create(actor, row)
                people += 1
        except AppError as error:
            errors[f"dòng {number}"] = error.public_text
    if errors:
        raise Invalid("csv", f"Tệp có {len(errors)} dòng sai, chưa nạp dòng nào.", fields=errors)
    return ImportReport(people, accounts)


def _rows(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    if len(text) > _MAX_CHARS or "\0" in text:
        raise Invalid("csv", "Tệp quá lớn hoặc không phải tệp CSV.")
    first = text.lstrip("\ufeff").split("\n", 1)[0]
    delimiter = ";" if first.count(";") > first.count(",") else ","
    reader = csv.DictReader(io.StringIO(text.lstrip("\ufeff")), delimiter=delimiter)
    lacking = [name for name in COLUMNS if name not in (reader.fieldnames or [])]
    if lacking:
        raise Invalid("csv", f"Thiếu cột: {', '.join(lacking)}.")
    for row in reader:
        yield reader.line_num, {name: clean_line(row.get(name) or "") for name in COLUMNS}


def _create(actor: Actor, row: dict[str, str]) -> int:
    """One person with post, and account with mailbox when there is an address: accounts made."""
    agency = Agency.objects.filter(code=row["co_quan"]).first()
    if agency is None:
        raise Invalid("agency", f"không có cơ quan mã {row['co_quan']!r}")
    person = services.create_person(
        actor,
        payroll_number=row["so_hieu"],
        family_name=row["ho"],
        middle_name=row["dem"],
        given_name=row["ten"],
    )
    services.create_post(
        actor,
        person=person,
        agency=agency,
        unit=_unit(agency, row["don_vi"]),
        title=row["chuc_vu"],
        role=_role(row["vai_tro"]),
        valid_from=_day(row["tu_ngay"]),
    )
    return _create_account(actor, person, agency, row["dia_chi"]) if row["dia_chi"] else 0


def _create_account(actor: Actor, person: Person, agency: Agency, address: str) -> int:
    account = services.create_account(actor, address=address, person=person, password=None)
    services.create_mailbox(
        actor, address=address, name=person.full_name, agency=agency, owner=account
    )
    return 1


def _unit(agency: Agency, code: str) -> Unit | None:
    if not code:
        return None
    unit = Unit.objects.filter(agency=agency, code=code).first()
    if unit is None:
        raise Invalid("unit", f"cơ quan {agency.code} không có đơn vị mã {code!r}")
    return unit


def _role(value: str) -> Role:
    try:
        return Role(value)
    except ValueError:
        allowed = ", ".join(Role.values)
        raise Invalid("role", f"vai trò {value!r} không có (dùng: {allowed})") from None


def _day(value: str) -> date:
    try:
        return datetime.strptime(value, "%d/%m/%Y").replace(tzinfo=clock.VIETNAM).date()
    except ValueError:
        raise Invalid("date", f"ngày {value!r} không đúng dạng dd/mm/yyyy") from None
