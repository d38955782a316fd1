"""A line dated before the day it is written: the leader allows it, the book says so."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from docflow.intake.services import register_incoming
from docflow.register import consistency
from docflow.register.earlier import answer_earlier, ask_earlier
from docflow.register.earlier_selectors import list_asked_days, list_granted_days
from docflow.register.models import EarlierDay, NumberSeries, Register, RegisterEntry
from docflow.routing import issue_services
from mailsvc.base.errors import Conflict, Forbidden, Invalid, NotFound
from tests.service.docflow.offices import (
    NOW,
    REASON,
    Office,
    bring_outgoing_to,
    incoming_command,
    make_incoming,
)

pytestmark = pytest.mark.django_db

WEDNESDAY = NOW + timedelta(days=2)
MONDAY, TUESDAY = date(2009, 11, 16), date(2009, 11, 17)


@pytest.fixture
def book(office: Office) -> Register:
    """The incoming book, whose last line is Monday's."""
    make_incoming(office, "1")
    return Register.objects.get(agency=office.agency, direction="in")


def _of(book: Register) -> dict[str, Any]:
    return {"agency_pk": book.agency_id, "direction": book.direction}


def _ask(office: Office, book: Register, day: date = TUESDAY, **changes: str) -> EarlierDay:
    values = {"paper": "công văn 77/SNV", "reason": "Mất điện cả ngày thứ ba"} | changes
    return ask_earlier(office.clerk, **_of(book), day=day, now=WEDNESDAY, **values)


def test_line_is_dated_earlier_once_the_leader_has_allowed_it(
    office: Office, book: Register
) -> None:
    asked = _ask(office, book)
    assert list_asked_days(office.leader) == [asked]
    assert list_asked_days(office.clerk) == []
    command = incoming_command(office, "77", earlier_pk=asked.pk)
    with pytest.raises(Conflict, match="chờ lãnh đạo duyệt"):
        register_incoming(office.clerk, command, now=WEDNESDAY)
    for actor in (office.clerk, office.officer):
        with pytest.raises((Forbidden, NotFound)):
            answer_earlier(actor, pk=asked.pk, is_granted=True, now=WEDNESDAY)
    answer_earlier(office.leader, pk=asked.pk, is_granted=True, now=WEDNESDAY)
    granted = list_granted_days(office.clerk, agency_pk=office.agency.pk, direction="in")
    assert granted == [asked]
    entry = register_incoming(office.clerk, command, now=WEDNESDAY)
    assert (entry.number, entry.entered_on) == (2, TUESDAY)
    assert entry.remark == "Ghi lùi ngày, Nguyễn Văn Bình duyệt 18/11/2009: Mất điện cả ngày thứ ba"
    assert entry.document.movements.get().text == entry.remark
    again = incoming_command(office, "78", earlier_pk=asked.pk)
    with pytest.raises(Conflict, match="đã dùng"):
        register_incoming(office.clerk, again, now=WEDNESDAY)
    assert NumberSeries.objects.get(register=book).last_number == 2


def test_leader_says_no_with_a_reason(office: Office, book: Register) -> None:
    asked = _ask(office, book)
    with pytest.raises(Invalid):
        answer_earlier(office.leader, pk=asked.pk, is_granted=False, answer="không")
    answer_earlier(office.leader, pk=asked.pk, is_granted=False, answer=REASON, now=WEDNESDAY)
    command = incoming_command(office, "77", earlier_pk=asked.pk)
    with pytest.raises(Conflict, match="không duyệt"):
        register_incoming(office.clerk, command, now=WEDNESDAY)
    with pytest.raises(Conflict):
        answer_earlier(office.leader, pk=asked.pk, is_granted=True, now=WEDNESDAY)


def test_day_lies_between_the_last_number_and_today(office: Office, book: Register) -> None:
    for day in (date(2009, 11, 13), date(2009, 11, 18), date(2009, 11, 19), date(2010, 1, 1)):
        with pytest.raises(Invalid):
            _ask(office, book, day)
    with pytest.raises(Invalid):
        _ask(office, book, reason="ngắn")
    with pytest.raises(Invalid):
        _ask(office, book, paper=" \x00 ")
    assert _ask(office, book, MONDAY).day == MONDAY
    with pytest.raises(Forbidden):
        ask_earlier(
            office.officer, **_of(book), day=TUESDAY, paper="x", reason=REASON, now=WEDNESDAY
        )


def test_a_number_given_meanwhile_closes_the_earlier_day(office: Office, book: Register) -> None:
    allowed = ask_earlier(
        office.leader, **_of(book), day=MONDAY, paper="công văn 5", reason=REASON, now=WEDNESDAY
    )
    assert allowed.state == "granted"  # the leader's own asking is his answer
    register_incoming(office.clerk, incoming_command(office, "2"), now=WEDNESDAY)
    command = incoming_command(office, "5", earlier_pk=allowed.pk)
    with pytest.raises(Conflict, match="18/11/2009"):
        register_incoming(office.clerk, command, now=WEDNESDAY)
    allowed.refresh_from_db()
    assert allowed.state == "granted"


def test_permission_of_another_agency_or_direction_is_none(
    office: Office, finance: Office, book: Register
) -> None:
    allowed = ask_earlier(
        office.leader, **_of(book), day=TUESDAY, paper="công văn 5", reason=REASON, now=WEDNESDAY
    )
    with pytest.raises(NotFound):
        register_incoming(
            finance.clerk, incoming_command(finance, "5", earlier_pk=allowed.pk), now=WEDNESDAY
        )
    letter = bring_outgoing_to(office, "approved", finance.agency)
    with pytest.raises(NotFound):
        issue_services.assign_number(
            office.clerk, document_pk=letter.pk, earlier_pk=allowed.pk, now=WEDNESDAY
        )
    with pytest.raises(NotFound):
        answer_earlier(finance.leader, pk=allowed.pk, is_granted=True)


def test_into_the_old_year_goes_the_old_book_s_next_number(office: Office, finance: Office) -> None:
    """2 January: the letter signed on 31 December gets the old year's number and day."""
    bring_outgoing_to(office, "numbered", finance.agency)
    letter = bring_outgoing_to(office, "approved", finance.agency, subject="báo cáo năm")
    book = Register.objects.get(agency=office.agency, direction="out")
    january = datetime(2010, 1, 2, 2, 0, tzinfo=UTC)
    last_day = date(2009, 12, 31)
    allowed = ask_earlier(
        office.leader, **_of(book), day=last_day, paper="báo cáo năm", reason=REASON, now=january
    )
    entry = issue_services.assign_number(
        office.clerk, document_pk=letter.pk, earlier_pk=allowed.pk, now=january
    )
    letter.refresh_from_db()
    assert (entry.number, entry.series.register.year, letter.issued_on) == (2, 2009, last_day)
    assert "Ghi lùi ngày" in entry.remark
    other = bring_outgoing_to(office, "approved", finance.agency, subject="thư năm mới")
    fresh = issue_services.assign_number(office.clerk, document_pk=other.pk, now=january)
    assert (fresh.number, fresh.series.register.year) == (1, 2010)


def test_a_day_before_its_writing_without_a_reason_is_found(office: Office, book: Register) -> None:
    RegisterEntry.objects.update(entered_on=date(2009, 11, 15))
    assert [line for line in consistency.find_faults() if line.startswith("R7")] != []
    RegisterEntry.objects.update(entered_on=MONDAY)
