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
