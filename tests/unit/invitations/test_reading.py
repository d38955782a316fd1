"""Reading invitations: what programs write, and what is made to hurt."""

import time
from datetime import date

import pytest

from mailsvc.invitations.invitation import Method
from mailsvc.invitations.reading import read_calendar
from mailsvc.invitations.reply import moment

EVENT = """BEGIN:VCALENDAR
PRODID:-//Microsoft Corporation//Outlook 12.0 MIMEDIR//EN
VERSION:2.0
METHOD:REQUEST
BEGIN:VTIMEZONE
TZID:SE Asia Standard Time
BEGIN:STANDARD
DTSTART:16010101T000000
TZOFFSETFROM:+0700
TZOFFSETTO:+0700
END:STANDARD
END:VTIMEZONE
BEGIN:VEVENT
UID:040000008200E00074C5B7101A82E008@vp.example
DTSTAMP:20091220T010000Z
SEQUENCE:2
DTSTART;TZID=SE Asia Standard Time:20091222T080000
DTEND;TZID=SE Asia Standard Time:20091222T093000
SUMMARY:Họp giao ban\\, quý IV
LOCATION:Phòng họp số 2
DESCRIPTION:Kính mời.\\nMang theo báo cáo.
ORGANIZER;CN="Nguyễn Văn Bình":MAILTO:Binh@vp.example
ATTENDEE;CN=Hoa;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:hoa@stttt.dienbien.example
ATTENDEE;ROLE=OPT-PARTICIPANT;PARTSTAT=ACCEPTED:mailto:pao@stttt.dienbien.example
END:VEVENT
END:VCALENDAR
"""


def read(*changes: tuple[str, str]):
    text = EVENT
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return read_calendar(text.replace("\n", "\r\n").encode())


def test_as_outlook_writes_it() -> None:
    found = read()
    assert found is not None
    assert (found.method, found.sequence, found.title) == (
        Method.REQUEST,
        2,
        "Họp giao ban, quý IV",
    )
    assert (moment(found.starts), moment(found.ends)) == ("08:00 22/12/2009", "09:30 22/12/2009")
    assert (found.place, found.text) == ("Phòng họp số 2", "Kính mời.\nMang theo báo cáo.")
    assert found.organizer.name == "Nguyễn Văn Bình"
    assert [(g.person.address, g.answer, g.is_optional) for g in found.guests] == [
        ("hoa@stttt.dienbien.example", "", False),
        ("pao@stttt.dienbien.example", "ACCEPTED", True),
    ]
    assert found.is_from("BINH@vp.example") and not found.is_from("la@ngoai.example")
    assert not found.is_zone_unknown and found.repetition is None and found.others == 0


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        ("DTSTART;TZID=SE Asia Standard Time:20091222T080000", "DTSTART:20091222T010000Z", "08:00"),
        ("START;TZID=SE Asia Standard Time", "START;TZID=Europe/Paris", "14:00"),
        ("START;TZID=SE Asia Standard Time", "START", "08:00"),
    ],
    ids=["utc", "paris", "floating"],
)
def test_times_by_the_clock_of_vietnam(old, new, shown) -> None:
    found = read((old, new))
    assert found is not None and moment(found.starts) == f"{shown} 22/12/2009"
    assert not found.is_zone_unknown


def test_an_unknown_zone_is_said() -> None:
    found = read(("START;TZID=SE Asia Standard Time", "START;TZID=Nhà tôi"))
    assert found is not None and found.is_zone_unknown
    assert moment(found.starts) == "08:00 22/12/2009"


def test_whole_days_end_on_the_last() -> None:
    found = read(
        ("DTSTART;TZID=SE Asia Standard Time:20091222T080000", "DTSTART;VALUE=DATE:20091222"),
        ("DTEND;TZID=SE Asia Standard Time:20091222T093000", "DTEND;VALUE=DATE:20091224"),
    )
    assert found is not None and found.is_whole_day
    assert (found.starts, found.ends) == (date(2009, 12, 22), date(2009, 12, 23))


@pytest.mark.parametrize(
    "end",
    ["DURATION:PT90M", "DURATION:P99999D", "DTEND:19990101T000000Z", "DTEND:hôm nay", "X-A:b"],
)
def test_ends_that_are_none_or_too_far(end) -> None:
    found = read(("DTEND;TZID=SE Asia Standard Time:20091222T093000", end))
    assert found is not None
    assert found.ends is None or 0 < (found.ends - found.starts).days + 1 <= 367


