"""Carrier mail has an end: sent, or not sent with the queue's words; never in limbo (R5)."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from docflow import consistency
from docflow.dispatch.follow import follow_mail
from docflow.dispatch.models import Dispatch
from docflow.dispatch.selectors import list_dispatches
from docflow.routing.commands import RecipientRef
from mailsvc.audit.models import AuditEvent
from mailsvc.base import clock
from mailsvc.queue.models import QueuedMessage
from mailsvc.queue.orders import Result, ResultKind
from mailsvc.queue.services import claim_due, record_results
from tests.service.docflow.offices import Office, bring_outgoing_to, give_official_mailbox

pytestmark = pytest.mark.db_bound

AT = datetime(2009, 11, 16, 2, 5, tzinfo=UTC)
DISTRICT = RecipientRef(None, "vanthu@muongnhe.vn", "UBND huyện Mường Nhé")
REFUSAL = (ResultKind.FAILED, 550, "5.1.1", "Không có hộp thư này")


@pytest.fixture
def sent(office: Office) -> Dispatch:
    """A dispatch by mail, waiting in the queue."""
    give_official_mailbox(office)
    document = bring_outgoing_to(office, "issued", recipients=(DISTRICT,))
    return list_dispatches(document)[0]


def _deliver(kind: ResultKind, code: int, enhanced: str, text: str, *, at: datetime) -> None:
    claims = claim_due(worker="t", limit=9, now=clock.now() + timedelta(minutes=1))
    record_results(
        [Result(c.recipient_pk, c.token, kind, code, enhanced, text, started_at=at) for c in claims]
    )


def _seen(dispatch: Dispatch) -> tuple[str, str, list[tuple[str, str]]]:
    dispatch.refresh_from_db()
    return dispatch.state, dispatch.reason, [(e.code, e.text) for e in dispatch.events.all()]


def test_mail_still_in_the_queue_is_left_alone(sent: Dispatch) -> None:
    assert follow_mail(now=AT) == 0
    _deliver(ResultKind.DEFERRED, 451, "4.7.1", "Thử lại sau", at=AT)
    assert follow_mail(now=AT) == 0
    assert _seen(sent) == ("queued", "", [])


def test_delivered_mail_is_sent(sent: Dispatch) -> None:
    _deliver(ResultKind.DELIVERED, 250, "2.0.0", "OK", at=AT)
    assert follow_mail(now=AT) == 1
    assert _seen(sent) == ("sent", "", [("s", "")])
    assert sent.state_at == AT


def test_failed_mail_says_why_in_the_queues_words(sent: Dispatch) -> None:
    _deliver(*REFUSAL, at=AT)
    follow_mail(now=AT)
    words = "550 5.1.1 Không có hộp thư này"
    assert _seen(sent) == ("failed", words, [("f", words)])


def test_refusal_without_words_has_a_reason_all_the_same(sent: Dispatch) -> None:
    _deliver(ResultKind.FAILED, 0, "", "", at=AT)
    follow_mail(now=AT)
    assert _seen(sent)[1].startswith("Máy chủ thư của nơi nhận")


def test_mail_that_left_no_trace_is_not_waited_for(sent: Dispatch) -> None:
    QueuedMessage.objects.all().delete()
    assert f"R5 dispatch {sent.pk}: its mail is not in the queue" in consistency.find_faults()
    follow_mail(now=AT)
    assert _seen(sent)[0] == "failed"


def test_following_again_changes_nothing(sent: Dispatch) -> None:
    _deliver(*REFUSAL, at=AT)
    follow_mail(now=AT)
    before = (_seen(sent), sent.state_at, AuditEvent.objects.count())
    assert follow_mail(now=AT + timedelta(minutes=1)) == 0
    assert (_seen(sent), sent.state_at, AuditEvent.objects.count()) == before


def test_end_is_journalled_in_the_senders_chain(sent: Dispatch, office: Office) -> None:
    _deliver(ResultKind.DELIVERED, 250, "2.0.0", "OK", at=AT)
    follow_mail(now=AT)
    entry = AuditEvent.objects.order_by("pk").last()
    assert entry is not None
    assert (entry.chain_id, entry.action) == (office.agency.code, "dispatch.sent")


def test_unnoticed_end_is_a_fault(sent: Dispatch) -> None:
    _deliver(ResultKind.DELIVERED, 250, "2.0.0", "OK", at=AT)
    assert list(consistency.find_faults()) == []
    sent_mail = QueuedMessage.objects.get().recipients
    sent_mail.update(finished_at=clock.now() - timedelta(hours=2))
    assert f"R5 dispatch {sent.pk}: its mail has ended and nobody noticed" in (
        consistency.find_faults()
    )
    follow_mail(now=AT)


@pytest.mark.parametrize(
    ("changes", "name"),
    [({"state": "failed"}, "reason"), ({"state": "sent", "carrier": "local"}, "dispatch")],
)
def test_end_without_sense_is_refused_by_the_database(
    sent: Dispatch, changes: dict[str, str], name: str
) -> None:
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Dispatch.objects.update(**changes)
