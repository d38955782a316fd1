"""The check of the outgoing register: numbered and not issued, issued and not sent."""

from datetime import date, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from docflow.dispatch.consistency import find_faults, list_late_to_issue, list_unsent
from docflow.dispatch.models import Dispatch
from docflow.documents.models import Document
from docflow.papers.services import post_document
from docflow.routing.issue_services import issue, seal
from mailsvc.base import clock
from tests.service.docflow.fixtures import Offices
from tests.service.docflow.offices import NOW, bring_outgoing_to

MONDAY = date(2009, 11, 16)
FRIDAY = datetime(2009, 11, 20, 10, tzinfo=clock.VIETNAM)


@pytest.mark.parametrize(
    ("numbered_at", "today", "is_late"),
    [
        (NOW, MONDAY, False),
        (NOW, MONDAY + timedelta(days=1), False),  # the next working day is in time
        (NOW, MONDAY + timedelta(days=2), True),
        (FRIDAY, date(2009, 11, 23), False),  # nobody issues on a Saturday
        (FRIDAY, date(2009, 11, 24), True),
    ],
)
def test_numbered_is_issued_by_the_next_working_day(
    offices: Offices, numbered_at: datetime, today: date, is_late: bool
) -> None:
    office, finance = offices
    document = bring_outgoing_to(office, "numbered", finance.agency)
    Document.objects.filter(pk=document.pk).update(issued_on=clock.local_day(numbered_at))
    found = list(list_late_to_issue(today=today, agency_pk=office.agency.pk))
    assert found == ([document] if is_late else [])
    assert not list_late_to_issue(today=today, agency_pk=finance.agency.pk).exists()
    seal(office.clerk, document_pk=document.pk, now=numbered_at)
    issue(office.clerk, document_pk=document.pk, now=numbered_at)
    assert list(find_faults(today=today)) == []


def test_each_place_that_an_issued_document_did_not_reach_is_named(offices: Offices) -> None:
    office, finance = offices
    document = bring_outgoing_to(office, "issued", finance.agency)
    assert list(find_faults(today=MONDAY)) == []
    way = Dispatch.objects.get()
    document.recipients.create(name="UBND huyện Mường Nhé", address="ubnd@muongnhe.vn", position=9)
    failed = Dispatch.objects.create(
        document=document,
        carrier="mail",
        address="so@x.vn",
        name="Sở X",
        state="failed",
        reason="550 Không có hộp thư này",
        sent_at=NOW,
        state_at=NOW,
    )
    named = [(one.name, one.reason) for one in list_unsent(agency_pk=office.agency.pk, year=2009)]
    assert named == [("UBND huyện Mường Nhé", ""), ("Sở X", failed.reason)]
    assert list(list_unsent(agency_pk=finance.agency.pk)) == []
    assert list(list_unsent(agency_pk=office.agency.pk, year=2008)) == []
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("check_registers", stdout=out)
    line = f"document {document.pk}: issued, not sent to"
    assert f"{line} UBND huyện Mường Nhé\n" in out.getvalue()
    assert f"{line} Sở X: 550 Không có hộp thư này\n" in out.getvalue()
    assert way.name not in out.getvalue()
    # What went there on paper has arrived all the same.
    for place in ("UBND huyện Mường Nhé", "sở x"):
        post_document(
            office.clerk,
            agency_pk=office.agency.pk,
            symbol=document.symbol,
            posted_on=MONDAY,
            to_place=place,
            envelopes=1,
            now=NOW,
        )
    left = [one.name for one in list_unsent()]
    assert "UBND huyện Mường Nhé" not in left
    document.recipients.filter(position=9).delete()
    failed.delete()
