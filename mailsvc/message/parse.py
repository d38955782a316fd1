"""`parse`: the bytes of a mail, whatever they are, as a `MessageView`."""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from mailsvc.base.errors import NotFound
from mailsvc.message import limits
from mailsvc.message.addresses import parse_addresses
from mailsvc.message.bodies import encoding_of, read_bodies
from mailsvc.message.decode import decode_text, decode_transfer
from mailsvc.message.filenames import clean_filename, default_filename
from mailsvc.message.headers import Fields, decode_words
from mailsvc.message.parameters import split_value
from mailsvc.message.structure import Part, list_leaves
from mailsvc.message.view import Address, AttachmentInfo, MessageView

_MESSAGE_ID = re.compile(r"<[^<>\s]{1,900}>")
_NOBODY = Address("", "")


def parse(content: bytes) -> MessageView:
    """Total: never raises. Limits of `limits` hold; a damaged mail shows what can be read of it."""
    source = _with_line_ends(content)
    fields, leaves = list_leaves(source)
    bodies = read_bodies(source, leaves)
    references = message_ids(fields.first("references"))
    return MessageView(
        subject=decode_words(fields.first("subject")),
        from_=next(iter(parse_addresses(fields.first("from"))), _NOBODY),
        to=_people(fields, "to"),
        cc=_people(fields, "cc"),
        bcc=_people(fields, "bcc"),
        reply_to=_people(fields, "reply-to"),
        date=read_date(fields.first("date")),
        message_id=next(iter(message_ids(fields.first("message-id"))), ""),
        in_reply_to=next(iter(message_ids(fields.first("in-reply-to"))), ""),
        references=references[-limits.REFERENCES :],
        text=bodies.text,
        html=bodies.html,
        attachments=tuple(_info(source, n, part) for n, part in enumerate(bodies.files)),
        headers=tuple((name, decode_words(value)) for name, value in fields.items),
    )


def part_bytes(content: bytes, index: int) -> bytes:
    """The decoded bytes of `attachments[index]`; NotFound when there is no such one."""
    source = _with_line_ends(content)
    files = read_bodies(source, list_leaves(source)[1]).files
    if not 0 <= index < len(files):
        raise NotFound("attachment", "Thư này không có tệp đó.")
    return _decoded(source, files[index])


def _with_line_ends(content: bytes) -> bytes:
    """Old Macintosh mails end lines with CR alone."""
    return content if b"\n" in content else content.replace(b"\r", b"\n")


def _people(fields: Fields, name: str) -> tuple[Address, ...]:
    return parse_addresses(fields.first(name))


def message_ids(raw: bytes) -> tuple[str, ...]:
    return tuple(_MESSAGE_ID.findall(decode_words(raw)))


def read_date(raw: bytes) -> datetime | None:
    """RFC 5322 §3.3 and what people make of it; a time without a zone is read as UTC."""
    try:
        found = parsedate_to_datetime(decode_text(raw[:200]).replace("\0", ""))
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def _info(source: bytes, index: int, part: Part) -> AttachmentInfo:
    disposition, parameters = split_value(part.fields.first("content-disposition"))
    content_id = next(iter(message_ids(part.fields.first("content-id"))), "")[1:-1]
    name = clean_filename(parameters.get("filename") or part.parameters.get("name", ""))
    return AttachmentInfo(
        index=index,
        filename=name or default_filename(index + 1, part.content_type),
        content_type=part.content_type,
        size=len(_decoded(source, part)),
        content_id=content_id,
        is_inline=bool(content_id) and disposition != "attachment",
    )


def _decoded(source: bytes, part: Part) -> bytes:
    return decode_transfer(source[part.start : part.end], encoding_of(part))
