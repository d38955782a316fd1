"""The answer to one mail as bytes."""

import re
from datetime import datetime

from mailsvc.message.compose import OutgoingMessage, compose
from mailsvc.message.headers import Fields, decode_words
from mailsvc.message.view import Address

_SUBJECT_CHARS = 150
_MESSAGE_ID = re.compile(r"<[^<>\s]{1,900}>")


def compose_answer(
    fields: Fields, *, body: str, author: Address, to: str, message_id: str, now: datetime
) -> bytes:
    """RFC 3834 §3.1: tied to the mail it answers, and marked so that nobody answers it."""
    subject = decode_words(fields.first("subject"))[:_SUBJECT_CHARS].strip()
    answered = _ids(fields, "message-id")[:1]
    before = _ids(fields, "references")[-20:]
    return compose(
        OutgoingMessage(
            from_=author,
            to=(Address("", to),),
            subject=f"Trả lời tự động: {subject}".rstrip(": "),
            text=body,
            date=now,
            message_id=message_id,
            in_reply_to="".join(answered),
            references=tuple(dict.fromkeys((*before, *answered))),
            # RFC 3834 §5, RFC 5230 §4.6; the second is for Microsoft's servers.
            extra=(("Auto-Submitted", "auto-replied"), ("X-Auto-Response-Suppress", "All")),
        )
    )


def _ids(fields: Fields, name: str) -> list[str]:
    return _MESSAGE_ID.findall(decode_words(fields.first(name)))
