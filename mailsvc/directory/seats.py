"""Accounts that several people seem to use, from the log of log-ins: for a count per agency.

The log (django-axes) is the security log: it is read here for the last thirty days only, no more
leaves than addresses of accounts, and the counts made of them never say whose they are.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from axes.models import AccessLog

from mailsvc.base import clock

DAYS = 30
_OTHERS_SEATS = 3
_DAYS_AT_TWO = 3


@dataclass(frozen=True)
class LogIn:
    """One log-in: whose, where from, from when until when (None: nobody logged out)."""

    address: str
    seat: str
    began_at: datetime
    ended_at: datetime | None


def list_shared(*, today: date) -> list[str]:
    """Addresses of the accounts that look shared, sorted."""
    until = datetime.combine(today, time(), clock.VIETNAM)
    rows = AccessLog.objects.filter(
        attempt_time__gte=until - timedelta(days=DAYS),
        attempt_time__lt=until + timedelta(days=1),
        ip_address__isnull=False,
    )
    kept = rows.order_by("attempt_time").values_list(
        "username", "ip_address", "attempt_time", "logout_time"
    )
    return find_shared([LogIn(name, str(seat), began, ended) for name, seat, began, ended in kept])


def find_shared(log_ins: Iterable[LogIn]) -> list[str]:
    """Pure. Shared is an account that sat at three other people's places, or, on three days, was
    logged in at one place and then, before it was logged out there, at another.

    A place is another's when somebody else logs in there more often. An office behind one address
    has one place and raises no suspicion.
    """
    uses: dict[str, Counter[str]] = defaultdict(Counter)
    by_account: dict[str, list[LogIn]] = defaultdict(list)
    for one in log_ins:
        uses[one.seat][one.address] += 1
        by_account[one.address].append(one)
    return sorted(
        address
        for address, own in by_account.items()
        if _count_others(address, own, uses) >= _OTHERS_SEATS or _count_days(own) >= _DAYS_AT_TWO
    )


def _count_others(address: str, own: list[LogIn], uses: dict[str, Counter[str]]) -> int:
    seats = {one.seat for one in own}
    return sum(max(uses[seat].values()) > uses[seat][address] for seat in seats)


def _count_days(own: list[LogIn]) -> int:
    """Days with a log-in elsewhere while an earlier one was seen to go on."""
    return len(
        {
            clock.local_day(later.began_at)
            for earlier in own
            for later in own
            if later.seat != earlier.seat
            and earlier.ended_at is not None
            and earlier.began_at < later.began_at < earlier.ended_at
        }
    )
