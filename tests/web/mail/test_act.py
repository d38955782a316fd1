"""The buttons over a list or a mail."""

import pytest
from django.urls import reverse

from tests.web.mail.conftest import plain


def post(client, mailbox, **data):
    return client.post(reverse("mail:act", args=[mailbox.pk]), {"folder": "INBOX"} | data)


def flags(store, mailbox, folder="INBOX"):
    return [mail.flags for mail in store.mails(mailbox, folder)]


def test_read_unread_star(alice, people, store):
    box = people.alice.mailbox
    uids = [store.put(box, plain()), store.put(box, plain())]
    for action, expected in [
        ("read", {"\\Seen"}),
        ("star", {"\\Seen", "\\Flagged"}),
        ("unstar", {"\\Seen"}),
        ("unread", set()),
    ]:
        assert post(alice, box, action=action, uids=uids).status_code == 302
        assert flags(store, box) == [frozenset(expected)] * 2


def test_delete_goes_to_trash_then_for_good(alice, people, store):
    box = people.alice.mailbox
    uid = store.put(box, plain())
    response = post(alice, box, action="delete", uids=[uid])
    assert response.headers["Location"] == reverse("mail:list", args=[box.pk])
    assert "Đã bỏ 1 thư vào Thùng rác" in alice.get(response.headers["Location"]).content.decode()
    (gone,) = store.mails(box, "Trash")
    asked = post(alice, box, action="delete", folder="Trash", uids=[gone.uid])
    assert "không lấy lại được" in asked.content.decode()
    assert store.mails(box, "Trash") == [gone]
    post(alice, box, action="delete", folder="Trash", uids=[gone.uid], sure="1")
    assert store.mails(box, "Trash") == []


def test_move(alice, people, store):
    box = people.alice.mailbox
    uid = store.put(box, plain())
    post(alice, box, action="move", target="Archive", uids=[uid])
    assert len(store.mails(box, "Archive")) == 1
    assert post(alice, box, action="move", target="khong-co", uids=[uid]).status_code == 404


def test_star_on_a_mail_stays_there(alice, people, store):
    uid = store.put(people.alice.mailbox, plain())
    response = post(alice, people.alice.mailbox, action="star", uids=[uid], back="message")
    expected = reverse("mail:message", args=[people.alice.mailbox.pk, uid])
    assert response.headers["Location"] == expected


@pytest.mark.parametrize("data", [{"action": "delete"}, {"action": "move", "uids": [1]}])
def test_nothing_chosen_is_told_on_the_list(alice, people, store, data):
    response = post(alice, people.alice.mailbox, **data)
    assert "Đồng chí chọn" in alice.get(response.headers["Location"]).content.decode()


@pytest.mark.parametrize(
    "data", [{"action": "burn", "uids": [1]}, {}, {"uids": ["x"], "action": "read"}]
)
def test_odd_requests_are_refused(alice, people, store, data):
    assert post(alice, people.alice.mailbox, **data).status_code in {302, 422}


def test_viewers_and_strangers_change_nothing(alice, charlie, people, store):
    uid = store.put(people.shared, plain())
    own = store.put(people.alice.mailbox, plain())
    assert post(alice, people.shared, action="delete", uids=[uid]).status_code == 404
    assert post(charlie, people.alice.mailbox, action="delete", uids=[own]).status_code == 404
    assert len(store.mails(people.shared, "INBOX")) == 1


def test_get_is_no_action(alice, people, store):
    assert alice.get(reverse("mail:act", args=[people.alice.mailbox.pk])).status_code == 405
