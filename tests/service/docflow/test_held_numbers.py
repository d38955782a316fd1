"""Numbers held for a named paper: used or struck later, never missing, never given twice."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from docflow.intake.services import register_incoming
from docflow.printing.book import read_lines
from docflow.register.hold_selectors import (
    list_arrival_holds,
    list_open_holds,
    list_unsettled_holds,
    list_unused_holds,
)
from docflow.register.holds import hold_number, void_hold
from docflow.register.models import NumberHold, NumberSeries, Register, RegisterEntry
from docflow.register.selectors import check_register
from docflow.routing import issue_services
from mailsvc.audit.models import AuditEvent
from mailsvc.base.errors import Conflict, Forbidden, Invalid, NotFound
from mailsvc.directory.actor import SYSTEM
from tests.service.docflow.offices import (
    NOW,
    REASON,
    Office,
    bring_outgoing_to,
    incoming_command,
    make_incoming,
)

pytestmark = pytest.mark.django_db

NEXT_WEEK = NOW + timedelta(days=7)
LAST_MINUTE = datetime(2009, 12, 31, 16, 59, tzinfo=UTC)


def _hold(office: Office, now: datetime = NOW, doc_type: str = "cong_van") -> NumberHold:
    return hold_number(
        office.clerk,
        agency_pk=office.agency.pk,
        doc_type=doc_type,
        paper="báo cáo quý của Phòng CNTT",
        reason="Lãnh đạo đi công tác, ký sau",
        now=now,
    )


def test_held_number_is_passed_over_and_used_later_with_its_day(
    office: Office, finance: Office
) -> None:
    hold = _hold(office)
    assert bring_outgoing_to(office, "numbered", finance.agency).number == "02"
    waiting = bring_outgoing_to(office, "approved", finance.agency, subject="báo cáo quý IV")
    assert list_open_holds(office.clerk, waiting) == [hold]
    entry = issue_services.assign_number(
        office.clerk, document_pk=waiting.pk, hold_pk=hold.pk, now=NEXT_WEEK
    )
    waiting.refresh_from_db()
    assert (entry.number, entry.entered_on, waiting.symbol) == (
        1,
        date(2009, 11, 16),
        "01/STTTT-CNTT",
    )
    assert waiting.issued_on == date(2009, 11, 16)
    assert "Số giữ ngày 16/11/2009, dùng ngày 23/11/2009" in entry.remark
    assert [file.name for file in waiting.files.filter(is_current=True)] == ["01-STTTT-CNTT.pdf"]
    assert list_open_holds(office.clerk, waiting) == []
    with pytest.raises(Conflict, match="đã dùng"):
        void_hold(office.leader, hold_pk=hold.pk, reason=REASON)


def test_leader_strikes_a_held_number_and_it_stays(office: Office, finance: Office) -> None:
    hold = _hold(office)
    for actor, error in [
        (office.clerk, Forbidden),
        (office.officer, NotFound),
        (finance.leader, NotFound),
    ]:
        with pytest.raises(error):
            void_hold(actor, hold_pk=hold.pk, reason=REASON)
    with pytest.raises(Invalid):
        void_hold(office.leader, hold_pk=hold.pk, reason="thôi")
    void_hold(office.leader, hold_pk=hold.pk, reason=REASON, now=NOW)
    assert bring_outgoing_to(office, "numbered", finance.agency).number == "02"
    check = check_register(office.clerk, direction="out", year=2009)
    assert (check.missing, check.repeated, check.out_of_order) == (0, 0, 0)
    kept = list_unused_holds(hold.series.register)
    assert [(one.number, one.state, one.void_reason) for one in kept] == [(1, "void", REASON)]
    acts = AuditEvent.objects.filter(object_type="register").values_list("action", flat=True)
    assert list(acts) == ["register.hold", "register.void_hold"]


def test_only_the_clerk_holds_for_a_named_paper_with_a_reason(office: Office) -> None:
    for actor in (office.leader, office.officer, office.sysadmin, SYSTEM):
        with pytest.raises(Forbidden):
            hold_number(
                actor,
                agency_pk=office.agency.pk,
                doc_type="cong_van",
                paper="báo cáo quý",
                reason=REASON,
            )
    for paper, reason, doc_type in [
        ("", REASON, "cong_van"),
        ("\r\n\x00", REASON, "cong_van"),
        ("a" * 201, REASON, "cong_van"),
        ("báo cáo", "ngắn", "cong_van"),
        ("báo cáo", REASON, "nghi_dinh"),
        ("báo cáo", REASON, "khong_co"),
    ]:
        with pytest.raises(Invalid):
            hold_number(
                office.clerk,
                agency_pk=office.agency.pk,
                doc_type=doc_type,
                paper=paper,
                reason=reason,
            )
    assert not NumberSeries.objects.filter(last_number__gt=0).exists()


def test_held_number_is_for_its_kind_and_agency_only(office: Office, finance: Office) -> None:
    of_decisions = _hold(office, doc_type="quyet_dinh")
    foreign = hold_number(
        finance.clerk,
        agency_pk=finance.agency.pk,
        doc_type="cong_van",
        paper="công văn của Sở Tài chính",
        reason=REASON,
        now=NOW,
    )
    letter = bring_outgoing_to(office, "approved", finance.agency)
    for hold in (of_decisions, foreign):
        with pytest.raises(NotFound):
            issue_services.assign_number(
                office.clerk, document_pk=letter.pk, hold_pk=hold.pk, now=NOW
            )
    letter.refresh_from_db()
    assert (letter.state, letter.symbol) == ("approved", "")


def test_number_held_in_the_old_year_belongs_to_it(office: Office, finance: Office) -> None:
    """Held on 31/12 at 23:59 in Vietnam, used in January: the old year's; the new starts at 1."""
    hold = _hold(office, now=LAST_MINUTE)
    second = _hold(office, now=LAST_MINUTE + timedelta(minutes=1))
    assert (hold.number, hold.series.register.year) == (1, 2009)
    assert (second.number, second.series.register.year) == (1, 2010)
    letter = bring_outgoing_to(office, "approved", finance.agency)
    entry = issue_services.assign_number(
        office.clerk,
        document_pk=letter.pk,
        hold_pk=hold.pk,
        now=LAST_MINUTE + timedelta(days=3),
    )
    assert (entry.series.register.year, entry.entered_on) == (2009, date(2009, 12, 31))


