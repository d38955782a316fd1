"""What a reader of the figures has to know beside them: months whose roll-up waits, and why."""

from dataclasses import dataclass
from datetime import date

from mailsvc.usage.bits import first_day
from mailsvc.usage.models import DirtyPeriod


@dataclass(frozen=True)
class WaitingMonth:
    """A month whose inputs changed since its figures were counted."""

    month: date
    reasons: tuple[str, ...]


def list_waiting_months() -> list[WaitingMonth]:
    """Oldest first."""
    months: dict[int, list[str]] = {}
    for row in DirtyPeriod.objects.all():
        months.setdefault(row.ym, []).append(row.get_reason_display())
    return [WaitingMonth(first_day(ym), tuple(reasons)) for ym, reasons in months.items()]
