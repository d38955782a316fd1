"""Which mails are a day of use for their sender (definition TX-1), and which prove little."""

from mailsvc.base.text import fold
from mailsvc.directory.actor import Actor
from mailsvc.message.headers import find_header_end
from mailsvc.message.htmltext import text_of_html
from mailsvc.message.parse import parse
from mailsvc.queue.orders import NewMessage
from mailsvc.smtp.address import lookup_key
from mailsvc.usage.services import UsageKind, record

_HEAD = 16 * 1024
_SHORT_MAIL = 8 * 1024  # a larger one holds more than a word, or a file
_SLIGHT_CHARS = 10


def note_use(actor: Actor, new: NewMessage) -> None:
    """A mail a person wrote to another is a day of use; never raises.

    Not one to oneself, and not one a program wrote: answers while away, receipts, reports.
    """
    own = lookup_key(actor.address)
    others = {lookup_key(one.address) for one in new.envelope.recipients} - {own}
    if not others or is_automatic(new.content):
        return
    is_slight = len(others) == 1 and says_little(new.content)
    record(actor, UsageKind.SLIGHT if is_slight else UsageKind.WRITE, at=new.created_at)


def is_automatic(content: bytes) -> bool:
    """A program wrote it, by its own word (RFC 3834 §5), or it is a report or receipt."""
    head = content[: find_header_end(content, _HEAD) + 1].lower()
    for line in head.splitlines():
        name, _, value = line.partition(b":")
        if name == b"auto-submitted" and value.strip() not in {b"", b"no"}:
            return True
        if name == b"content-type" and value.strip().startswith(b"multipart/report"):
            return True
    return False


def says_little(content: bytes) -> bool:
    """A word or two in the text, and no file: ten letters or digits at most, quotations apart."""
    if len(content) > _SHORT_MAIL:
        return False
    mail = parse(content)
    if mail.attachments:
        return False
    lines = (mail.text or text_of_html(mail.html)).splitlines()
    own = " ".join(line for line in lines if not line.lstrip().startswith(">"))
    return len(fold(own).replace(" ", "")) <= _SLIGHT_CHARS
