"""A mail store in memory: what `mailstore.session.Session` answers, without Dovecot."""

import itertools
import random
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from django.conf import settings

from mailsvc.base.errors import Conflict, NotFound, StoreUnavailable
from mailsvc.base.text import fold
from mailsvc.directory.models import Mailbox
from mailsvc.mailstore.feed import FolderState, Head, references_of
from mailsvc.mailstore.query import Query, read_query
from mailsvc.mailstore.validate import label_keyword, label_number
from mailsvc.mailstore.values import (
    AS_THEY_CAME,
    Arrangement,
    Fill,
    Folder,
    FolderRole,
    Left,
    Mark,
    Marked,
    Moved,
    Only,
    Order,
    Page,
    RawHead,
    Row,
    Stored,
)
from mailsvc.message import parse
from mailsvc.message.vouched import vouched_marks

ROLES = {
    "INBOX": FolderRole.INBOX,
    "Drafts": FolderRole.DRAFTS,
    "Sent": FolderRole.SENT,
    "Junk": FolderRole.JUNK,
    "Trash": FolderRole.TRASH,
    "Archive": FolderRole.ARCHIVE,
}
AT = datetime(2009, 12, 22, 1, 42, tzinfo=UTC)


_CHANGES = itertools.count(2)


class MemoryFolder(dict[int, Stored]):
    """Mails by uid, with the numbers CONDSTORE keeps."""

    def __init__(self) -> None:
        super().__init__()
        self.uid_validity = random.randrange(1, 2**31)
        self.uid_next = 1
        self.modseq = 1
        self.modseqs: dict[int, int] = {}

    def __setitem__(self, uid: int, mail: Stored) -> None:
        super().__setitem__(uid, mail)
        self.uid_next = max(self.uid_next, uid + 1)
        self.modseq = self.modseqs[uid] = next(_CHANGES)

    def __delitem__(self, uid: int) -> None:
        super().__delitem__(uid)
        self.modseq = next(_CHANGES)


@dataclass
class MemoryStore:
    """All mailboxes, by address; `is_down` makes it refuse. Goes in by `webui.mail.store.using`."""

    boxes: dict[str, dict[str, MemoryFolder]] = field(default_factory=dict)
    is_down: bool = False
    state: str = ""

    @contextmanager
    def open(self, mailbox: Mailbox) -> Iterator["MemorySession"]:
        if self.is_down:
            raise StoreUnavailable("imap", "Kho thư tạm thời không trả lời.")
        yield self.session(mailbox.address)

    def session(self, address: str) -> "MemorySession":
        empty = {name: MemoryFolder() for name in ROLES}
        return MemorySession(self.boxes.setdefault(address, empty), self.state)

    def put(self, box: Mailbox | str, content: bytes, folder: str = "INBOX", flags=()) -> int:
        """Lay a mail into a mailbox, named by itself or its address; its uid."""
        address = box if isinstance(box, str) else box.address
        return self.session(address).append(folder, content, flags, AT)

    def mails(self, mailbox: Mailbox, folder: str) -> list[Stored]:
        return list(self.session(mailbox.address).folders[folder].values())


