"""Where a form starts: from nothing, from a draft, or as an answer to a mail."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from django.http import QueryDict

from mailsvc.base.errors import NotFound
from mailsvc.base.text import clean_line
from mailsvc.directory.models import Mailbox
from mailsvc.message import parse
from mailsvc.message.compose import OutgoingFile
from mailsvc.message.parse import part_bytes
from mailsvc.message.reply import Answer, forward, reply_to, reply_to_all
from mailsvc.message.view import Address, AttachmentInfo, MessageView
from mailsvc.receipts.request import FIELD as RECEIPT
from mailsvc.submission.headers import read_headers
from mailsvc.submission.labels import NO_LABELS, Labels
from webui.mail import once
from webui.mail.inserted import all_known, is_inserted
from webui.mail.richtext import settle
from webui.mail.store import DRAFTS, INBOX, MailSession

# Header fields of drafts: which page wrote it, and people as they were typed (they go to nobody).
PAGE, TYPED = "X-CV-Draft", "X-CV-Typed-"
QUOTING = frozenset({"reply", "reply_all", "forward"})
KINDS = ("draft", "reply", "reply_all", "forward", "again")


@dataclass(frozen=True)
class Origin:
    """The mail a form continues; `content` is empty when there is none, or none any more."""

    kind: str = ""
    folder: str = ""
    uid: int = 0
    content: bytes = b""

    @cached_property
    def view(self) -> MessageView:
        return parse(self.content)

    @property
    def is_draft(self) -> bool:
        return self.kind == "draft" and bool(self.content)

    @property
    def files(self) -> tuple[AttachmentInfo, ...]:
        """Files that may go along: a draft's own, those of a mail passed on or sent again."""
        return self.view.attachments if self.kind in {"draft", "forward", "again"} else ()


def asked_origin(query: QueryDict) -> Origin:
    """`?reply=7&folder=…`; anything else starts from nothing."""
    for kind in KINDS:
        uid = query.get(kind, "")
        if uid.isdecimal() and len(uid) < 11:
            folder = DRAFTS if kind == "draft" else query.get("folder", "") or INBOX
            return Origin(kind, folder, int(uid))
    return Origin()


def fetch_origin(session: MailSession, origin: Origin) -> Origin:
    """With its bytes; NotFound when the mail is gone."""
    if origin.kind not in KINDS or not origin.uid:
        return Origin()
    return replace(origin, content=session.fetch(origin.folder, origin.uid).content)


def refetch_origin(session: MailSession, origin: Origin) -> Origin:
    """As `fetch_origin`, for a form that comes back: a mail gone meanwhile is no origin."""
    try:
        return fetch_origin(session, origin)
    except NotFound:
        return Origin()


def initial_values(
    origin: Origin, own: Iterable[str], authors: Sequence[Mailbox] = ()
) -> dict[str, object]:
    """What the fields hold when the form is first shown; `authors`: whose From it may be."""
    if not origin.content:
        return {}
    view = origin.view
    hidden: dict[str, object] = {
        "kind": origin.kind,
        "folder": origin.folder,
        "uid": origin.uid,
        # What was for inside stays so in an answer or a forward, unless somebody unticks it.
        "is_internal": labels_of(origin).is_internal,
    }
    if origin.kind == "draft":
        return hidden | {
            "is_urgent": labels_of(origin).is_urgent,
            "wants_receipt": bool(view.header(RECEIPT)),
            "author": next((a.pk for a in authors if a.address == view.from_.address), None),
            "to": _line(view.to) or typed_people(view, "to"),
            "cc": _line(view.cc) or typed_people(view, "cc"),
            "bcc": _line(view.bcc) or typed_people(view, "bcc"),
            "subject": view.subject,
            **body_of(view, is_draft=True),
        }
    if origin.kind == "again":
        # To whom is the page's part: those whom it did not reach.
        return hidden | {"subject": view.subject, **body_of(view, is_draft=False)}
    answer = answer_to(origin, own)
    return hidden | {
        "to": _line(answer.to),
        "cc": _line(answer.cc),
        "subject": answer.subject,
        "text": answer.text,
    }


def body_of(view: MessageView, *, is_draft: bool) -> dict[str, str]:
    """Text and HTML of a mail that is written on; only a draft of ours goes on with pictures."""
    text, source = view.text, view.html
    may_show = is_draft and all_known(source, view)
    if not source or "cid:" in source and not may_show:
        return {"text": text}
    text, source = settle(text, source, is_from_editor=True)
    return {"text": text, "html": source}


def answer_to(origin: Origin, own: Iterable[str]) -> Answer:
    """The answer the kind asks for."""
    if origin.kind == "forward":
        return forward(origin.view)
    if origin.kind == "reply_all":
        return reply_to_all(origin.view, own=own)
    return reply_to(origin.view, own=own)


def labels_of(origin: Origin) -> Labels:
    """The labels of the mail the form continues."""
    return read_headers(origin.content).labels if origin.content else NO_LABELS


def thread_of(origin: Origin) -> tuple[str, tuple[str, ...]]:
    """In-Reply-To and References of the mail to be; a draft carries its own."""
    if not origin.content:
        return "", ()
    if origin.kind in {"draft", "again"}:
        return origin.view.in_reply_to, origin.view.references
    answer = answer_to(origin, ())
    return answer.in_reply_to, answer.references


def kept_files(origin: Origin, indexes: Iterable[int]) -> list[OutgoingFile]:
    """The files of the origin that were not unticked."""
    known = {file.index: file for file in origin.files}
    return [
        OutgoingFile(known[n].filename, part_bytes(origin.content, n), known[n].content_type)
        for n in indexes
        if n in known and not is_inserted(known[n])
    ]


def trace_of_draft(origin: Origin) -> str:
    """The id a draft goes on with, "" for anything else."""
    return once.trace_of(origin.view.message_id) if origin.is_draft else ""


def typed_people(view: MessageView, field: str) -> str:
    """What was typed into a field of people and could not be read as addresses."""
    return clean_line(view.header(f"{TYPED}{field}"))


def _line(people: tuple[Address, ...]) -> str:
    return ", ".join(_written(person) for person in people if person.address)


def _written(person: Address) -> str:
    if any(char in person.name for char in ',;:<>()"@'):
        quoted = person.name.replace("\\", "").replace('"', "'")
        return f'"{quoted}" <{person.address}>'
    return str(person)
