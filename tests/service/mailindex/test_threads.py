"""Conversations by References; strangers cannot tie others' together."""

from email.message import EmailMessage
from email.policy import SMTP

import pytest

from mailsvc.mailindex import selectors
from tests.service.mailindex.conftest import Desk

pytestmark = pytest.mark.db_bound


def letter(name: str, *references: str, subject: str = "") -> bytes:
    """A mail named by its subject; its id is made from the name."""
    mail = EmailMessage(policy=SMTP)
    mail["From"], mail["Subject"] = "nam@stc.dienbien.example", subject or name
    mail["Message-ID"] = message_id(name)
    if references:
        mail["References"] = " ".join(map(message_id, references))
    mail.set_content("Kính gửi đồng chí.")
    return mail.as_bytes()


def message_id(name: str) -> str:
    return f"<{name.encode().hex()}@x>"


def threads(desk: Desk) -> set[frozenset[str]]:
    found: dict[int, set[str]] = {}
    sql = "SELECT thread, subject FROM mailindex_message WHERE mailbox = %s"
    for thread, subject in desk.engine.rows(sql, (desk.engine.mailbox_pk,)):
        found.setdefault(thread, set()).add(subject)
    return {frozenset(names) for names in found.values()}


def test_answers_in_inbox_and_sent_are_one_conversation_oldest_first(desk: Desk) -> None:
    desk.put(letter("hỏi"))
    desk.put(letter("đáp", "hỏi"), "Sent")
    uid = desk.put(letter("cảm ơn", "hỏi", "đáp"))
    desk.put(letter("khác"))
    desk.refresh()
    thread = selectors.find_thread(desk.engine, "INBOX", uid)
    assert thread is not None
    (hits,) = selectors.read_threads(desk.engine, [thread], ["INBOX", "Sent"]).values()
    assert {(h.folder, h.row.subject) for h in hits} == {
        ("INBOX", "hỏi"),
        ("Sent", "đáp"),
        ("INBOX", "cảm ơn"),
    }
    assert selectors.find_thread(desk.engine, "INBOX", 99) is None
    listed = selectors.list_threads(desk.engine, "INBOX", 1, 1)
    assert (listed.total, listed.pages, len(listed.threads)) == (2, 2, 1)
    assert selectors.list_threads(desk.engine, "Sent", 1, 9).threads == (thread,)
    assert selectors.list_threads(desk.engine, "Không có", 1, 9).threads == ()


def test_the_same_subject_is_no_conversation(desk: Desk) -> None:
    desk.put(letter("a", subject="Báo cáo"))
    desk.put(letter("b", subject="Báo cáo"))
    desk.refresh()
    found = [selectors.find_thread(desk.engine, "INBOX", uid) for uid in (1, 2)]
    assert found[0] != found[1]


def test_a_mail_that_comes_late_joins_what_referred_to_it(desk: Desk) -> None:
    desk.put(letter("con 1", "cha"))
    desk.put(letter("con 2", "cha"))
    desk.refresh()
    assert threads(desk) == {frozenset({"con 1", "con 2"})}
    desk.put(letter("cha", "ông"))
    desk.put(letter("ông"))
    desk.refresh()
    assert threads(desk) == {frozenset({"con 1", "con 2", "cha", "ông"})}


def test_a_stranger_who_names_two_conversations_ties_nothing(desk: Desk) -> None:
    desk.put(letter("một"))
    desk.put(letter("hai"))
    desk.refresh()
    desk.put(letter("kẻ lạ", "một", "hai"))
    desk.refresh()
    assert threads(desk) == {frozenset({"một"}), frozenset({"hai", "kẻ lạ"})}


def test_mails_without_an_id_stand_alone(desk: Desk) -> None:
    desk.put(b"Subject: a\r\n\r\n")
    desk.put(b"Subject: b\r\n\r\n")
    desk.refresh()
    assert threads(desk) == {frozenset({"a"}), frozenset({"b"})}
