"""Parts of a page for one that stands already: the same doors, the same content, no frame."""

import re

import pytest
from django.urls import reverse

from mailsvc.audit.models import AuditEvent
from mailsvc.directory.models import MailboxGrant
from mailsvc.labels.models import MailLabel
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


def test_what_leaves_the_list_leads_to_the_list(alice, people, store):
    uid = store.put(people.alice.mailbox, plain())
    assert act(alice, people.alice.mailbox, uids=[uid], action="delete").status_code == 302


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
