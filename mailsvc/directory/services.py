"""Changes to the directory. Each is refused to those who may not, checked, written and audited."""

from datetime import date

from django.db import transaction

from mailsvc.audit.services import record
from mailsvc.base import clock
from mailsvc.base.errors import Conflict, Invalid, NotFound
from mailsvc.base.text import clean_line, name_sort_key, nfc, sort_key
from mailsvc.directory.access import require_administrator as _require_administrator
from mailsvc.directory.actor import Actor
from mailsvc.directory.addresses import (
    fold_words,
    free_account_address,
    free_mail_address,
    store_address,
)
from mailsvc.directory.models import (
    Account,
    Agency,
    Alias,
    Mailbox,
    MailboxGrant,
    MailDomain,
    Person,
    Post,
    StaffClass,
    Tier,
    Unit,
)
from mailsvc.directory.roles import Role
from mailsvc.live.services import tell_sessions_ended
from mailsvc.smtp.address import domain_key

CHAIN = "directory"


def create_tier(actor: Actor, *, code: str, name_vi: str, name_en: str, rank: int) -> Tier:
    """A level of agencies; tiers are data."""
    _require_administrator(actor)
    tier, _ = Tier.objects.get_or_create(
        code=code, defaults={"name_vi": nfc(name_vi), "name_en": name_en, "rank": rank}
    )
    return tier


@transaction.atomic
def create_agency(
    actor: Actor, *, code: str, label: str, name: str, tier: Tier, valid_from: date, domain: str
) -> Agency:
    """An agency with its mail domain `label.domain`."""
    _require_administrator(actor)
    code, name = clean_line(code), clean_line(name)
    if Agency.objects.filter(code=code).exists() or Agency.objects.filter(label=label).exists():
        raise Conflict("agency_exists", f"Đã có cơ quan mang mã {code}.", agency=code)
    agency = Agency.objects.create(
        code=code,
        label=label,
        name=name,
        tier=tier,
        valid_from=valid_from,
        fold_key=fold_words(name, code),
        sort_key=sort_key(name),
    )
    MailDomain.objects.get_or_create(
        name=domain_key(f"{label}.{domain}"), defaults={"agency": agency}
    )
    _record(actor, "create_agency", agency, {"code": code, "name": name})
    return agency


@transaction.atomic
def create_domain(actor: Actor, *, name: str, agency: Agency | None = None) -> MailDomain:
    """A domain to receive mail for; one with Vietnamese letters is kept in A-labels."""
    _require_administrator(actor)
    kept = domain_key(clean_line(name))
    if not kept.isascii() or "@" in kept or "." not in kept:
        raise Invalid("domain", f"Tên miền {name} không đúng.")
    if MailDomain.objects.filter(name=kept).exists():
        raise Conflict("domain_exists", f"Đã có tên miền {name}.")
    domain = MailDomain.objects.create(name=kept, agency=agency)
    _record(actor, "create_domain", domain, {"name": kept})
    return domain


@transaction.atomic
def create_unit(actor: Actor, *, agency: Agency, code: str, name: str, valid_from: date) -> Unit:
    """A division of an agency."""
    _require_administrator(actor)
    if Unit.objects.filter(agency=agency, code=code).exists():
        raise Conflict("unit_exists", f"Cơ quan đã có đơn vị mang mã {code}.")
    unit = Unit.objects.create(
        agency=agency, code=clean_line(code), name=clean_line(name), valid_from=valid_from
    )
    _record(actor, "create_unit", unit, {"agency": agency.code, "code": unit.code})
    return unit


@transaction.atomic
def create_person(
    actor: Actor,
    *,
    payroll_number: str,
    family_name: str,
    middle_name: str,
    given_name: str,
    is_generated: bool = False,
) -> Person:
    """A civil servant; the payroll number is the key."""
    _require_administrator(actor)
    if Person.objects.filter(payroll_number=payroll_number).exists():
        raise Conflict("person_exists", f"Đã có người mang số hiệu {payroll_number}.")
    person = build_person(payroll_number, family_name, middle_name, given_name, is_generated)
    person.save()
    _record(actor, "create_person", person, {"payroll_number": payroll_number})
    return person


def build_person(
    payroll_number: str, family_name: str, middle_name: str, given_name: str, is_generated: bool
) -> Person:
    """An unsaved person with its keys filled (for imports that write in bulk)."""
    family, middle, given = (clean_line(p) for p in (family_name, middle_name, given_name))
    if not (payroll_number and family and given):
        raise Invalid("person", "Cần số hiệu, họ và tên.")
    return Person(
        payroll_number=payroll_number,
        family_name=family,
        middle_name=middle,
        given_name=given,
        is_generated=is_generated,
        fold_key=fold_words(f"{family} {middle} {given}"),
        sort_key=name_sort_key(family, middle, given),
    )


@transaction.atomic
def create_post(
    actor: Actor,
    *,
    person: Person,
    agency: Agency,
    unit: Unit | None,
    title: str,
    role: Role,
    valid_from: date,
    valid_to: date | None = None,
    is_main: bool = True,
    staff_class: StaffClass = StaffClass.OFFICIAL,
) -> Post:
    """A person's place for a period; two main posts never overlap."""
    _require_administrator(actor)
    Person.objects.select_for_update().get(pk=person.pk)
    if is_main and _has_main_post(person, valid_from, valid_to):
        raise Conflict("post_overlaps", f"{person} đã có vị trí chính trong thời gian này.")
    post = Post.objects.create(
        person=person,
        agency=agency,
        unit=unit,
        title=clean_line(title),
        role=role,
        valid_from=valid_from,
        valid_to=valid_to,
        is_main=is_main,
        staff_class=staff_class,
    )
    _record(actor, "create_post", post, {"person": person.payroll_number, "role": str(role)})
    return post


