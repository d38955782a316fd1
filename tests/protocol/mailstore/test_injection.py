"""IMAPClient 4.1 sends CR and LF in arguments on (its issue 657): nothing gets that far."""

from collections.abc import Callable

import pytest

from mailsvc.base.errors import Invalid
from mailsvc.mailstore.session import Session
from tests.protocol.mailstore.mails import make_mail

SECOND = '"\r\nX1 DELETE "Công văn"\r\nX2 NOOP "'


@pytest.mark.parametrize("end", ["\r", "\n", "\0", SECOND])
@pytest.mark.parametrize(
    "act",
    [
        lambda s, bad: s.list_page("Sent" + bad),
        lambda s, bad: s.search("Sent" + bad, "thư"),
        lambda s, bad: s.search("INBOX", "thư" + bad),
        lambda s, bad: s.search("INBOX", 'từ:"x' + bad),
        lambda s, bad: s.fetch("Sent" + bad, 1),
        lambda s, bad: s.mark("Sent" + bad, [1], seen=True),
        lambda s, bad: s.move("INBOX", [1], "Sent" + bad),
        lambda s, bad: s.delete("Sent" + bad, [1]),
        lambda s, bad: s.append("Sent" + bad, b""),
        lambda s, bad: s.append("Sent", b"", {"\\Seen" + bad}),
        lambda s, bad: s.create_folder("a" + bad),
        lambda s, bad: s.delete_folder("a" + bad),
    ],
)
def test_a_second_command_is_refused(
    session: Session, act: Callable[[Session, str], object], end: str
) -> None:
    session.create_folder("Công văn")
    session.append("INBOX", make_mail())
    with pytest.raises(Invalid):
        act(session, end)
    assert "Công văn" in [folder.name for folder in session.list_folders()]
