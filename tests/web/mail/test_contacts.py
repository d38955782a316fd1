"""The address book: one's own, found without accents, in and out as files, everything undone."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from mailsvc.base.errors import TooLarge
from mailsvc.contacts import services
from mailsvc.contacts.entries import make_entry
from mailsvc.contacts.models import Contact, ContactGroup
from tests.web.mail.conftest import signed_in

BOOK = reverse("mail:contacts")
ACT = reverse("mail:act_on_contacts")
FIELDS = {"name": "Vàng A Dơ", "address": "do@xa.example", "organisation": "UBND xã Nà Tấu"}


@pytest.fixture
def do(people) -> Contact:
    """An entry of alice's."""
    entry = make_entry(FIELDS, ("Xã",))
    return services.save_contact(people.alice.actor, entry=entry)


def page(client, **query) -> str:
    return client.get(BOOK, query).content.decode()


def test_added_found_without_accents_changed(alice, people):
    assert "Danh bạ chưa có ai" in page(alice)
    answer = alice.post(reverse("mail:new_contact"), FIELDS | {"groups": "Xã, Bản"})
    assert answer.status_code == 302
    assert "Vàng A Dơ" in page(alice, q="vang do")
    assert "không có ai là" in page(alice, q="vang doanh")
    contact, groups = Contact.objects.get(), ContactGroup.objects.values_list("name", flat=True)
    assert set(groups) == {"Xã", "Bản"}
    there = reverse("mail:contact", args=[contact.pk])
    assert "Bản, Xã" in alice.get(there).content.decode()
    alice.post(there, FIELDS | {"name": "Vàng A Dơ (xã)", "groups": "Xã"})
    contact.refresh_from_db()
    assert contact.name == "Vàng A Dơ (xã)"
    assert [one.name for one in contact.groups.all()] == ["Xã"]


def test_a_sender_comes_into_the_form(alice, people):
    form = alice.get(reverse("mail:new_contact"), {"name": "A <b>", "address": "a@b.example"})
    assert 'value="A &lt;b&gt;"' in form.content.decode()


@pytest.mark.parametrize(
    "address", ["", "do", "do@xa.example\r\nBcc: x@y.example", "do@xa.example"]
)
def test_mistakes_and_doubles_stand_at_the_form(alice, do, address):
    answer = alice.post(reverse("mail:new_contact"), {"name": "Khác", "address": address})
    assert answer.status_code == 422
    assert Contact.objects.count() == 1


def test_taken_away_and_brought_back(alice, do):
    answer = alice.post(ACT, {"action": "delete", "pks": [do.pk]}, follow=True)
    said = answer.content.decode()
    assert "Đã bỏ 1 người" in said and "Hoàn tác" in said
    assert "Vàng A Dơ" not in page(alice)
    alice.post(ACT, {"action": "restore", "pks": [do.pk]})
    assert "Vàng A Dơ" in page(alice)


def test_chosen_people_are_written_to_and_put_into_groups(alice, do):
    answer = alice.post(ACT, {"action": "write", "pks": [do.pk]})
    assert "to=V%C3%A0ng+A+D%C6%A1+%3Cdo%40xa.example%3E" in answer.headers["Location"]
    alice.post(ACT, {"action": "group", "pks": [do.pk], "group": "Họp giao ban"})
    group = ContactGroup.objects.get(name="Họp giao ban")
    assert "Vàng A Dơ" in page(alice, nhom=group.pk)
    there = reverse("mail:contact_group", args=[group.pk])
    alice.post(there, {"name": "Giao ban tuần"})
    assert "Giao ban tuần" in page(alice)
    assert "đã có nhóm" in alice.post(there, {"name": "xã"}, follow=True).content.decode()
    alice.post(there, {"action": "delete"})
    assert "Giao ban tuần" not in page(alice) and "Vàng A Dơ" in page(alice)


