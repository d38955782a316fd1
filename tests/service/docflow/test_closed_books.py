"""Books locked, closed with a hashed print, and opened again by the leader with a reason."""

from datetime import UTC, date, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from docflow.intake.services import register_incoming
from docflow.printing.book import read_lines
from docflow.printing.closing import close_book
from docflow.register.closing import lock_register, reopen_register, unlock_register
from docflow.register.earlier import ask_earlier
from docflow.register.holds import hold_number, void_hold
from docflow.register.models import BookEvent, NumberHold, NumberSeries, Register, RegisterEntry
from docflow.register.prints import hash_lines
from docflow.routing import issue_services
from mailsvc.audit.models import AuditEvent
from mailsvc.base.errors import Conflict, Forbidden, Invalid, NotFound
from tests.service.docflow.fixtures import Offices
from tests.service.docflow.offices import (
    NOW,
    REASON,
    Office,
    bring_outgoing_to,
    incoming_command,
    make_incoming,
)

pytestmark = pytest.mark.django_db

TOMORROW = NOW + timedelta(days=1)
MONDAY = date(2009, 11, 16)
JANUARY = datetime(2010, 1, 4, 2, 0, tzinfo=UTC)
YEAR_END = date(2009, 12, 31)


@pytest.fixture
def book(office: Office) -> Register:
    """The incoming book with two lines of Monday."""
    make_incoming(office, "1")
    make_incoming(office, "2")
    return Register.objects.get(agency=office.agency, direction="in")


def _enter(office: Office, number: str, now: datetime = TOMORROW, **changes: object) -> int:
    command = incoming_command(office, number, **changes)
    return register_incoming(office.clerk, command, now=now).number


def test_locked_book_gives_no_number_until_it_is_unlocked(office: Office, book: Register) -> None:
    lock_register(office.clerk, register_pk=book.pk, reason="Kiểm tra sổ cuối quý")
    with pytest.raises(Conflict, match="tạm khóa"):
        _enter(office, "3")
    with pytest.raises(Conflict):
        lock_register(office.clerk, register_pk=book.pk, reason="Kiểm tra sổ cuối quý")
    # A line may still be struck while the book is looked at.
    second = RegisterEntry.objects.get(series__register=book, number=2)
    issue_services.void_number(
        office.leader, document_pk=second.document_id, reason=REASON, now=TOMORROW
    )
    unlock_register(office.leader, register_pk=book.pk)
    assert _enter(office, "3") == 3


def test_closing_stores_the_printed_range_with_its_hash(office: Office, book: Register) -> None:
    event = close_book(office.clerk, book, until=MONDAY, now=TOMORROW)
    book.refresh_from_db()
    assert (book.state, book.closed_until) == ("open", MONDAY)
    printed = event.printed
    assert printed is not None
    assert (printed.since, printed.until, printed.line_count) == (date(2009, 1, 1), MONDAY, 2)
    assert printed.sha256 == hash_lines(read_lines(book, printed.since, printed.until))
    assert len(printed.head_hash) == 64
    assert AuditEvent.objects.filter(action="register.close").get().facts["until"] == "2009-11-16"
    # Today goes on; the closed days do not change.
    assert _enter(office, "3") == 3
    first = RegisterEntry.objects.get(series__register=book, number=1)
    with pytest.raises(Conflict, match="Lãnh đạo cơ quan mở lại sổ"):
        issue_services.void_number(
            office.leader, document_pk=first.document_id, reason=REASON, now=TOMORROW
        )
    with pytest.raises(Invalid, match="đã khóa"):
        ask_earlier(
            office.clerk,
            agency_pk=office.agency.pk,
            direction="in",
            day=MONDAY,
            paper="công văn 9",
            reason=REASON,
            now=TOMORROW,
        )
    later = close_book(
        office.clerk, book, until=date(2009, 11, 17), now=TOMORROW + timedelta(days=1)
    )
    assert later.printed is not None
    assert (later.printed.since, later.printed.line_count) == (date(2009, 11, 17), 1)


def test_closed_year_takes_nothing_more_and_opens_by_the_leader_only(
    office: Office, book: Register
) -> None:
    allowed = ask_earlier(
        office.leader,
        agency_pk=office.agency.pk,
        direction="in",
        day=YEAR_END,
        paper="công văn 9",
        reason=REASON,
        now=JANUARY,
    )
    close_book(office.clerk, book, until=YEAR_END, now=JANUARY)
    book.refresh_from_db()
    assert book.state == "closed"
    with pytest.raises(Conflict, match="31/12/2009"):
        _enter(office, "9", JANUARY, earlier_pk=allowed.pk)
    assert _enter(office, "10", JANUARY) == 1  # the new year's book is open
    for actor, error in [(office.clerk, Forbidden), (office.officer, NotFound)]:
        with pytest.raises(error):
            reopen_register(actor, register_pk=book.pk, reason=REASON)
    with pytest.raises(Invalid):
        reopen_register(office.leader, register_pk=book.pk, reason="cần")
    reopen_register(office.leader, register_pk=book.pk, reason=REASON, now=JANUARY)
    assert _enter(office, "9", JANUARY, earlier_pk=allowed.pk) == 3
    kinds = BookEvent.objects.filter(register=book).order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["close", "reopen"]
    assert BookEvent.objects.filter(printed__isnull=False).count() == 1
    with pytest.raises(Conflict, match="chưa khóa"):
        reopen_register(office.leader, register_pk=book.pk, reason=REASON)


