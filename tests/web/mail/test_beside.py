"""From an open mail to the one above and below, in the order of its list."""

import pytest
from django.urls import reverse

from tests.web.mail.conftest import plain


@pytest.fixture
def uids(people, store):
    """53 mails: two pages."""
    return [store.put(people.alice.mailbox, plain(f"Bản tin {n}")) for n in range(53)]


def go(client, mailbox, uid, way, query=""):
    answer = client.get(reverse(f"mail:{way}", args=[mailbox.pk, uid]) + query)
    assert answer.status_code == 302
    return answer.headers["Location"]


def test_down_and_up_and_over_the_edge_of_a_page(alice, people, uids):
    box = people.alice.mailbox
    assert go(alice, box, uids[52], "older") == f"/thu/{box.pk}/{uids[51]}/"
    assert go(alice, box, uids[51], "newer") == f"/thu/{box.pk}/{uids[52]}/"
    assert go(alice, box, uids[3], "older") == f"/thu/{box.pk}/{uids[2]}/?page=2"
    assert go(alice, box, uids[2], "newer", "?page=2") == f"/thu/{box.pk}/{uids[3]}/"


def test_in_the_order_of_the_list(alice, people, uids):
    box = people.alice.mailbox
    assert go(alice, box, uids[0], "older", "?sort=-date").startswith(
        f"/thu/{box.pk}/{uids[1]}/?sort=-date"
    )


def test_at_the_ends_one_is_told_and_led_to_the_list(alice, people, uids):
    box = people.alice.mailbox
    assert go(alice, box, uids[52], "newer") == f"/thu/{box.pk}/"
    assert "Đây là thư đầu danh sách." in alice.get(f"/thu/{box.pk}/").content.decode()
    assert go(alice, box, uids[0], "older", "?page=2") == f"/thu/{box.pk}/?page=2"


def test_a_mail_that_slid_to_the_page_after_and_one_that_is_gone(alice, people, store, uids):
    box = people.alice.mailbox
    store.put(box, plain("Vừa tới"))
    assert go(alice, box, uids[3], "older") == f"/thu/{box.pk}/{uids[2]}/?page=2"
    assert go(alice, box, 999, "older") == f"/thu/{box.pk}/"


def test_the_open_mail_leads_both_ways(alice, people, uids):
    box = people.alice.mailbox
    page = alice.get(f"/thu/{box.pk}/{uids[5]}/?page=2").content.decode()
    for way in ("newer", "older"):
        assert reverse(f"mail:{way}", args=[box.pk, uids[5]]) + "?page=2" in page
