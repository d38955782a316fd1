"""From a request to the state "read" of the sent mail: answered once, believed with care."""

import pytest

from mailsvc.audit.models import AuditEvent
from mailsvc.base.errors import Conflict, Forbidden, NotFound
from mailsvc.delivery.worker import run_once
from mailsvc.directory.actor import SYSTEM
from mailsvc.message import parse
from mailsvc.outbox.selectors import Stage, list_deliveries
from mailsvc.receipts.models import Answer, Confirmation
from mailsvc.receipts.report import Reader, compose_receipt
from mailsvc.receipts.selectors import find_offer
from mailsvc.receipts.services import answer_request
from mailsvc.smtp.envelope import Envelope, Recipient
from mailsvc.submission.services import Source, accept
from tests.factories import Member
from tests.service.delivery.conftest import FakeTransports
from webui.mail.store import open_store

pytestmark = pytest.mark.django_db

OUTSIDE = "binh@vp.example"


def content_of(sender: str, to: str, *, asks: bool = True) -> bytes:
    asked = f"Disposition-Notification-To: <{sender}>\r\n" if asks else ""
    head = f"From: <{sender}>\r\nTo: {to}\r\n{asked}Message-ID: <thu1@x>\r\nSubject: Moi\r\n"
    return f"{head}\r\nthu\r\n".encode()


def send(sender: str, to: str) -> None:
    accept(
        actor=SYSTEM,
        envelope=Envelope(sender, (Recipient(to),)),
        content=content_of(sender, to),
        source=Source.SYSTEM,
    )


def delivered() -> FakeTransports:
    transports = FakeTransports()
    while run_once(choose=transports):
        pass
    return transports


def arrived(sender: str, to: str, *, asks: bool = True):
    return parse(f"Return-Path: <{sender}>\r\n".encode() + content_of(sender, to, asks=asks))


def stages(member: Member) -> list[Stage]:
    found = list_deliveries(member.mailbox, "<thu1@x>", open_mailbox=open_store, looked_at=0)
    return [one.stage for one in found]


def test_the_answer_goes_once_with_the_null_sender_and_is_shown(hoa: Member, nam: Member) -> None:
    send(hoa.mailbox.address, nam.mailbox.address)
    delivered()
    view = arrived(hoa.mailbox.address, nam.mailbox.address)
    offer = find_offer(nam.actor, nam.mailbox, view)
    assert offer is not None and offer.is_certain and offer.is_inside
    assert stages(hoa) == [Stage.DELIVERED]
    answer_request(nam.actor, mailbox=nam.mailbox, view=view, says_yes=True)
    with pytest.raises(Conflict):
        answer_request(nam.actor, mailbox=nam.mailbox, view=view, says_yes=True)
    ((_, envelope, content),) = delivered().sent
    assert envelope.mail_from == ""
    assert [one.address for one in envelope.recipients] == [hoa.mailbox.address]
    assert b"Disposition: manual-action/MDN-sent-manually; displayed" in content
    assert stages(hoa) == [Stage.READ]
    assert find_offer(nam.actor, nam.mailbox, view) is None
    assert delivered().sent == []
    event = AuditEvent.objects.get(chain="receipts")
    assert (event.action, event.actor) == ("send_receipt", nam.account.address)


def test_a_no_is_kept_and_nobody_hears_of_it(hoa: Member, nam: Member) -> None:
    view = arrived(OUTSIDE, nam.mailbox.address)
    offer = find_offer(nam.actor, nam.mailbox, view)
    assert offer is not None and not offer.is_inside
    answer_request(nam.actor, mailbox=nam.mailbox, view=view, says_yes=False)
    assert delivered().sent == []
    assert find_offer(nam.actor, nam.mailbox, view) is None
    with pytest.raises(Conflict):
        answer_request(nam.actor, mailbox=nam.mailbox, view=view, says_yes=True)
    assert AuditEvent.objects.get(chain="receipts").action == "decline_receipt"


def test_only_who_may_send_from_the_mailbox_and_only_when_asked(hoa: Member, nam: Member) -> None:
    view = arrived(OUTSIDE, nam.mailbox.address)
    assert find_offer(hoa.actor, nam.mailbox, view) is None
    with pytest.raises(Forbidden):
        answer_request(hoa.actor, mailbox=nam.mailbox, view=view, says_yes=True)
    silent = arrived(OUTSIDE, nam.mailbox.address, asks=False)
    with pytest.raises(NotFound):
        answer_request(nam.actor, mailbox=nam.mailbox, view=silent, says_yes=True)
    assert find_offer(nam.actor, nam.mailbox, view, flags={"\\Seen", "$mdnsent"}) is None
    assert find_offer(nam.actor, nam.mailbox, view, flags={"\\Seen"})
    assert not Answer.objects.exists()


@pytest.mark.parametrize("wrong", ["reader", "mailbox", "mail", "sender"])
def test_a_forged_answer_counts_for_nothing(hoa: Member, nam: Member, wrong: str) -> None:
    """Somebody who was no recipient, in another mailbox, about another mail, not as a report."""
    send(hoa.mailbox.address, nam.mailbox.address)
    delivered()
    view = arrived(hoa.mailbox.address, nam.mailbox.address)
    reader = "khac@ngoai.example" if wrong == "reader" else nam.mailbox.address
    goal = nam.mailbox.address if wrong == "mailbox" else hoa.mailbox.address
    content = compose_receipt(
        view,
        reader=Reader("", reader, is_by_hand=True),
        goals=(goal,),
        report_id="01A",
        host="mx.x",
        now=view.date or hoa.account.created_at,
    )
    if wrong == "mail":
        content = content.replace(b"thu1@x", b"thu2@x")
    accept(
        actor=SYSTEM,
        envelope=Envelope(OUTSIDE if wrong == "sender" else "", (Recipient(goal),)),
        content=content,
        source=Source.MX,
    )
    delivered()
    assert not Confirmation.objects.exists()
    assert stages(hoa) == [Stage.DELIVERED]
