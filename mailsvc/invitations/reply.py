"""The answer as iCalendar (RFC 5546 §3.2.3) and the words beside it."""

from datetime import UTC, date, datetime

from icalendar import Calendar, Event, vCalAddress, vText

from mailsvc.base.clock import VIETNAM
from mailsvc.invitations.invitation import Invitation
from mailsvc.invitations.models import Answer
from mailsvc.message.view import Address

_SAYS = {
    Answer.ACCEPTED: "nhận lời dự",
    Answer.TENTATIVE: "có thể dự, chưa chắc",
    Answer.DECLINED: "không dự được",
}


def make_reply(
    invitation: Invitation, *, guest: Address, answer: Answer, note: str, now: datetime
) -> str:
    """UID, SEQUENCE and day of the series as they came, and the one guest who answers."""
    event = Event()
    event.add("uid", invitation.uid)
    event.add("dtstamp", now.astimezone(UTC))
    event.add("sequence", invitation.sequence)
    if invitation.recurrence_id:
        event["RECURRENCE-ID"] = day = vText(invitation.recurrence_id)
        if len(day) == len("20091222"):
            day.params["VALUE"] = "DATE"
    starts = invitation.starts
    event.add("dtstart", starts.astimezone(UTC) if isinstance(starts, datetime) else starts)
    if invitation.title:
        event.add("summary", invitation.title)
    event["ORGANIZER"] = vCalAddress(f"mailto:{invitation.organizer.address}")
    attendee = vCalAddress(f"mailto:{guest.address}")
    attendee.params["PARTSTAT"] = answer.value
    if guest.name:
        attendee.params["CN"] = guest.name.replace('"', "'")
    event["ATTENDEE"] = attendee
    if note:
        event.add("comment", note)
    calendar = Calendar()
    calendar.add("prodid", "-//Cong Van//Thu//VI")
    calendar.add("version", "2.0")
    calendar.add("method", "REPLY")
    calendar.add_component(event)
    made: bytes = calendar.to_ical()
    return made.decode("utf-8")


def make_words(invitation: Invitation, *, guest: Address, answer: Answer, note: str) -> str:
    """For programs and people that know no calendar."""
    lines = [f"{guest.name or guest.address} {_SAYS[answer]}: {invitation.title}"]
    lines += [f"Thời gian: {moment(invitation.starts)}"]
    lines += [f"Nơi họp: {invitation.place}"] if invitation.place else []
    return "\n".join([*lines, *(["", note] if note else [])])


def make_subject(invitation: Invitation, answer: Answer) -> str:
    """“Nhận lời: Họp giao ban”."""
    words = {
        Answer.ACCEPTED: "Nhận lời",
        Answer.TENTATIVE: "Có thể dự",
        Answer.DECLINED: "Từ chối",
    }
    return f"{words[answer]}: {invitation.title}"[:300].rstrip(": ")


def moment(at: datetime | date) -> str:
    """Vietnamese time as people write it."""
    if isinstance(at, datetime):
        return at.astimezone(VIETNAM).strftime("%H:%M %d/%m/%Y")
    return at.strftime("%d/%m/%Y")
