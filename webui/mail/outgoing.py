"""From a filled form to a mail that the queue takes."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from mailsvc.base import clock
from mailsvc.base.errors import Conflict, Refused, TooLarge
from mailsvc.directory.actor import Actor
from mailsvc.directory.models import Mailbox
from mailsvc.filelinks import sending as filelinks
from mailsvc.message.compose import OutgoingFile, OutgoingMessage, compose, header_field
from mailsvc.message.view import Address
from mailsvc.message.vouched import CIRCULATION, URGENCY
from mailsvc.queue.selectors import find_message
from mailsvc.receipts.request import FIELD as RECEIPT
from mailsvc.smtp.envelope import Envelope, Recipient
from mailsvc.submission.hooks.verdict import Subject
from mailsvc.submission.screening import screen
from mailsvc.submission.services import SentCopy, Source, accept, check_recipient
from webui.mail import once
from webui.mail.answering import note_sent
from webui.mail.forms.compose import ComposeForm, too_large_text
from webui.mail.inserted import shown_in, standing_pictures, take_picture
from webui.mail.origin import Origin, kept_files, thread_of
from webui.mail.store import SENT

# The page with the button "undo" is seconds on its way to an office on a thin line.
_ON_THE_LINE = timedelta(seconds=3)


@dataclass(frozen=True)
class Written:
    """A mail as it stands in the form. `mailbox` keeps its drafts and copies, `author` is its From.

    `source` is where its origin lies, None when the actor may not change anything there. `page`
    names the page it is written on; `typed` are fields of people that are no addresses (yet).
    """

    actor: Actor
    mailbox: Mailbox
    author: Mailbox
    source: Mailbox | None
    origin: Origin
    trace_id: str
    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    bcc: tuple[Address, ...]
    subject: str
    text: str
    files: tuple[OutgoingFile, ...]
    html: str = ""
    pictures: tuple[OutgoingFile, ...] = ()  # put into the HTML
    is_internal: bool = False
    is_urgent: bool = False
    wants_receipt: bool = False
    page: str = ""
    typed: tuple[tuple[str, str], ...] = ()
    beside: Mailbox | None = None
    send_at: datetime | None = None

    @property
    def labels(self) -> tuple[tuple[str, str], ...]:
        """The header fields the ticks stand for."""
        internal = ((CIRCULATION, "internal"),) if self.is_internal else ()
        urgent = ((URGENCY, "khan"),) if self.is_urgent else ()
        # RFC 8098 §2.1: the address the envelope names too, so that nobody doubts it.
        receipt = ((RECEIPT, f"<{self.author.address}>"),) if self.wants_receipt else ()
        return internal + urgent + receipt

    @property
    def size_bytes(self) -> int:
        """About what the mail will weigh: files travel in base64 (RFC 2045 §6.8)."""
        files = sum(len(file.content) for file in (*self.files, *self.pictures))
        return len(self.text.encode()) + len(self.html.encode()) + files * 4 // 3


def read_form(
    actor: Actor,
    mailbox: Mailbox,
    form: ComposeForm,
    *,
    origin: Origin,
    source: Mailbox | None,
    authors: Sequence[Mailbox] = (),
) -> Written:
    """The values of a checked form, empty where a field was refused.

    TooLarge when kept and new files together are over the limit, Invalid for a foreign token.
    """
    data = form.cleaned_data
    files = kept_files(origin, data.get("keep", ()))
    for file in data.get("attachments", ()):
        file.seek(0)
        files.append(OutgoingFile(file.name or "", file.read()))
    pictures = standing_pictures(origin.view, origin.content) if origin.is_draft else []
    for file in data.get("pictures", ()):
        file.seek(0)
        pictures.append(take_picture(file.name or "", file.read()))
    if sum(len(file.content) for file in (*files, *pictures)) > settings.ATTACHMENTS_MAX_BYTES:
        raise TooLarge("attachments", too_large_text())
    return Written(
        actor=actor,
        mailbox=mailbox,
        author=next((one for one in authors if str(one.pk) == data.get("author")), mailbox),
        source=source,
        origin=origin,
        trace_id=once.unseal(actor, data.get("token", "")),
        to=data.get("to", ()),
        cc=data.get("cc", ()),
        bcc=data.get("bcc", ()),
        subject=data.get("subject", ""),
        text=data.get("text", ""),
        html=data.get("html", ""),
        files=tuple(files),
        pictures=_each_once(pictures),
        is_internal=bool(data.get("is_internal")),
        is_urgent=bool(data.get("is_urgent")),
        wants_receipt=bool(data.get("wants_receipt")),
        page=data.get("page", ""),
        send_at=data.get("later_at") or None,
        typed=tuple(
            (field, str(form[field].value() or ""))
            for field in ("to", "cc", "bcc")
            if field in form.errors
        ),
    )


def _each_once(pictures: Sequence[OutgoingFile]) -> tuple[OutgoingFile, ...]:
    """The newest last, a picture that was put in again too."""
    by_id = {one.content_id: one for one in reversed(pictures)}
    return tuple(reversed(by_id.values()))


def recipient_errors(written: Written) -> dict[str, list[str]]:
    """Per field, a sentence for each address nobody can be reached at."""
    errors: dict[str, list[str]] = {}
    size = written.size_bytes
    for field, people in (("to", written.to), ("cc", written.cc), ("bcc", written.bcc)):
        for person in people:
            try:
                check_recipient(
                    person.address, source=Source.WEB, actor=written.actor, size_bytes=size
                )
            except Refused as refusal:
                errors.setdefault(field, []).append(_named(person.address, refusal.public_text))
    if not (written.to or written.cc or written.bcc):
        errors["to"] = [_("Đồng chí ghi ít nhất một người nhận.")]
    return errors


def _named(address: str, text: str) -> str:
    return text if address in text else f"{address}: {text}"


def send(written: Written, *, undo_s: int = 0) -> None:
    """Into the queue, once; it goes at its hour, or when the sender can no longer change his mind.

    Conflict("already_sent") for a second press of the button, whichever page it comes from; what
    `filelinks.sending.check`, `screen` and `accept` raise.
    """
    shown = shown_in(written.html, written.pictures)
    content = compose(to_message(replace(written, pictures=shown)))
    people = (*written.to, *written.cc, *written.bcc)
    recipients = tuple(Recipient(address) for address in dict.fromkeys(p.address for p in people))
    copy = SentCopy(written.mailbox.pk, SENT, header_field("Bcc", written.bcc))
    envelope = Envelope(written.author.address, recipients)
    addresses = [one.address for one in recipients]
    texts = (written.text, written.html)
    filelinks.check(written.actor, texts=texts, addresses=addresses, goes_at=written.send_at)
    # Asks other programs, so before the transaction.
    marks = screen(Subject(written.trace_id, envelope, content), actor=written.actor)
    with transaction.atomic():
        if find_message(written.trace_id) is not None:
            raise Conflict("already_sent", _("Thư này đã gửi, hệ thống không gửi lần thứ hai."))
        accepted = accept(
            actor=written.actor,
            envelope=envelope,
            content=content,
            source=Source.WEB,
            prefix=marks,
            not_before=_not_before(written, undo_s),
            sent_copy=copy,
            trace_id=written.trace_id,
        )
        filelinks.grant(
            written.actor,
            texts=texts,
            addresses=accepted.recipients,
            trace_id=accepted.trace_id,
        )
        message_id = once.message_id_of(written.trace_id)
        note_sent(written.actor, written.beside or written.mailbox, written.origin, message_id)


def _not_before(written: Written, undo_s: int) -> datetime | None:
    if written.send_at or not undo_s:
        return written.send_at
    return clock.now() + timedelta(seconds=undo_s) + _ON_THE_LINE


def to_message(
    written: Written,
    *,
    bcc: tuple[Address, ...] = (),
    extra: tuple[tuple[str, str], ...] = (),
) -> OutgoingMessage:
    """The mail as `compose` takes it; a draft keeps its Bcc and fields of its own."""
    in_reply_to, references = thread_of(written.origin)
    return OutgoingMessage(
        from_=Address(written.author.name, written.author.address),
        to=written.to,
        cc=written.cc,
        bcc=bcc,
        subject=written.subject,
        text=written.text,
        html=written.html,
        date=clock.now(),
        message_id=once.message_id_of(written.trace_id),
        files=(*written.pictures, *written.files),
        in_reply_to=in_reply_to,
        references=references,
        extra=written.labels + extra,
    )
