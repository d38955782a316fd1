"""Signatures on the pages: set, shown when writing, once; the agency's."""

from datetime import timedelta

import pytest

from mailsvc.base import clock
from mailsvc.directory.delegation import delegate_mailbox
from mailsvc.directory.models import Delegation
from mailsvc.message import parse
from mailsvc.stationery.services import set_signature
from tests.web.mail.conftest import plain, signed_in
from tests.web.mail.test_compose import TO, begin, confirmed, form_of, sent_content, url
from tests.web.mail.test_keep import keep, kept


@pytest.fixture
def signed(people):
    """Alice's signature; it speaks of a file, as such lines do."""
    text = "Quàng Thị Hoa\nTệp đính kèm chỉ dành cho người nhận."
    set_signature(people.alice.actor, mailbox_pk=people.alice.mailbox.pk, text=text)
    return text


def here(people) -> str:
    return f"/thu/{people.alice.mailbox.pk}/chu-ky/"


def test_set_with_a_preview_and_taken_away(alice, people) -> None:
    assert "Chưa có chữ ký" in alice.get(here(people)).content.decode()
    page = alice.post(here(people), {"text": "{ten}\n<b>ĐT</b> 0215"}, follow=True).content.decode()
    assert "Quàng Thị Hoa\n&lt;b&gt;ĐT&lt;/b&gt; 0215" in page
    page = alice.post(here(people), {"text": ""}, follow=True).content.decode()
    assert "Chưa có chữ ký" in page


def test_a_mistake_stands_at_the_form(alice, people) -> None:
    page = alice.post(here(people), {"text": "{luong}"})
    assert page.status_code == 422
    assert "{luong}" in page.content.decode()
    assert page.context["form"].errors


def test_new_mails_and_answers_have_it_drafts_have_it_once(alice, people, store, signed) -> None:
    box = people.alice.mailbox
    form = begin(alice, box)
    assert form["text"] == f"\n\n-- \n{signed}"
    uid = store.put(box, plain())
    answer = begin(alice, box, f"?reply={uid}")
    own, _, quoted = answer["text"].partition(f"\n\n-- \n{signed}\n\nNgày 22/12/2009")
    assert own == "" and "> Mời đồng chí dự họp." in quoted
    told = kept(keep(alice, box, answer | {"text": f"Tôi dự.{answer['text']}"}))
    again = form_of(alice.get(told["page"]))
    assert again["text"].count(signed) == 1
    told = kept(keep(alice, box, again | {"text": "Không ký."}))
    assert form_of(alice.get(told["page"]))["text"].strip() == "Không ký."


def test_what_the_signature_says_is_no_forgotten_file(alice, people, store, signed) -> None:
    box = people.alice.mailbox
    form = begin(alice, box) | {"to": TO, "action": "send"}
    asked = alice.post(url(box), form | {"text": f"Gửi kèm báo cáo.{form['text']}"})
    assert "chưa có tệp nào" in asked.content.decode()
    assert alice.post(url(box), form | {"text": f"Tôi dự.{form['text']}"}).status_code == 302
    assert parse(sent_content()).text.rstrip() == f"Tôi dự.\n\n-- \n{signed}"


def test_another_sender_another_signature(people, store, signed) -> None:
    """Bob writes from his own mailbox or for Alice, who has lent him hers."""
    bob, box = signed_in(people.bob), people.bob.mailbox
    set_signature(people.bob.actor, mailbox_pk=box.pk, text="Lò Văn Bình")
    today = clock.today()
    delegate_mailbox(
        people.alice.actor,
        mailbox=people.alice.mailbox,
        deputy=people.bob.account,
        manner=Delegation.Manner.AS_OWNER,
        valid_from=today,
        valid_to=today + timedelta(days=2),
    )
    form = begin(bob, box)
    author = {"author": people.alice.mailbox.pk, "text": f"Chào.{form['text']}", "to": TO}
    page = bob.post(url(box), form | author | {"action": "sign"})
    assert page.status_code == 200
    again = form_of(page)
    assert again["text"] == f"Chào.\n\n-- \n{signed}"
    assert (again["to"], again["token"]) == (TO, form["token"])
    page = confirmed(bob, box, again | {"author": people.alice.mailbox.pk})
    assert page.status_code == 302
    assert parse(sent_content()).from_.address == people.alice.mailbox.address


def test_the_agencys_block_is_its_clerks(people, bob, alice, charlie) -> None:
    path = f"/tai-khoan/mau-thu/{people.alice.mailbox.agency_id}/"
    assert bob.get("/tai-khoan/mau-thu/").headers["Location"] == path
    page = bob.post(path, {"text": "{co_quan}"}, follow=True)
    assert "Đã lưu" in page.content.decode()
    assert "Sở Thông tin và Truyền thông" in alice.get(here(people)).context["preview"]
    for stranger in (alice, charlie, signed_in(people.dana)):
        assert stranger.get(path).status_code == 404
        assert stranger.post(path, {"text": "x"}).status_code == 404
    assert bob.post(path, {"text": "{luong}"}).status_code == 422
