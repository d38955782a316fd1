"""The boxes beside every page of a mailbox: its folders with counts, and the other mailboxes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from mailsvc.base.errors import Unavailable
from mailsvc.directory.access import list_open_mailboxes, may_manage
from mailsvc.directory.actor import Actor
from mailsvc.directory.models import Mailbox
from mailsvc.mailstore.values import Folder, FolderRole
from webui.mail.store import INBOX, open_store

_COUNTED_MAILBOXES = 8
_LABELS = {
    FolderRole.INBOX: _("Hộp thư đến"),
    FolderRole.DRAFTS: _("Thư nháp"),
    FolderRole.SENT: _("Đã gửi"),
    FolderRole.JUNK: _("Thư rác"),
    FolderRole.TRASH: _("Thùng rác"),
    FolderRole.ARCHIVE: _("Lưu trữ"),
}


@dataclass(frozen=True)
class Box:
    """One entry of the rail."""

    name: str
    url: str
    count: int
    is_here: bool
    key: str = ""


@dataclass(frozen=True)
class Rail:
    """Folders of the mailbox at hand, then other mailboxes."""

    mailbox_pk: int
    name: str
    folders: tuple[Box, ...]
    others: tuple[Box, ...]
    is_shared: bool = False
    may_manage: bool = False


def folder_label(folder: Folder) -> str:
    """The Vietnamese name of a folder of the system, a person's own name for others."""
    if folder.role in _LABELS:
        return _label(folder.role, _language())
    return folder.name.replace("/", " › ")


def label_of(name: str) -> str:
    """The label of a folder known by its name only."""
    roles = {"INBOX": FolderRole.INBOX} | {
        role.value.capitalize(): role for role in FolderRole if role not in {"", "inbox"}
    }
    return folder_label(Folder(name, roles.get(name, FolderRole.NONE), name, 0, 0))


def list_url(
    mailbox_pk: int,
    folder: str,
    *,
    page: int = 1,
    query: str = "",
    more: Mapping[str, str] | None = None,
) -> str:
    """The address of a list; the inbox's first page has the short one."""
    asked = {
        "folder": folder if folder != INBOX else "",
        "q": query,
        "page": str(page) if page > 1 else "",
        **(more or {}),
    }
    kept = {name: value for name, value in asked.items() if value}
    path = reverse("mail:list", args=[mailbox_pk])
    return f"{path}?{urlencode(kept)}" if kept else path


def list_boxes(mailbox_pk: int, folders: Sequence[Folder], here: str) -> tuple[Box, ...]:
    """The folders of a mailbox alone."""
    return _folder_boxes(mailbox_pk, tuple(folders), here, _language())


def list_targets(folders: list[Folder], here: str) -> tuple[tuple[str, str], ...]:
    """(name, label) of the folders mail can be moved to."""
    return _targets(tuple((f.name, f.role) for f in folders if f.name != here), _language())


def count_one_read(folder: Folder) -> Folder:
    """The folder after one of its mails was opened."""
    return replace(folder, unseen=max(0, folder.unseen - 1))


def make_rail(
    actor: Actor,
    mailbox: Mailbox,
    folders: list[Folder],
    here: str = "",
    others: Sequence[Mailbox] | None = None,
) -> Rail:
    """Counts are unread mails, of drafts all. `others`: the other open mailboxes, where known."""
    boxes = list_boxes(mailbox.pk, folders, here)
    if others is None:
        others = [m for m in list_open_mailboxes(actor) if m.pk != mailbox.pk]
    return Rail(
        mailbox.pk,
        mailbox.name,
        boxes,
        tuple(_mailbox_box(m, n) for n, m in enumerate(others)),
        is_shared=mailbox.kind == Mailbox.Kind.ROLE,
        may_manage=may_make_rules(actor, mailbox),
    )


def may_make_rules(actor: Actor, mailbox: Mailbox) -> bool:
    """True where the pages of filters, absence and the like are open to the actor."""
    return mailbox.owner_id == actor.account_pk or may_manage(actor, mailbox)


def _language() -> str:
    return get_language() or ""


@lru_cache(maxsize=50)
def _label(role: FolderRole, _language: str) -> str:
    return str(_LABELS[role])


@lru_cache(maxsize=1000)
def _targets(
    named: tuple[tuple[str, FolderRole], ...], _language: str
) -> tuple[tuple[str, str], ...]:
    return tuple((name, folder_label(Folder(name, role, name, 0, 0))) for name, role in named)


@lru_cache(maxsize=1000)
def _folder_boxes(
    mailbox_pk: int, folders: tuple[Folder, ...], here: str, _language: str
) -> tuple[Box, ...]:
    return tuple(_folder_box(mailbox_pk, folder, here) for folder in folders)


def _folder_box(mailbox_pk: int, folder: Folder, here: str) -> Box:
    count = folder.total if folder.role == FolderRole.DRAFTS else folder.unseen
    quiet = folder.role in {FolderRole.SENT, FolderRole.TRASH, FolderRole.JUNK}
    url = list_url(mailbox_pk, folder.name)
    return Box(folder_label(folder), url, 0 if quiet else count, folder.name == here, folder.name)


def _mailbox_box(mailbox: Mailbox, place: int) -> Box:
    unseen = _unseen(mailbox) if place < _COUNTED_MAILBOXES else 0
    return Box(mailbox.name, list_url(mailbox.pk, INBOX), unseen, is_here=False)


def _unseen(mailbox: Mailbox) -> int:
    """A count beside another mailbox is not worth an error page."""
    try:
        with open_store(mailbox) as session:
            return sum(f.unseen for f in session.list_folders() if f.role == FolderRole.INBOX)
    except Unavailable:
        return 0
