"""The sender's own copy: appended to a folder of his mailbox, marked as read."""

from collections.abc import Callable

from mailsvc.base.errors import NotFound, Refused, TooLarge, Unavailable
from mailsvc.delivery.transports.base import (
    OpenContent,
    Outcome,
    OutcomeKind,
    deferred,
    failed,
    for_all,
)
from mailsvc.directory.models import Mailbox
from mailsvc.mailstore.session import open_session
from mailsvc.smtp.envelope import Envelope

_SENT = "Sent"


class AppendTransport:
    """`find` gives the mailbox, None when it is gone."""

    def __init__(self, find: Callable[[], Mailbox | None], *, folder: str) -> None:
        self._find = find
        self._folder = folder or _SENT

    def deliver(self, envelope: Envelope, open_content: OpenContent) -> dict[str, Outcome]:
        """Append once; a folder that was deleted meanwhile gives way to Sent."""
        mailbox = self._find()
        if mailbox is None:
            return for_all(envelope, failed("5.1.1", "the mailbox is gone"))
        try:
            self._append(mailbox, open_content().read())
        except TooLarge:
            return for_all(envelope, failed("5.2.2", "mailbox full", code=552))
        except Refused as error:
            return for_all(envelope, failed("5.2.0", f"copy refused: {error.code}"))
        except Unavailable:
            return for_all(envelope, deferred("4.3.0", "mail store not available"))
        return for_all(envelope, Outcome(OutcomeKind.DELIVERED, 250, "2.0.0", "copy stored"))

    def _append(self, mailbox: Mailbox, content: bytes) -> None:
        with open_session(mailbox) as session:
            try:
                session.append(self._folder, content, {"\\Seen"})
            except NotFound:
                session.append(_SENT, content, {"\\Seen"})