def test_self_check_finds_a_number_both_held_and_entered(office: Office, finance: Office) -> None:
    hold = _hold(office)
    document = bring_outgoing_to(office, "numbered", finance.agency)
    entry = RegisterEntry.objects.get(document=document)
    RegisterEntry.objects.filter(pk=entry.pk).update(number=1)
    check = check_register(office.clerk, direction="out", year=2009)
    assert (check.missing, check.repeated) == (1, 1)
    RegisterEntry.objects.filter(pk=entry.pk).update(number=2)
    NumberHold.objects.filter(pk=hold.pk).delete()
    assert check_register(office.clerk, direction="out", year=2009).missing == 1
    hold.save(force_insert=True)


def test_arrival_number_is_held_and_used_by_the_paper_that_comes_later(
    office: Office, finance: Office
) -> None:
    """A fax came first; the paper with its seal is registered under the number that was held."""
    first = make_incoming(office, "1")
    hold = hold_number(
        office.clerk,
        agency_pk=office.agency.pk,
        direction="in",
        paper="công điện 12/CĐ-UBND, bản giấy đến sau",
        reason="Bản fax đến trước, bản giấy đến sau",
        now=NOW,
    )
    assert (hold.number, hold.series_id) == (2, first.entries.get().series_id)
    assert make_incoming(office, "3").entries.get().number == 3
    assert list_arrival_holds(office.clerk, agency_pk=office.agency.pk) == [hold]
    assert list_arrival_holds(finance.clerk, agency_pk=office.agency.pk) == []
    book = Register.objects.get(agency=office.agency, direction="in")
    held = read_lines(book, hold.held_on, hold.held_on)[1]
    assert (len(held), held[1], held[5]) == (10, "02", hold.paper)
    assert held[9].startswith("GIỮ SỐ")
    command = incoming_command(office, "12", hold_pk=hold.pk)
    with pytest.raises(Invalid, match="không cả hai"):
        register_incoming(office.clerk, replace(command, earlier_pk=1), now=NEXT_WEEK)
    with pytest.raises(NotFound):  # another agency's clerk
        theirs = incoming_command(finance, "12", hold_pk=hold.pk)
        register_incoming(finance.clerk, theirs, now=NEXT_WEEK)
    entry = register_incoming(office.clerk, command, now=NEXT_WEEK)
    assert (entry.number, entry.entered_on) == (2, hold.held_on)
    with pytest.raises(Conflict, match="đã dùng"):
        register_incoming(office.clerk, incoming_command(office, "13", hold_pk=hold.pk), now=NOW)
    check = check_register(office.clerk, direction="in", year=2009)
    assert (check.missing, check.repeated, check.out_of_order) == (0, 0, 0)


def test_what_is_held_at_the_end_of_the_year_is_told_to_who_keeps_the_book(
    office: Office, finance: Office
) -> None:
    hold = _hold(office)
    for day, told in [
        (date(2009, 12, 14), []),
        (date(2009, 12, 15), [hold]),
        (date(2010, 3, 1), [hold]),
    ]:
        for actor in (office.clerk, office.leader):
            assert list_unsettled_holds(actor, today=day) == told
        for actor in (office.officer, finance.clerk, office.sysadmin):
            assert list_unsettled_holds(actor, today=day) == []
    void_hold(office.leader, hold_pk=hold.pk, reason=REASON)
    assert list_unsettled_holds(office.clerk, today=date(2010, 3, 1)) == []