class MemorySession:
    """One open mailbox."""

    def __init__(self, folders: dict[str, MemoryFolder], state: str = "") -> None:
        self.folders, self._state = folders, state

    def list_folders(self) -> list[Folder]:
        return [
            Folder(
                name,
                ROLES.get(name, FolderRole.NONE),
                name.rpartition("/")[2],
                len(mails),
                sum("\\Seen" not in mail.flags for mail in mails.values()),
            )
            for name, mails in self.folders.items()
        ]

    def list_page(
        self, folder: str, page: int = 1, size: int = 50, arranged: Arrangement = AS_THEY_CAME
    ) -> Page:
        mails = [mail for mail in self._of(folder).values() if _is_in(mail, arranged)]
        return self._page(_sorted(mails, arranged), page, size)

    def search(self, folder: str, text: str, page: int = 1, size: int = 50) -> Page:
        found = [mail for mail in self._of(folder).values() if _matches(mail, text)]
        return self._page(sorted(found, key=lambda m: -m.uid), page, size)

    def find_uids(self, folder: str, message_id: str) -> list[int]:
        mails = self._of(folder).values()
        return [m.uid for m in mails if message_id and parse(m.content).message_id == message_id]

    def scan(self, folder: str, query: Query, first: int, last: int) -> list[int]:
        span = (uid for uid in self._of(folder) if first <= uid <= last)
        return sorted((uid for uid in span if _fits(self._of(folder)[uid], query)), reverse=True)

    def rows_of(self, folder: str, uids: Sequence[int]) -> list[Row]:
        kept = sorted((uid for uid in uids if uid in self._of(folder)), reverse=True)
        return [_row(self._of(folder)[uid]) for uid in kept]

    def list_states(self) -> list[FolderState]:
        return [
            FolderState(
                name,
                ROLES.get(name, FolderRole.NONE),
                box.uid_validity,
                box.uid_next,
                box.modseq,
                len(box),
            )
            for name, box in self.folders.items()
        ]

    def changed_flags(self, folder: str, since: int) -> dict[int, frozenset[str]]:
        box = self._of(folder)
        return {uid: mail.flags for uid, mail in box.items() if box.modseqs[uid] > since}

    def list_uids(self, folder: str, first: int = 1) -> list[int]:
        return sorted(uid for uid in self._of(folder) if uid >= first)

    def read_heads(self, folder: str, uids: Sequence[int]) -> list[Head]:
        box = self._of(folder)
        return [_head(box[uid]) for uid in sorted(uids) if uid in box]

    def read_sources(self, folder: str, uids: Sequence[int]) -> dict[int, bytes]:
        box = self._of(folder)
        return {uid: box[uid].content for uid in uids if uid in box}

    def list_raw_heads(self, folder: str, count: int) -> list[RawHead]:
        newest = sorted(self._of(folder).values(), key=lambda mail: -mail.uid)[:count]
        return [
            RawHead(m.uid, m.content, len(m.content), bool(parse(m.content).attachments))
            for m in newest
        ]

    def find_marks(self, folder: str, message_id: str) -> list[Mark]:
        found = (self.fetch(folder, uid) for uid in self.find_uids(folder, message_id))
        return [
            Mark(one.uid, "\\Seen" in one.flags, b"x-cv-recalled:" in one.content.lower())
            for one in found
        ]

    def fetch(self, folder: str, uid: int) -> Stored:
        if uid not in self._of(folder):
            raise NotFound("message", "Không có thư này.")
        return self._of(folder)[uid]

    def mark(
        self, folder, uids, *, seen=None, flagged=None, answered=None, receipted=None
    ) -> tuple[int, ...]:
        wanted = {"\\Seen": seen, "\\Flagged": flagged, "\\Answered": answered}
        return self._change(folder, uids, wanted | {"$MDNSent": receipted})

    def label(self, folder, uids, number: int, *, is_on: bool) -> tuple[int, ...]:
        return self._change(folder, uids, {label_keyword(number): is_on})

    def mark_and_look(self, folder, uids, *, seen=None, flagged=None) -> Marked:
        return self._look(folder, uids, self.mark(folder, uids, seen=seen, flagged=flagged))

    def label_and_look(self, folder, uids, number: int, *, is_on: bool) -> Marked:
        return self._look(folder, uids, self.label(folder, uids, number, is_on=is_on))

    def _look(self, folder, uids, changed: tuple[int, ...]) -> Marked:
        return Marked(changed, tuple(self.rows_of(folder, uids)), tuple(self.list_folders()))

    def _change(self, folder, uids, wanted: dict[str, bool | None]) -> tuple[int, ...]:
        changed = []
        for uid in uids:
            before = self.fetch(folder, uid)
            flags = set(before.flags)
            flags |= {flag for flag, value in wanted.items() if value}
            flags -= {flag for flag, value in wanted.items() if value is False}
            self._of(folder)[uid] = replace(before, flags=frozenset(flags))
            changed += [uid] if flags != before.flags else []
        return tuple(changed)

    def move(self, folder: str, uids: Collection[int], target: str) -> Moved:
        moved = self.copy(folder, uids, target)
        for uid in uids:
            del self._of(folder)[uid]
        return moved

    def move_and_look(self, folder: str, uids: Collection[int], target: str) -> Left:
        return Left(self.move(folder, uids, target), tuple(self.list_folders()))

    def copy(self, folder: str, uids: Collection[int], target: str) -> Moved:
        mails = [self.fetch(folder, uid) for uid in uids]
        new = [self.append(target, m.content, m.flags, m.received_at) for m in mails]
        return Moved(target, tuple(new))

    def delete(self, folder: str, uids: Collection[int]) -> Moved:
        if folder != "Trash":
            return self.move(folder, uids, "Trash")
        self.discard(folder, uids)
        return Moved("", ())

    def discard(self, folder: str, uids: Collection[int]) -> None:
        for uid in uids:
            self.fetch(folder, uid)
            del self._of(folder)[uid]

    def append(self, folder, content, flags=(), at=None) -> int:
        uid = self._of(folder).uid_next  # never given twice, as IMAP promises
        self._of(folder)[uid] = Stored(uid, content, frozenset(flags), at or AT)
        return uid

    def create_folder(self, name: str) -> None:
        if name in self.folders:
            raise Conflict("folder_exists", "Đã có thư mục tên này.")
        self.folders[name] = MemoryFolder()

    def rename_folder(self, name: str, wanted: str) -> None:
        if name in ROLES or wanted in self.folders:
            raise Conflict("folder_exists", "Đã có thư mục tên này.")
        self.folders[wanted] = self.folders.pop(name)

    def delete_folder(self, name: str) -> None:
        if self._of(name):
            raise Conflict("folder_not_empty", "Thư mục còn thư.")
        del self.folders[name]

    def read_fill(self) -> Fill | None:
        used = sum(len(mail.content) for box in self.folders.values() for mail in box.values())
        return Fill(used, 100 * 1024 * 1024)

    def _of(self, folder: str) -> MemoryFolder:
        if folder not in self.folders:
            raise NotFound("folder", "Không có thư mục này.")
        return self.folders[folder]

    def _page(self, mails: list[Stored], page: int, size: int) -> Page:
        pages = max(1, -(-len(mails) // size))
        page = min(page, pages)
        rows = tuple(_row(mail) for mail in mails[(page - 1) * size : page * size])
        return Page(rows, len(mails), page, pages, self._state)


def _is_in(mail: Stored, arranged: Arrangement) -> bool:
    view = parse(mail.content)
    return {
        Only.ALL: True,
        Only.UNREAD: "\\Seen" not in mail.flags,
        Only.STARRED: "\\Flagged" in mail.flags,
        Only.FILES: bool(view.attachments),
        Only.GIVEN: mail.uid in arranged.uids,
        Only.FREE: mail.uid not in arranged.uids,
        Only.MINE: arranged.mine in {person.address for person in (*view.to, *view.cc)},
    }[arranged.only] and (not arranged.label or label_keyword(arranged.label) in mail.flags)


def _sorted(mails: list[Stored], arranged: Arrangement) -> list[Stored]:
    newest = sorted(mails, key=lambda m: -m.uid)
    if arranged.order == Order.DATE:
        return newest[::-1] if arranged.is_reversed else newest
    key = {
        Order.SENDER: lambda m: parse(m.content).from_.name,
        Order.SUBJECT: lambda m: parse(m.content).subject,
        Order.SIZE: lambda m: -len(m.content),
    }[arranged.order]
    return sorted(newest, key=key, reverse=arranged.is_reversed)


def _matches(mail: Stored, text: str) -> bool:
    return _fits(mail, read_query(text))


def _fits(mail: Stored, query: Query) -> bool:
    """Roughly: any field will do."""
    if query.is_seen is not None and ("\\Seen" in mail.flags) != query.is_seen:
        return False
    for label in query.labels:
        if (label_keyword(label.number) in mail.flags) == label.is_negated:
            return False
    return all(fold(term.text) in fold(str(parse(mail.content))) for term in query.terms)


def _head(mail: Stored) -> Head:
    view, row = parse(mail.content), _row(mail)
    return Head(
        uid=mail.uid,
        flags=mail.flags,
        received_at=mail.received_at,
        sent_at=row.sent_at,
        size_bytes=row.size_bytes,
        subject=view.subject,
        sender=view.from_,
        recipients=(*view.to, *view.cc),
        files=tuple(file.filename for file in view.attachments),
        has_attachment=row.has_attachment,
        message_id=view.message_id,
        references=references_of(view.references, [view.in_reply_to] * bool(view.in_reply_to)),
    )


def _row(mail: Stored) -> Row:
    view = parse(mail.content)
    return Row(
        uid=mail.uid,
        subject=view.subject,
        from_name=view.from_.name,
        from_address=view.from_.address,
        to_names=tuple(person.name or person.address for person in view.to),
        sent_at=view.date or mail.received_at,
        size_bytes=len(mail.content),
        is_seen="\\Seen" in mail.flags,
        is_flagged="\\Flagged" in mail.flags,
        is_answered="\\Answered" in mail.flags,
        has_attachment=bool(view.attachments),
        message_id=view.message_id,
        labels=tuple(sorted(filter(None, (label_number(one.encode()) for one in mail.flags)))),
        preview=view.text.partition("\n")[0][:120],
        marks=vouched_marks(view.headers, settings.HOST_NAME),
    )
