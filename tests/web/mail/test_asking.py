"""Questions before a mail goes: asked once, answered by one button, asked anew for another."""

import re

from mailsvc.queue.models import QueuedMessage
from tests.factories import make_member
from tests.web.mail.conftest import plain
from tests.web.mail.test_compose import TO, begin, form_of, paper, url


def press(client, mailbox, form, **more):
    return client.post(url(mailbox), form | {"action": "send"} | more)


def digest(response) -> str:
    found = re.search(r'name="confirmed" value="([0-9a-f]{32})"', response.content.decode())
    assert found
    return found[1]


def test_forgotten_file_is_asked_for_and_the_answer_sends(alice, people, store):
    box = people.alice.mailbox
    form = begin(alice, box) | {"to": TO, "subject": "Báo cáo", "text": "Gửi báo cáo đính kèm."}
    response = press(alice, box, form)
    page = response.content.decode()
    assert response.status_code == 200
    assert "chưa có tệp nào" in page and "Gửi báo cáo đính kèm." in page
    assert not QueuedMessage.objects.exists()
    assert press(alice, box, form, confirmed=digest(response)).status_code == 302
    assert QueuedMessage.objects.count() == 1


def test_file_that_was_added_asks_nothing(alice, people, store):
    box = people.alice.mailbox
    form = begin(alice, box) | {"to": TO, "subject": "Báo cáo", "text": "Gửi báo cáo đính kèm."}
    assert press(alice, box, form, attachments=[paper()]).status_code == 302


def test_first_mail_outside_is_asked_for_and_the_second_is_not(alice, people, store):
    box = people.alice.mailbox
    form = begin(alice, box) | {"to": "ai@noi-khac.example", "subject": "Chào", "text": "x"}
    response = press(alice, box, form, attachments=[paper()])
    assert "Lần đầu" in response.content.decode()
    # The file is in the draft now: a browser sends it once.
    again = form_of(response)
    assert again["keep"] == ["0"]
    assert press(alice, box, again, confirmed=digest(response)).status_code == 302
    form = begin(alice, box) | {"to": "ai@noi-khac.example", "subject": "Chào", "text": "x"}
    assert press(alice, box, form).status_code == 302


def test_answer_does_not_hold_for_another_question(alice, people, store):
    box = people.alice.mailbox
    form = begin(alice, box) | {"to": "ai@noi-khac.example", "subject": "Chào", "text": "x"}
    yes = digest(press(alice, box, form))
    response = press(alice, box, form | {"to": "ai@stttt.dienbien.exampel"}, confirmed=yes)
    page = response.content.decode()
    assert "gần giống tên miền của ta" in page
    assert not QueuedMessage.objects.exists()


def test_namesake_is_asked_for_but_not_in_an_answer(alice, people, store):
    box, pao = people.alice.mailbox, people.charlie
    make_member(people.charlie.mailbox.agency, name=pao.person.full_name)
    form = begin(alice, box) | {"to": pao.mailbox.address, "subject": "Chào", "text": "x"}
    page = press(alice, box, form).content.decode()
    assert "cùng họ tên" in page and pao.person.full_name in page
    uid = store.put(box, plain(From=f"{pao.person.full_name} <{pao.mailbox.address}>"))
    assert press(alice, box, begin(alice, box, f"?reply={uid}")).status_code == 302
