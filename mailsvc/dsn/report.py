"""`compose_report`: a delivery report, built by hand so that the mail's bytes stay as they are."""

import re
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.utils import format_datetime

from mailsvc.base.clock import VIETNAM
from mailsvc.dsn import rules, texts
from mailsvc.dsn.rules import Action
from mailsvc.message.headers import Fields, decode_words, split_fields
from mailsvc.smtp.xtext import decode

_CONTROL = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]+")
_MESSAGE_ID = re.compile(r"<[^<>\s]{1,900}>")
_LINE_END = re.compile(rb"\r\n|\r|\n")
_SUBJECT_CHARS = 200
_HEADER_BYTES = 64 * 1024
_REFERENCES = 20


@dataclass(frozen=True)
class ReportedRecipient:
    """What became of one recipient; `orcpt` as the sender gave it ("type;xtext")."""

    address: str
    action: Action
    enhanced: str
    code: int
    text: str
    attempted_at: datetime
    orcpt: str = ""
    remote: str = ""
    retry_until: datetime | None = None


@dataclass(frozen=True)
class ReportOrder:
    """Everything a report is made of, but the mail itself."""

    report_id: str
    host_name: str
    sender: str
    mail_to: str
    trace_id: str
    arrived_at: datetime
    now: datetime
    recipients: tuple[ReportedRecipient, ...]
    envid: str = ""
    ret: str = ""


def compose_report(order: ReportOrder, *, original: bytes) -> bytes:
    """The report as a whole message. `mail_to` is the mail's sender and never null (Q4)."""
    if not order.mail_to or not order.recipients:
        raise ValueError("no report without a sender and a recipient")
    fields, body_at = split_fields(original, 0, min(len(original), _HEADER_BYTES))
    quoted = _quoted(order, original, body_at)
    boundary = _boundary(order.report_id, original)
    parts = (_people_part(order, fields), _machine_part(order), quoted)
    lines = b"".join(b"--%s\r\n%s\r\n" % (boundary, part) for part in parts)
    return _header(order, fields, boundary) + b"\r\n" + lines + b"--%s--\r\n" % boundary


def _header(order: ReportOrder, fields: Fields, boundary: bytes) -> bytes:
    subject = decode_words(fields.first("subject"))[:_SUBJECT_CHARS]
    found = _MESSAGE_ID.findall(decode_words(fields.first("message-id")))[:1]
    before = _MESSAGE_ID.findall(decode_words(fields.first("references")))[-_REFERENCES:]
    lines = [
        f"From: {_encoded('Hệ thống thư (Mail system)')} <{order.sender}>",
        f"To: <{order.mail_to}>",
        f"Subject: {_encoded(texts.subject(_main_action(order), subject))}",
        f"Date: {format_datetime(order.now.astimezone(VIETNAM))}",
        f"Message-ID: <{order.report_id}@{order.host_name}>",
        *(f"In-Reply-To: {one}" for one in found),
        *(["References: " + "\r\n ".join([*before, *found])] if found else []),
        "Auto-Submitted: auto-replied",  # RFC 3834 §5
        "MIME-Version: 1.0",
        # RFC 6522 §3
        "Content-Type: multipart/report; report-type=delivery-status;",
        f'\tboundary="{boundary.decode("ascii")}"',
    ]
    return "".join(f"{line}\r\n" for line in lines).encode("utf-8", "replace")


def _people_part(order: ReportOrder, fields: Fields) -> bytes:
    subject = decode_words(fields.first("subject"))[:_SUBJECT_CHARS]
    blocks: list[str] = []
    for language in (0, 1):
        lines = [texts.opening(_main_action(order))[language], ""]
        for one in order.recipients:
            why = texts.reason(one.enhanced)[language] if one.action is Action.FAILED else ""
            lines.append(f"  {_line(one.address)}" + (f": {why}" if why else ""))
        until = max((one.retry_until for one in order.recipients if one.retry_until), default=None)
        if until is not None:
            moment = f"{until.astimezone(VIETNAM):%H:%M %d/%m/%Y}"
            lines += ["", texts.retry_until(moment)[language]]
        label = ("Tiêu đề thư", "Subject")[language]
        lines += ["", *([f"{label}: {subject}", ""] if subject else [])]
        blocks.append("\n".join([*lines, texts.closing()[language]]))
    said = [_diagnostic(one) for one in order.recipients if one.text]
    if said:
        blocks.append("\n".join(["Máy chủ nhận đã trả lời / The receiving server said:", *said]))
    blocks.append(f"Mã thư / Mail id: {order.trace_id}")
    head = "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
    text = "\n\n----------\n\n".join(blocks) + "\n"
    return (head + text.replace("\n", "\r\n")).encode("utf-8", "replace")


