"""An invitation as a value. Pure."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from mailsvc.message.view import Address


class Method(StrEnum):
    """What the mail wants (RFC 5546 §1.4); others are shown as news."""

    REQUEST = "REQUEST"
    CANCEL = "CANCEL"
    REPLY = "REPLY"
    PUBLISH = "PUBLISH"


@dataclass(frozen=True)
class Guest:
    """Somebody who is invited; `answer` as iCalendar says it, "" for none yet."""

    person: Address
    answer: str
    is_optional: bool


@dataclass(frozen=True)
class Repetition:
    """A rule as it was written: nothing is counted out from it."""

    freq: str
    interval: int
    days: tuple[str, ...]
    month_days: tuple[int, ...]
    count: int
    until: date | None


@dataclass(frozen=True)
class Invitation:
    """Clean strings; times aware, or days for a whole-day event (the last one included).

    `is_zone_unknown`: the sender's time zone was not known, so Vietnam's was taken.
    """

    method: Method
    uid: str
    sequence: int
    title: str
    place: str
    text: str
    organizer: Address
    guests: tuple[Guest, ...]
    starts: datetime | date
    ends: datetime | date | None
    is_cancelled: bool
    is_zone_unknown: bool
    repetition: Repetition | None
    recurrence_id: str
    others: int

    @property
    def key(self) -> str:
        """Of fixed length: UIDs may be long and hostile."""
        source = f"{self.uid}\0{self.recurrence_id}".encode("utf-8", "replace")
        return hashlib.sha256(source).hexdigest()[:32]

    @property
    def is_whole_day(self) -> bool:
        return not isinstance(self.starts, datetime)

    def is_from(self, sender: str) -> bool:
        """RFC 5546 §6.1: only the organiser speaks for the event."""
        return sender.casefold() == self.organizer.address.casefold() != ""
