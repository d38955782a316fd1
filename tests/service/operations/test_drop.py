"""Dropping a mail: it ends, its sender is told why, unless the operator says otherwise."""

import pytest

from mailsvc.base.errors import Forbidden
from mailsvc.delivery.transports.base import deferred
from mailsvc.operations.services import drop
from mailsvc.queue import consistency, spool
from mailsvc.queue.models import QueuedMessage, QueuedRecipient
from mailsvc.queue.operator_services import Handling
from mailsvc.smtp.envelope import Recipient
from tests.factories import Member
from tests.service.delivery.conftest import queue_mail
from tests.service.operations.conftest import FAR, REASON, pks, send

pytestmark = [pytest.mark.django_db, pytest.mark.db_bound]


def reports(trace_id: str) -> list[QueuedMessage]:
    return list(QueuedMessage.objects.filter(report_of=trace_id))


def test_the_sender_is_told_why_and_for_whom(admin: Member, hoa: Member) -> None:
    second = "vanthu@tuachua.example"
    trace_id = send(hoa.mailbox.address, FAR, second, answer=deferred("4.4.1", "no answer"))
    done = drop(admin.actor, recipient_pks=pks(trace_id), reason=REASON)
    assert {one.handling for one in done} == {Handling.DONE}
    (report,) = reports(trace_id)
    assert report.mail_from == ""
    text = spool.read(report.pk).decode()
    assert REASON in text
    assert f"Final-Recipient: rfc822; {FAR}" in text
    assert f"Final-Recipient: rfc822; {second}" in text
    assert "Status: 5.3.0" in text
    (to,) = QueuedRecipient.objects.filter(message=report)
    assert to.address == hoa.mailbox.address
    assert consistency.check() == []


def test_the_sender_is_not_told_when_the_operator_says_so(admin: Member, hoa: Member) -> None:
    trace_id = send(hoa.mailbox.address, FAR)
    drop(
        admin.actor, recipient_pks=pks(trace_id), reason="Thư rác từ máy nhiễm", tells_sender=False
    )
    assert reports(trace_id) == []
    assert QueuedRecipient.objects.get(message_id=trace_id).state == "failed"


def test_nobody_is_told_of_a_null_senders_mail(admin: Member) -> None:
    trace_id = send("", FAR)
    drop(admin.actor, recipient_pks=pks(trace_id), reason=REASON)
    assert reports(trace_id) == []


def test_who_asked_not_to_be_told_is_not_told(admin: Member, hoa: Member) -> None:
    trace_id = queue_mail(hoa.mailbox.address, Recipient(FAR, frozenset({"NEVER"})))
    drop(admin.actor, recipient_pks=pks(trace_id), reason=REASON)
    assert reports(trace_id) == []


def test_a_finished_mail_is_left_alone_and_nobody_is_told(admin: Member, hoa: Member) -> None:
    trace_id = send(hoa.mailbox.address, FAR)
    drop(admin.actor, recipient_pks=pks(trace_id), reason=REASON, tells_sender=False)
    (again,) = drop(admin.actor, recipient_pks=pks(trace_id), reason=REASON)
    assert again.handling == Handling.FINISHED
    assert reports(trace_id) == []


def test_only_operators_drop(hoa: Member) -> None:
    trace_id = send(hoa.mailbox.address, FAR)
    with pytest.raises(Forbidden):
        drop(hoa.actor, recipient_pks=pks(trace_id), reason=REASON)
    assert QueuedRecipient.objects.get(message_id=trace_id).state == "due"
