"""How long a person's days are kept under his name, and what becomes of them afterwards.

After `USAGE_IDENTITY_MONTHS` a month's rows are moved to a table without people: a number stands
for each, the same all through a year, made with a key that is destroyed with the year's last month.
After `USAGE_COHORT_YEARS` more they are deleted. Published figures hold no people and stay. People
made by the demo are nobody: their months stay.
"""

import hashlib
import hmac
import secrets
from datetime import date

from django.conf import settings
from django.db import transaction

from mailsvc.base import clock
from mailsvc.usage.bits import month_of
from mailsvc.usage.models import Availability, Habit, OldMonth, PersonMonth, YearKey

_CHUNK = 5000
_KEY_BYTES = 32
_DECEMBER = 12


def run_retention(*, today: date | None = None) -> int:
    """Take the names from every month that is old enough, and delete the oldest; months done."""
    limit = first_named_month(today or clock.today())
    old = PersonMonth.objects.filter(ym__lt=limit, person__is_generated=False)
    months = sorted(set(old.values_list("ym", flat=True)))
    for ym in months:
        _forget_names(ym)
    YearKey.objects.filter(year__lt=limit // 100).delete()
    oldest = back(limit, settings.USAGE_COHORT_YEARS * _DECEMBER)
    OldMonth.objects.filter(ym__lt=oldest).delete()
    return len(months)


def first_named_month(today: date) -> int:
    """The oldest month that is kept by name; one before it cannot be counted anew."""
    return back(month_of(today), settings.USAGE_IDENTITY_MONTHS)


def back(ym: int, months: int) -> int:
    """The month so many months before."""
    index = ym // 100 * 12 + ym % 100 - 1 - months
    return index // 12 * 100 + index % 12 + 1


def is_forgotten(ym: int) -> bool:
    """Names were taken from the month's rows: it cannot be counted anew."""
    if ym >= first_named_month(clock.today()):
        return False
    return not PersonMonth.objects.filter(ym=ym).exists()


@transaction.atomic
def _forget_names(ym: int) -> None:
    key = bytes(_key(ym // 100))
    rows = PersonMonth.objects.filter(ym=ym, person__is_generated=False)
    OldMonth.objects.bulk_create(
        (
            OldMonth(
                ym=ym,
                pseudonym=_pseudonym(key, row.person_id),
                read_days=row.read_days,
                write_days=row.write_days | row.slight_days,
                process_days=row.process_days,
                delegated_days=row.delegated_days,
            )
            for row in rows.iterator(chunk_size=_CHUNK)
        ),
        batch_size=_CHUNK,
        # A restored backup may bring a month again.
        ignore_conflicts=True,
    )
    rows.delete()
    Habit.objects.filter(ym=ym, person__is_generated=False).delete()
    Availability.objects.filter(ym=ym, person__is_generated=False).delete()


def _key(year: int) -> bytes:
    row, _ = YearKey.objects.get_or_create(
        year=year, defaults={"key": secrets.token_bytes(_KEY_BYTES)}
    )
    return bytes(row.key)


def _pseudonym(key: bytes, person_pk: int) -> str:
    return hmac.new(key, str(person_pk).encode(), hashlib.sha256).hexdigest()[:32]
