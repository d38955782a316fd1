"""Putting mail off, asking for a reminder, taking either back. The store is asked outside any
transaction: a row without its move is harmless, a move without its row would be a lost mail.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from mailsvc.base import clock
from mailsvc.base.errors import Conflict, Invalid, NotFound
from mailsvc.directory.access import access_mailbox
from mailsvc.directory.actor import Actor
from mailsvc.directory.models import Mailbox
from mailsvc.mailstore.values import Folder, Stored
from mailsvc.message import parse
from mailsvc.reminders.models import Reminder

FOLDER = "Để sau"
INBOX, SENT = "INBOX", "Sent"
DAYS_MAX = 366
OPEN_MAX = 500


class Shelf(Protocol):
    """What is needed of an open mailbox."""

    def list_folders(self) -> list[Folder]: ...

    def create_folder(self, name: str) -> None: ...

    def fetch(self, folder: str, uid: int) -> Stored: ...

    def find_uids(self, folder: str, message_id: str) -> list[int]: ...

    def move(self, folder: str, uids: Collection[int], target: str) -> object: ...

    def mark(
        self,
        folder: str,
        uids: Collection[int],
        *,
        seen: bool | None = None,
        flagged: bool | None = None,
        answered: bool | None = None,
    ) -> object: ...


@dataclass(frozen=True)
class Place:
    """One mail in an open mailbox."""

    shelf: Shelf
    folder: str
    uid: int


def put_off(actor: Actor, *, mailbox_pk: int, place: Place, due_at: datetime) -> Reminder:
    """Out of sight until `due_at`.

    NotFound for strangers and a missing mail, Invalid for a time that is past or too far, for a
    mail that has no Message-ID, and for one in Drafts or Sent.
    """
    mailbox = access_mailbox(actor, mailbox_pk, to_edit=True)
    if place.folder in {SENT, "Drafts", FOLDER}:
        raise Invalid("later_folder", "Thư trong thư mục này không để sau được.")
    row = _note(mailbox, Reminder.Kind.LATER, place, due_at)
    if FOLDER not in {one.name for one in place.shelf.list_folders()}:
        place.shelf.create_folder(FOLDER)
    place.shelf.move(place.folder, [place.uid], FOLDER)
    return row


def remind(actor: Actor, *, mailbox_pk: int, place: Place, due_at: datetime) -> Reminder:
    """Bring a sent mail up at `due_at` unless it was answered. Refusals as for `put_off`."""
    mailbox = access_mailbox(actor, mailbox_pk, to_edit=True)
    if place.folder != SENT:
        raise Invalid("remind_folder", "Chỉ nhắc được thư đã gửi.")
    return _note(mailbox, Reminder.Kind.NO_ANSWER, place, due_at)


def take_back(actor: Actor, *, mailbox_pk: int, pk: int, shelf: Shelf) -> None:
    """Now instead of later: a mail put off comes back, a reminder is forgotten."""
    mailbox = access_mailbox(actor, mailbox_pk, to_edit=True)
    row = Reminder.objects.filter(mailbox=mailbox, pk=pk).first()
    if row is None:
        raise NotFound("reminder", "Không còn lời nhắc này: có thể thư đã trở lại.")
    if row.kind == Reminder.Kind.LATER:
        bring_back(shelf, row)
    row.delete()


def bring_back(shelf: Shelf, row: Reminder) -> None:
    """Into the inbox, unread; nothing when somebody took it out of the folder meanwhile."""
    if FOLDER not in {one.name for one in shelf.list_folders()}:
        return
    uids = shelf.find_uids(FOLDER, row.message_id)
    if uids:
        shelf.mark(FOLDER, uids, seen=False)
        shelf.move(FOLDER, uids, INBOX)


def _note(mailbox: Mailbox, kind: Reminder.Kind, place: Place, due_at: datetime) -> Reminder:
    now = clock.now()
    if not now < due_at <= now + timedelta(days=DAYS_MAX):
        raise Invalid("reminder_time", "Chọn một lúc sau bây giờ, trong vòng một năm.")
    view = parse(place.shelf.fetch(place.folder, place.uid).content)
    if not view.message_id or len(view.message_id) > 400:
        raise Invalid("reminder_id", "Thư này không có mã thư nên không hẹn lại được.")
    if Reminder.objects.filter(mailbox=mailbox).count() >= OPEN_MAX:
        raise Conflict("reminders_full", f"Đã có {OPEN_MAX} thư hẹn lại: lấy bớt về đã.")
    row, _ = Reminder.objects.update_or_create(
        mailbox=mailbox,
        kind=kind,
        message_id=view.message_id,
        defaults={"subject": view.subject[:200], "due_at": due_at, "created_at": now},
    )
    return row
