"""Parts of a page for one that stands already: the same doors, the same content, no frame."""

import re

import pytest
from django.urls import reverse

from mailsvc.audit.models import AuditEvent
from mailsvc.directory.models import MailboxGrant
from mailsvc.labels.models import MailLabel
from mailsvc.preferences.services import save
from mailsvc.preferences.wishes import Wishes
from mailsvc.usage.models import PersonMonth
from tests.factories import SINCE
from tests.web.mail.conftest import mail, plain
from tests.web.mail.test_message import url

PLACE = {"HX-Request": "true", "HX-Target": "place"}


def lend(people, box):
    """Bob may read what is Alice's."""
    MailboxGrant.objects.create(
        mailbox=box,
        account=people.bob.account,
        level=MailboxGrant.Level.VIEWER,
        valid_from=SINCE,
    )


def parts(client, address):
    response = client.get(address, headers=PLACE)
    assert response.status_code == 200
    return response.content.decode()


def test_mail_comes_with_its_bar_and_without_the_frame_of_the_page(alice, people, store):
    uid = store.put(people.alice.mailbox, mail())
    found = parts(alice, url(people.alice.mailbox, uid))
    assert "<title>V/v báo cáo tình hình ứng dụng CNTT quý IV năm 2009 – Công Văn</title>" in found
    assert 'id="letter"' in found and 'id="bar"' in found
    assert f'src="{url(people.alice.mailbox, uid, "frame")}"' in found
    assert "<html" not in found and 'id="m"' not in found and "stylesheet" not in found


def test_what_is_shown_is_what_the_page_shows(alice, people, store):
    uid = store.put(people.alice.mailbox, mail(), flags=("\\Seen",))
    page = alice.get(url(people.alice.mailbox, uid)).content.decode()
    found = parts(alice, url(people.alice.mailbox, uid))
    article = found[found.index("<article") : found.index("</article>")]
    whole = page[page.index("<article") : page.index("</article>")]
    assert article == _without_tokens(whole)


def test_it_is_read_counted_and_told_to_the_boxes(
    alice, people, store, django_capture_on_commit_callbacks
):
    box = people.alice.mailbox
    uid = store.put(box, plain())
    store.put(box, plain())
    with django_capture_on_commit_callbacks(execute=True):
        found = parts(alice, url(box, uid))
    assert "\\Seen" in store.mails(box, "INBOX")[0].flags
    assert PersonMonth.objects.get(person_id=people.alice.person.pk).read_days
    assert 'id="boxes"' in found and '<span class="n">1</span>' in found
    assert 'id="boxes"' not in parts(alice, url(box, uid))  # nothing to count any more


def test_what_was_opened_before_is_opened_by_the_rights_and_names_of_now(bob, people, store):
    """Its text is kept; whether he may look, and what is around it, is asked each time."""
    box = people.shared
    uid = store.put(box, plain(), flags=("\\Seen", "$label1"))
    first = parts(bob, url(box, uid))
    assert parts(bob, url(box, uid)) == first and "Quan trọng" in first
    MailLabel.objects.create(mailbox=box, number=1, name="Hỏa tốc", colour=1)
    renamed = parts(bob, url(box, uid))
    assert "Hỏa tốc" in renamed and "Quan trọng" not in renamed
    grants = MailboxGrant.objects.filter(mailbox=box, account=people.bob.account)
    grants.update(level=MailboxGrant.Level.VIEWER)
    assert 'form="acts"' not in parts(bob, url(box, uid))
    grants.delete()
    assert bob.get(url(box, uid), headers=PLACE).status_code == 404


def test_a_list_nobody_changed_is_shown_by_the_rights_and_names_of_now(bob, people, store):
    box = people.shared
    store.put(box, plain(), flags=("$label1",))
    store.state = "7.7.1"  # nothing in the folder changes from here on
    listing = reverse("mail:list", args=[box.pk])
    first = parts(bob, listing)
    assert parts(bob, listing) == first and "Quan trọng" in first and 'form="acts"' in first
    store.put(box, plain(), folder="Trash")
    store.session(box.address).create_folder("Dự án")
    MailLabel.objects.create(mailbox=box, number=1, name="Hỏa tốc", colour=1)
    changed = parts(bob, listing)
    assert changed.count("Dự án") == 4  # name and label of a box, and of where to move to
    assert "Hỏa tốc" in changed and "Quan trọng" not in changed
    grants = MailboxGrant.objects.filter(mailbox=box, account=people.bob.account)
    grants.update(level=MailboxGrant.Level.VIEWER)
    assert 'id="acts"' not in parts(bob, listing)
    grants.delete()
    assert bob.get(listing, headers=PLACE).status_code == 404


