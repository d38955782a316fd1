"""The job that reminds: who holds a part, then his unit's head, then the leader."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from docflow.deadlines.models import Reminder
from docflow.deadlines.rules import DAYS_BEFORE, Reminding, is_quiet, list_due
from docflow.notices.services import tell
from docflow.routing.models import Assignment
from docflow.rules.parts import OPEN, Part
from docflow.rules.states import State
from docflow.rules.workdays import add_working_days
from mailsvc.base import clock
from mailsvc.directory.models import Post, valid_on
from mailsvc.directory.roles import Role
from mailsvc.workdays.selectors import refresh

EVERY_S = 600
_UNDER_WAY = (State.DIRECTED, State.IN_PROGRESS)


def remind(now: datetime | None = None) -> int:
    """Tell everybody what is due or late, once each; how many were told.

    Nothing on days off and before work begins. A run that is broken off goes on at the next: each
    part is its own transaction, and who was told stands in the table (T2).
    """
    at = now or clock.now()
    refresh()
    if is_quiet(clock.local(at)):
        return 0
    last = add_working_days(clock.local_day(at), DAYS_BEFORE)
    parts = Assignment.objects.filter(
        state__in=OPEN, due_on__lte=last, document__state__in=_UNDER_WAY
    )
    rows = parts.select_related("document", "directive", "unit")
    return sum(_remind_of(part, at) for part in rows.iterator(chunk_size=500))


@transaction.atomic
def _remind_of(part: Assignment, at: datetime) -> int:
    assert part.due_on is not None  # the filter's
    told = 0
    for kind in list_due(part.due_on, clock.local_day(at)):
        for person_pk in sorted(set(_whom(part, kind))):
            _row, is_new = Reminder.objects.get_or_create(
                part=part, person_id=person_pk, kind=kind, due_on=part.due_on, defaults={"at": at}
            )
            if is_new:
                tell([person_pk], part.document, kind, now=at)
                told += 1
    return told


def _whom(part: Assignment, kind: Reminding) -> Iterable[int]:
    if kind == Reminding.LATE_LEADER:
        # He hears of the work once, by its lead, not by each who helps.
        is_lead = part.part == Part.LEAD and part.parent_id is None
        return _leaders(part) if is_lead else []
    heads = _posts(part, Role.UNIT_HEAD, unit_pk=part.unit_id) if part.unit_id else []
    if kind == Reminding.LATE_UNIT:
        return [pk for pk in heads if pk != part.person_id]
    if part.person_id is not None:
        return [part.person_id]
    return heads or _posts(part, Role.OFFICER, unit_pk=part.unit_id)


def _leaders(part: Assignment) -> list[int]:
    """Who directed it; once he is gone the agency's leaders."""
    leaders = _posts(part, Role.LEADER)
    author = part.directive.author_id
    return [author] if author in leaders else leaders


def _posts(part: Assignment, role: Role, *, unit_pk: int | None = None) -> list[int]:
    posts = Post.objects.filter(
        valid_on(clock.today()), agency_id=part.document.agency_id, role=role
    )
    in_unit = Q(unit_id=unit_pk) if unit_pk is not None else Q()
    return list(posts.filter(in_unit).values_list("person_id", flat=True))