def test_series_that_begins_later_is_as_closed_as_its_book(office: Office, finance: Office) -> None:
    bring_outgoing_to(office, "numbered", finance.agency)
    book = Register.objects.get(agency=office.agency, direction="out")
    lock_register(office.clerk, register_pk=book.pk, reason="Kiểm tra sổ cuối quý")
    decision = bring_outgoing_to(office, "approved", finance.agency, doc_type="quyet_dinh")
    with pytest.raises(Conflict, match="tạm khóa"):
        issue_services.assign_number(office.clerk, document_pk=decision.pk, now=NOW)
    with pytest.raises(Conflict, match="tạm khóa"):
        hold_number(
            office.clerk,
            agency_pk=office.agency.pk,
            doc_type="quyet_dinh",
            paper="quyết định khen thưởng",
            reason=REASON,
            now=NOW,
        )
    unlock_register(office.clerk, register_pk=book.pk)
    assert issue_services.assign_number(office.clerk, document_pk=decision.pk, now=NOW).number == 1


def test_book_with_a_held_number_is_not_closed(office: Office, finance: Office) -> None:
    hold = hold_number(
        office.clerk,
        agency_pk=office.agency.pk,
        doc_type="cong_van",
        paper="báo cáo năm",
        reason=REASON,
        now=NOW,
    )
    book = hold.series.register
    with pytest.raises(Conflict, match="số đang giữ chưa dùng: 01"):
        close_book(office.clerk, book, until=YEAR_END, now=JANUARY)
    assert not BookEvent.objects.exists()
    void_hold(office.leader, hold_pk=hold.pk, reason=REASON, now=JANUARY)
    event = close_book(office.clerk, book, until=YEAR_END, now=JANUARY)
    assert event.printed is not None
    assert event.printed.line_count == 1  # the struck number stands in the printed book
    assert read_lines(book, date(2009, 1, 1), YEAR_END)[0][-1] == f"HỦY: {REASON}"


@pytest.mark.parametrize("until", ["2009-11-17", "2009-12-31", "2010-01-01", "2008-12-31"])
def test_only_past_days_of_its_year_are_closed(office: Office, book: Register, until: str) -> None:
    with pytest.raises(Invalid):
        close_book(office.clerk, book, until=date.fromisoformat(until), now=TOMORROW)
    assert NumberSeries.objects.filter(closed_until__isnull=False).count() == 0


def test_strangers_do_nothing_to_a_book(office: Office, finance: Office, book: Register) -> None:
    for actor in (office.officer, office.head, office.sysadmin, finance.clerk, finance.leader):
        with pytest.raises(NotFound):
            close_book(actor, book, until=MONDAY, now=TOMORROW)
        with pytest.raises(NotFound):
            lock_register(actor, register_pk=book.pk, reason=REASON)
        with pytest.raises(NotFound):
            unlock_register(actor, register_pk=book.pk)


def test_book_with_faults_is_not_closed(office: Office, book: Register) -> None:
    RegisterEntry.objects.filter(number=2).update(number=4)
    with pytest.raises(Conflict, match="Sổ có lỗi"):
        close_book(office.clerk, book, until=MONDAY, now=TOMORROW)
    RegisterEntry.objects.filter(number=4).update(number=2)


def test_command_checks_every_register(offices: Offices) -> None:
    """A sound base shows 0; each seeded fault has its line and the exit says so."""
    desk = offices[0]
    for number in "123":
        make_incoming(desk, number)
    out = StringIO()
    call_command("check_registers", stdout=out)
    assert out.getvalue() == "0 faults\n"
    series = NumberSeries.objects.get()
    RegisterEntry.objects.filter(number=2).update(number=7, entered_on=date(2009, 11, 15))
    NumberHold.objects.create(
        series=series,
        number=3,
        held_on=MONDAY,
        paper="công văn",
        reason=REASON,
        held_by_id=desk.clerk.person_pk,
        held_at=NOW,
    )
    Register.objects.update(closed_until=MONDAY)
    out = StringIO()
    with pytest.raises(CommandError) as failed:
        call_command("check_registers", stdout=out)
    assert failed.value.returncode == 1
    for words in (
        f"R1 series {series.pk}: number 2 is missing",
        f"R1 series {series.pk}: number 3 is given twice",
        f"R1 series {series.pk}: number 7 is dated before the one under it",
        f"R1 series {series.pk}: counter 3 is under number 7",
        "dated before it was written, without a reason",
        "open in a closed register",
    ):
        assert words in out.getvalue()
