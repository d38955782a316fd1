"""When an event is and how it comes again, in words. Pure."""

from datetime import date, datetime

from django.utils.translation import gettext as _

from mailsvc.base.clock import VIETNAM
from mailsvc.invitations.invitation import Invitation, Repetition

_DAYS = {"MO": "T2", "TU": "T3", "WE": "T4", "TH": "T5", "FR": "T6", "SA": "T7", "SU": "CN"}
_WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật")


def say_when(invitation: Invitation) -> str:
    """“Thứ Ba 22/12/2009, 08:00 – 09:30”, by the clock of Vietnam."""
    starts, ends = invitation.starts, invitation.ends
    if not isinstance(starts, datetime):
        if ends is None or isinstance(ends, datetime):
            return _("%(day)s, cả ngày") % {"day": _day(starts)}
        return _("từ %(first)s đến hết %(last)s") % {"first": _day(starts), "last": _day(ends)}
    if isinstance(ends, datetime):
        return say_span(starts, ends)
    local = starts.astimezone(VIETNAM)
    return f"{_day(local.date())}, {local:%H:%M}"


def say_span(starts: datetime, ends: datetime) -> str:
    """The same for two moments."""
    local, end = starts.astimezone(VIETNAM), ends.astimezone(VIETNAM)
    said = f"{_day(local.date())}, {local:%H:%M}"
    if end.date() == local.date():
        return f"{said} – {end:%H:%M}"
    return f"{said} – {end:%H:%M} {_day(end.date())}"


def say_repetition(rule: Repetition | None) -> str:
    """“Mỗi tuần vào T2, T4, đến 30/06/2010”; "" for an event that comes once."""
    if rule is None:
        return ""
    every = {
        "DAILY": (_("mỗi ngày"), _("cứ %(n)s ngày một lần")),
        "WEEKLY": (_("mỗi tuần"), _("cứ %(n)s tuần một lần")),
        "MONTHLY": (_("mỗi tháng"), _("cứ %(n)s tháng một lần")),
        "YEARLY": (_("mỗi năm"), _("cứ %(n)s năm một lần")),
    }.get(rule.freq)
    if every is None:
        return _("lặp lại theo quy tắc riêng: xem tệp .ics")
    parts = [every[0] if rule.interval == 1 else every[1] % {"n": rule.interval}]
    days = [_DAYS[one[-2:]] for one in rule.days]
    if days and len(rule.days[0]) == 2:
        parts.append(_("vào %(days)s") % {"days": ", ".join(days)})
    if rule.month_days:
        days_of_month = ", ".join(str(n) for n in rule.month_days if n > 0)
        parts.append(_("ngày %(days)s") % {"days": days_of_month} if days_of_month else "")
    if rule.until:
        parts.append(_("đến %(day)s") % {"day": rule.until.strftime("%d/%m/%Y")})
    elif rule.count:
        parts.append(_("%(n)s lần") % {"n": rule.count})
    return " ".join(part for part in parts if part)


def _day(day: date) -> str:
    return f"{_WEEKDAYS[day.weekday()]} {day:%d/%m/%Y}"
