"""The answer as a message, and reading one that comes. Built by hand, as delivery reports are."""

import re
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.utils import format_datetime

from mailsvc.base.clock import VIETNAM
from mailsvc.base.errors import NotFound
from mailsvc.base.text import clean_line
from mailsvc.message import parse
from mailsvc.message.compose import header_field
from mailsvc.message.headers import decode_words, split_fields
from mailsvc.message.parse import part_bytes
from mailsvc.message.view import Address, MessageView
from mailsvc.smtp.address import lookup_key

_NOTIFICATION = "message/disposition-notification"
_MESSAGE_ID = re.compile(r"<[^<>\s]{1,900}>")
_RECIPIENT = re.compile(r"\s*rfc822\s*;\s*<?([^\s<>;]{3,254})>?\s*", re.IGNORECASE)
_SUBJECT_CHARS = 150


@dataclass(frozen=True)
class Reader:
    """For whom the answer speaks, and whether a person pressed the button."""

    name: str
    address: str
    is_by_hand: bool


@dataclass(frozen=True)
class Told:
    """What an answer says: this address has had this mail on its screen."""

    message_id: str
    address: str


def compose_receipt(
    view: MessageView,
    *,
    reader: Reader,
    goals: tuple[str, ...],
    report_id: str,
    host: str,
    now: datetime,
) -> bytes:
    """RFC 8098 §3: a multipart/report with words for people and fields for machines."""
    boundary = f"cv-{report_id}"
    parts = (_words(view, reader, now), _fields(view, reader, host))
    body = "".join(f"--{boundary}\r\n{part}\r\n" for part in parts)
    answered = view.message_id if _MESSAGE_ID.fullmatch(view.message_id) else ""
    head = [
        f"Subject: {_encoded(f'Đã đọc: {clean_line(view.subject)[:_SUBJECT_CHARS]}')}",
        f"Date: {format_datetime(now.astimezone(VIETNAM))}",
        f"Message-ID: <{report_id}@{host}>",
        *([f"In-Reply-To: {answered}", f"References: {answered}"] if answered else []),
        "Auto-Submitted: auto-replied",  # RFC 3834 §5
        "MIME-Version: 1.0",
        "Content-Type: multipart/report; report-type=disposition-notification;",
        f'\tboundary="{boundary}"',
    ]
    people = header_field("From", (Address(reader.name, reader.address),)) + header_field(
        "To", tuple(Address("", one) for one in goals)
    )
    text = "".join(f"{line}\r\n" for line in head) + f"\r\n{body}--{boundary}--\r\n"
    return people + text.encode("utf-8", "replace")


def read_receipt(content: bytes) -> Told | None:
    """What a message/disposition-notification says; None for anything else, and for a mail that
    was deleted or passed on unread.
    """
    view = parse(content)
    kind = view.header("content-type").lower().replace(" ", "").replace('"', "")
    if not kind.startswith("multipart/report") or "disposition-notification" not in kind:
        return None
    found = next((one for one in view.attachments if one.content_type == _NOTIFICATION), None)
    if found is None:
        return None
    try:
        source = part_bytes(content, found.index)
    except NotFound:
        return None
    fields, _ = split_fields(source, 0, len(source))
    message_id = _MESSAGE_ID.search(decode_words(fields.first("original-message-id")))
    recipient = _RECIPIENT.fullmatch(decode_words(fields.first("final-recipient")))
    disposition = decode_words(fields.first("disposition")).partition(";")[2].lower()
    is_read = disposition.partition("/")[0].strip() == "displayed"  # RFC 8098 §3.2.6.2
    if message_id is None or recipient is None or not is_read:
        return None
    return Told(message_id[0], lookup_key(recipient[1]))


def _words(view: MessageView, reader: Reader, now: datetime) -> str:
    at = now.astimezone(VIETNAM).strftime("%H:%M %d/%m/%Y")
    who = clean_line(f"{reader.name} <{reader.address}>")
    subject = clean_line(view.subject)[:_SUBJECT_CHARS]
    lines = [
        f"{who} đã mở thư “{subject}” lúc {at}.",
        "Điều đó không có nghĩa là nội dung đã được xử lý.",
        "",
        f"{who} has displayed your message “{subject}” at {at} (Viet Nam time).",
        "This does not mean that it was understood or acted upon.",
        "",
    ]
    head = "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
    return head + "\r\n".join(lines)


def _fields(view: MessageView, reader: Reader, host: str) -> str:
    """RFC 8098 §3.1, §3.2."""
    original = _RECIPIENT.fullmatch(view.header("original-recipient"))
    mode = (
        "manual-action/MDN-sent-manually"
        if reader.is_by_hand
        else "automatic-action/MDN-sent-automatically"
    )
    lines = [
        f"Reporting-UA: {host}; Cong Van",
        *([f"Original-Recipient: rfc822;{original[1]}"] if original else []),
        f"Final-Recipient: rfc822;{reader.address}",
        *([f"Original-Message-ID: {view.message_id}"] if view.message_id else []),
        f"Disposition: {mode}; displayed",
    ]
    head = f"Content-Type: {_NOTIFICATION}\r\n\r\n"
    return head + "".join(f"{line}\r\n" for line in lines)


def _encoded(text: str) -> str:
    return Header(text, "utf-8", maxlinelen=70).encode(linesep="\r\n")
