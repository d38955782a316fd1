"""The directory of the sample province, written in bulk: seconds instead of minutes.

Same builders, same keys and same rules as `directory.services`; only the audit is one row for all.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.conf import settings
from django.contrib.auth.hashers import make_password

from config.demo.groups import load_groups
from config.demo.people import Stage, Worker
from config.demo.province import AgencyRow, list_agencies
from mailsvc.audit.services import record
from mailsvc.base.text import fold, sort_key
from mailsvc.directory.actor import SYSTEM
from mailsvc.directory.models import (
    Account,
    Agency,
    Alias,
    Mailbox,
    MailboxGrant,
    MailDomain,
    Person,
    Post,
    Tier,
    Unit,
)
from mailsvc.directory.passwords import create_app_password
from mailsvc.directory.roles import Role
from mailsvc.directory.selectors import get_actor
from mailsvc.directory.services import CHAIN, build_mailbox, build_person

SINCE = date(2009, 1, 1)
OFFICIAL = "hopthu"
_TIERS = (("province", "Cấp tỉnh", "Province", 1), ("district", "Cấp huyện", "District", 2))
_OPENED = datetime(2009, 2, 2, 2, tzinfo=UTC)


@dataclass(frozen=True)
class Offices:
    """Agencies and units by code."""

    agencies: dict[str, Agency]
    units: dict[tuple[str, str], Unit]


def load_directory(workers: list[Worker]) -> dict[int, int]:
    """Write everything; gives the person's pk by worker's number."""
    offices = _load_offices()
    people = Person.objects.bulk_create(_person(worker) for worker in workers)
    pks = {worker.number: person.pk for worker, person in zip(workers, people, strict=True)}
    Post.objects.bulk_create(post for worker in workers for post in _posts(worker, pks, offices))
    accounts = _load_accounts(workers, pks)
    mailboxes = _load_mailboxes(workers, accounts, offices)
    _load_grants(workers, accounts, mailboxes)
    load_groups(offices.agencies.values())
    for worker in workers:
        if worker.login is not None:
            _set_program_password(accounts[worker.number])
    record(
        SYSTEM,
        chain=CHAIN,
        action="load_demo",
        object_type="Person",
        object_pk=0,
        facts={"people": len(people), "accounts": len(accounts)},
    )
    return pks


def _load_offices() -> Offices:
    for code, name_vi, name_en, rank in _TIERS:
        Tier.objects.get_or_create(
            code=code, defaults={"name_vi": name_vi, "name_en": name_en, "rank": rank}
        )
    rows = list_agencies()
    made = Agency.objects.bulk_create(_agency(row) for row in rows)
    agencies = {agency.code: agency for agency in made}
    units = Unit.objects.bulk_create(
        Unit(agency=agencies[row.code], code=unit.code, name=unit.name, valid_from=SINCE)
        for row in rows
        for unit in row.units
    )
    domains = [MailDomain(name=_domain(agency.label), agency=agency) for agency in made]
    MailDomain.objects.bulk_create([*domains, MailDomain(name=settings.MAIL_DOMAIN)])
    codes = {agency.pk: agency.code for agency in made}
    return Offices(agencies, {(codes[unit.agency_id], unit.code): unit for unit in units})


def _agency(row: AgencyRow) -> Agency:
    return Agency(
        code=row.code,
        label=row.label,
        name=row.name,
        tier_id=row.tier,
        place=row.place,
        valid_from=SINCE,
        fold_key=f" {fold(row.name)} {fold(row.code)}",
        sort_key=sort_key(row.name),
    )


def _person(worker: Worker) -> Person:
    name = worker.name
    return build_person(
        worker.payroll_number, name.family, name.middle, name.given, is_generated=True
    )


def _posts(worker: Worker, pks: dict[int, int], offices: Offices) -> list[Post]:
    main = Post(
        person_id=pks[worker.number],
        agency=offices.agencies[worker.agency],
        unit=offices.units[worker.agency, worker.unit],
        title=worker.title,
        role=worker.role,
        valid_from=SINCE,
    )
    if worker.role != Role.SYSADMIN:
        return [main]
    second = Post(
        person_id=main.person_id,
        agency=main.agency,
        unit=main.unit,
        title="Cán bộ thống kê",
        role=Role.STATISTICIAN,
        valid_from=SINCE,
        is_main=False,
    )
    return [main, second]


def _load_accounts(workers: list[Worker], pks: dict[int, int]) -> dict[int, Account]:
    owners = [worker for worker in workers if worker.address]
    # Everybody knows this password: one slow hash serves all nine.
    known = make_password(settings.DEMO_PASSWORD)
    accounts = Account.objects.bulk_create(
        _account(worker, pks[worker.number], known) for worker in owners
    )
    return {worker.number: account for worker, account in zip(owners, accounts, strict=True)}


def _account(worker: Worker, person_pk: int, known: str) -> Account:
    is_known = worker.login is not None
    opened_at = _OPENED + timedelta(days=worker.number % 240)
    return Account(
        address=worker.address,
        person_id=person_pk,
        password=known if is_known else make_password(None),
        is_demo=is_known,
        created_at=_OPENED,
        first_login_at=opened_at if worker.stage >= Stage.OPENED else None,
    )


def _load_mailboxes(
    workers: list[Worker], accounts: dict[int, Account], offices: Offices
) -> dict[str, Mailbox]:
    """Personal mailboxes, and per agency the shared one that receives official documents."""
    personal = [
        build_mailbox(
            address=worker.address,
            name=str(worker.name),
            agency=offices.agencies[worker.agency],
            owner=accounts[worker.number],
        )
        for worker in workers
        if worker.address
    ]
    shared = [
        build_mailbox(
            address=f"{OFFICIAL}@{_domain(agency.label)}",
            name=agency.name,
            agency=agency,
            owner=None,
        )
        for agency in offices.agencies.values()
    ]
    made = {box.address: box for box in Mailbox.objects.bulk_create([*personal, *shared])}
    aliases = []
    for agency in offices.agencies.values():
        host = _domain(agency.label)
        agency.official_mailbox = made[f"{OFFICIAL}@{host}"]
        # RFC 5321 §4.5.1
        aliases.append(Alias(address=f"postmaster@{host}", mailbox=agency.official_mailbox))
    administrator = next(w.address for w in workers if w.role == Role.SYSADMIN)
    aliases.append(Alias(address=f"postmaster@{settings.MAIL_DOMAIN}", mailbox=made[administrator]))
    Agency.objects.bulk_update(offices.agencies.values(), ["official_mailbox"])
    Alias.objects.bulk_create(aliases)
    return made


def _load_grants(
    workers: list[Worker], accounts: dict[int, Account], mailboxes: dict[str, Mailbox]
) -> None:
    """The clerk manages the agency's mailbox, its head reads it."""
    levels = {
        Role.CLERK: MailboxGrant.Level.MANAGER,
        Role.LEADER: MailboxGrant.Level.VIEWER,
    }
    MailboxGrant.objects.bulk_create(
        MailboxGrant(
            mailbox=mailboxes[f"{OFFICIAL}@{_domain(worker.agency.casefold())}"],
            account=accounts[worker.number],
            level=levels[worker.role],
            valid_from=SINCE,
        )
        for worker in workers
        if worker.address and worker.role in levels
    )


def _set_program_password(account: Account) -> None:
    create_app_password(get_actor(account), label="demo", chosen=settings.DEMO_PASSWORD)


def _domain(label: str) -> str:
    return f"{label}.{settings.MAIL_DOMAIN}".casefold()
