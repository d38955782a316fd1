"""The way back of each button over a list."""

import re

import pytest
from django.urls import reverse

from tests.web.mail.conftest import plain
from tests.web.mail.test_act import post

KEY = re.compile(r'name="key" value="(\w+)"')


def everything(store, mailbox):
    """What lies where, marks and all; uids change with a move."""
    return {
        name: sorted((mail.content, sorted(mail.flags)) for mail in mails.values())
        for name, mails in store.session(mailbox.address).folders.items()
    }


def key_after(client, mailbox, **data) -> str:
    response = post(client, mailbox, **data)
    found = KEY.search(client.get(response.headers["Location"]).content.decode())
    return found[1] if found else ""


def take_back(client, mailbox, key):
    return client.post(reverse("mail:take_back", args=[mailbox.pk]), {"key": key})


@pytest.mark.parametrize(
    "data",
    [
        {"action": "read"},
        {"action": "unread"},
        {"action": "star"},
        {"action": "unstar"},
        {"action": "delete"},
        {"action": "archive"},
        {"action": "junk"},
        {"action": "notjunk", "folder": "Junk"},
        {"action": "move", "target": "Archive"},
        {"action": "copy", "target": "Archive"},
        {"action": "label", "label": "4"},
        {"action": "unlabel", "label": "2"},
    ],
    ids=lambda data: data["action"],
)
def test_each_act_is_taken_back_to_the_letter(alice, people, store, data):
    box, folder = people.alice.mailbox, data.get("folder", "INBOX")
    marked = ("\\Seen", "\\Flagged", "$label2")
    uids = [
        store.put(box, plain("Một"), folder),
        store.put(box, plain("Hai"), folder, flags=marked),
    ]
    before = everything(store, box)
    key = key_after(alice, box, uids=uids, **data)
    assert everything(store, box) != before
    assert take_back(alice, box, key).status_code == 302
    assert everything(store, box) == before
    assert take_back(alice, box, key).status_code == 409


def test_what_changed_nothing_has_no_way_back(alice, people, store):
    uid = store.put(people.alice.mailbox, plain(), flags=("\\Seen",))
    assert key_after(alice, people.alice.mailbox, action="read", uids=[uid]) == ""


def test_only_the_last_act_and_only_with_its_key(alice, people, store):
    box = people.alice.mailbox
    uids = [store.put(box, plain()), store.put(box, plain())]
    first = key_after(alice, box, action="star", uids=uids[:1])
    second = key_after(alice, box, action="archive", uids=uids[1:])
    assert take_back(alice, box, first).status_code == 409
    assert take_back(alice, box, "").status_code == 409
    assert take_back(alice, people.shared, second).status_code in {404, 409}
    assert len(store.mails(box, "Archive")) == 1
    take_back(alice, box, second)
    assert store.mails(box, "Archive") == []


def test_strangers_and_readers_take_nothing_back(alice, bob, charlie, people, store):
    uid = store.put(people.shared, plain())
    key = key_after(bob, people.shared, action="archive", uids=[uid])
    assert key
    for client in (alice, charlie):
        assert take_back(client, people.shared, key).status_code == 404
    assert bob.get(reverse("mail:take_back", args=[people.shared.pk])).status_code == 405
    assert len(store.mails(people.shared, "Archive")) == 1


PLACE = {"HX-Request": "true", "HX-Target": "place"}


@pytest.mark.parametrize("action", ["delete", "read", "star"])
def test_in_place_the_list_that_stands_comes_back(alice, people, store, action):
    box = people.alice.mailbox
    uid = store.put(box, plain("Lịch trực tết"))
    before = everything(store, box)
    key = key_after(alice, box, uids=[uid], action=action)
    url = reverse("mail:take_back", args=[box.pk])
    said = alice.post(url, {"key": key}, headers=PLACE)
    shown = said.content.decode()
    assert said.status_code == 200 and "Đã hoàn tác." in shown
    assert everything(store, box) == before
    assert 'id="mails"' in shown and 'id="folders"' in shown and shown.count('name="uids"') == 1
    assert alice.post(url, {"key": key}, headers=PLACE).status_code == 409


def test_in_place_the_address_names_the_list(alice, people, store):
    box = people.alice.mailbox
    uids = [store.put(box, plain(text)) for text in ("Một", "Hai")]
    store.put(box, plain("Ba"), "Archive")
    key = key_after(alice, box, uids=uids, action="archive")
    url = reverse("mail:take_back", args=[box.pk])
    shown = alice.post(f"{url}?folder=Archive", {"key": key}, headers=PLACE).content.decode()
    assert shown.count('name="uids"') == 1 and "Lưu trữ" in shown
