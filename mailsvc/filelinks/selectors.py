"""A sender's own links."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Prefetch, Sum

from mailsvc.base import clock
from mailsvc.directory.actor import Actor
from mailsvc.directory.models import Mailbox
from mailsvc.filelinks.access import access_linking_mailbox
from mailsvc.filelinks.models import FileLink, FileLinkReader

SHOWN = 200


@dataclass(frozen=True)
class Shown:
    """A link as its sender is shown it. `state`: open, closed, over or removed."""

    pk: int
    key: str
    name: str
    size_bytes: int
    made_by: str
    made_at: datetime
    expires_at: datetime
    state: str
    readers: tuple[str, ...]
    is_for_anybody: bool
    downloads: int
    downloaded_at: datetime | None


@dataclass(frozen=True)
class Room:
    """What the files of a mailbox weigh, and what they may."""

    used_bytes: int
    most_bytes: int


def is_on() -> bool:
    """False where the operator wants no file links."""
    return bool(settings.FILE_LINK_MAX_BYTES)


def list_links(actor: Actor, *, mailbox_pk: int) -> list[Shown]:
    """The newest first; errors as of `access_linking_mailbox`."""
    mailbox = access_linking_mailbox(actor, mailbox_pk)
    rows = FileLink.objects.filter(mailbox=mailbox).select_related("made_by__person")
    readers = Prefetch("readers", FileLinkReader.objects.order_by("pk"))
    now = clock.now()
    return [_shown(row, now) for row in rows.prefetch_related(readers)[:SHOWN]]


def measure_room(mailbox: Mailbox) -> Room:
    """For a mailbox the caller has opened; files count until their bytes are gone."""
    rows = FileLink.objects.stored().filter(mailbox=mailbox)
    used = rows.aggregate(total=Sum("size_bytes"))["total"] or 0
    return Room(used, settings.FILE_LINK_QUOTA_BYTES)


def _shown(row: FileLink, now: datetime) -> Shown:
    readers = list(row.readers.all())
    return Shown(
        pk=row.pk,
        key=row.key,
        name=row.name,
        size_bytes=row.size_bytes,
        made_by=row.made_by.person.full_name if row.made_by and row.made_by.person else "",
        made_at=row.made_at,
        expires_at=row.expires_at,
        state=_state(row, now),
        readers=tuple(dict.fromkeys(one.address for one in readers)),
        is_for_anybody=any(not one.is_inside for one in readers),
        downloads=row.downloads,
        downloaded_at=row.downloaded_at,
    )


def _state(row: FileLink, now: datetime) -> str:
    if row.removed_at is not None:
        return "removed"
    if row.closed_at is not None:
        return "closed"
    return "open" if now < row.expires_at else "over"