@transaction.atomic
def create_account(
    actor: Actor,
    *,
    address: str,
    person: Person | None,
    password: str | None,
    is_demo: bool = False,
) -> Account:
    """A log-in; without a password it waits for its first-log-in slip."""
    _require_administrator(actor)
    address = free_account_address(address)
    account = Account(address=address, person=person, is_demo=is_demo, created_at=clock.now())
    if password is None:
        account.set_unusable_password()
    else:
        account.set_password(password)
    account.save()
    _record(actor, "create_account", account, {"address": address})
    return account


@transaction.atomic
def set_account_active(actor: Actor, *, account: Account, is_active: bool) -> None:
    """Suspend an account, or let it in again: pages, mail programs and websockets, at once.

    Forbidden unless an administrator acts, Conflict when it is so already.
    """
    _require_administrator(actor)
    row = Account.objects.select_for_update().get(pk=account.pk)
    if row.is_active == is_active:
        raise Conflict("account_state", "Tài khoản đã ở trạng thái này.")
    row.is_active = is_active
    row.save(update_fields=["is_active"])
    tell_sessions_ended(row.pk)
    _record(actor, "restore_account" if is_active else "suspend_account", row, {})


@transaction.atomic
def create_mailbox(
    actor: Actor,
    *,
    address: str,
    name: str,
    agency: Agency | None,
    owner: Account | None = None,
    quota_mb: int = 1024,
) -> Mailbox:
    """A mailbox: personal with an owner, else shared."""
    _require_administrator(actor)
    address = free_mail_address(store_address(address))
    mailbox = build_mailbox(
        address=address, name=name, agency=agency, owner=owner, quota_mb=quota_mb
    )
    mailbox.save()
    _record(actor, "create_mailbox", mailbox, {"address": address, "kind": mailbox.kind})
    return mailbox


def build_mailbox(
    *, address: str, name: str, agency: Agency | None, owner: Account | None, quota_mb: int = 1024
) -> Mailbox:
    """An unsaved mailbox with its search key filled (for imports that write in bulk)."""
    return Mailbox(
        address=store_address(address),
        kind=Mailbox.Kind.PERSONAL if owner else Mailbox.Kind.ROLE,
        name=clean_line(name),
        agency=agency,
        owner=owner,
        quota_mb=quota_mb,
        fold_key=fold_words(name, address.partition("@")[0], agency.code if agency else ""),
    )


@transaction.atomic
def create_alias(actor: Actor, *, address: str, mailbox: Mailbox) -> Alias:
    """Another address of a mailbox."""
    _require_administrator(actor)
    address = free_mail_address(address)
    alias = Alias.objects.create(address=address, mailbox=mailbox)
    _record(actor, "create_alias", alias, {"address": address, "mailbox": mailbox.address})
    return alias


@transaction.atomic
def grant_mailbox(
    actor: Actor, *, mailbox: Mailbox, account: Account, level: MailboxGrant.Level, valid_from: date
) -> MailboxGrant:
    """Let an account into a shared mailbox."""
    _require_administrator(actor)
    if mailbox.kind != Mailbox.Kind.ROLE:
        raise Invalid("grant", "Chỉ hộp thư dùng chung mới giao quyền cho người khác.")
    grant = MailboxGrant.objects.create(
        mailbox=mailbox, account=account, level=level, valid_from=valid_from
    )
    _record(actor, "grant_mailbox", grant, {"mailbox": mailbox.address, "to": account.address})
    return grant


@transaction.atomic
def set_official_mailbox(actor: Actor, *, agency: Agency, mailbox: Mailbox) -> None:
    """The shared mailbox at which an agency receives official documents."""
    _require_administrator(actor)
    agency.official_mailbox = mailbox
    agency.save(update_fields=["official_mailbox"])
    _record(actor, "set_official_mailbox", agency, {"mailbox": mailbox.address})


@transaction.atomic
def set_language(actor: Actor, *, language: str) -> None:
    """The language of the actor's pages."""
    if language not in {"vi", "en"}:
        raise Invalid("language", "Ngôn ngữ không có.")
    account = get_own_account(actor)
    account.language = language
    account.save(update_fields=["language"])


@transaction.atomic
def record_first_login(account: Account) -> None:
    """Remember when an account was first opened: a fact of the adoption funnel."""
    Account.objects.filter(pk=account.pk, first_login_at__isnull=True).update(
        first_login_at=clock.now()
    )


def get_own_account(actor: Actor) -> Account:
    """The actor's account, locked for a change; NotFound for the system."""
    if actor.account_pk is not None:
        account = Account.objects.select_for_update().filter(pk=actor.account_pk).first()
        if account is not None:
            return account
    raise NotFound("account", "Không có tài khoản này.")


def _has_main_post(person: Person, begin: date, end: date | None) -> bool:
    posts = person.posts.filter(is_main=True).exclude(valid_to__lte=begin)
    return posts.filter(valid_from__lt=end).exists() if end else posts.exists()


def _record(
    actor: Actor,
    action: str,
    row: Agency | Unit | Person | Post | Account | MailDomain | Mailbox | Alias | MailboxGrant,
    facts: dict[str, str],
) -> None:
    record(
        actor,
        chain=CHAIN,
        action=action,
        object_type=type(row).__name__,
        object_pk=row.pk,
        facts=facts,
    )