def test_a_mail_opened_by_two_is_each_ones_own(alice, bob, people, store):
    """Alice owns her mailbox, Bob may only look: the same mail, twice."""
    box = people.alice.mailbox
    uid = store.put(box, plain(), flags=("\\Seen",))
    lend(people, box)
    assert 'form="acts"' in parts(alice, url(box, uid))
    seen = parts(bob, url(box, uid))
    assert 'form="acts"' not in seen and "data-read" not in seen
    assert 'form="acts"' in parts(alice, url(box, uid))


def act(client, box, **fields):
    address = reverse("mail:act", args=[box.pk])
    return client.post(address, {"folder": "INBOX"} | fields, headers=PLACE)


@pytest.mark.parametrize(
    ("fields", "shown"),
    [
        ({"action": "read"}, "Đã đánh dấu đã đọc 1 thư."),
        ({"action": "star"}, 'class="star"'),
        ({"action": "label", "label": 1}, "tag l1"),
    ],
    ids=["read", "starred", "labelled"],
)
def test_a_mark_brings_its_line_the_counts_and_the_way_back(alice, people, store, fields, shown):
    box = people.alice.mailbox
    uid, other = store.put(box, plain()), store.put(box, plain())
    found = act(alice, box, uids=[uid], **fields).content.decode()
    assert shown in found and f'value="{uid}"' in found and f'value="{other}"' not in found
    assert 'id="folders"' in found and "<html" not in found
    key = re.search(r'name="key" value="(\w+)"', found)[1]
    assert store.mails(box, "INBOX")[0].flags
    alice.post(reverse("mail:take_back", args=[box.pk]), {"key": key})
    assert store.mails(box, "INBOX")[0].flags == frozenset()


def test_a_mark_by_a_viewer_or_a_stranger_is_refused_in_place_too(alice, charlie, people, store):
    uid = store.put(people.shared, plain())
    for client in (alice, charlie):
        assert act(client, people.shared, uids=[uid], action="read").status_code == 404
    assert store.mails(people.shared, "INBOX")[0].flags == frozenset()


def test_a_mark_in_a_shared_mailbox_is_in_its_journal(bob, people, store):
    uid = store.put(people.shared, plain())
    assert act(bob, people.shared, uids=[uid], action="read").status_code == 200
    assert AuditEvent.objects.filter(action="mail_read").count() == 1


def test_what_changes_nothing_in_the_list_leads_back_to_it(alice, people, store):
    uid = store.put(people.alice.mailbox, plain())
    answer = act(alice, people.alice.mailbox, uids=[uid], action="copy", target="Sent")
    assert answer.status_code == 302 and len(store.mails(people.alice.mailbox, "Sent")) == 1


def test_viewer_leaves_no_mark_and_is_told_so(alice, people, store):
    uid = store.put(people.shared, plain())
    found = parts(alice, url(people.shared, uid))
    assert "data-read" not in found and 'form="acts"' not in found
    assert store.mails(people.shared, "INBOX")[0].flags == frozenset()


def test_list_comes_with_its_bar_boxes_and_an_empty_place_for_the_mail(alice, people, store):
    box = people.alice.mailbox
    for _ in range(51):
        store.put(box, plain())
    found = parts(alice, reverse("mail:list", args=[box.pk]) + "?page=2")
    for part in ("bar", "mails", "letter", "boxes"):
        assert found.count(f'id="{part}"') == 1
    assert "51–51 / 51" in found and "<html" not in found
    assert "csrfmiddlewaretoken" not in found  # the browser's own goes into forms


@pytest.mark.parametrize("name", ["message", "list"])
def test_strangers_are_refused_as_at_the_page(charlie, people, store, name):
    uid = store.put(people.alice.mailbox, plain())
    arguments = [people.alice.mailbox.pk, *([uid] if name == "message" else [])]
    response = charlie.get(reverse(f"mail:{name}", args=arguments), headers=PLACE)
    assert response.status_code == 404
    assert b"Kh\xc3\xb4ng c\xc3\xb3 h\xe1\xbb\x99p th\xc6\xb0" in response.content


