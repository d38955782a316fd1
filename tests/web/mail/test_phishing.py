"""Reporting a dangerous mail: to Junk, to the administrators; undo takes back both."""

import re

import pytest
from django.urls import reverse

from mailsvc.audit.models import AuditEvent
from mailsvc.base.errors import NotFound
from mailsvc.directory.roles import Role
from mailsvc.phishing.models import PhishingReport
from mailsvc.phishing.services import withdraw
from tests.factories import make_member
from tests.web.mail.conftest import plain, signed_in

EVIL = plain(
    "Đổi mật khẩu ngay",
    "Bấm https://xau.example/dang-nhap",
    From="Quản trị <a@xau.example>",
)


def url(mailbox, uid):
    return reverse("mail:phishing", args=[mailbox.pk, uid])


@pytest.fixture
def admin(people):
    member = make_member(people.alice.mailbox.agency, Role.SYSADMIN, name="Lý A Sử", local="su")
    return signed_in(member)


def test_one_press_moves_it_and_hands_a_copy_over(alice, people, store, admin):
    box = people.alice.mailbox
    answer = alice.post(url(box, store.put(box, EVIL)))
    assert answer.headers["Location"] == f"/thu/{box.pk}/"
    assert store.mails(box, "INBOX") == [] and len(store.mails(box, "Junk")) == 1
    page = alice.get(f"/thu/{box.pk}/").content.decode()
    assert "Cảm ơn đồng chí" in page and "Hoàn tác" in page
    listed = admin.get("/van-hanh/lua-dao/").content.decode()
    assert "Đổi mật khẩu ngay" in listed and "xau.example" in listed
    made = PhishingReport.objects.get()
    shown = admin.get(f"/van-hanh/lua-dao/{made.pk}/").content.decode()
    assert "https://xau.example/dang-nhap" in shown and 'href="https://xau' not in shown
    assert AuditEvent.objects.filter(action="report_phishing").count() == 1


def test_undo_brings_the_mail_back_and_takes_the_copy_away(alice, people, store, admin):
    box = people.alice.mailbox
    alice.post(url(box, store.put(box, EVIL)))
    page = alice.get(f"/thu/{box.pk}/").content.decode()
    (key,) = re.findall(r'name="key" value="([^"]+)"', page)
    alice.post(reverse("mail:take_back", args=[box.pk]), {"key": key})
    assert len(store.mails(box, "INBOX")) == 1 and not PhishingReport.objects.exists()
    assert "Đổi mật khẩu ngay" not in admin.get("/van-hanh/lua-dao/").content.decode()


def test_twice_is_once_and_from_junk_it_stays_there(alice, people, store):
    box = people.alice.mailbox
    alice.post(url(box, store.put(box, EVIL)))
    uid = store.put(box, EVIL, "Junk")
    assert alice.post(url(box, uid) + "?folder=Junk").status_code == 302
    assert PhishingReport.objects.count() == 1 and len(store.mails(box, "Junk")) == 2


def test_only_who_may_edit_reports_and_only_administrators_see(alice, bob, people, store):
    uid = store.put(people.shared, EVIL)
    assert alice.post(url(people.shared, uid)).status_code == 404
    assert not PhishingReport.objects.exists() and len(store.mails(people.shared, "INBOX")) == 1
    bob.post(url(people.shared, uid))
    made = PhishingReport.objects.get()
    for path in ("/van-hanh/lua-dao/", f"/van-hanh/lua-dao/{made.pk}/"):
        assert bob.get(path).status_code == 403
    with pytest.raises(NotFound):
        withdraw(people.alice.actor, pk=made.pk)


@pytest.mark.parametrize("content", [b"", b"\x00\xff", b"From: \r\n x\r\n\r\n" + b"a" * 3_000_000])
def test_what_is_hardly_a_mail_is_kept_within_bounds(alice, people, store, content, admin):
    box = people.alice.mailbox
    assert alice.post(url(box, store.put(box, content))).status_code == 302
    made = PhishingReport.objects.get()
    assert len(made.content) <= 1_000_000
    assert admin.get(f"/van-hanh/lua-dao/{made.pk}/").status_code == 200
    assert admin.get("/van-hanh/lua-dao/999/").status_code == 404
