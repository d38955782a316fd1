"""Numbers: years, order of dates, voids, previews, self-check, search."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from docflow import consistency
from docflow.documents.models import Document
from docflow.intake.services import register_incoming
from docflow.register.consistency import count_faults, recent_faults
from docflow.register.models import NumberSeries, RegisterEntry
from docflow.register.selectors import check_register, find_entry, list_entries, preview_next
from docflow.routing import issue_services
from mailsvc.base.errors import Conflict, Invalid
from tests.service.docflow.offices import (
    NOW,
    REASON,
    Office,
    bring_incoming_to,
    bring_outgoing_to,
    incoming_command,
    make_incoming,
)

pytestmark = pytest.mark.db_bound

# 31/12/2009, 23:59 and 01/01/2010, 00:00 in Vietnam: seven hours ahead of UTC.
LAST_MINUTE = datetime(2009, 12, 31, 16, 59, tzinfo=UTC)
FIRST_MINUTE = LAST_MINUTE + timedelta(minutes=1)


def test_the_year_turns_at_midnight_in_vietnam(office: Office) -> None:
    first = register_incoming(office.clerk, incoming_command(office, "1"), now=LAST_MINUTE)
    second = register_incoming(office.clerk, incoming_command(office, "2"), now=FIRST_MINUTE)
    assert (first.number, first.series.register.year) == (1, 2009)
    assert (second.number, second.series.register.year) == (1, 2010)
    assert second.entered_on == date(2010, 1, 1)


def test_numbers_run_without_gap_when_a_registration_is_refused(office: Office) -> None:
    make_incoming(office, "1")
    with pytest.raises(Invalid):
        make_incoming(office, "2", subject="")
    assert make_incoming(office, "3").entries.get().number == 2


def test_a_number_is_not_dated_before_the_last_one(office: Office) -> None:
    make_incoming(office, "1")
    with pytest.raises(Conflict, match="16/11/2009"):
        register_incoming(
            office.clerk,
            incoming_command(office, "2"),
            now=NOW - timedelta(days=1),
        )
    assert NumberSeries.objects.get().last_number == 1


def test_outgoing_numbers_run_per_type(office: Office, finance: Office) -> None:
    symbols = [
        bring_outgoing_to(office, "numbered", finance.agency, doc_type=kind).symbol
        for kind in ("cong_van", "quyet_dinh", "cong_van")
    ]
    assert symbols == ["01/STTTT-CNTT", "01/QĐ-STTTT", "02/STTTT-CNTT"]


def test_preview_reserves_nothing(office: Office) -> None:
    today = date(2009, 11, 16)
    asked: dict[str, Any] = {"direction": "in", "doc_type": "cong_van", "today": today}
    assert preview_next(office.agency.pk, **asked) == 1
    assert preview_next(office.agency.pk, **asked) == 1
    make_incoming(office)
    assert preview_next(office.agency.pk, **asked) == 2


def test_void_number_stays_with_its_reason_and_is_not_given_again(
    office: Office, finance: Office
) -> None:
    document = bring_outgoing_to(office, "numbered", finance.agency)
    with pytest.raises(Invalid):
        issue_services.void_number(office.leader, document_pk=document.pk, reason="sai", now=NOW)
    void = issue_services.void_number(
        office.leader, document_pk=document.pk, reason=REASON, now=NOW
    )
    assert (void.number, void.state, void.reason) == (1, "void", REASON)
    document.refresh_from_db()
    assert (document.state, document.symbol) == ("approved", "")
    again = issue_services.assign_number(office.clerk, document_pk=document.pk, now=NOW)
    assert again.number == 2
    assert [f.name for f in document.files.filter(is_current=True)] == ["02-STTTT-CNTT.pdf"]
    shown = list_entries(office.clerk, direction="out", year=2009).rows
    assert [(e.number, e.state) for e in shown] == [(2, "active"), (1, "void")]


def test_no_void_before_its_number_was_given(office: Office, finance: Office) -> None:
    """The server's clock was set back meanwhile."""
    document = bring_outgoing_to(office, "numbered", finance.agency)
    entry = document.entries.get()
    with pytest.raises(Conflict) as refused:
        issue_services.void_number(
            office.leader,
            document_pk=document.pk,
            reason=REASON,
            now=entry.entered_at - timedelta(seconds=1),
        )
    assert refused.value.code == "clock_behind"
    issue_services.void_number(
        office.leader, document_pk=document.pk, reason=REASON, now=entry.entered_at
    )


