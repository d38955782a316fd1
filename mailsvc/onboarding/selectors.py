"""Whom to help: accounts never opened, champions, slips still open."""

from dataclasses import dataclass

from mailsvc.base import clock
from mailsvc.base.errors import NotFound
from mailsvc.directory.actor import Actor
from mailsvc.directory.models import Account, Agency, Post, valid_on
from mailsvc.onboarding.access import may_help, require_helper
from mailsvc.onboarding.models import Champion, Slip


@dataclass(frozen=True)
class Unopened:
    """An account nobody has logged in to yet: the account's state, nothing of its person's days."""

    account: Account
    name: str
    title: str
    slip: Slip | None


def list_unopened(actor: Actor, agency: Agency) -> list[Unopened]:
    """By name; Forbidden to others than helpers of the agency."""
    require_helper(actor, agency.pk)
    posts = (
        Post.objects.filter(valid_on(clock.today()), agency=agency, is_main=True)
        .filter(person__account__is_active=True, person__account__first_login_at__isnull=True)
        .select_related("person__account__slip")
        .order_by("person__sort_key", "pk")
    )
    return [_unopened(post) for post in posts]


def count_without_account(agency: Agency) -> int:
    """People of the agency's payroll who have no account at all."""
    posts = Post.objects.filter(valid_on(clock.today()), agency=agency, is_main=True)
    return posts.filter(person__account__isnull=True).values("person_id").distinct().count()


def find_champion(agency: Agency) -> Champion | None:
    """Who helps today."""
    rows = Champion.objects.filter(valid_on(clock.today()), agency=agency)
    return rows.select_related("account__person").first()


def find_helped_agency(actor: Actor) -> Agency | None:
    """The agency the actor helps in: as its champion, its leader, or the operator in his own."""
    if actor.account_pk is None:
        return None
    rows = Champion.objects.filter(valid_on(clock.today()), account_id=actor.account_pk)
    named = rows.select_related("agency").first()
    if named is not None:
        return named.agency
    own = Agency.objects.filter(pk=actor.agency_pk or 0).first()
    return own if own is not None and may_help(actor, own.pk) else None


def get_own_agency(actor: Actor) -> Agency:
    """The agency of the actor's main duty."""
    found = (
        Agency.objects.select_related("official_mailbox").filter(pk=actor.agency_pk or 0).first()
    )
    if found is None:
        raise NotFound("agency", "Tài khoản này chưa gắn với cơ quan nào.")
    return found


def has_open_slip(account: Account) -> bool:
    """True while the account still has the password of its slip."""
    slip = Slip.objects.filter(account=account).first()
    return slip is not None and slip.password == account.password


def _unopened(post: Post) -> Unopened:
    account = post.person.account
    return Unopened(account, post.person.full_name, post.title, getattr(account, "slip", None))
