"""Making a folder."""

from django.urls import reverse


def url(mailbox):
    return reverse("mail:new_folder", args=[mailbox.pk])


def test_new_folder_opens_and_stands_in_the_rail(alice, people, store):
    response = alice.post(url(people.alice.mailbox), {"name": "  Báo cáo/Năm 2009 "})
    page = alice.get(response.headers["Location"]).content.decode()
    assert "Báo cáo › Năm 2009" in page
    assert "Đã tạo thư mục" in page


def test_taken_and_empty_names_are_refused_in_words(alice, people, store):
    taken = alice.post(url(people.alice.mailbox), {"name": "Archive"})
    assert taken.status_code == 422
    assert "Đã có thư mục tên này" in taken.content.decode()
    assert alice.post(url(people.alice.mailbox), {"name": " "}).status_code == 422


def test_viewers_and_strangers_make_none(alice, charlie, people, store):
    assert alice.post(url(people.shared), {"name": "x"}).status_code == 404
    assert charlie.post(url(people.alice.mailbox), {"name": "x"}).status_code == 404


def test_folders_are_listed_renamed_with_their_filters_and_deleted(alice, people, store, settings):
    from mailsvc.filters.rules import Actions, Condition, Field, Op, Rule
    from mailsvc.filters.selectors import list_rules
    from mailsvc.filters.services import save_rule

    settings.SIEVE_PORT = 1
    pk = people.alice.mailbox.pk
    here = f"/thu/{pk}/cac-thu-muc/"
    alice.post(url(people.alice.mailbox), {"name": "Báo cáo"})
    rule = Rule("x", (Condition(Field.SUBJECT, Op.IS, "y"),), Actions("Báo cáo"))
    save_rule(people.alice.actor, mailbox_pk=pk, rule=rule)
    page = alice.get(here).content.decode()
    assert "100,0" in page or "100.0" in page
    sent = {"folder": "Báo cáo", "name": "Tổng hợp", "action": "rename"}
    assert "Đã đổi tên" in alice.post(here, sent, follow=True).content.decode()
    assert list_rules(people.alice.actor, mailbox_pk=pk)[0].folder == "Tổng hợp"
    store.put(people.alice.mailbox, b"Subject: x\r\n\r\n", "Tổng hợp")
    gone = {"folder": "Tổng hợp", "action": "delete"}
    assert "còn thư" in alice.post(here, gone, follow=True).content.decode()
    store.session(people.alice.mailbox.address).discard("Tổng hợp", [1])
    assert "Đã xóa thư mục" in alice.post(here, gone, follow=True).content.decode()


def test_folders_are_not_strangers_nor_viewers(alice, charlie, client, people, store):
    here = f"/thu/{people.alice.mailbox.pk}/cac-thu-muc/"
    assert client.get(here).status_code == 302
    assert charlie.post(here, {"folder": "Archive", "action": "delete"}).status_code == 404
    assert alice.get(f"/thu/{people.shared.pk}/cac-thu-muc/").status_code == 404
