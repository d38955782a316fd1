"""Nothing that was typed is lost: drafts that keep themselves, one for each mail, and log-ins that
run out.
"""

import json

import pytest
from django.test import Client
from django.urls import reverse

from mailsvc.message import parse
from mailsvc.queue.models import QueuedMessage
from tests.factories import Member
from tests.web.mail.conftest import plain, signed_in
from tests.web.mail.test_compose import TO, begin, form_of, paper, url


def keep(client: Client, mailbox, form):
    return client.post(reverse("mail:keep", args=[mailbox.pk]), form)


def drafts(store, mailbox):
    return store.mails(mailbox, "Drafts")


def kept(response) -> dict[str, object]:
    assert response.status_code == 200, response.content
    return json.loads(response.content)


def test_draft_keeps_itself_in_the_place_of_the_older_one(alice, people, store):
    box = people.alice.mailbox
    form = begin(alice, box) | {"to": TO, "subject": "Báo cáo quý IV", "text": "Kính gửi"}
    first = kept(keep(alice, box, form | {"attachments": [paper()]}))
    assert first["files"] == [{"index": 0, "name": "Báo cáo quý IV.pdf", "size": 10}]
    second = kept(keep(alice, box, form | first["fields"] | {"keep": [0], "text": "Kính gửi Sở"}))
    (draft,) = drafts(store, box)
    view = parse(draft.content)
    assert (draft.uid, view.text.strip()) == (second["fields"]["uid"], "Kính gửi Sở")
    assert [file.filename for file in view.attachments] == ["Báo cáo quý IV.pdf"]
    again = form_of(alice.get(second["page"]))
    assert (again["to"], again["subject"], again["keep"]) == (TO, "Báo cáo quý IV", ["0"])


def test_answer_that_was_lost_on_the_line_leaves_no_second_draft(alice, people, store):
    box = people.alice.mailbox
    form = begin(alice, box)
    for text in ("một", "hai", "ba"):  # the page never hears where its draft lies
        kept(keep(alice, box, form | {"text": text}))
    (draft,) = drafts(store, box)
    assert parse(draft.content).text.strip() == "ba"


def test_half_an_address_is_kept_as_typed(alice, people, store):
    box = people.alice.mailbox
    typed = {"to": "Lò Văn Bì", "cc": f"{TO}, hoa@", "text": "dở dang"}
    told = kept(keep(alice, box, begin(alice, box) | typed))
    again = form_of(alice.get(told["page"]))
    assert (again["to"], again["cc"], again["text"].strip()) == tuple(typed.values())
    # Pressing the button keeps them just as well, and so does sending: it names the fault.
    response = alice.post(url(box), again | {"action": "save"})
    assert form_of(alice.get(response.headers["Location"]))["to"] == "Lò Văn Bì"
    assert len(drafts(store, box)) == 1
    refused = alice.post(url(box), again | {"action": "send"})
    assert "không phải địa chỉ thư" in refused.content.decode()


def test_second_window_does_not_overwrite_the_first(alice, people, store):
    box = people.alice.mailbox
    told = kept(keep(alice, box, begin(alice, box) | {"text": "chung"}))
    one, two = (form_of(alice.get(told["page"])) for _ in range(2))
    kept(keep(alice, box, one | {"text": "cửa sổ một"}))
    late = keep(alice, box, two | {"text": "cửa sổ hai"})
    assert late.status_code == 409
    answer = json.loads(late.content)
    assert answer["code"] == "other_window"
    assert "cửa sổ khác" in answer["text"]
    assert form_of(alice.get(answer["other"]))["text"].strip() == "cửa sổ một"
    page = alice.post(url(box), two | {"text": "cửa sổ hai", "action": "save"})
    assert page.status_code == 409
    assert "Giữ bản này" in page.content.decode() and "cửa sổ hai" in page.content.decode()
    kept(keep(alice, box, two | {"text": "cửa sổ hai", "over": "1"}))
    (draft,) = drafts(store, box)
    assert parse(draft.content).text.strip() == "cửa sổ hai"


