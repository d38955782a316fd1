"""The one door into the queue: who may send what to whom."""

import re

import pytest
from django.db import transaction

from mailsvc.base.errors import AppError
from mailsvc.directory import services as directory
from mailsvc.directory.actor import SYSTEM
from mailsvc.directory.models import Alias, Mailbox, MailDomain
from mailsvc.queue import consistency, selectors, spool
from mailsvc.queue.models import QueuedMessage, QueuedRecipient
from mailsvc.smtp.envelope import Envelope, Recipient
from mailsvc.submission.resolution import Resolution
from mailsvc.submission.services import SentCopy, Source, accept, check_recipient, check_sender
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.db_bound]


@pytest.fixture
def hoa():
    return factories.make_member(factories.make_agency(), local="hoa")


@pytest.fixture
def binh(hoa):
    return factories.make_member(hoa.mailbox.agency, name="Lò Văn Bình", local="binh")


def mail(sender, text="Kính gửi đồng chí."):
    return f"From: {sender}\r\nSubject: Báo cáo\r\n\r\n{text}\r\n".encode()


def send(member, *to, source=Source.WEB, sender=None, header_from=None, **options):
    address = member.mailbox.address if sender is None else sender
    return accept(
        actor=member.actor,
        envelope=Envelope(address, tuple(Recipient(one) for one in to)),
        content=options.pop("content", mail(header_from or address)),
        source=source,
        **options,
    )


def refused(call, *args, **options):
    with pytest.raises(AppError) as caught:
        call(*args, **options)
    assert QueuedMessage.objects.count() == 0
    return caught.value


def test_mail_to_a_colleague_is_queued_with_a_received_field(hoa, binh):
    done = send(hoa, binh.mailbox.address)
    message = selectors.find_message(done.trace_id)
    assert done.recipients == (binh.mailbox.address,)
    assert re.match(
        rb"Received: by \S+ with HTTP id " + done.trace_id.encode() + rb";\r\n\t\w{3}, .*\r\n$",
        bytes(message.prefix),
    )
    assert message.account_pk == hoa.account.pk
    assert spool.read(done.trace_id) == mail(hoa.mailbox.address)
    assert consistency.check() == []


def test_foreign_recipient_only_for_our_own(hoa):
    assert send(hoa, "ai@noi-khac.example").recipients == ("ai@noi-khac.example",)
    for source in (Source.SUBMISSION, Source.WEB, Source.SYSTEM):
        found = check_recipient("Ai@Noi-Khac.example", source=source)
        assert found == Resolution(("Ai@noi-khac.example",), outside=("Ai@noi-khac.example",))
    with pytest.raises(AppError) as caught:
        check_recipient("ai@noi-khac.example", source=Source.MX)
    assert caught.value.code == "relay_denied"


def test_unknown_and_suspended_recipients_are_refused(hoa, binh):
    error = refused(send, hoa, "khong-co@stttt.dienbien.example")
    assert error.code == "unknown_recipient"
    assert "khong-co@stttt.dienbien.example" in error.public_text
    Mailbox.objects.filter(pk=binh.mailbox.pk).update(is_suspended=True)
    assert refused(send, hoa, binh.mailbox.address).code == "mailbox_suspended"


@pytest.mark.parametrize("address", ["", "hoa", "a b@x.example", "a\r\nRCPT TO:<b@x.example>@x"])
def test_malformed_recipient_is_refused(hoa, address):
    assert refused(send, hoa, address).code == "address_syntax"


def test_upper_case_detail_and_alias_lead_to_one_mailbox(hoa, binh):
    Alias.objects.create(address="van-thu@stttt.dienbien.example", mailbox=binh.mailbox)
    own = binh.mailbox.address
    done = send(
        hoa, own.upper(), "binh+bao-cao@stttt.dienbien.example", "Van-Thu@stttt.dienbien.example"
    )
    assert done.recipients == (own,)
    row = QueuedRecipient.objects.get(message_id=done.trace_id)
    assert row.orcpt.casefold() == f"rfc822;{own}"


def test_bare_postmaster_is_ours(hoa, settings):
    MailDomain.objects.create(name=settings.MAIL_DOMAIN)
    error = refused(check_recipient, "Postmaster", source=Source.MX)
    assert error.code == "unknown_recipient"
    assert error.public_text.count("postmaster@dienbien.example") == 1


@pytest.mark.parametrize("source", [Source.WEB, Source.SUBMISSION])
def test_person_sends_only_under_his_own_addresses(hoa, binh, source):
    other = binh.mailbox.address
    to = "ai@noi-khac.example"
    assert refused(send, hoa, to, sender=other, source=source).code == "sender_denied"
    assert (
        refused(send, hoa, to, sender="la@noi-khac.example", source=source).code == "sender_denied"
    )
    assert refused(send, hoa, to, sender="", source=source).code == "sender_denied"
    error = refused(send, hoa, to, header_from=other, source=source)
    assert error.code == "header_from_denied"
    both = f"{hoa.mailbox.address}, {other}"
    assert refused(send, hoa, to, header_from=both, source=source).code == "header_from_denied"
    with pytest.raises(AppError):
        check_sender(hoa.actor, other, source=source)


