"""Reading requests for an earlier day: what was asked, allowed, and what waits for an answer."""

from django.db.models import Q

from docflow.documents.access import agencies_of
from docflow.register.models import EarlierDay
from mailsvc.directory.actor import Actor
from mailsvc.directory.roles import Role

_ENDED_SHOWN = 50


def list_earlier_days(agency_pk: int) -> list[EarlierDay]:
    """What was asked for the agency's books: what waits first, then the newest; the caller has
    asked who may see them.
    """
    rows = EarlierDay.objects.filter(register__agency_id=agency_pk)
    rows = rows.select_related("register", "asked_by", "answered_by", "entry")
    is_asked = Q(state=EarlierDay.State.ASKED)
    return [*rows.filter(is_asked), *rows.exclude(is_asked)[:_ENDED_SHOWN]]


def list_granted_days(actor: Actor, *, agency_pk: int, direction: str) -> list[EarlierDay]:
    """Earlier days that the leader has allowed and nobody has used; for that agency's clerk."""
    if not actor.has_role(Role.CLERK, agency_pk=agency_pk):
        return []
    rows = EarlierDay.objects.filter(
        register__agency_id=agency_pk,
        register__direction=direction,
        state=EarlierDay.State.GRANTED,
    )
    return list(rows.order_by("day", "pk"))


def list_asked_days(actor: Actor) -> list[EarlierDay]:
    """Requests to date a line earlier that wait for the actor's answer, his own or a leader's
    in whose place he directs.
    """
    agencies = agencies_of(actor, Role.LEADER)
    for stand_in in actor.stand_ins:
        agencies |= agencies_of(stand_in.actor, Role.LEADER)
    if not agencies:
        return []
    rows = EarlierDay.objects.filter(register__agency_id__in=agencies, state=EarlierDay.State.ASKED)
    return list(rows.select_related("register", "asked_by").order_by("pk"))