def test_void_arrival_waits_again_and_gets_a_new_number(office: Office, finance: Office) -> None:
    sent = bring_outgoing_to(office, "issued", finance.agency)
    arrival = sent.dispatches.get().arrival
    command = incoming_command(finance, arrival_pk=arrival.pk)
    first = register_incoming(finance.clerk, command, now=NOW)
    issue_services.void_number(
        finance.leader, document_pk=first.document_id, reason=REASON, now=NOW
    )
    arrival.refresh_from_db()
    assert arrival.state == "waiting"
    assert register_incoming(finance.clerk, command, now=NOW).number == 2


def test_no_void_once_the_leader_has_directed(office: Office) -> None:
    document = bring_incoming_to(office, "directed")
    with pytest.raises(Conflict):
        issue_services.void_number(office.leader, document_pk=document.pk, reason=REASON, now=NOW)
    assert find_entry(document) is not None


def test_the_database_refuses_a_number_given_twice(office: Office) -> None:
    entry = make_incoming(office).entries.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        RegisterEntry.objects.create(
            series=entry.series,
            number=entry.number,
            document=entry.document,
            entered_on=entry.entered_on,
            entered_at=entry.entered_at,
        )


def test_self_check_finds_what_is_broken(office: Office) -> None:
    for number in "123":
        make_incoming(office, number)
    assert _check(office) == (0, 0, 0)
    RegisterEntry.objects.filter(number=3).update(number=5, entered_on=date(2009, 11, 1))
    NumberSeries.objects.update(last_number=4)
    assert _check(office) == (2, 0, 1)
    found = "\n".join(consistency.find_faults())
    for words in ("number 3 is missing", "number 4 is missing", "number 5 is dated", "counter 4"):
        assert words in found
    RegisterEntry.objects.filter(number=5).update(number=3, entered_on=date(2009, 11, 16))
    NumberSeries.objects.update(last_number=3)


def _check(office: Office) -> tuple[int, int, int]:
    check = check_register(office.clerk, direction="in", year=2009)
    return (check.missing, check.repeated, check.out_of_order)


@pytest.mark.parametrize(
    "typed", ["ung dung cntt", "ỨNG DỤNG CNTT", "1842/ubnd", "van phong ubnd tinh quy iv"]
)
def test_register_is_searched_without_accents(office: Office, typed: str) -> None:
    make_incoming(office)
    make_incoming(
        office, "99", subject="giấy mời họp giao ban", notation="GM-SNV", issuer="Sở Nội vụ"
    )
    rows = list_entries(office.clerk, direction="in", year=2009, text=typed).rows
    assert [entry.document.number for entry in rows] == ["1842"]


def test_decomposed_text_is_stored_composed(office: Office) -> None:
    import unicodedata

    document = make_incoming(office, subject=unicodedata.normalize("NFD", "Quyết định bổ nhiệm"))
    assert Document.objects.get(pk=document.pk).subject == "Quyết định bổ nhiệm"


def test_faults_of_a_long_series_are_those_of_the_last_minutes(office: Office) -> None:
    document = make_incoming(office, "1")
    series = document.entries.get().series
    for last, again in ((4_000, 3_998), (5_000, 4_998)):
        NumberSeries.objects.filter(pk=series.pk).update(last_number=last)
        RegisterEntry.objects.filter(number=2).delete()
        series.refresh_from_db()
        assert recent_faults(series).missing == last - 1
        _add_line(series, document, 2)
        assert count_faults(series).missing == again
        assert recent_faults(series).missing == (again if last == 4_000 else last - 1)
    RegisterEntry.objects.filter(number=2).delete()
    NumberSeries.objects.filter(pk=series.pk).update(last_number=1)


def _add_line(series: NumberSeries, document: Document, number: int) -> None:
    RegisterEntry.objects.create(
        series=series,
        number=number,
        document=document,
        entered_on=NOW.date(),
        entered_at=NOW,
        state=RegisterEntry.State.VOID,
        reason="thêm bằng tay",
        voided_at=NOW,
    )