def test_stranger_of_another_agency_cannot_use_the_role_mailbox_its_sender_can(hoa, binh):
    shared = directory.create_mailbox(
        SYSTEM, address="vanthu@stttt.dienbien.example", name="Văn thư", agency=hoa.mailbox.agency
    )
    check = {"sender": shared.address, "header_from": shared.address}
    assert refused(send, hoa, binh.mailbox.address, **check).code == "sender_denied"
    directory.grant_mailbox(
        SYSTEM, mailbox=shared, account=hoa.account, level="sender", valid_from=factories.SINCE
    )
    assert send(hoa, binh.mailbox.address, **check).trace_id
    stranger = factories.make_member(factories.make_agency("STC", "Sở Tài chính", "district"))
    with pytest.raises(AppError):
        send(stranger, binh.mailbox.address, **check)


def test_system_sends_with_null_sender_and_any_from(hoa):
    done = accept(
        actor=SYSTEM,
        envelope=Envelope("", (Recipient(hoa.mailbox.address),)),
        content=b"Subject: b\xc3\xa1o\r\n\r\nx",
        source=Source.SYSTEM,
        report_of="0TRACE0000000",
    )
    assert selectors.find_message(done.trace_id).report_of == "0TRACE0000000"
    assert spool.read(done.trace_id).endswith(b"x\r\n")


def test_limits(hoa, settings):
    settings.RECIPIENTS_MAX = 2
    many = [f"m{n}@noi-khac.example" for n in range(3)]
    assert refused(send, hoa, *many).code == "too_many_recipients"
    assert refused(send, hoa).code == "no_recipients"
    settings.MESSAGE_MAX_BYTES = 1024
    large = mail(hoa.mailbox.address, "x" * 2000)
    assert refused(send, hoa, many[0], content=large).code == "message_too_large"
    looped = b"Received: x\r\n" * 51 + mail(hoa.mailbox.address)
    assert refused(send, hoa, many[0], content=looped).code == "mail_loop"


def test_bare_newlines_are_normalised_for_us_and_refused_from_outside(hoa):
    content = f"From: {hoa.mailbox.address}\nSubject: x\n\na\rb\n.\n".encode()
    done = send(hoa, "ai@noi-khac.example", content=content)
    assert spool.read(done.trace_id) == (
        f"From: {hoa.mailbox.address}\r\nSubject: x\r\n\r\na\r\nb\r\n.\r\n".encode()
    )
    with pytest.raises(AppError) as caught:
        send(hoa, hoa.mailbox.address, source=Source.MX, content=content)
    assert caught.value.code == "bare_newline"


@pytest.mark.parametrize("hidden", ["\r", "\n", "\r\r\n", "\n\r"])
def test_from_hidden_behind_a_bare_newline_is_seen(hoa, binh, hidden):
    content = (
        f"From: {hoa.mailbox.address}\r\nSubject: x{hidden}From: {binh.mailbox.address}\r\n\r\nx"
    ).encode()
    if hidden.count("\r") + hidden.count("\n") - hidden.count("\r\n") > 1:
        # Two line ends: what follows is text.
        assert send(hoa, "ai@noi-khac.example", content=content)
    else:
        error = refused(send, hoa, "ai@noi-khac.example", content=content)
        assert error.code == "header_from_denied"


def test_submission_adds_date_and_message_id_once(hoa):
    done = send(hoa, "ai@noi-khac.example", source=Source.SUBMISSION)
    message = selectors.find_message(done.trace_id)
    added = bytes(message.prefix)
    assert added.count(b"Received:") == added.count(b"Date:") == added.count(b"Message-ID:") == 1
    assert message.message_id.encode() in added


def test_given_prefix_stands_first_and_sent_copy_is_queued(hoa, binh):
    done = send(
        hoa,
        binh.mailbox.address,
        prefix=b"X-Cv: 1\r\n",
        sent_copy=SentCopy(hoa.mailbox.pk, "Sent", b"Bcc: an@stttt.dienbien.example\r\n"),
    )
    assert bytes(selectors.find_message(done.trace_id).prefix).startswith(b"X-Cv: 1\r\nReceived:")
    assert QueuedRecipient.objects.filter(kind="sent_copy", mailbox_pk=hoa.mailbox.pk).count() == 1


def test_accept_joins_the_callers_transaction(hoa):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        send(hoa, "ai@noi-khac.example")
        raise ZeroDivisionError
    assert QueuedMessage.objects.count() == 0


def test_writing_to_another_person_is_a_day_of_use(hoa, binh, django_capture_on_commit_callbacks):
    from mailsvc.usage.models import PersonMonth

    with django_capture_on_commit_callbacks(execute=True):
        send(hoa, hoa.mailbox.address)
    assert not PersonMonth.objects.filter(person_id=hoa.person.pk).exists()
    with django_capture_on_commit_callbacks(execute=True):
        send(hoa, binh.mailbox.address)
    assert PersonMonth.objects.get(person_id=hoa.person.pk).write_days
