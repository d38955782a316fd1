"""Deputies in work with documents: who acts for whom, from when to when, on what paper.

The deputy acts with the duties of the absent person that the scope names, and no others; he cannot
hand them on (ND30 art. 13). Lending a mailbox is another thing: `delegation`.
"""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Q, QuerySet

from mailsvc.audit.services import record
from mailsvc.base import clock
from mailsvc.base.errors import Conflict, Forbidden, Invalid, NotFound
from mailsvc.base.text import clean_line
from mailsvc.directory.actor import Actor
from mailsvc.directory.models import Agency, Deputation, Person
from mailsvc.directory.roles import Role
from mailsvc.directory.selectors import list_posts

DAYS_MAX = 366


@dataclass(frozen=True, kw_only=True)
class DeputeCommand:
    """Both days are included."""

    deputy_pk: int
    scope: str
    first_on: date
    last_on: date
    legal_basis: str


@transaction.atomic
def depute(actor: Actor, command: DeputeCommand, *, principal_pk: int | None = None) -> Deputation:
    """Let somebody of the agency act for the actor; a leader may do it for one of his people.

    Forbidden for others' duties, Invalid for a wrong person, days or no paper, Conflict when the
    principal already has a deputy in that time.
    """
    principal = _principal(actor, principal_pk or actor.person_pk)
    agency = _agency(actor, principal)
    values = _checked(agency, principal, command)
    others = Deputation.objects.select_for_update().filter(principal=principal, revoked_at=None)
    overlap = Q(first_on__lte=command.last_on, last_on__gte=command.first_on)
    if others.filter(overlap, scope=command.scope).exists():
        raise Conflict("deputation", "Thời gian này đã có người được ủy quyền.")
    added = Deputation.objects.create(
        principal=principal,
        deputy_id=command.deputy_pk,
        agency=agency,
        scope=command.scope,
        first_on=command.first_on,
        last_on=command.last_on,
        legal_basis=values,
        given_by_id=actor.person_pk or principal.pk,
        given_at=clock.now(),
    )
    _record(actor, "deputation.give", added)
    return added


@transaction.atomic
def revoke(actor: Actor, *, pk: int) -> Deputation:
    """From now on the deputy may not; what he did stays what it is."""
    found = list_given(actor).select_for_update(of=("self",)).filter(pk=pk).first()
    if found is None:
        raise NotFound("deputation", "Không có ủy quyền này.")
    found.revoked_at = clock.now()
    found.save(update_fields=["revoked_at"])
    _record(actor, "deputation.revoke", found)
    return found


def list_given(actor: Actor) -> QuerySet[Deputation]:
    """In force or to come: the actor's own, and for a leader those of his agency."""
    led = [duty.agency_pk for duty in actor.duties if duty.role == Role.LEADER]
    rows = Deputation.objects.filter(revoked_at=None, last_on__gte=clock.today())
    mine = rows.filter(Q(principal_id=actor.person_pk or 0) | Q(agency_id__in=led))
    return mine.select_related("principal", "deputy")


def list_received(actor: Actor) -> QuerySet[Deputation]:
    """For whom the actor acts, now or later."""
    rows = Deputation.objects.filter(revoked_at=None, last_on__gte=clock.today())
    return rows.filter(deputy_id=actor.person_pk or 0).select_related("principal", "agency")


def find_absent(agency_pk: int, *, today: date) -> dict[int, Deputation]:
    """By person: those of the agency for whom somebody acts today."""
    rows = Deputation.objects.filter(
        agency_id=agency_pk, revoked_at=None, first_on__lte=today, last_on__gte=today
    )
    return {row.principal_id: row for row in rows.select_related("deputy")}


def _principal(actor: Actor, pk: int | None) -> Person:
    found = Person.objects.filter(pk=pk or 0).first()
    if found is None:
        raise Forbidden("person", "Việc này phải do một người làm.")
    return found


def _agency(actor: Actor, principal: Person) -> Agency:
    """Where the principal works with documents; somebody else's only for its leader."""
    is_own = principal.pk == actor.person_pk
    for post in principal.posts.order_by("-is_main", "pk").select_related("agency"):
        leads = actor.has_role(Role.LEADER, agency_pk=post.agency_id)
        if is_own and any(duty.post_pk == post.pk for duty in actor.duties):
            return post.agency
        if not is_own and leads:
            return post.agency
    raise Forbidden("deputation", "Chỉ người đó hoặc lãnh đạo cơ quan được ủy quyền.")


def _checked(agency: Agency, principal: Person, command: DeputeCommand) -> str:
    """The paper's number; Invalid names the field."""
    fields: dict[str, str] = {}
    if command.scope not in Deputation.Scope.values:
        fields["scope"] = "Hãy chọn phạm vi ủy quyền."
    working = list_posts(agency.pk).exclude(role__in=(Role.SYSADMIN, Role.STATISTICIAN))
    if not working.filter(person_id=command.deputy_pk).exists():
        fields["deputy"] = "Hãy chọn một người làm việc trong cơ quan."
    if command.deputy_pk == principal.pk:
        fields["deputy"] = "Không ủy quyền cho chính mình."
    days = (command.last_on - command.first_on).days
    if not 0 <= days < DAYS_MAX or command.last_on < clock.today():
        fields["last_on"] = f"Thời gian ủy quyền từ 1 đến {DAYS_MAX} ngày, chưa kết thúc."
    basis = clean_line(command.legal_basis)[:100]
    if not basis:
        fields["legal_basis"] = "Hãy ghi số giấy ủy quyền."
    if fields:
        raise Invalid("deputation", "Ủy quyền chưa đúng, xem các ô được đánh dấu.", fields)
    return basis


def _record(actor: Actor, action: str, row: Deputation) -> None:
    record(
        actor,
        chain=row.agency.code,
        action=action,
        object_type="deputation",
        object_pk=row.pk,
        facts={
            "principal": row.principal_id,
            "deputy": row.deputy_id,
            "scope": row.scope,
            "first_on": row.first_on.isoformat(),
            "last_on": row.last_on.isoformat(),
            "basis": row.legal_basis,
        },
    )
