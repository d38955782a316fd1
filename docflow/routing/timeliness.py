"""How timely documents are worked on in a month: counts of the province, never of a person.

The figures that stand beside the share of users, so that nobody works for the share alone.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from docflow.routing.models import Assignment
from mailsvc.base import clock
from mailsvc.workdays.calendar import is_working_day


@dataclass(frozen=True)
class Timeliness:
    """Parts over wholes; a whole of 0 is a month without such work."""

    accepted_next_day: int
    given: int
    done_in_time: int
    due: int
    done_in_first_time: int
    first_due: int


def count_timely(begin: date, end: date) -> Timeliness:
    """Of the days from `begin` until before `end`, as work was given and fell due.

    Given are leading and co-operating parts, accepted in time by the end of the next working day;
    due are leading parts with a day, done in time on that day at the latest; the same by the day
    first set, whatever more time was given since.
    """
    since, until = (datetime.combine(day, time(), clock.VIETNAM) for day in (begin, end))
    to_do = Assignment.objects.exclude(part=Assignment.Part.INFORM)
    given = to_do.filter(directive__given_at__gte=since, directive__given_at__lt=until)
    pairs = list(given.values_list("directive__given_at", "accepted_at"))
    leads = to_do.filter(part=Assignment.Part.LEAD)
    due = leads.filter(due_on__gte=begin, due_on__lt=end).values_list("due_on", "ended_at", "state")
    first = leads.filter(first_due_on__gte=begin, first_due_on__lt=end)
    first_due = first.values_list("first_due_on", "ended_at", "state")
    return Timeliness(
        accepted_next_day=sum(_is_next_day(at, accepted) for at, accepted in pairs),
        given=len(pairs),
        done_in_time=sum(_is_in_time(*one) for one in due),
        due=len(due),
        done_in_first_time=sum(_is_in_time(*one) for one in first_due),
        first_due=len(first_due),
    )


def _is_in_time(day: date | None, ended_at: datetime | None, state: str) -> bool:
    if state != Assignment.State.DONE or day is None or ended_at is None:
        return False
    return clock.local_day(ended_at) <= day


def _is_next_day(given_at: datetime, accepted_at: datetime | None) -> bool:
    if accepted_at is None:
        return False
    day = clock.local_day(given_at) + timedelta(days=1)
    while not is_working_day(day):
        day += timedelta(days=1)
    return clock.local_day(accepted_at) <= day
