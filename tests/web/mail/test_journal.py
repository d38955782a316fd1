"""The journal of a mailbox: each act names who did it, for whom; for owner and managers only."""

from datetime import timedelta

from django.urls import reverse

from mailsvc.audit.models import AuditEvent
from mailsvc.audit.services import verify_chain
from mailsvc.base import clock
from mailsvc.directory.actor import SYSTEM
from mailsvc.directory.delegation import delegate_mailbox
from mailsvc.directory.models import Delegation, MailboxGrant
from mailsvc.directory.services import grant_mailbox
from tests.factories import SINCE, make_member
from tests.web.mail.conftest import plain, signed_in


def journal(client, mailbox):
    return client.get(reverse("mail:journal", args=[mailbox.pk]))


def act(client, mailbox, **data):
    return client.post(reverse("mail:act", args=[mailbox.pk]), {"folder": "INBOX"} | data)


def lend(people, *, may_read: bool) -> None:
    """Alice lends hers to bob, this week."""
    delegate_mailbox(
        people.alice.actor,
        mailbox=people.alice.mailbox,
        deputy=people.bob.account,
        manner=Delegation.Manner.ON_BEHALF,
        valid_from=clock.today(),
        valid_to=clock.today() + timedelta(days=7),
        may_read=may_read,
    )


def test_a_reading_deputy_works_and_the_owner_sees_what(alice, bob, people, store):
    box = people.alice.mailbox
    uid = store.put(box, plain())
    assert act(bob, box, action="star", uids=[uid]).status_code == 404
    lend(people, may_read=True)
    shown = bob.get(reverse("mail:message", args=[box.pk, uid])).content.decode()
    assert 'id="together"' in shown
    assert act(bob, box, action="move", target="Archive", uids=[uid]).status_code == 302
    said = journal(alice, box).content.decode()
    assert "Lò Văn Bình" in said
    assert "chuyển thư" in said and "1 thư · Hộp thư đến · → Lưu trữ" in said
    assert "ủy quyền" in said
    row = AuditEvent.objects.get(action="mail_move")
    assert (row.actor, row.on_behalf_of) == (people.bob.account.address, box.address)
    assert verify_chain(f"mailbox.{box.pk}").is_ok
    assert journal(bob, box).status_code == 403


def test_who_only_sends_reads_nothing(bob, people, store):
    store.put(people.alice.mailbox, plain())
    lend(people, may_read=False)
    assert bob.get(reverse("mail:list", args=[people.alice.mailbox.pk])).status_code == 404
    assert journal(bob, people.alice.mailbox).status_code == 404


def test_what_one_does_in_ones_own_mailbox_is_ones_own(alice, people, store):
    uid = store.put(people.alice.mailbox, plain())
    act(alice, people.alice.mailbox, action="star", uids=[uid])
    assert "Chưa ai làm gì" in journal(alice, people.alice.mailbox).content.decode()
    assert not AuditEvent.objects.filter(action="mail_star").exists()


def test_managers_of_a_shared_mailbox_read_its_journal(alice, bob, charlie, people, store):
    mai = make_member(people.alice.mailbox.agency, name="Lò Thị Mai", local="mai")
    grant_mailbox(
        SYSTEM,
        mailbox=people.shared,
        account=mai.account,
        level=MailboxGrant.Level.MANAGER,
        valid_from=SINCE,
    )
    uid = store.put(people.shared, plain())
    act(bob, people.shared, action="delete", uids=[uid])
    said = journal(signed_in(mai), people.shared).content.decode()
    assert "Lò Văn Bình" in said and "xóa thư" in said
    for member in (alice, bob):
        assert journal(member, people.shared).status_code == 403
    for stranger in (charlie, signed_in(people.dana)):
        assert journal(stranger, people.shared).status_code == 404
