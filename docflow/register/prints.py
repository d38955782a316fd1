"""What was printed of a register: range, hash of its lines, head of the journal at that moment."""

import hashlib
import json
from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from docflow.register.keepers import journal_book, need_keeper
from docflow.register.models import PrintedRange, Register
from mailsvc.audit import selectors as journal
from mailsvc.directory.actor import Actor


def hash_lines(lines: Sequence[Sequence[str]]) -> str:
    """SHA-256 over the printed cells: the same lines print the same hash again."""
    plain = json.dumps(lines, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(plain.encode()).hexdigest()


@transaction.atomic
def record_print(
    actor: Actor,
    register: Register,
    *,
    since: date,
    until: date,
    lines: Sequence[Sequence[str]],
    now: datetime,
) -> PrintedRange:
    """Note a print before its paper is made (ND30 art. 16(2)b, 22(3)b); Forbidden for others."""
    need_keeper(actor, register)
    printed = PrintedRange.objects.create(
        register=register,
        volume=register.prints.count() + 1,
        since=since,
        until=until,
        line_count=len(lines),
        sha256=hash_lines(lines),
        head_hash=journal.head_hash(register.agency.code),
        printed_by_id=actor.person_pk,
        printed_at=now,
    )
    journal_book(
        actor,
        register,
        "register.print",
        {
            "since": since.isoformat(),
            "until": until.isoformat(),
            "lines": len(lines),
            "sha256": printed.sha256,
        },
    )
    return printed
