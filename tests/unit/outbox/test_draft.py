"""A queued mail as a draft again."""

from mailsvc.message import parse
from mailsvc.outbox.draft import again

MAIL = (
    "Date: Tue, 22 Dec 2009 08:42:00 +0700\r\nMessage-ID:\r\n <CU@x.example>\r\n"
    "Subject: Báo cáo\r\nMIME-Version: 1.0\r\n\r\nMessage-ID: <trong-thư@x>\r\n"
).encode()


def test_only_the_name_of_the_mail_changes() -> None:
    made = again(MAIL, message_id="<MOI@x.example>", bcc=b"Bcc: do@stc.example\r\n")
    view = parse(made)
    assert (view.message_id, view.bcc[0].address) == ("<MOI@x.example>", "do@stc.example")
    assert made.endswith(MAIL[MAIL.index(b"Subject") :])
    assert b"CU@x" not in made


def test_mail_without_a_body_or_an_id_has_one_then() -> None:
    assert parse(again(b"Subject: x\r\n", message_id="<A@x>", bcc=b"")).message_id == "<A@x>"
