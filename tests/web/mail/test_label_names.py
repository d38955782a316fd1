"""Labels with names of one's own: made on their page, put on mail, looked for, taken away."""

from django.urls import reverse

from mailsvc.labels.selectors import list_labels
from tests.web.mail.conftest import plain


def at(mailbox) -> str:
    return reverse("mail:labels", args=[mailbox.pk])


def add(client, mailbox, name="Tiếp dân", colour="7"):
    return client.post(at(mailbox), {"action": "add", "name": name, "colour": colour}, follow=True)


def act(client, mailbox, action, label, uid):
    data = {"folder": "INBOX", "action": action, "uids": [str(uid)], "label": str(label)}
    return client.post(reverse("mail:act", args=[mailbox.pk]), data, follow=True)


def test_a_label_is_made_put_on_mail_found_by_and_taken_off(alice, people, store) -> None:
    box = people.alice.mailbox
    uid = store.put(box, plain("Đơn thư"))
    store.put(box, plain("Khác"))
    assert "Đã thêm nhãn “Tiếp dân”" in add(alice, box).content.decode()
    page = act(alice, box, "label", 6, uid).content.decode()
    assert '<span class="tag l7">Tiếp dân</span>' in page
    found = alice.get(reverse("mail:list", args=[box.pk]) + "?label=6").content.decode()
    assert "Đơn thư" in found and "Khác" not in found
    opened = alice.get(reverse("mail:message", args=[box.pk, uid])).content.decode()
    assert '<span class="tag l7">Tiếp dân</span></h1>' in opened
    assert '<span class="tag l7">' not in act(alice, box, "unlabel", 6, uid).content.decode()


def test_another_name_and_colour_are_seen_at_once_in_a_list_that_did_not_change(
    alice, people, store
) -> None:
    box = people.alice.mailbox
    store.put(box, plain("Đơn thư"), flags=("$label4",))
    lists = reverse("mail:list", args=[box.pk])
    assert '<span class="tag l4">Cần làm</span>' in alice.get(lists).content.decode()
    change = {"action": "change", "number": "4", "name": "Gấp", "colour": "1"}
    assert "Đã đổi nhãn “Gấp”" in alice.post(at(box), change, follow=True).content.decode()
    assert '<span class="tag l1">Gấp</span>' in alice.get(lists).content.decode()


def test_a_deleted_label_is_shown_nowhere_until_it_is_back(alice, people, store) -> None:
    box = people.alice.mailbox
    store.put(box, plain("Đơn thư"), flags=("$label4",))
    page = alice.post(at(box), {"action": "delete", "number": "4"}, follow=True).content.decode()
    assert "Đã xóa nhãn “Cần làm”" in page and 'value="restore"' in page
    lists = reverse("mail:list", args=[box.pk])
    shown = alice.get(lists + "?label=4").content.decode()
    assert "Đơn thư" in shown and "Cần làm" not in shown
    alice.post(at(box), {"action": "restore", "number": "4"})
    assert "Cần làm" in alice.get(lists).content.decode()


def test_a_refusal_keeps_what_was_typed(alice, people, store) -> None:
    box = people.alice.mailbox
    page = add(alice, box, "quan trong")
    assert page.status_code == 422
    assert "Đã có nhãn “quan trong”" in page.content.decode()
    assert 'value="quan trong"' in page.content.decode()
    assert add(alice, box, "Việc\r\nX: y").status_code == 200
    assert list_labels(box.pk)[-1].name == "Việc X: y"
    assert add(alice, box, "x", colour="99").status_code == 422
    nonsense = {"action": "change", "number": "x"}
    assert "không hợp lệ" in alice.post(at(box), nonsense, follow=True).content.decode()


def test_a_label_of_another_mailbox_is_none_here(alice, people, store) -> None:
    box = people.alice.mailbox
    uid = store.put(box, plain("Đơn thư"))
    assert act(alice, box, "label", 6, uid).status_code == 404
    assert act(alice, box, "label", 4, uid).status_code == 200


def test_a_shared_mailbox_has_labels_of_its_own(bob, alice, people, store) -> None:
    uid = store.put(people.shared, plain("Đơn thư"))
    assert add(bob, people.shared).status_code == 200
    assert "Tiếp dân" in act(bob, people.shared, "label", 6, uid).content.decode()
    # Alice reads there: she sees the label, and does not name any.
    assert "Tiếp dân" in alice.get(reverse("mail:list", args=[people.shared.pk])).content.decode()
    assert alice.get(at(people.shared)).status_code == 404
    assert add(alice, people.shared, "Khác").status_code == 404
    own = alice.get(reverse("mail:list", args=[people.alice.mailbox.pk])).content.decode()
    assert "Tiếp dân" not in own
