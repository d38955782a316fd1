"""The life of a mail: every step of it stands in its trace, nothing of its content."""

from dataclasses import asdict, replace

import pytest

from mailsvc.base.errors import Forbidden, NotFound
from mailsvc.delivery.transports.base import Outcome, OutcomeKind, deferred, failed
from mailsvc.directory.models import Account
from mailsvc.operations.services import drop
from mailsvc.operations.trace import MailLife, Tie, get_life
from mailsvc.queue import operator_services, services
from mailsvc.queue.models import QueuedMessage, QueuedRecipient
from mailsvc.smtp.envelope import Envelope, Recipient
from mailsvc.submission.services import SentCopy, Source, accept
from tests.factories import Member
from tests.service.operations.conftest import FAR, REASON, pks, send

pytestmark = [pytest.mark.django_db, pytest.mark.db_bound]


def test_acceptance_is_told(admin: Member, hoa: Member) -> None:
    done = accept(
        actor=hoa.actor,
        envelope=Envelope(hoa.mailbox.address, (Recipient(FAR),), envid="QQ+2B1", ret="HDRS"),
        content=f"From: {hoa.mailbox.address}\r\nMessage-ID: <a@x>\r\n\r\nKín\r\n".encode(),
        source=Source.WEB,
        is_urgent=True,
        sent_copy=SentCopy(hoa.mailbox.pk, "Sent"),
    )
    life = get_life(admin.actor, done.trace_id)
    assert (life.source, life.account, life.mail_from) == (
        "web", hoa.account.address, hoa.mailbox.address,
    )  # fmt: skip
    assert (life.message_id, life.envid, life.ret, life.is_urgent) == (
        "<a@x>",
        "QQ+1",
        "HDRS",
        True,
    )
    assert [(one.address, one.is_copy) for one in life.recipients] == [
        (FAR, False),
        (hoa.mailbox.address, True),
    ]
    assert life.recipients[1].folder == "Sent"
    assert "Kín" not in str(asdict(life))


def test_what_the_relay_saw_and_checked(admin: Member, hoa: Member) -> None:
    trace_id = send("gui@xa.example", hoa.mailbox.address)
    row = QueuedMessage.objects.get(pk=trace_id)
    row.facts = '{"port":2525,"peer":"192.0.2.7","protocol":"ESMTPS","tls":"TLSv1.3 X"}'
    field = (
        b"Authentication-Results: mail.dienbien.example;\r\n\tspf=pass smtp.mailfrom=xa.example;"
    )
    row.prefix = field + b"\r\n\tdkim=none\r\n" + bytes(row.prefix)
    row.save()
    life = get_life(admin.actor, trace_id)
    assert (life.facts.port, life.facts.peer, life.facts.tls) == (2525, "192.0.2.7", "TLSv1.3 X")
    assert life.results == ("spf=pass smtp.mailfrom=xa.example", "dkim=none")


def test_each_attempt_is_told_with_who_answered(admin: Member, hoa: Member) -> None:
    trace_id = send(
        hoa.mailbox.address, FAR, answer=deferred("4.2.1", "bận", remote="mx.xa.example")
    )
    QueuedRecipient.objects.update(next_attempt_at="2009-01-01T00:00Z")
    send(hoa.mailbox.address, "b@xa.example", answer=failed("5.1.1", "no", remote="mx2.xa.example"))
    (recipient,) = get_life(admin.actor, trace_id).recipients
    assert [(one.outcome, one.code, one.remote) for one in recipient.tries] == [
        ("deferred", 451, "mx.xa.example"),
        ("failed", 550, "mx2.xa.example"),
    ]
    assert recipient.state == "failed"
    assert recipient.next_attempt_at is None
    assert recipient.tries[0].ended_at >= recipient.tries[0].started_at


def test_a_waiting_mail_says_when_it_is_tried_again(admin: Member, hoa: Member) -> None:
    trace_id = send(hoa.mailbox.address, FAR, answer=deferred("4.2.1", "later"))
    (recipient,) = get_life(admin.actor, trace_id).recipients
    assert recipient.next_attempt_at is not None
    assert (recipient.state, recipient.finished_at) == ("due", None)


def test_the_address_the_sender_wrote_is_kept(admin: Member, hoa: Member) -> None:
    done = accept(
        actor=hoa.actor,
        envelope=Envelope("gui@xa.example", (Recipient("hoa+baocao@stttt.dienbien.example"),)),
        content=b"From: gui@xa.example\r\n\r\n\r\n",
        source=Source.SYSTEM,
    )
    (recipient,) = get_life(admin.actor, done.trace_id).recipients
    assert recipient.address == hoa.mailbox.address
    assert recipient.asked_for == "hoa+baocao@stttt.dienbien.example"


def test_reports_and_the_journal_belong_to_the_story(admin: Member, hoa: Member) -> None:
    trace_id = send(hoa.mailbox.address, FAR)
    operator_services.hold(admin.actor, recipient_pks=pks(trace_id), reason=REASON)
    drop(admin.actor, recipient_pks=pks(trace_id), reason="Cơ quan đã giải thể, không ai nhận")
    life = get_life(admin.actor, trace_id)
    assert [(one.who, one.action, one.recipients, one.reason) for one in life.journal] == [
        (admin.actor.address, "hold_mail", (FAR,), REASON),
        (admin.actor.address, "drop_mail", (FAR,), "Cơ quan đã giải thể, không ai nhận"),
    ]
    (report,) = [one for one in life.related if one.tie is Tie.REPORT]
    (reported,) = get_life(admin.actor, report.trace_id).related
    assert (reported.trace_id, reported.tie) == (trace_id, Tie.REPORTED)


def test_the_same_mail_under_another_trace_id_is_named(admin: Member, hoa: Member) -> None:
    first, second = send(hoa.mailbox.address, FAR), send(hoa.mailbox.address, FAR)
    (other,) = get_life(admin.actor, second).related
    assert (other.trace_id, other.tie) == (first, Tie.SAME_MAIL)


def test_a_finished_mail_is_traced_after_its_file_is_gone(admin: Member, hoa: Member) -> None:
    delivered = Outcome(OutcomeKind.DELIVERED, 250, "2.0.0", "ok")
    trace_id = send("gui@xa.example", hoa.mailbox.address, answer=delivered)
    services.sweep()
    life: MailLife = get_life(admin.actor, trace_id)
    assert not life.has_file
    assert life.recipients[0].state == "delivered"


def test_a_closed_account_is_a_number(admin: Member, hoa: Member) -> None:
    trace_id = send(hoa.mailbox.address, FAR)
    QueuedMessage.objects.filter(pk=trace_id).update(account_pk=hoa.account.pk)
    Account.objects.filter(pk=hoa.account.pk).update(is_active=False)
    assert get_life(admin.actor, trace_id).account == f"#{hoa.account.pk}"


def test_only_operators_trace(admin: Member, hoa: Member) -> None:
    trace_id = send(hoa.mailbox.address, FAR)
    for other in (hoa.actor, replace(admin.actor, duties=())):
        with pytest.raises(Forbidden):
            get_life(other, trace_id)
    with pytest.raises(NotFound):
        get_life(admin.actor, "KHONGCOTHUNAY")
