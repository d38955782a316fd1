"""What was printed of a book: range, hash of its lines, head of the journal at that moment."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet

from docflow.register.keepers import need_keeper_of
from docflow.register.models import PrintedRange, Register
from mailsvc.audit import selectors as journal
from mailsvc.audit import services as audit
from mailsvc.directory.actor import Actor
from mailsvc.directory.models import Agency

Kind = PrintedRange.Kind
_ACTIONS = {
    Kind.REGISTER: "register.print",
    Kind.FOLLOW_UP: "register.print_follow_up",
    Kind.POSTS: "posting.print",
    Kind.COPIES: "copy.print",
}


@dataclass(frozen=True)
class Book:
    """A register, how its documents were followed up, or an agency's book about paper."""

    kind: PrintedRange.Kind
    agency: Agency
    register: Register | None = None

    @property
    def prints(self) -> QuerySet[PrintedRange]:
        """What was printed of it; newest first."""
        rows = PrintedRange.objects.filter(kind=self.kind)
        if self.register is None:
            return rows.filter(agency=self.agency)
        return rows.filter(register=self.register)


def book_of(register: Register, kind: PrintedRange.Kind = Kind.REGISTER) -> Book:
    """The register itself, or its following-up."""
    return Book(kind, register.agency, register)


def need_register(book: Book) -> Register:
    """Of a book that is a register or its following-up: the rows hold no other."""
    assert book.register is not None
    return book.register


def hash_lines(lines: Sequence[Sequence[str]]) -> str:
    """SHA-256 over the printed cells: the same lines print the same hash again."""
    plain = json.dumps(lines, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(plain.encode()).hexdigest()


@transaction.atomic
def record_print(
    actor: Actor,
    book: Book,
    *,
    since: date,
    until: date,
    lines: Sequence[Sequence[str]],
    now: datetime,
) -> PrintedRange:
    """Note a print before its paper is made (ND30 art. 16(2)b, 22(3)b); Forbidden for others."""
    need_keeper_of(actor, book.agency.pk)
    # Two prints of a book at one moment are two volumes. No key: what names the agency goes on.
    Agency.objects.select_for_update(no_key=True).get(pk=book.agency.pk)
    printed = PrintedRange.objects.create(
        kind=book.kind,
        register=book.register,
        agency=book.agency if book.register is None else None,
        volume=book.prints.count() + 1,
        since=since,
        until=until,
        line_count=len(lines),
        sha256=hash_lines(lines),
        head_hash=journal.head_hash(book.agency.code),
        printed_by_id=actor.person_pk,
        printed_at=now,
    )
    facts: dict[str, audit.JSON] = {
        "register": book.register.name if book.register else "",
        "since": since.isoformat(),
        "until": until.isoformat(),
        "lines": len(lines),
        "sha256": printed.sha256,
    }
    audit.record(
        actor,
        chain=book.agency.code,
        action=_ACTIONS[book.kind],
        object_type="register" if book.register else "agency",
        object_pk=book.register.pk if book.register else book.agency.pk,
        facts=facts,
    )
    return printed
