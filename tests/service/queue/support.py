"""Mails for the queue's tests."""

from datetime import UTC, datetime

from mailsvc.base.trace import new_trace_id
from mailsvc.queue.orders import Claim, Copy, NewMessage, Result, ResultKind
from mailsvc.smtp.envelope import Envelope, Recipient

NOON = datetime(2009, 11, 2, 5, 0, tzinfo=UTC)
CONTENT = "Subject: Báo cáo tháng 11\r\n\r\nKính gửi đồng chí.\r\n".encode()
WORKER = "main:1:1"


def new_message(
    *to: str,
    sender: str = "hoa@stttt.dienbien.example",
    content: bytes = CONTENT,
    at: datetime = NOON,
    not_before: datetime | None = None,
    is_urgent: bool = False,
    copy: Copy | None = None,
    message_id: str = "",
    report_of: str = "",
) -> NewMessage:
    recipients = tuple(Recipient(address) for address in to or ("binh@stc.dienbien.example",))
    return NewMessage(
        trace_id=new_trace_id(),
        envelope=Envelope(sender, recipients),
        content=content,
        prefix=b"Received: by mail.dienbien.example\r\n",
        source="submission",
        created_at=at,
        not_before=not_before,
        is_urgent=is_urgent,
        copy=copy,
        message_id=message_id,
        report_of=report_of,
    )


def result(claim: Claim, kind: ResultKind, at: datetime = NOON) -> Result:
    codes = {
        ResultKind.DELIVERED: (250, "2.0.0", "đã nhận"),
        ResultKind.DEFERRED: (451, "4.3.0", "tạm thời"),
        ResultKind.FAILED: (550, "5.1.1", "không có hộp thư"),
        ResultKind.HELD: (451, "4.3.0", "lỗi lạ"),
    }
    return Result(claim.recipient_pk, claim.token, kind, *codes[kind], started_at=at, duration_ms=3)