def test_mail_that_was_sent_is_no_draft_again(alice, people, store):
    box = people.alice.mailbox
    form = begin(alice, box) | {"to": TO, "text": "xong"}
    kept(keep(alice, box, form))
    assert alice.post(url(box), form | {"action": "send"}).status_code == 302
    assert drafts(store, box) == []  # though the page never knew its uid
    late = keep(alice, box, form | {"text": "muộn"})
    assert (late.status_code, json.loads(late.content)["code"]) == (409, "already_sent")
    assert drafts(store, box) == []


def test_answer_that_was_kept_first_still_marks_the_mail(alice, people, store):
    box = people.alice.mailbox
    uid = store.put(box, plain(From=f"Sùng A Páo <{TO}>"))
    told = kept(keep(alice, box, begin(alice, box, f"?reply={uid}")))
    form = form_of(alice.get(told["page"])) | {"action": "send"}
    assert alice.post(url(box), form).status_code == 302
    assert "\\Answered" in store.mails(box, "INBOX")[0].flags


def test_store_down_is_told_and_the_next_try_keeps_it(alice, people, store):
    box = people.alice.mailbox
    form = begin(alice, box) | {"text": "giữ lại"}
    store.is_down = True
    assert keep(alice, box, form).status_code == 503
    store.is_down = False
    kept(keep(alice, box, form))
    assert len(drafts(store, box)) == 1


def test_strangers_keep_nothing(alice, charlie, people, store):
    form = begin(alice, people.alice.mailbox)
    assert keep(charlie, people.alice.mailbox, form).status_code == 404
    assert keep(charlie, people.charlie.mailbox, form).status_code == 422  # not his token
    assert keep(alice, people.alice.mailbox, form).status_code == 200
    assert drafts(store, people.charlie.mailbox) == []


def signed_out_post(member: Member, mailbox, form) -> Client:
    """A browser whose log-in is gone, after its form was sent."""
    browser = Client()
    response = browser.post(url(mailbox), form)
    assert response.status_code == 302
    assert response.headers["Location"].startswith(reverse("login"))
    known = {"username": member.account.address, "password": Member.password}
    assert browser.post(reverse("login"), known).status_code == 302
    return browser


@pytest.mark.parametrize("action", ["send", "save"])
def test_form_sent_after_the_log_in_ran_out_comes_back(alice, people, store, action):
    box = people.alice.mailbox
    form = begin(alice, box)
    form |= {"to": TO, "subject": "Không gõ lại", "text": "Ba trang số liệu", "action": action}
    browser = signed_out_post(people.alice, box, form)
    response = browser.get(url(box, "?typed=1"))
    page = response.content.decode()
    assert "Ba trang số liệu" in page and "Không gõ lại" in page and "thư CHƯA gửi" in page
    assert not QueuedMessage.objects.exists()
    again = form_of(response) | {"action": "send"}
    assert browser.post(url(box), again).status_code == 302
    assert QueuedMessage.objects.count() == 1
    assert "Ba trang" not in browser.get(url(box, "?typed=1")).content.decode()  # given once


def test_somebody_else_at_the_same_computer_never_sees_it(alice, people, store):
    box = people.alice.mailbox
    form = begin(alice, box) | {"text": "chuyện riêng", "action": "send"}
    browser = signed_out_post(people.bob, box, form)
    page = browser.get(url(people.bob.mailbox, "?typed=1")).content.decode()
    assert "chuyện riêng" not in page


def test_only_forms_of_ours_are_put_aside(alice, people, store):
    form = begin(alice, people.alice.mailbox) | {"text": "rác", "token": "x" * 50}
    browser = signed_out_post(people.alice, people.alice.mailbox, form)
    assert "typed_mail" not in browser.session


def test_script_hears_that_the_log_in_ran_out(people, store):
    response = keep(Client(), people.alice.mailbox, {"text": "x"})
    assert (response.status_code, json.loads(response.content)["code"]) == (401, "signed_out")


def test_draft_opens_under_the_name_it_was_written_in(alice, people, store):
    told = kept(
        keep(signed_in(people.bob), people.shared, begin(signed_in(people.bob), people.shared))
    )
    (draft,) = drafts(store, people.shared)
    assert parse(draft.content).from_.address == people.shared.address
    assert told["action"] == url(people.shared)