@pytest.mark.parametrize("data", [{"action": "delete"}, {"action": "group", "pks": ["1"]}])
def test_nothing_chosen_is_told(alice, do, data):
    answer = alice.post(ACT, data, follow=True)
    assert "Đồng chí" in answer.content.decode()
    assert alice.post(ACT, {"action": "burn", "pks": [do.pk]}).status_code == 422


def test_a_file_is_taken_in_told_and_undone(alice, do):
    content = (
        "Email;Tên;Chức vụ\r\ndo@xa.example;Khác;Chủ tịch\r\nmoi@xa.example;Mới;\r\nhỏng;X;\r\n"
    )
    file = SimpleUploadedFile("danh ba.csv", content.encode())
    answer = alice.post(reverse("mail:import_contacts"), {"file": file})
    said = answer.content.decode()
    assert "1 người mới, 1 người đã có được bổ sung." in said and "dòng 4" in said
    do.refresh_from_db()
    assert (do.name, do.title) == ("Vàng A Dơ", "Chủ tịch")  # added to, not overwritten
    batch = Contact.objects.get(address="moi@xa.example").batch
    alice.post(reverse("mail:undo_import"), {"batch": batch})
    assert "moi@xa.example" not in page(alice) and "do@xa.example" in page(alice)


@pytest.mark.parametrize("content", [b"", b"\x00\x01", b"BEGIN:VCARD\r\n", b"A;B\r\n1;2\r\n"])
def test_files_that_hold_no_book_are_refused(alice, people, content):
    file = SimpleUploadedFile("x.vcf", content)
    answer = alice.post(reverse("mail:import_contacts"), {"file": file})
    assert answer.status_code == 422
    assert not Contact.objects.exists()


@pytest.mark.parametrize(("kind", "holds"), [("vcf", "FN:Vàng A Dơ"), ("csv", "Vàng A Dơ;do@xa")])
def test_the_book_as_a_file(alice, do, kind, holds):
    answer = alice.get(reverse("mail:export_contacts", args=[kind]))
    assert holds in answer.content.decode()
    assert "attachment" in answer.headers["Content-Disposition"]
    assert alice.get(reverse("mail:export_contacts", args=["exe"])).status_code == 404


def test_names_under_the_recipient_field(alice, bob, do):
    there = reverse("mail:suggest")
    rows = json.loads(alice.get(there, {"q": "vang d"}).content)["rows"]
    assert rows[0] == {
        "name": "Vàng A Dơ",
        "address": "do@xa.example",
        "note": FIELDS["organisation"],
    }
    (group,) = json.loads(alice.get(there, {"q": "xã"}).content)["rows"][:1]
    assert group["insert"] == "Vàng A Dơ <do@xa.example>"
    assert json.loads(bob.get(there, {"q": "vang d"}).content)["rows"] == []


def test_the_book_is_ones_own(bob, charlie, people, do):
    group = ContactGroup.objects.get()
    for browser in (bob, charlie, signed_in(people.dana)):
        assert "Vàng A Dơ" not in page(browser)
        assert browser.get(reverse("mail:contact", args=[do.pk])).status_code == 404
        assert browser.post(reverse("mail:contact", args=[do.pk]), FIELDS).status_code == 404
        assert browser.get(BOOK, {"nhom": group.pk}).status_code == 404
        there = reverse("mail:contact_group", args=[group.pk])
        assert browser.post(there, {"action": "delete"}).status_code == 404
        browser.post(ACT, {"action": "delete", "pks": [do.pk]})
        browser.post(ACT, {"action": "group", "pks": [do.pk], "group": "Của tôi"})
        export = browser.get(reverse("mail:export_contacts", args=["csv"])).content.decode()
        assert "do@xa.example" not in export
    do.refresh_from_db()
    assert do.deleted_at is None
    assert [one.name for one in do.groups.all()] == ["Xã"]


def test_a_book_has_an_end(people):
    Contact.objects.bulk_create(
        Contact(owner=people.alice.account, name="X", address=f"x{n}@xa.example")
        for n in range(services.CONTACTS_MAX)
    )
    with pytest.raises(TooLarge):
        services.save_contact(people.alice.actor, entry=make_entry({"address": "x@y.example"}))
