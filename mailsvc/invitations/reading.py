"""Reading the calendar part of a mail: total, bounded, and no rule is ever counted out."""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from icalendar import Calendar, vDDDTypes, vRecur
from icalendar.error import InvalidCalendar

from mailsvc.base.clock import VIETNAM
from mailsvc.base.errors import NotFound
from mailsvc.base.text import clean_line, nfc
from mailsvc.invitations.invitation import Guest, Invitation, Method, Repetition
from mailsvc.message.parse import part_bytes
from mailsvc.message.view import Address, AttachmentInfo, MessageView

BYTES_MAX = 256 * 1024
_LINES_MAX = 3000
_TEXT_CHARS, _LINE_CHARS = 2000, 300
_GUESTS_MAX = 200
_YEARS = range(1970, 2200)
_SEQUENCE_MAX = 2**31 - 1
_TYPES = frozenset({"text/calendar", "application/ics"})
# A zone's own rules may be without end; zones are known by name.
_ZONES = re.compile(r"^BEGIN:VTIMEZONE\s*$.*?^END:VTIMEZONE\s*$", re.M | re.S | re.I)
_ADDRESS = re.compile(r"[^\s<>\"'(),;:@\\]{1,64}@[A-Za-z0-9.-]{1,189}")
_FREQS = frozenset({"DAILY", "WEEKLY", "MONTHLY", "YEARLY"})
_DAY = re.compile(r"(?:[+-]?\d{1,2})?(?:MO|TU|WE|TH|FR|SA|SU)")


def find_calendar(view: MessageView) -> AttachmentInfo | None:
    """The part that holds an invitation, whether it can be read or not."""
    return next((one for one in view.attachments if _is_calendar(one)), None)


def read_invitation(content: bytes, view: MessageView) -> Invitation | None:
    """What the mail's calendar part says; None where there is none that can be read."""
    found = find_calendar(view)
    if found is None or found.size > BYTES_MAX:
        return None
    try:
        return read_calendar(part_bytes(content, found.index))
    except NotFound:
        return None


def read_calendar(source: bytes) -> Invitation | None:
    """The first event of a calendar; None for what is none, or is too much of one."""
    text = source[: BYTES_MAX + 1].decode("utf-8", "replace").lstrip("\ufeff")
    if len(source) > BYTES_MAX or text.count("\n") > _LINES_MAX:
        return None
    try:
        calendar = Calendar.from_ical(_ZONES.sub("", text))
        return _read(calendar)
    except (InvalidCalendar, ValueError, TypeError, KeyError, AttributeError, OverflowError):
        # What this library says of hostile input is not one kind of error.
        return None
    except (IndexError, RecursionError, ArithmeticError):
        return None


def _is_calendar(file: AttachmentInfo) -> bool:
    return file.content_type in _TYPES or file.filename.casefold().endswith(".ics")


def _read(calendar: Any) -> Invitation | None:
    events = calendar.walk("VEVENT")
    if not events:
        return None
    event = events[0]
    starts, is_known = _moment(event.get("DTSTART"))
    uid = _line(event.get("UID"))
    if starts is None or not uid:
        return None
    word = _line(calendar.get("METHOD")).upper()
    method = Method(word) if word in set(Method) else Method.PUBLISH
    return Invitation(
        method=method,
        uid=uid,
        sequence=_whole(event.get("SEQUENCE")),
        title=_line(event.get("SUMMARY")),
        place=_line(event.get("LOCATION")),
        text=_text(event.get("DESCRIPTION")),
        organizer=_person(event.get("ORGANIZER")),
        guests=_guests(event.get("ATTENDEE")),
        starts=starts,
        ends=_end(event, starts),
        is_cancelled=method is Method.CANCEL or _line(event.get("STATUS")).upper() == "CANCELLED",
        is_zone_unknown=not is_known,
        repetition=_repetition(event.get("RRULE")),
        recurrence_id=_day_of_series(event.get("RECURRENCE-ID")),
        others=len(events) - 1,
    )