def _machine_part(order: ReportOrder) -> bytes:
    """RFC 3464 §2; RFC 6533 §3 when an address is not ASCII."""
    groups = [_message_fields(order), *(_recipient_fields(one) for one in order.recipients)]
    text = "\r\n".join("".join(f"{line}\r\n" for line in group) for group in groups)
    content = text.encode("utf-8", "replace")
    kind = "delivery-status" if content.isascii() else "global-delivery-status"
    encoding = "" if content.isascii() else "Content-Transfer-Encoding: 8bit\r\n"
    return f"Content-Type: message/{kind}\r\n{encoding}\r\n".encode("ascii") + content


def _message_fields(order: ReportOrder) -> list[str]:
    """RFC 3464 §2.2; RFC 3461 §6.3: xtext is decoded."""
    return [
        *([f"Original-Envelope-Id: {_line(decode(order.envid))}"] if order.envid else []),
        f"Reporting-MTA: dns; {order.host_name}",
        f"Arrival-Date: {format_datetime(order.arrived_at.astimezone(VIETNAM))}",
    ]


def _recipient_fields(one: ReportedRecipient) -> list[str]:
    """RFC 3464 §2.3."""
    kind = "rfc822" if one.address.isascii() else "utf-8"
    return [
        *([f"Original-Recipient: {_line(decode(one.orcpt))}"] if one.orcpt else []),
        f"Final-Recipient: {kind}; {_line(one.address)}",
        f"Action: {one.action}",
        f"Status: {one.enhanced}",
        *([f"Remote-MTA: dns; {_line(one.remote)}"] if one.remote else []),
        *([f"Diagnostic-Code: smtp; {_diagnostic(one)}"] if one.code else []),
        f"Last-Attempt-Date: {format_datetime(one.attempted_at.astimezone(VIETNAM))}",
        *(
            # RFC 3464 §2.3.9
            [f"Will-Retry-Until: {format_datetime(one.retry_until.astimezone(VIETNAM))}"]
            if one.retry_until
            else []
        ),
    ]


def _quoted(order: ReportOrder, original: bytes, body_at: int) -> bytes:
    """The mail, or its header when it is large or the sender asked for no more."""
    is_whole = rules.quotes_whole(size_bytes=len(original), ret=order.ret)
    content = _LINE_END.sub(b"\r\n", original if is_whole else original[:body_at])
    is_utf8_header = not original[:body_at].isascii()
    if is_whole:
        kind = "message/global" if is_utf8_header else "message/rfc822"
    else:
        kind = "message/global-headers" if is_utf8_header else "text/rfc822-headers"
    encoding = "7bit" if content.isascii() else "8bit"
    head = f"Content-Type: {kind}\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n"
    return head.encode("ascii") + content.replace(b"\0", b"")


def _main_action(order: ReportOrder) -> Action:
    """A failure among them names the report."""
    actions = {one.action for one in order.recipients}
    return next(action for action in Action if action in actions)


def _boundary(report_id: str, original: bytes) -> bytes:
    """A line the mail does not hold."""
    number = 0
    while (found := f"=_{report_id}_{number}".encode("ascii")) in original:
        number += 1
    return found


def _diagnostic(one: ReportedRecipient) -> str:
    text = _line(one.text)
    said = text if text.startswith(one.enhanced) else f"{one.enhanced} {text}"
    return f"{one.code} {said}".strip() if one.code else text


def _line(value: str) -> str:
    return _CONTROL.sub(" ", value).strip()


def _encoded(value: str) -> str:
    """Encoded words (RFC 2047) where needed, folded with CRLF."""
    return Header(_line(value), "utf-8" if not value.isascii() else None).encode(linesep="\r\n")
