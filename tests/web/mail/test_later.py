"""Putting off from a mail's page, the list of what waits, and taking back."""

import pytest

from mailsvc.reminders.models import Reminder
from mailsvc.reminders.services import FOLDER
from tests.web.mail.conftest import People, plain


def url(people: People, rest: str) -> str:
    return f"/thu/{people.alice.mailbox.pk}/{rest}"


def test_put_off_listed_and_taken_back(alice, people, store) -> None:
    uid = store.put(people.alice.mailbox, plain())
    page = alice.get(url(people, f"{uid}/")).content.decode()
    assert "Để sau" in page
    sent = {"when": "tomorrow", "folder": "INBOX"}
    page = alice.post(url(people, f"{uid}/de-sau/"), sent, follow=True).content.decode()
    assert "trở lại Hộp thư đến lúc 07:30" in page
    assert len(store.mails(people.alice.mailbox, FOLDER)) == 1
    assert "Giấy mời họp" in alice.get(url(people, "de-sau/")).content.decode()
    alice.post(url(people, "de-sau/"), {"pk": Reminder.objects.get().pk})
    (back,) = store.mails(people.alice.mailbox, "INBOX")
    assert "\\Seen" not in back.flags
    assert "Không có thư nào để sau" in alice.get(url(people, "de-sau/")).content.decode()


def test_sent_mail_is_watched_and_stays(alice, people, store) -> None:
    uid = store.put(people.alice.mailbox, plain(), "Sent")
    sent = {"when": "days3", "folder": "Sent"}
    page = alice.post(url(people, f"{uid}/de-sau/"), sent, follow=True).content.decode()
    assert "nếu chưa có trả lời" in page
    assert len(store.mails(people.alice.mailbox, "Sent")) == 1
    assert Reminder.objects.get().kind == Reminder.Kind.NO_ANSWER


@pytest.mark.parametrize(
    "sent",
    [
        {"when": "never", "folder": "INBOX"},
        {"when": "on", "folder": "INBOX"},
        {"when": "on", "on": "01/01/2009", "folder": "INBOX"},
        {"when": "tomorrow"},
        {"when": "tomorrow", "folder": "Drafts"},
    ],
)
def test_what_makes_no_sense_is_refused(alice, people, store, sent) -> None:
    uid = store.put(people.alice.mailbox, plain())
    store.put(people.alice.mailbox, plain(), "Drafts")
    assert alice.post(url(people, f"{uid}/de-sau/"), sent).status_code == 422
    assert len(store.mails(people.alice.mailbox, "INBOX")) == 1
    assert not Reminder.objects.exists()


def test_strangers_and_readers_are_refused(alice, charlie, client, people, store) -> None:
    uid = store.put(people.alice.mailbox, plain())
    sent = {"when": "tomorrow", "folder": "INBOX"}
    for rest in (f"{uid}/de-sau/", "de-sau/"):
        assert client.post(url(people, rest), sent).status_code == 302
        assert charlie.post(url(people, rest), sent).status_code == 404
    assert charlie.get(url(people, "de-sau/")).status_code == 404
    shared = store.put(people.shared, plain())
    assert alice.post(f"/thu/{people.shared.pk}/{shared}/de-sau/", sent).status_code == 404