def _moment(value: Any) -> tuple[datetime | date | None, bool]:
    """(Aware moment or day, whether its zone was known)."""
    found = value.dt if isinstance(value, vDDDTypes) else None
    if not isinstance(found, date) or found.year not in _YEARS:
        return None, True
    if not isinstance(found, datetime):
        return found, True
    is_known = found.tzinfo is not None or "TZID" not in value.params
    aware = found if found.tzinfo is not None else found.replace(tzinfo=VIETNAM)
    return aware.astimezone(VIETNAM), is_known


def _end(event: Any, starts: datetime | date) -> datetime | date | None:
    """RFC 5545 §3.6.1: DTEND, which for days is the one after the last; or DURATION."""
    ends, _ = _moment(event.get("DTEND"))
    length = event.get("DURATION")
    if ends is None and isinstance(length, vDDDTypes) and isinstance(length.dt, timedelta):
        ends = starts + min(length.dt, timedelta(days=366))
    if ends is None or isinstance(ends, datetime) != isinstance(starts, datetime):
        return None
    if not isinstance(ends, datetime):
        ends -= timedelta(days=1)
    return ends if ends > starts else None


def _guests(value: Any) -> tuple[Guest, ...]:
    found = value if isinstance(value, list) else [value] if value is not None else []
    people = ((_person(one), getattr(one, "params", {})) for one in found[:_GUESTS_MAX])
    return tuple(
        Guest(
            person,
            answer=_line(params.get("PARTSTAT", "")).upper().replace("NEEDS-ACTION", ""),
            is_optional=_line(params.get("ROLE", "")).upper() == "OPT-PARTICIPANT",
        )
        for person, params in people
        if person.address
    )


def _person(value: Any) -> Address:
    """`mailto:` addresses only; others are nobody a mail could reach."""
    address = _line(value)
    if not address.casefold().startswith("mailto:"):
        return Address("", "")
    bare = address[7:].strip().casefold()
    name = _line(getattr(value, "params", {}).get("CN", ""))
    return Address(name, bare) if _ADDRESS.fullmatch(bare) else Address(name, "")


def _repetition(value: Any) -> Repetition | None:
    if not isinstance(value, vRecur):
        return None
    freq = str(next(iter(value.get("FREQ", [])), "")).upper()
    until = next(iter(value.get("UNTIL", [])), None)
    return Repetition(
        freq=freq if freq in _FREQS else "",
        interval=max(1, _first_whole(value.get("INTERVAL"))),
        days=tuple(d for one in _few(value.get("BYDAY")) if _DAY.fullmatch(d := str(one).upper())),
        month_days=tuple(n for one in _few(value.get("BYMONTHDAY")) if (n := _signed(one))),
        count=_first_whole(value.get("COUNT")),
        until=_local_day(until) if isinstance(until, date) and until.year in _YEARS else None,
    )


def _local_day(moment: date) -> date:
    if isinstance(moment, datetime):
        return (moment.astimezone(VIETNAM) if moment.tzinfo else moment).date()
    return moment


def _few(value: Any) -> list[Any]:
    return (value if isinstance(value, list) else [value] if value is not None else [])[:14]


def _signed(value: Any) -> int:
    return int(value) if isinstance(value, int) and -31 <= value <= 31 else 0


def _first_whole(value: Any) -> int:
    return _whole(next(iter(_few(value)), 0))


def _whole(value: Any) -> int:
    return min(int(value), _SEQUENCE_MAX) if isinstance(value, int) and value > 0 else 0


def _day_of_series(value: Any) -> str:
    """Which day of a series is meant, in UTC: the zone it was written in stays behind."""
    found, _ = _moment(value)
    if isinstance(found, datetime):
        return found.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    return found.strftime("%Y%m%d") if found else ""


def _line(value: Any) -> str:
    """A property as one clean line; "" for a missing or broken one, or a list of them."""
    return clean_line(_printable([str(value)]))[:_LINE_CHARS] if isinstance(value, str) else ""


def _text(value: Any) -> str:
    if not isinstance(value, str):
        return ""
    lines = nfc(str(value))[: 2 * _TEXT_CHARS].replace("\r\n", "\n").split("\n")
    return "\n".join(_printable([line]).rstrip() for line in lines)[:_TEXT_CHARS].strip("\n")


def _printable(parts: Iterable[str]) -> str:
    joined = "".join(parts).encode("utf-8", "replace").decode("utf-8")
    return "".join(c if c.isprintable() else " " for c in joined)
