"""Templates on the pages: made, changed, thrown away and back, put into a mail."""

from mailsvc.stationery.models import Template
from mailsvc.stationery.shelves import Shelf, TemplateOrder, save_template
from tests.web.mail.conftest import plain, signed_in
from tests.web.mail.test_compose import TO, begin, form_of, paper, url

FORM = {"name": "Mời họp", "subject": "Mời họp", "text": "Kính gửi {nguoi_nhan},\nmời dự họp."}


def test_made_changed_deleted_and_back(alice, people) -> None:
    here = f"/thu/{people.alice.mailbox.pk}/thu-mau/"
    assert "Chưa có thư mẫu" in alice.get(here).content.decode()
    assert "Mời họp" in alice.post(here, FORM, follow=True).content.decode()
    pk = Template.objects.get().pk
    assert "mời dự họp" in alice.get(f"{here}{pk}/").content.decode()
    alice.post(f"{here}{pk}/", FORM | {"text": "Trân trọng kính mời."})
    assert Template.objects.get().text == "Trân trọng kính mời."
    page = alice.post(here, {"action": "delete", "pk": pk}, follow=True).content.decode()
    assert "Khôi phục" in page and not Template.objects.exists()
    alice.post(here, {"action": "restore"})
    assert Template.objects.get().text == "Trân trọng kính mời."
    alice.post(here, {"action": "restore"})
    assert Template.objects.count() == 1


def test_mistakes_stand_at_the_form(alice, people) -> None:
    here = f"/thu/{people.alice.mailbox.pk}/thu-mau/"
    alice.post(here, FORM)
    for wrong in ({}, {"text": "{luong}"}, {"text": ""}):
        page = alice.post(here, FORM | wrong)
        assert page.status_code == 422
        assert page.context["form"].errors
    assert alice.post(here, {"action": "delete", "pk": "x"}).status_code == 404
    assert Template.objects.count() == 1


def test_the_agencys_are_its_clerks(people, bob, alice) -> None:
    agency = people.alice.mailbox.agency_id
    path = f"/tai-khoan/mau-thu/{agency}/thu/"
    assert "Mời họp" in bob.post(path, FORM, follow=True).content.decode()
    pk = Template.objects.get().pk
    for stranger in (alice, signed_in(people.dana)):
        for address in (path, f"{path}{pk}/"):
            assert stranger.get(address).status_code == 404
            assert stranger.post(address, FORM).status_code == 404
    assert bob.get(f"{path}{pk}/").status_code == 200


def test_put_into_an_answer_above_the_quotation(alice, people, store) -> None:
    box = people.alice.mailbox
    assert "Chèn vào thư" not in alice.get(url(box)).content.decode()
    made = save_template(
        people.alice.actor, Shelf(box.pk), order=TemplateOrder("Mời", FORM["text"], "Mời họp")
    )
    uid = store.put(box, plain())
    answer = begin(alice, box, f"?reply={uid}")
    page = alice.post(
        url(box),
        answer | {"action": "template", "template": made.pk, "attachments": [paper()]},
    )
    again = form_of(page)
    assert page.status_code == 200
    assert again["text"].startswith("Kính gửi Nguyễn Văn Bình,\nmời dự họp.\n\nNgày 22/12/2009")
    # What was there stays: the subject, and the file that came along lies in the draft.
    assert (again["subject"], again["keep"]) == ("Re: Giấy mời họp", ["0"])
    new = begin(alice, box) | {"subject": "", "to": TO, "text": "Chào.\r\n"}
    again = form_of(alice.post(url(box), new | {"action": "template", "template": made.pk}))
    assert again["subject"] == "Mời họp"
    assert again["text"] == f"Chào.\n\nKính gửi {TO},\nmời dự họp."


def test_nothing_chosen_or_another_persons_changes_nothing(alice, people, store) -> None:
    box = people.alice.mailbox
    bobs = save_template(
        people.bob.actor, Shelf(people.bob.mailbox.pk), order=TemplateOrder("Kín", "Lời riêng")
    )
    form = begin(alice, box) | {"text": "Chào.", "action": "template"}
    for asked, status in (("", 200), ("x", 200), (bobs.pk, 404), ("9" * 40, 404)):
        page = alice.post(url(box), form | {"template": asked})
        assert page.status_code == status
        assert "Lời riêng" not in page.content.decode()
        assert form_of(page)["text"].strip() == "Chào."
