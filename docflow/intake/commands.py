"""The command every entrance ends in."""

from dataclasses import dataclass
from datetime import date

from docflow.documents.files import StoredFile
from docflow.rules.levels import Secrecy, Urgency


@dataclass(frozen=True)
class MailSource:
    """The mail a document came with: mailbox and Message-ID (or "sha256:…" without one)."""

    mailbox_pk: int
    message_id: str


@dataclass(frozen=True, kw_only=True)
class RegisterIncoming:
    """What the clerk confirms. `number` and `notation` are the sender's, as written.

    `earlier_pk`: the leader's permission to date the line before today; `hold_pk`: a number that
    was held for it. Not both.
    """

    agency_pk: int
    doc_type: str
    issuer: str
    subject: str
    number: str = ""
    notation: str = ""
    issued_on: date | None = None
    urgency: str = Urgency.NORMAL
    secrecy: str = Secrecy.NONE
    circulation: str = ""
    field: str = ""
    signer_name: str = ""
    signer_position: str = ""
    note: str = ""
    due_on: date | None = None
    files: tuple[StoredFile, ...] = ()
    arrival_pk: int | None = None
    mail: MailSource | None = None
    duplicate_reason: str = ""
    doc_uid: str = ""
    earlier_pk: int | None = None
    hold_pk: int | None = None
