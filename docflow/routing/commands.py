"""What the steps take; frozen, so a form builds one and a service checks it."""

from dataclasses import dataclass
from datetime import date

from docflow.documents.files import StoredFile
from docflow.rules.levels import Secrecy, Urgency
from mailsvc.base.errors import Invalid


@dataclass(frozen=True)
class Receiver:
    """A unit or a person of the agency; exactly one of the two."""

    unit_pk: int | None = None
    person_pk: int | None = None


def read_receiver(code: str) -> Receiver:
    """`u12` is a unit, `p34` a person; Invalid for anything else."""
    kind, digits = code[:1], code[1:]
    if kind not in {"u", "p"} or not (digits.isascii() and digits.isdigit()) or len(digits) > 15:
        words = "Hãy chọn một đơn vị hoặc một người trong cơ quan."
        raise Invalid("receiver", words, {"lead": words})
    return Receiver(unit_pk=int(digits)) if kind == "u" else Receiver(person_pk=int(digits))


@dataclass(frozen=True, kw_only=True)
class DirectCommand:
    """A leader's opinion: text, one lead, co-operating, informed, deadline (ND30 art. 23(2)).

    The deadline is a day, or working days from now, or by default those of the urgency.
    """

    document_pk: int
    text: str
    lead: Receiver
    cooperating: tuple[Receiver, ...] = ()
    informed: tuple[Receiver, ...] = ()
    due_on: date | None = None
    due_days: int | None = None
    needs_approval: bool = False


@dataclass(frozen=True, kw_only=True)
class SubAssignCommand:
    """What a unit's head shares out: one person, his role, words and deadline."""

    document_pk: int
    person_pk: int
    part: str
    text: str = ""
    due_on: date | None = None
    due_days: int | None = None


@dataclass(frozen=True)
class RecipientRef:
    """A line of Nơi nhận: an agency of this installation, or a name with an e-mail address."""

    agency_pk: int | None = None
    address: str = ""
    name: str = ""


@dataclass(frozen=True, kw_only=True)
class DraftContent:
    """All an approval covers. `files` are new annexes; `keep_file_pks` None keeps the old ones."""

    doc_type: str
    subject: str
    body: str
    recipients: tuple[RecipientRef, ...] = ()
    urgency: str = Urgency.NORMAL
    secrecy: str = Secrecy.NONE
    circulation: str = ""
    field: str = ""
    files: tuple[StoredFile, ...] = ()
    keep_file_pks: tuple[int, ...] | None = None
