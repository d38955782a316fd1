"""Reading the directory."""

from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet

from mailsvc.base import clock
from mailsvc.base.errors import NotFound
from mailsvc.directory.actor import Actor, Duty, StandIn
from mailsvc.directory.addresses import fold_words
from mailsvc.directory.models import (
    Account,
    Agency,
    Alias,
    Deputation,
    Mailbox,
    MailDomain,
    Post,
    Tier,
    Unit,
    valid_on,
)
from mailsvc.directory.roles import Role
from mailsvc.prepared.among import PreparedAmong
from mailsvc.prepared.queries import Prepared
from mailsvc.prepared.values import PreparedValue
from mailsvc.smtp.address import domain_key, lookup_key

_DUTIES: PreparedValue[Post, tuple[Duty, ...]] = PreparedValue(
    lambda person_pk, day: Post.objects.filter(valid_on(day), person_id=person_pk).order_by(
        "-is_main", "pk"
    ),
    lambda posts: tuple(map(_duty, posts)),
    int,
    date,
)
_ACCOUNT: Prepared[Account] = Prepared(
    lambda pk: Account.objects.select_related("person").filter(pk=pk, is_active=True), int
)
_DOMAINS: PreparedValue[MailDomain, frozenset[str]] = PreparedValue(
    MailDomain.objects.all, lambda domains: frozenset(domain.name for domain in domains)
)
_DOMAIN: Prepared[MailDomain] = Prepared(lambda name: MailDomain.objects.filter(name=name), str)
_MAILBOX: Prepared[Mailbox] = Prepared(lambda address: Mailbox.objects.filter(address=address), str)
_ALIAS: Prepared[Alias] = Prepared(
    lambda address: Alias.objects.select_related("mailbox").filter(address=address), str
)
_OPEN_MAILBOXES: PreparedAmong[Mailbox] = PreparedAmong(
    lambda addresses: list_mailboxes().filter(address__in=addresses).only("pk", "address"), str
)
_NAMESAKES: PreparedValue[Account, tuple[str, ...]] = PreparedValue(
    lambda key: Account.objects.filter(person__fold_key=key, is_active=True).order_by("address")[
        :3
    ],
    lambda accounts: tuple(account.address for account in accounts),
    str,
)
_DEMO_ACCOUNT: Prepared[Account] = Prepared(
    lambda: Account.objects.filter(is_demo=True).order_by().only("pk")[:1]
)
_DEPUTATIONS = Prepared(
    lambda deputy_pk, day: Deputation.objects.filter(
        deputy_id=deputy_pk, revoked_at=None, first_on__lte=day, last_on__gte=day
    ).select_related("principal__account"),
    int,
    date,
)
# Which of the absent person's duties a deputy takes over.
_SCOPES: dict[Deputation.Scope, frozenset[Role]] = {
    Deputation.Scope.PROCESS: frozenset({Role.CLERK, Role.UNIT_HEAD, Role.OFFICER}),
    Deputation.Scope.DIRECT: frozenset({Role.LEADER}),
}


def get_actor(account: Account, *, today: date | None = None) -> Actor:
    """The account's person with his duties of the day; main post first."""
    person, day = account.person, today or clock.today()
    duties = _DUTIES.get(person.pk, day) if person is not None else ()
    return Actor(
        account_pk=account.pk,
        person_pk=person.pk if person else None,
        address=account.address,
        name=person.full_name if person else account.address,
        duties=duties,
        lent=lambda: _stand_ins(person.pk, day) if person is not None else (),
    )


def find_account(*, pk: int | None = None, address: str = "") -> Account | None:
    """The active account with this id or address."""
    if pk is not None:
        return _ACCOUNT.first(pk)
    found = Account.objects.select_related("person").filter(address=address, is_active=True)
    return found.first()


def has_demo_accounts() -> bool:
    """True where the demo province is loaded: pages then say that the names are generated."""
    return _DEMO_ACCOUNT.first() is not None