def test_who_is_signed_out_gets_no_part(client, people, store):
    uid = store.put(people.alice.mailbox, plain())
    response = client.get(url(people.alice.mailbox, uid), headers=PLACE)
    assert response.status_code == 302
    assert response["Location"].startswith(reverse("login"))


def _without_tokens(html: str) -> str:
    begin = html.find('<input type="hidden" name="csrfmiddlewaretoken"')
    if begin < 0:
        return html
    return html[:begin] + _without_tokens(html[html.index(">", begin) + 1 :])


@pytest.mark.parametrize(
    ("fields", "target", "said"),
    [
        ({"action": "delete"}, "Trash", "Đã bỏ 2 thư vào Thùng rác."),
        ({"action": "archive"}, "Archive", "Đã đưa 2 thư vào Lưu trữ."),
        ({"action": "junk"}, "Junk", "Đã đưa 2 thư vào Thư rác."),
        ({"action": "move", "target": "Sent"}, "Sent", "Đã chuyển 2 thư."),
    ],
    ids=["deleted", "archived", "junk", "moved"],
)
def test_mails_that_leave_bring_the_list_without_them_and_the_way_back(
    alice, people, store, fields, target, said
):
    box = people.alice.mailbox
    save(people.alice.actor, wishes=Wishes(page_length=25))
    uids = [store.put(box, plain(f"Tờ trình {n}.")) for n in range(30)]
    found = act(alice, box, uids=uids[-2:], **fields).content.decode()
    assert said in found and "<html" not in found and 'class="read nothing"' in found
    listed = re.findall(r'name="uids" value="(\d+)"', found)
    assert listed == [str(uid) for uid in reversed(uids[3:28])]  # as many as before
    assert "1–25 / 28" in found and 'id="folders"' in found
    assert len(store.mails(box, target)) == 2
    key = re.search(r'name="key" value="(\w+)"', found)[1]
    alice.post(reverse("mail:take_back", args=[box.pk]), {"key": key})
    assert len(store.mails(box, "INBOX")) == 30 and store.mails(box, target) == []


def test_what_leaves_a_narrowed_list_or_its_last_page_brings_that_list(alice, people, store):
    box = people.alice.mailbox
    save(people.alice.actor, wishes=Wishes(page_length=25))
    uids = [store.put(box, plain(f"Thư {n}."), flags=("\\Flagged",)) for n in range(26)]
    store.put(box, plain("Thư không sao."))
    found = act(alice, box, uids=uids[:1], action="archive", page=2, view="only=starred")
    text = found.content.decode()
    assert "1–25 / 25" in text and "Thư không sao." not in text  # its second page is empty now
    assert 'name="view" value="only=starred"' in text


def test_deleting_for_good_is_asked_on_a_page_in_place_too(alice, people, store):
    uid = store.put(people.alice.mailbox, plain(), folder="Trash")
    found = act(alice, people.alice.mailbox, uids=[uid], action="delete", folder="Trash")
    assert "<html" in found.content.decode() and len(store.mails(people.alice.mailbox, "Trash"))


def test_mails_that_are_gone_and_folders_that_are_not_there_are_refused(alice, people, store):
    box = people.alice.mailbox
    uid = store.put(box, plain())
    assert act(alice, box, uids=[uid + 9], action="delete").status_code == 404
    assert act(alice, box, uids=[uid], action="move", target="khong-co").status_code == 404
    assert len(store.mails(box, "INBOX")) == 1


def test_a_viewer_or_a_stranger_takes_nothing_away_in_place(alice, charlie, people, store):
    uid = store.put(people.shared, plain())
    for client in (alice, charlie):
        assert act(client, people.shared, uids=[uid], action="delete").status_code == 404
    assert len(store.mails(people.shared, "INBOX")) == 1


def test_what_leaves_a_shared_mailbox_is_in_its_journal(bob, people, store):
    uid = store.put(people.shared, plain())
    assert act(bob, people.shared, uids=[uid], action="archive").status_code == 200
    assert AuditEvent.objects.filter(action="mail_archive").count() == 1
