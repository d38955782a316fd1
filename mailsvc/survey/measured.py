"""Whether an agency really runs the management system: seen from its work, not from its word.

An agency works in it when, on at least half of the working days of the month on which it had a
line, somebody of its payroll registers, directs, handles or issues something there. The same half
as TX-1 asks of a person. Who it was is not looked at: a month that was rolled up is read from the
agencies' rows, which stay when the people's are forgotten; one that was not, from the people's.
"""

from datetime import date

from django.db.models import Q

from mailsvc.usage.bits import bits_of, first_day, month_of, next_first_day
from mailsvc.usage.models import AgencyFacts, AgencyMonth, PersonMonth
from mailsvc.usage.rules import working_days


def find_working_agencies(day: date) -> frozenset[int]:
    """Ids of the agencies that worked in the system in the day's month."""
    ym = month_of(day)
    days = bits_of(working_days(ym))
    cut_off = dict(AgencyFacts.objects.filter(ym=ym).values_list("agency_id", "cut_off_days"))
    worked: dict[int, int] = {}
    for agency_pk, process_days in _process_days(ym):
        worked[agency_pk] = worked.get(agency_pk, 0) | process_days
    return frozenset(
        pk for pk, bits in worked.items() if _is_half(bits, days & ~cut_off.get(pk, 0))
    )


def _is_half(worked: int, days: int) -> bool:
    """Half of the days or more; an agency that had no day at all has not worked."""
    return days > 0 and 2 * (worked & days).bit_count() >= days.bit_count()


def _process_days(ym: int) -> list[tuple[int, int]]:
    """Agency and days, by every definition, so that all classes of staff count."""
    filled = AgencyMonth.objects.filter(ym=ym).values_list("agency_id", "process_days")
    return list(filled) or _unfilled(ym)


def _unfilled(ym: int) -> list[tuple[int, int]]:
    begin, end = first_day(ym), next_first_day(ym)
    held = Q(person__posts__is_main=True, person__posts__valid_from__lt=end) & (
        Q(person__posts__valid_to__isnull=True) | Q(person__posts__valid_to__gt=begin)
    )
    rows = PersonMonth.objects.filter(held, ym=ym, process_days__gt=0)
    return list(rows.values_list("person__posts__agency_id", "process_days"))