def find_mailbox(address: str) -> Mailbox | None:
    """The mailbox an address leads to: its own, an alias's, or without the +detail; else None."""
    key = _without_detail(address)
    found = _MAILBOX.first(key)
    if found is not None:
        return found
    alias = _ALIAS.first(key)
    return alias.mailbox if alias else None


def is_local_domain(domain: str) -> bool:
    """True for a domain this system receives mail for."""
    return _DOMAIN.first(domain_key(domain)) is not None


def list_domains() -> frozenset[str]:
    """All domains this system receives mail for, as keys."""
    return _DOMAINS.get()


def list_namesakes(name: str) -> tuple[str, ...]:
    """Addresses of people of ours who bear this name, marks or not; a word alone is no name."""
    key = fold_words(name)
    if len(key.split()) < 2:
        return ()
    return _NAMESAKES.get(key)


def list_mailboxes() -> QuerySet[Mailbox]:
    """All mailboxes that may be opened and delivered to."""
    return Mailbox.objects.filter(is_suspended=False)


def find_mailbox_pks(addresses: Iterable[str]) -> dict[str, int]:
    """Those of these addresses that mailboxes in use have as their own, in few queries."""
    return {mailbox.address: mailbox.pk for mailbox in _OPEN_MAILBOXES.all(addresses)}


def list_agencies(*, today: date | None = None) -> QuerySet[Agency]:
    """Agencies that exist on the day."""
    return Agency.objects.filter(valid_on(today or clock.today())).select_related("tier")


def list_tiers() -> list[Tier]:
    """Every tier, the highest first."""
    return list(Tier.objects.all())


def list_units(agency_pk: int, *, today: date | None = None) -> QuerySet[Unit]:
    """Units of an agency on the day."""
    return Unit.objects.filter(valid_on(today or clock.today()), agency_id=agency_pk)


def list_posts(
    agency_pk: int,
    *,
    role: Role | None = None,
    unit_pk: int | None = None,
    today: date | None = None,
) -> QuerySet[Post]:
    """Posts held on the day, people by given name."""
    posts = Post.objects.filter(valid_on(today or clock.today()), agency_id=agency_pk)
    if role is not None:
        posts = posts.filter(role=role)
    if unit_pk is not None:
        posts = posts.filter(unit_id=unit_pk)
    return posts.select_related("person", "unit", "agency").order_by("person__sort_key")


def get_agency_by_pk(pk: int) -> Agency:
    """The agency of a row or of the actor's own duty."""
    return Agency.objects.get(pk=pk)


def get_agency(code: str) -> Agency:
    """The agency with this code; NotFound otherwise."""
    found = Agency.objects.filter(code=code).first()
    if found is None:
        raise NotFound("agency", "Không có cơ quan này.", agency=code)
    return found


def _stand_ins(person_pk: int, day: date) -> tuple[StandIn, ...]:
    """Those the person acts for, with the duties of the scope; never what they were lent."""
    return tuple(_stand_in(row, day) for row in _DEPUTATIONS.all(person_pk, day))


def _stand_in(row: Deputation, day: date) -> StandIn:
    roles = _SCOPES[Deputation.Scope(row.scope)]
    posts = Post.objects.filter(valid_on(day), person=row.principal, agency_id=row.agency_id)
    account = getattr(row.principal, "account", None)
    actor = Actor(
        account_pk=None,
        person_pk=row.principal_id,
        address=account.address if account else "",
        name=row.principal.full_name,
        duties=tuple(_duty(post) for post in posts if post.role in roles),
    )
    return StandIn(actor, row.legal_basis)


def _duty(post: Post) -> Duty:
    return Duty(Role(post.role), post.agency_id, post.unit_id, post.pk, post.title)


def _without_detail(address: str) -> str:
    """`hoa+bao-cao@x` → `hoa@x` (RFC 5233), as a key."""
    local, _, domain = lookup_key(address).rpartition("@")
    return f"{local.partition('+')[0] or local}@{domain}"
