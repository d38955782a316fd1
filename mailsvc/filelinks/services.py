"""Putting a file behind an address, closing and opening it, having it."""

from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F

from mailsvc.audit.services import JSON, record
from mailsvc.base import clock
from mailsvc.base.errors import Conflict, Forbidden, TooLarge
from mailsvc.directory.actor import SYSTEM, Actor
from mailsvc.directory.models import Mailbox
from mailsvc.filelinks import files, rules
from mailsvc.filelinks.access import (
    access_link,
    access_linking_mailbox,
    access_own_link,
    is_senders,
)
from mailsvc.filelinks.models import FileLink
from mailsvc.filelinks.screening import screen
from mailsvc.filelinks.selectors import is_on, measure_room

CHAIN = "filelinks"
# How long the bytes of a link that is over or closed are kept, for who closed it by mistake.
GRACE = timedelta(days=7)


def keep_file(
    actor: Actor,
    *,
    mailbox_pk: int,
    name: str,
    size_bytes: int,
    chunks: Iterable[bytes],
    days: int,
) -> FileLink:
    """A file that nobody may open yet but those who may send from the mailbox.

    NotFound and Forbidden for who may not, Forbidden where links are off and for what no mail may
    carry, Invalid for its name or days, TooLarge for the file or for all files of the mailbox
    together, Unavailable when the disk or the scanner refuses. Not for a transaction: it writes a
    file and asks another program.
    """
    mailbox = access_linking_mailbox(actor, mailbox_pk)
    if not is_on():
        raise Forbidden("file_links_off", "Nơi này không gửi tệp lớn bằng đường dẫn.")
    clean = rules.check_name(name)
    most = settings.FILE_LINK_MAX_BYTES
    rules.check_size(size_bytes, most_bytes=most)
    rules.check_days(days, most=settings.FILE_LINK_DAYS)
    _refuse_no_room(mailbox, size_bytes)
    files.refuse_full_disk(size_bytes)
    kept = files.write(chunks, most_bytes=most)
    try:
        screen(kept, name=clean, actor=actor)
        return _enter(actor, mailbox, kept, clean, days)
    except BaseException:
        files.remove(kept.stored_as)
        raise


@transaction.atomic
def close(actor: Actor, *, mailbox_pk: int, pk: int) -> FileLink:
    """From now on it opens to nobody. Errors of `access_own_link`; Conflict when it does not."""
    link = _locked(actor, mailbox_pk, pk)
    if not link.is_open(clock.now()):
        raise Conflict("file_over", "Đường dẫn này không còn mở.")
    link.closed_at = clock.now()
    link.save(update_fields=["closed_at"])
    _record(actor, link, "close_file_link")
    return link


@transaction.atomic
def reopen(actor: Actor, *, mailbox_pk: int, pk: int, days: int) -> FileLink:
    """Open again, or longer: so many days from now, never fewer than it has. Errors of
    `access_own_link`, Invalid for the days, Conflict once the bytes are gone.
    """
    rules.check_days(days, most=settings.FILE_LINK_DAYS)
    link = _locked(actor, mailbox_pk, pk)
    if link.removed_at is not None:
        raise Conflict("file_removed", "Tệp đã xóa khỏi máy chủ: đồng chí tải lên lại.")
    link.closed_at = None
    link.expires_at = max(link.expires_at, clock.now() + timedelta(days=days))
    link.save(update_fields=["closed_at", "expires_at"])
    _record(actor, link, "reopen_file_link", {"until": link.expires_at.isoformat()})
    return link


@transaction.atomic
def remove(actor: Actor, *, mailbox_pk: int, pk: int) -> FileLink:
    """The bytes go for good, and count no longer. Errors of `access_own_link`; Conflict for a link
    that is open, so that nothing open is ever lost by one press, and when they are gone.
    """
    link = _locked(actor, mailbox_pk, pk)
    if link.is_open(clock.now()) or link.removed_at is not None:
        raise Conflict("file_open", "Đồng chí thu hồi đường dẫn trước khi xóa hẳn tệp.")
    link.removed_at = clock.now()
    link.save(update_fields=["removed_at"])
    _record(actor, link, "remove_file")
    transaction.on_commit(lambda: files.remove(link.stored_as))
    return link


@transaction.atomic
def note_download(actor: Actor | None, *, key: str, peer: str, first_byte: int = 0) -> FileLink:
    """The link, counted and in the journal before its bytes go; errors of `access_link`.

    Only in the journal: what goes on from where it broke off, and what the sender's side takes
    itself; he wants to know who else had it.
    """
    link = access_link(actor, key)
    if first_byte == 0 and (actor is None or not is_senders(actor, link)):
        rows = FileLink.objects.filter(pk=link.pk)
        rows.update(downloads=F("downloads") + 1, downloaded_at=clock.now())
    facts: dict[str, JSON] = {
        "peer": peer,
        "is_signed_in": actor is not None,
        "first_byte": first_byte,
    }
    _record(actor or SYSTEM, link, "download_file", facts)
    return link


def _refuse_no_room(mailbox: Mailbox, size_bytes: int) -> None:
    room = measure_room(mailbox)
    if room.used_bytes + size_bytes > room.most_bytes:
        most = room.most_bytes // 1024**2
        raise TooLarge(
            "file_room",
            f"Tệp lớn của hộp thư này đã gần đầy {most} MB: đồng chí mở trang “Tệp lớn”, thu hồi "
            "rồi xóa hẳn tệp cũ.",
        )


@transaction.atomic
def _enter(actor: Actor, mailbox: Mailbox, kept: files.Kept, name: str, days: int) -> FileLink:
    """Of two files at once the lock lets the second see what the first has filled."""
    locked = Mailbox.objects.select_for_update().get(pk=mailbox.pk)
    _refuse_no_room(locked, kept.size_bytes)
    now = clock.now()
    link = FileLink.objects.create(
        mailbox=mailbox,
        made_by_id=actor.account_pk,
        key=rules.new_key(),
        stored_as=kept.stored_as,
        name=name,
        size_bytes=kept.size_bytes,
        sha256=kept.sha256,
        made_at=now,
        expires_at=now + timedelta(days=days),
    )
    _record(actor, link, "keep_file", {"sha256": kept.sha256, "days": days})
    return link


def _locked(actor: Actor, mailbox_pk: int, pk: int) -> FileLink:
    link = access_own_link(actor, mailbox_pk=mailbox_pk, pk=pk)
    return (
        FileLink.objects.select_for_update(of=("self",)).select_related("mailbox").get(pk=link.pk)
    )


def _record(
    actor: Actor, link: FileLink, action: str, facts: dict[str, JSON] | None = None
) -> None:
    record(
        actor,
        chain=CHAIN,
        action=action,
        object_type="FileLink",
        object_pk=link.pk,
        facts={"name": link.name, "size_bytes": link.size_bytes, **(facts or {})},
        on_behalf_of="" if link.mailbox.owner_id == actor.account_pk else link.mailbox.address,
    )
