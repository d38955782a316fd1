"""The page that says who works in a shared mailbox."""

import pytest
from django.urls import reverse

from mailsvc.base import clock
from mailsvc.directory.access import may_manage, may_send_as
from mailsvc.directory.actor import SYSTEM
from mailsvc.directory.models import MailboxGrant
from mailsvc.directory.services import grant_mailbox
from tests.factories import SINCE, make_member
from tests.web.mail.conftest import signed_in


@pytest.fixture
def boss(people, store):
    """A manager of the shared mailbox; her browser."""
    mai = make_member(people.alice.mailbox.agency, name="Lò Thị Mai", local="mai")
    grant_mailbox(
        SYSTEM,
        mailbox=people.shared,
        account=mai.account,
        level=MailboxGrant.Level.MANAGER,
        valid_from=SINCE,
    )
    return signed_in(mai)


def url(mailbox) -> str:
    return reverse("mail:sharing", args=[mailbox.pk])


def row_url(mailbox, member) -> str:
    grant = MailboxGrant.objects.get(mailbox=mailbox, account=member.account, valid_to=None)
    return reverse("mail:change_share", args=[mailbox.pk, grant.pk])


def form(member, **changes: str) -> dict[str, str]:
    fields = {
        "address": f"{member.person.full_name} <{member.account.address}>, ",
        "level": "sender",
        "first_on": f"{clock.today():%d/%m/%Y}",
    }
    return fields | changes


def test_a_manager_lets_in_changes_and_ends(boss, people):
    assert boss.post(url(people.shared), form(people.charlie)).status_code == 302
    page = boss.get(url(people.shared)).content.decode()
    assert "Đã giao quyền cho pao@" in page
    assert "Sùng A Páo" in page
    assert may_send_as(people.charlie.actor, people.shared.address)
    boss.post(row_url(people.shared, people.charlie), {"level": "viewer"})
    assert not may_send_as(people.charlie.actor, people.shared.address)
    boss.post(row_url(people.shared, people.charlie), {"action": "end"})
    assert signed_in(people.charlie).get(url(people.shared)).status_code == 404


def test_members_look_and_change_nothing(boss, alice, bob, people):
    for browser in (alice, bob):
        page = browser.get(url(people.shared)).content.decode()
        assert "Lò Thị Mai" in page
        assert "Giao quyền cho một người" not in page
        assert browser.post(url(people.shared), form(people.charlie)).status_code == 403
        changing = row_url(people.shared, people.bob)
        assert browser.post(changing, {"level": "manager"}).status_code == 403
        assert browser.post(changing, {"action": "end"}).status_code == 403
    assert not may_manage(people.bob.actor, people.shared)


def test_strangers_find_nothing(charlie, people):
    dana = signed_in(people.dana)
    for browser in (charlie, dana):
        assert browser.get(url(people.shared)).status_code == 404
        assert browser.post(url(people.shared), form(people.charlie)).status_code == 404
        changing = row_url(people.shared, people.bob)
        assert browser.post(changing, {"action": "end"}).status_code == 404
    assert browser.get(url(people.alice.mailbox)).status_code == 404


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"address": "khong-co@stttt.dienbien.example"}, "Không có tài khoản"),
        ({"address": "a@b.example, c@d.example"}, "một người"),
        ({"address": "pao@stttt.dienbien.example\r\nBcc: x"}, "một người"),
        ({"address": ""}, "Địa chỉ thư của người được giao"),
        ({"level": "king"}, "Được làm gì"),
        ({"first_on": "01/01/2009"}, "sớm nhất là hôm nay"),
        ({"last_on": "01/01/2009"}, "từ ngày bắt đầu"),
        ({"address": "do@stc.dienbien.example"}, "không làm việc ở cơ quan"),
    ],
)
def test_mistakes_stand_at_the_form(boss, people, changes, says):
    before = MailboxGrant.objects.count()
    page = boss.post(url(people.shared), form(people.charlie, **changes))
    assert page.status_code == 422
    assert says in page.content.decode()
    assert MailboxGrant.objects.count() == before


def test_the_last_manager_is_told_why_he_stays(boss, people):
    mai = MailboxGrant.objects.get(mailbox=people.shared, level="manager")
    leaving = reverse("mail:change_share", args=[people.shared.pk, mai.pk])
    answer = boss.post(leaving, {"action": "end"}, follow=True)
    assert "phải còn một người quản lý" in answer.content.decode()
    assert boss.post(leaving, {"level": "nobody"}).status_code == 422
    assert boss.get(leaving).status_code == 405
    mai.refresh_from_db()
    assert mai.valid_to is None
