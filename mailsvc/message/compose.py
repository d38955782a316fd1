"""`compose`: a mail of ours, after the letter of RFC 5322; bad values are refused, not mended."""

import mimetypes
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime

from mailsvc.base.clock import VIETNAM
from mailsvc.base.errors import Invalid
from mailsvc.base.text import nfc
from mailsvc.message.encode import encode_addresses, encode_text
from mailsvc.message.filenames import clean_filename
from mailsvc.message.folding import FoldingPolicy
from mailsvc.message.view import Address

# 7-bit encodings pass every relay; the SMTP policy ends lines with CRLF.
_POLICY = FoldingPolicy(linesep="\r\n", cte_type="7bit", raise_on_defect=True)
_SPECIALS = frozenset('<>()[]:;,\\" ')
# Controls, line and paragraph separators, lone surrogates.
_REFUSED = frozenset({"Cc", "Zl", "Zp", "Cs"})


@dataclass(frozen=True)
class OutgoingFile:
    """A file to send; without a content type it is guessed from the name.

    One with a `content_id` is a picture that the HTML shows (RFC 2392 §2).
    """

    filename: str
    content: bytes
    content_type: str = ""
    content_id: str = ""


@dataclass(frozen=True)
class OutgoingMessage:
    """What a person wrote. `bcc` is for drafts: a mail to send is composed without it."""

    from_: Address
    to: tuple[Address, ...]
    subject: str
    text: str
    date: datetime
    message_id: str
    cc: tuple[Address, ...] = ()
    bcc: tuple[Address, ...] = ()
    reply_to: tuple[Address, ...] = ()
    html: str = ""
    calendar: str = ""
    calendar_method: str = ""
    files: tuple[OutgoingFile, ...] = ()
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    extra: tuple[tuple[str, str], ...] = ()


def new_message_id(trace_id: str, *, host: str) -> str:
    """RFC 5322 §3.6.4: the trace id makes it unique."""
    return f"<{trace_id}@{host}>"


def compose(message: OutgoingMessage) -> bytes:
    """The bytes to queue or keep; Invalid("header_value") for CR, LF or NUL in a header."""
    head = _texts(message) + _people(message)
    mail = EmailMessage(policy=_POLICY)
    mail.set_content(_body(message.text))
    if message.html:
        mail.add_alternative(_body(message.html), subtype="html")
        for file in message.files:
            if file.content_id:
                _relate(mail, file)
    if message.calendar:
        parameters = {"method": message.calendar_method}
        mail.add_alternative(message.calendar, subtype="calendar", params=parameters)
    for file in message.files:
        if not (file.content_id and message.html):
            _attach(mail, file)
    return head + mail.as_bytes()


def header_field(name: str, people: tuple[Address, ...]) -> bytes:
    """One header field of addresses with its line end (Bcc of a Sent copy); b"" for nobody."""
    return encode_addresses(name, [_checked_person(p) for p in people]) if people else b""


def _texts(message: OutgoingMessage) -> bytes:
    rows = [
        ("Date", format_datetime(message.date.astimezone(VIETNAM))),
        ("Message-ID", message.message_id),
        ("In-Reply-To", message.in_reply_to),
        ("References", " ".join(message.references)),
        ("Subject", message.subject),
        *message.extra,
    ]
    checked = [(name, _checked(name, value)) for name, value in rows if value or name == "Subject"]
    return b"".join(encode_text(name, value) for name, value in checked)


def _people(message: OutgoingMessage) -> bytes:
    rows = [
        ("From", (message.from_,)),
        ("Reply-To", message.reply_to),
        ("To", message.to),
        ("Cc", message.cc),
        ("Bcc", message.bcc),
    ]
    return b"".join(header_field(name, people) for name, people in rows)


def _checked_person(person: Address) -> Address:
    """Refused when it is no address a header may hold."""
    address = _checked("address", person.address)
    local, _, domain = address.rpartition("@")
    is_bad = not address.isascii() or any(char in _SPECIALS for char in address)
    if not local or not domain or is_bad:
        raise Invalid("header_value", "Địa chỉ thư không hợp lệ.", header="address")
    return Address(_checked("address", person.name), address)


def _checked(name: str, value: str) -> str:
    """RFC 5322 §2.2: a value ends at the line; a second line would be a header of another's."""
    if any(unicodedata.category(char) in _REFUSED for char in value):
        raise Invalid("header_value", "Tiêu đề thư không được có dấu xuống dòng.", header=name)
    return nfc(value)


def _body(text: str) -> str:
    lines = nfc(text).replace("\0", "").replace("\r\n", "\n").replace("\r", "\n")
    clean = lines.encode("utf-8", "replace").decode("utf-8")
    return clean if clean.endswith("\n") else clean + "\n"


def _relate(mail: EmailMessage, file: OutgoingFile) -> None:
    """RFC 2387 §3: beside the HTML that shows it."""
    html = mail.get_body(("html",))
    assert html is not None
    maintype, _, subtype = file.content_type.partition("/")
    name = _checked("Content-ID", file.content_id)
    html.add_related(
        file.content,
        maintype=maintype,
        subtype=subtype,
        cid=f"<{name}>",
        filename=file.filename,
        disposition="inline",
    )


def _attach(mail: EmailMessage, file: OutgoingFile) -> None:
    name = clean_filename(file.filename) or "tệp.bin"
    maintype, _, subtype = (file.content_type or _guess(name)).partition("/")
    if maintype in {"multipart", "message"} or not subtype:
        # RFC 2046 §5.2.1: a mail inside a mail may not be in base64; as a plain file it may.
        maintype, subtype = "application", "octet-stream"
    cid = f"<{_checked('Content-ID', file.content_id)}>" if file.content_id else None
    mail.add_attachment(file.content, maintype=maintype, subtype=subtype, filename=name, cid=cid)


def _guess(name: str) -> str:
    return mimetypes.guess_type(name)[0] or "application/octet-stream"
