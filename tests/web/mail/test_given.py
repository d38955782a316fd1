"""The list of a shared mailbox narrowed to what is given to me, or to what nobody has taken."""

import re

import pytest
from django.core.cache import cache
from django.urls import reverse

from mailsvc.mailindex.engine import drop_index
from tests.web.mail.conftest import plain

pytestmark = pytest.mark.db_bound


@pytest.fixture
def box(people, store):
    """A question with a second mail of its conversation, and two mails apart."""
    cache.clear()
    drop_index(people.shared.pk)
    store.put(people.shared, plain("Hỏi", **{"Message-ID": "<1@a>"}))
    again = {"Message-ID": "<2@a>", "References": "<1@a>"}
    store.put(people.shared, plain("Hỏi tiếp", **again))
    store.put(people.shared, plain("Mời", **{"Message-ID": "<3@a>"}))
    store.put(people.shared, plain("Đơn", **{"Message-ID": "<4@a>"}))
    return people.shared


def subjects(client, box, query) -> list[str]:
    page = client.get(reverse("mail:list", args=[box.pk]) + query).content.decode()
    return re.findall(r"(Hỏi tiếp|Hỏi|Mời|Đơn)</a>", page)


def give(client, box, uid, **data):
    return client.post(reverse("mail:together", args=[box.pk, uid]), data)


def test_given_and_free_follow_each_act(bob, people, box):
    assert subjects(bob, box, "?only=given") == []
    assert subjects(bob, box, "?only=free") == ["Đơn", "Mời", "Hỏi tiếp", "Hỏi"]
    give(bob, box, 1, action="take")
    assert subjects(bob, box, "?only=given") == ["Hỏi tiếp", "Hỏi"]
    assert subjects(bob, box, "?only=given&sort=-date") == ["Hỏi", "Hỏi tiếp"]
    assert subjects(bob, box, "?only=free") == ["Đơn", "Mời"]
    give(bob, box, 3, action="assign", account=people.alice.account.pk)
    assert subjects(bob, box, "?only=free") == ["Đơn"]
    give(bob, box, 1, action="done")
    assert subjects(bob, box, "?only=given") == []
    assert subjects(bob, box, "?only=free") == ["Đơn"]
    give(bob, box, 3, action="release")
    assert subjects(bob, box, "?only=free") == ["Đơn", "Mời"]


def test_who_lost_the_mailbox_has_nothing_there(bob, people, box):
    give(bob, box, 3, action="assign", account=people.alice.account.pk)
    people.alice.account.mailbox_grants.all().delete()
    assert "Mời" in subjects(bob, box, "?only=free")


def test_a_mail_that_was_moved_is_found_where_it_lies(bob, people, store, box):
    give(bob, box, 3, action="take")
    bob.post(
        reverse("mail:act", args=[box.pk]),
        {"folder": "INBOX", "action": "archive", "uids": ["3"]},
    )
    assert subjects(bob, box, "?only=given") == []
    assert subjects(bob, box, "?only=given&folder=Archive") == ["Mời"]


def test_the_page_of_my_work_leads_to_what_nobody_has_taken(bob, charlie, people, box):
    mine = reverse("mail:mine")
    (there,) = re.findall(r'href="([^"]*only=free)"', bob.get(mine).content.decode())
    give(bob, box, 1, action="take")
    assert re.findall(r"(Hỏi tiếp|Hỏi|Mời|Đơn)</a>", bob.get(there).content.decode()) == [
        "Đơn",
        "Mời",
    ]
    assert "only=free" not in charlie.get(mine).content.decode()
    assert charlie.get(there).status_code == 404


def test_only_shared_mailboxes_have_the_choice(alice, bob, people, store, box):
    assert "Chưa giao cho ai" in bob.get(reverse("mail:list", args=[box.pk])).content.decode()
    store.put(people.alice.mailbox, plain("Mời"))
    own = people.alice.mailbox
    assert "Chưa giao cho ai" not in alice.get(reverse("mail:list", args=[own.pk])).content.decode()
    assert subjects(alice, own, "?only=given") == ["Mời"]
