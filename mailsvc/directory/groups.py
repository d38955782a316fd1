"""Reading groups: who is in one, and who may write to it."""

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import Case, Q, QuerySet, Value, When

from mailsvc.base import clock
from mailsvc.base.errors import Conflict, NotFound
from mailsvc.directory.actor import Actor
from mailsvc.directory.models import GroupSender, Mailbox, MailGroup, valid_on
from mailsvc.directory.roles import Role
from mailsvc.directory.selectors import list_mailboxes
from mailsvc.smtp.address import lookup_key

_CANDIDATES = 20  # looked at for each group that is shown
_Writers = MailGroup.Writers
_WRITING_ROLES = {
    _Writers.LEADERS: (Role.LEADER,),
    _Writers.CLERKS: (Role.CLERK,),
    _Writers.OFFICE: (Role.LEADER, Role.CLERK),
}


@dataclass(frozen=True)
class GroupSize:
    """A group with its number of mailboxes, for lists."""

    group: MailGroup
    mailboxes: int


def find_group(address: str) -> MailGroup | None:
    """The group with this address, closed ones too."""
    return MailGroup.objects.filter(address=lookup_key(address)).first()


def get_group(address: str) -> MailGroup:
    """The group with this address; NotFound otherwise."""
    found = find_group(address)
    if found is None:
        raise NotFound("group", "Không có nhóm thư này.", group=address)
    return found


def list_groups() -> list[GroupSize]:
    """All groups with their sizes; one that cannot be expanded counts as 0."""
    return [GroupSize(group, count_mailboxes(group)) for group in MailGroup.objects.all()]


def count_mailboxes(group: MailGroup) -> int:
    """How many mailboxes a mail to the group reaches today; 0 when it cannot be expanded."""
    try:
        return len(expand(group))
    except Conflict:
        return 0


def expand(group: MailGroup, *, today: date | None = None) -> tuple[str, ...]:
    """The addresses of the open mailboxes in the group, each once, groups within it included.

    A circle of groups is walked once. Conflict("group_too_deep") below GROUP_DEPTH_MAX levels,
    Conflict("group_too_large") over GROUP_MAILBOXES_MAX mailboxes: nobody is left out unseen.
    """
    today = today or clock.today()
    found: dict[str, None] = {}
    seen: set[int] = set()
    level = [group]
    for _depth in range(settings.GROUP_DEPTH_MAX):
        seen.update(one.pk for one in level)
        for mailboxes in _mailboxes(level, today):
            found.update(dict.fromkeys(mailboxes.values_list("address", flat=True)))
        if len(found) > settings.GROUP_MAILBOXES_MAX:
            raise Conflict("group_too_large", f"Nhóm {group.address} quá đông người.")
        level = list(
            MailGroup.objects.filter(memberships__group__in=level, is_closed=False)
            .exclude(pk__in=seen)
            .distinct()
        )
        if not level:
            return tuple(found)
    raise Conflict("group_too_deep", f"Nhóm {group.address} lồng quá nhiều tầng.")


def may_write_to_group(actor: Actor, group: MailGroup, *, is_inside: bool) -> bool:
    """`is_inside` is true for a log-in, never for a claimed sender.

    The system writes to open groups alone: what it passes on (forwards, reports) is somebody's.
    """
    if group.writers == _Writers.ANYBODY:
        return True
    if not is_inside or actor.is_system:
        return False
    if group.writers == _Writers.INSIDE:
        return True
    return _is_named(actor, group) or _fits_rule(actor, group)


def list_writable(actor: Actor, wanted: Q, *, limit: int) -> list[MailGroup]:
    """Open groups that match and that the actor may write to, the own agency's first."""
    is_foreign = Case(When(agency_id=actor.agency_pk or 0, then=Value(0)), default=Value(1))
    rows = (
        MailGroup.objects.filter(wanted, is_closed=False)
        .select_related("agency")
        .order_by(is_foreign, "address")
    )
    found = rows[: limit * _CANDIDATES]
    return [one for one in found if may_write_to_group(actor, one, is_inside=True)][:limit]


def _mailboxes(level: list[MailGroup], today: date) -> list[QuerySet[Mailbox]]:
    named = list_mailboxes().filter(memberships__group__in=level)
    by_post = [_of_posts(group, today) for group in level if group.by_post]
    return [named.distinct(), *by_post]


def _of_posts(group: MailGroup, today: date) -> QuerySet[Mailbox]:
    """Personal mailboxes of those whose post of the day fits."""
    post = "owner__person__posts__"
    fits = valid_on(today, post)
    if group.post_agency_id is not None:
        fits &= Q(**{f"{post}agency_id": group.post_agency_id})
    if group.post_unit_id is not None:
        fits &= Q(**{f"{post}unit_id": group.post_unit_id})
    if group.post_role:
        fits &= Q(**{f"{post}role": group.post_role})
    # One filter call: every condition must hold for the same post.
    return list_mailboxes().filter(fits, owner__is_active=True).distinct()


def _is_named(actor: Actor, group: MailGroup) -> bool:
    if actor.account_pk is None:
        return False
    return GroupSender.objects.filter(group=group, account_id=actor.account_pk).exists()


def _fits_rule(actor: Actor, group: MailGroup) -> bool:
    if group.writers == _Writers.AGENCY:
        return any(duty.agency_pk == group.agency_id for duty in actor.duties)
    if group.writers == _Writers.MEMBERS:
        own = list_mailboxes().filter(owner_id=actor.account_pk).first()
        return own is not None and own.address in expand(group)
    roles = _WRITING_ROLES.get(_Writers(group.writers), ())
    return any(actor.has_role(role, agency_pk=group.agency_id) for role in roles)
