"""The doors of file links: who may put files there, who may have one."""

from mailsvc.base import clock
from mailsvc.base.errors import Forbidden, NotFound
from mailsvc.directory.access import access_mailbox, list_open_mailboxes, may_send_as
from mailsvc.directory.actor import Actor
from mailsvc.directory.models import Mailbox
from mailsvc.filelinks.models import FileLink, FileLinkReader
from mailsvc.smtp.address import lookup_key


def access_linking_mailbox(actor: Actor, pk: int) -> Mailbox:
    """A mailbox the actor may send from. NotFound for strangers, Forbidden for who only reads."""
    mailbox = access_mailbox(actor, pk)
    if not may_send_as(actor, mailbox.address):
        raise Forbidden("sender_denied", "Chỉ người được gửi thư từ hộp thư này mới gửi tệp lớn.")
    return mailbox


def access_own_link(actor: Actor, *, mailbox_pk: int, pk: int) -> FileLink:
    """A link of a mailbox the actor may send from; NotFound otherwise, Forbidden as above."""
    mailbox = access_linking_mailbox(actor, mailbox_pk)
    link = FileLink.objects.filter(pk=pk, mailbox=mailbox).first()
    if link is None:
        raise _no_file()
    return link


def access_link(actor: Actor | None, key: str) -> FileLink:
    """The file behind an address, for whoever may have it now; None is a browser not signed in.

    NotFound for a key that is none and for a stranger, in the same words; for those it was sent to
    also when it is over, which is said.
    """
    link = FileLink.objects.filter(key=key).select_related("mailbox").first()
    if link is None or not (_is_for_anybody(link) or _is_for(actor, link)):
        raise _no_file()
    if not link.is_open(clock.now()):
        raise NotFound("file_over", _why_over(link))
    return link


def needs_sign_in(key: str) -> bool:
    """True unless the file may be had by anybody who knows its address; also for no such key."""
    link = FileLink.objects.filter(key=key).first()
    return link is None or not _is_for_anybody(link)


def is_senders(actor: Actor, link: FileLink) -> bool:
    """True for who may open the mailbox it was sent from."""
    return any(one.pk == link.mailbox_id for one in list_open_mailboxes(actor))


def was_sent_to(actor: Actor, link: FileLink) -> bool:
    """True for who may open a mailbox that it went to."""
    addresses = {lookup_key(one.address) for one in list_open_mailboxes(actor)}
    return link.readers.filter(address__in=addresses).exists()


def _is_for_anybody(link: FileLink) -> bool:
    """Somebody outside cannot sign in: for him the address is the key."""
    return FileLinkReader.objects.filter(link=link, is_inside=False).exists()


def _is_for(actor: Actor | None, link: FileLink) -> bool:
    if actor is None:
        return False
    return is_senders(actor, link) or was_sent_to(actor, link)


def _why_over(link: FileLink) -> str:
    sender = f"{link.mailbox.name} <{link.mailbox.address}>"
    if link.closed_at is not None:
        return f"Người gửi đã thu hồi tệp này. Cần tệp, đồng chí hỏi {sender}."
    until = link.expires_at.astimezone(clock.VIETNAM)
    return f"Đường dẫn đã hết hạn lúc {until:%H:%M ngày %d/%m/%Y}. Cần tệp, đồng chí hỏi {sender}."


def _no_file() -> NotFound:
    return NotFound(
        "file_link",
        "Không có tệp này, hoặc tệp không gửi cho đồng chí: đồng chí hỏi người gửi.",
    )
