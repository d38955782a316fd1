"""Which mails are one conversation, who is named in a comment, what still counts: pure."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from mailsvc.message.view import MessageView

KEY_CHARS = 32
KEYS_MAX = 50
EDIT_HOURS = 1
WRITING_MINUTES = 10
_NAMED = re.compile(r"(?<![\w.@])@([\w][\w.\-]{0,63})")


@dataclass(frozen=True)
class MailIds:
    """A mail as teamwork knows it: its own key, those of its conversation, and how it is called."""

    key: str
    keys: tuple[str, ...]
    subject: str
    sender: str
    message_id: str


def mail_key(message_id: str) -> str:
    """A fixed-length key of a Message-ID, "" for none: ids may be long and hostile."""
    bare = "".join(message_id.split())
    return hashlib.sha256(bare.encode("utf-8", "replace")).hexdigest()[:KEY_CHARS] if bare else ""


def mail_ids(view: MessageView) -> MailIds:
    """The ids of a parsed mail; one without a Message-ID is known by sender, date and subject."""
    key = mail_key(view.message_id) or mail_key(
        f"{view.from_.address}|{view.date}|{view.subject}|{len(view.text)}"
    )
    # RFC 5322 §3.6.4: the nearest ancestors stand last.
    ancestors = [*view.references[-KEYS_MAX:], view.in_reply_to]
    keys = dict.fromkeys([key, *(mail_key(one) for one in reversed(ancestors))])
    return MailIds(
        key=key,
        keys=tuple(one for one in keys if one),
        subject=view.subject[:200],
        sender=(view.from_.name or view.from_.address)[:200],
        message_id=view.message_id[:500],
    )


def named_people(text: str, addresses: Iterable[str]) -> frozenset[str]:
    """The addresses whose first part stands after an @ in the text."""
    named = {match[1].casefold().rstrip(".-") for match in _NAMED.finditer(text)}
    return frozenset(one for one in addresses if one.partition("@")[0].casefold() in named)


def may_still_edit(written_at: datetime, now: datetime) -> bool:
    """True within the hour in which a comment may be mended."""
    return now - written_at < timedelta(hours=EDIT_HOURS)


def writing_since(now: datetime) -> datetime:
    """Whoever was last heard of before this has closed the page or gone away."""
    return now - timedelta(minutes=WRITING_MINUTES)
