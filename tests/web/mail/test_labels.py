"""Labels, groups, full mailboxes and lent names, as a person at the form meets them."""

from datetime import timedelta

import pytest
from django.urls import reverse

from mailsvc.base import clock
from mailsvc.directory import group_services, services
from mailsvc.directory.actor import SYSTEM
from mailsvc.directory.delegation import delegate_mailbox
from mailsvc.directory.models import Delegation
from mailsvc.mailstore import quota
from mailsvc.message import parse
from mailsvc.queue import spool
from mailsvc.queue.models import QueuedMessage, QueuedRecipient
from tests.web.mail.conftest import plain
from tests.web.mail.test_compose import TO, begin, url

OUTSIDE = "ai@noi-khac.example"
ALL = "toan-so@stttt.dienbien.example"


def write(client, people, **fields):
    form = begin(client, people.alice.mailbox) | {"subject": "Báo cáo", "text": "x"}
    return client.post(url(people.alice.mailbox), form | {"action": "send"} | fields)


def test_internal_mail_to_the_outside_is_refused_by_name(alice, people, store):
    page = write(alice, people, to=f"{TO}, {OUTSIDE}", is_internal="on")
    assert page.status_code == 403
    assert OUTSIDE in page.content.decode()
    assert "lưu hành nội bộ" in page.content.decode()
    assert not QueuedMessage.objects.exists()
    assert write(alice, people, to=TO, is_internal="on", is_urgent="on").status_code == 302
    message = QueuedMessage.objects.get()
    assert message.is_urgent
    view = parse(spool.read(message.trace_id))
    assert view.header("X-CV-Circulation") == "internal"


def test_a_state_secret_is_refused_with_what_to_do(alice, people, store):
    page = write(alice, people, to=TO, subject="[Mật] Phương án")
    assert page.status_code == 403
    assert "văn bản giấy" in page.content.decode()
    assert write(alice, people, to=TO, subject="V/v bảo mật").status_code == 302


def test_an_answer_to_internal_mail_stays_internal(alice, people, store):
    uid = store.put(people.alice.mailbox, plain(**{"X-CV-Circulation": "internal"}))
    other = store.put(people.alice.mailbox, plain())
    for number, is_ticked in ((uid, True), (other, False)):
        page = alice.get(url(people.alice.mailbox, f"?forward={number}"))
        assert page.context["form"]["is_internal"].value() is is_ticked


def test_group_in_the_picker_and_in_the_mail(alice, charlie, people, store):
    group_services.create_group(
        SYSTEM, address=ALL, name="Toàn Sở", agency=people.alice.mailbox.agency
    )
    for member in (people.bob, people.charlie):
        group_services.add_member(SYSTEM, address=ALL, member=member.mailbox.address)
    rows = alice.get(reverse("mail:suggest"), {"q": "toàn sở"}).json()["rows"]
    assert [(row["address"], row["note"]) for row in rows] == [
        (ALL, "Sở Thông tin và Truyền thông · nhóm, 2 hộp thư")
    ]
    assert write(alice, people, to=ALL).status_code == 302
    found = QueuedRecipient.objects.filter(kind="deliver").values_list("address", flat=True)
    assert set(found) == {people.bob.mailbox.address, people.charlie.mailbox.address}


def test_group_that_is_not_for_one_is_a_sentence_at_the_field(alice, people, store):
    group_services.create_group(SYSTEM, address=ALL, name="Toàn Sở", writers="clerks")
    page = write(alice, people, to=ALL)
    assert page.status_code == 422
    assert f"không được gửi thư tới nhóm {ALL}" in page.content.decode()


@pytest.fixture
def full(settings):
    """Dovecot's answer for every mailbox: full."""
    quota.asker.forget()
    known = quota.asker._known
    for step in range(3):
        known[TO, step] = (quota.Room.FULL, float("inf"))
    yield
    quota.asker.forget()


def test_full_mailbox_is_a_sentence_at_the_field(alice, people, store, full):
    page = write(alice, people, to=TO)
    assert page.status_code == 422
    assert f"Hộp thư {TO} đã đầy" in page.content.decode()


def test_vietnamese_alias_becomes_the_address_every_program_can_answer(alice, people, store):
    services.create_alias(
        SYSTEM, address="sùng.páo@stttt.dienbien.example", mailbox=people.charlie.mailbox
    )
    assert write(alice, people, to="Sùng.Páo@stttt.dienbien.example").status_code == 302
    view = parse(spool.read(QueuedMessage.objects.get().trace_id))
    assert [one.address for one in view.to] == [TO]
    page = write(alice, people, to="ai.đó@noi-khac.example")
    assert page.status_code == 422


def test_writing_for_somebody_who_lent_his_name(alice, charlie, people, store):
    boss = people.bob.mailbox
    assert not alice.get(url(people.alice.mailbox)).context["has_authors"]
    delegate_mailbox(
        people.bob.actor,
        mailbox=boss,
        deputy=people.alice.account,
        manner=Delegation.Manner.ON_BEHALF,
        valid_from=clock.today(),
        valid_to=clock.today() + timedelta(7),
    )
    assert alice.get(url(people.alice.mailbox)).context["has_authors"]
    assert write(alice, people, to=TO, author=str(boss.pk)).status_code == 302
    message = QueuedMessage.objects.get()
    assert message.mail_from == boss.address
    assert parse(spool.read(message.trace_id)).from_.address == boss.address
    assert f"<{people.alice.mailbox.address}>".encode() in bytes(message.prefix)
    copy = QueuedRecipient.objects.get(kind="sent_copy")
    assert copy.mailbox_pk == people.alice.mailbox.pk
    # A stranger may not choose him.
    form = begin(charlie, people.charlie.mailbox) | {"to": TO, "author": str(boss.pk)}
    page = charlie.post(url(people.charlie.mailbox), form | {"action": "send"})
    assert page.status_code == 422
    assert QueuedMessage.objects.count() == 1
