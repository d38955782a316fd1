"""Time, read in one place: instants are aware UTC (`…_at`), days are local dates (`…_on`)."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """The present day in Vietnam: registers, deadlines and usage count by it."""
    return local_day(now())


def local_day(at: datetime) -> date:
    """The Vietnamese calendar day of an aware instant."""
    return at.astimezone(VIETNAM).date()


def local(at: datetime) -> datetime:
    """The instant on the clocks of Vietnam."""
    return at.astimezone(VIETNAM)
