"""A chain made anew as a whole fits itself; the heads printed in registers tell on it (A2)."""

from datetime import date

import pytest

from docflow.consistency import find_faults
from docflow.printing.volumes import make_volume
from docflow.register.models import Register
from docflow.register.prints import Book, Kind, book_of
from mailsvc.audit.models import AuditChain, AuditEvent
from mailsvc.audit.services import hash_of, verify_chain
from tests.service.docflow.fixtures import Offices
from tests.service.docflow.offices import NOW, make_incoming

YEAR = (date(2009, 1, 1), date(2009, 12, 31))


def _forge(seq: int) -> None:
    """Alter one row, then give every row after it a hash that fits, the head too."""
    AuditEvent.objects.filter(chain_id="STTTT", seq=seq).update(actor="ai-do@x.vn")
    previous = ""
    for event in AuditEvent.objects.filter(chain_id="STTTT").order_by("seq"):
        event.previous_hash = previous
        event.hash = previous = hash_of(event)
        event.save()
    AuditChain.objects.filter(name="STTTT").update(head_hash=previous)


@pytest.mark.db_bound
def test_a_chain_made_anew_no_longer_holds_what_was_printed(offices: Offices) -> None:
    office = offices[0]
    make_incoming(office)
    register = Register.objects.get(agency=office.agency, direction="in")
    days = {"since": YEAR[0], "until": YEAR[1], "now": NOW}
    printed = make_volume(office.clerk, book_of(register), **days).printed
    posts = make_volume(office.clerk, Book(Kind.POSTS, office.agency), **days).printed
    make_incoming(office, "1843")
    assert list(find_faults()) == []
    _forge(seq=1)
    assert verify_chain("STTTT").is_ok
    assert list(find_faults()) == [
        f"A2 chain STTTT no longer holds {one.head_hash[:16]}, "
        f"printed on {one.printed_at:%Y-%m-%d} in volume 1"
        for one in (printed, posts)
    ]
