"""What a hook says, and what it is asked about."""

from dataclasses import dataclass
from enum import StrEnum

from mailsvc.base.errors import Unavailable
from mailsvc.smtp.envelope import Envelope


class Treatment(StrEnum):
    """What shall become of the mail."""

    PASS = "pass"  # noqa: S105  a word, no password
    JUNK = "junk"
    LATER = "later"
    REFUSE = "refuse"
    TOO_LARGE = "too_large"  # nobody can say


@dataclass(frozen=True)
class Verdict:
    """`reason` is the program's own word (a signature's name), for the journal alone."""

    treatment: Treatment
    reason: str = ""


@dataclass(frozen=True)
class Subject:
    """A mail before it is taken; `login` is empty for strangers."""

    trace_id: str
    envelope: Envelope
    content: bytes
    peer_ip: str = ""
    helo: str = ""
    login: str = ""


def not_screened(program: str, why: str) -> Unavailable:
    """The error of a hook that cannot say; `why` goes to the log."""
    return Unavailable(
        "not_screened", "Chưa kiểm tra được thư, xin gửi lại sau.", program=program, why=why
    )