@pytest.mark.parametrize(
    ("line", "method", "is_cancelled"),
    [
        ("METHOD:CANCEL", Method.CANCEL, True),
        ("METHOD:REPLY", Method.REPLY, False),
        ("METHOD:COUNTER", Method.PUBLISH, False),
        ("X-METHOD:REQUEST", Method.PUBLISH, False),
        ("METHOD:REQUEST\nMETHOD:CANCEL", Method.PUBLISH, False),
    ],
)
def test_methods(line, method, is_cancelled) -> None:
    found = read(("METHOD:REQUEST", line))
    assert found is not None and (found.method, found.is_cancelled) == (method, is_cancelled)


@pytest.mark.parametrize(
    "changes",
    [
        [("DTSTART;TZID=SE Asia Standard Time:20091222T080000", "DTSTART:99999999T999999Z")],
        [("DTSTART;TZID=SE Asia Standard Time:20091222T080000", "DTSTART:00010101T000000Z")],
        [("DTSTART;TZID=SE Asia Standard Time:20091222T080000", "X-NO:1")],
        [("UID:0400", "X-UID:0400")],
        [("BEGIN:VEVENT", "BEGIN:VTODO"), ("END:VEVENT", "END:VTODO")],
        [("DTSTART;TZID", "DTSTART:20091222T080000Z\nDTSTART;TZID")],
    ],
)
def test_what_cannot_be_shown_is_none(changes) -> None:
    assert read(*changes) is None


_HEAD = b"BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\n"
_TAIL = b"END:VEVENT\r\nEND:VCALENDAR\r\n"
_BEGIN = b"BEGIN:VEVENT\r\nUID:1\r\nDTSTART:20091222T010000Z\r\n"


@pytest.mark.parametrize(
    "source",
    [
        b"",
        b"\0" * 100,
        b"\xff\xfe" * 1000,
        b"BEGIN:VCALENDAR",
        b"A" * 300_000,
        _HEAD + b"BEGIN:VEVENT\r\n" * 2000,
        _HEAD + _BEGIN * 900,
        _HEAD + _BEGIN + b"ATTENDEE:mailto:a@b.vn\r\n" * 2900 + _TAIL,
        _HEAD + _BEGIN + b"SUMMARY:" + b"\\,;" * 80_000 + b"\r\n" + _TAIL,
        _HEAD + _BEGIN + b"SUMMARY" + b';A="b"' * 20_000 + b":x\r\n" + _TAIL,
        _HEAD + _BEGIN + b"SUMMARY:x\r\n " + b" y\r\n " * 2500 + b"z\r\n" + _TAIL,
        _HEAD + _BEGIN + b"RRULE:FREQ=SECONDLY\r\n" + _TAIL,
        _HEAD + _BEGIN + b"RRULE:FREQ=DAILY;COUNT=99999999999999999999;BYDAY=" + b"MO," * 900
        + b"MO\r\n" + _TAIL,
        _HEAD + b"BEGIN:VTIMEZONE\r\nTZID:a\r\nBEGIN:STANDARD\r\nDTSTART:00010101T000000\r\n"
        b"RRULE:FREQ=SECONDLY\r\nTZOFFSETFROM:+0700\r\nTZOFFSETTO:+0700\r\nEND:STANDARD\r\n"
        b"END:VTIMEZONE\r\n" + _BEGIN.replace(b"DTSTART:", b"DTSTART;TZID=a:") + _TAIL,
        _HEAD + _BEGIN + b"SEQUENCE:-5\r\nORGANIZER:http://x\r\nATTENDEE:x\r\n" + _TAIL,
        _HEAD + _BEGIN + b"ORGANIZER:mailto:a@b.vn\\nBcc: c@d\r\nSUMMARY:\x00\x1b[2J\r\n" + _TAIL,
    ],
    ids=range(16),
)  # fmt: skip
def test_hostile_ones_are_read_calmly_and_soon(source: bytes) -> None:
    begin = time.process_time()
    found = read_calendar(source)
    assert time.process_time() - begin < 10.0
    if found is not None:
        assert found.title.isprintable() and len(found.guests) <= 200
        assert found.organizer.address in {"", "a@b.vn"} and 0 <= found.sequence < 2**31


def test_a_rule_is_said_not_counted_out() -> None:
    found = read(("SEQUENCE:2", "RRULE:FREQ=WEEKLY;BYDAY=MO,WE;INTERVAL=2;UNTIL=20100630T160000Z"))
    assert found is not None and found.repetition is not None
    rule = found.repetition
    assert (rule.freq, rule.interval, rule.days) == ("WEEKLY", 2, ("MO", "WE"))
    assert rule.until == date(2010, 6, 30)
