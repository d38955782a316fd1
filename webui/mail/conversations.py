"""Conversations: the mails of a thread from all folders, answers of one's own among them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from mailsvc.base import clock
from mailsvc.base.errors import NotFound
from mailsvc.directory.actor import Actor
from mailsvc.directory.models import Mailbox
from mailsvc.mailindex import selectors, services, sync
from mailsvc.mailindex.access import open_index
from mailsvc.mailindex.selectors import Hit
from mailsvc.mailstore.query import Query
from mailsvc.mailstore.values import Folder, FolderRole
from webui.mail.lines import short_time
from webui.mail.listing import Asked, message_url
from webui.mail.rail import folder_label
from webui.mail.reading import Reading, read_mail
from webui.mail.store import MailSession
from webui.mail.trust import Trust, read_trust

PAGE_SIZE = 50
OPEN_MAX = 8
_HEADS, _TEXTS = 300, 30
_NAMES = 4
_ASIDE = frozenset({FolderRole.JUNK, FolderRole.TRASH, FolderRole.DRAFTS})


@dataclass(frozen=True)
class Line:
    """A conversation in the list; `count` is of all its mails."""

    who: str
    subject: str
    preview: str
    count: int
    is_unread: bool
    is_flagged: bool
    has_attachment: bool
    when: str
    url: str


@dataclass(frozen=True)
class Talks:
    """A page of conversations; not whole: older mails are still being read into the index."""

    lines: tuple[Line, ...]
    total: int
    page: int
    pages: int
    is_whole: bool


@dataclass(frozen=True)
class Turn:
    """One mail of a conversation: a line, or open with its text."""

    hit: Hit
    anchor: str
    is_open: bool
    is_own: bool
    place: str
    at: datetime
    url: str
    frame_url: str
    open_url: str
    reading: Reading | None = None
    trust: Trust | None = None


def list_talks(
    actor: Actor,
    mailbox: Mailbox,
    session: MailSession,
    folders: Sequence[Folder],
    folder: str,
    page: int,
) -> Talks:
    """Conversations with a mail in the folder. IndexUnavailable, NotFound for no such folder."""
    if folder not in {f.name for f in folders}:
        raise NotFound("folder", _("Không có thư mục này."))
    services.want(mailbox)
    with open_index(actor, mailbox.pk) as engine:
        sync.refresh(engine, session, most=_HEADS)
        sync.read_texts(engine, session, most=_TEXTS)
        listed = selectors.list_threads(engine, folder, page, PAGE_SIZE)
        hits = selectors.read_threads(engine, listed.threads, _places(folders, folder))
        gaps = selectors.list_gaps(engine, Query(), [folder])
    own = _own(folders)
    lines = [_line(mailbox.pk, folder, hits[one], own) for one in listed.threads if one in hits]
    return Talks(tuple(lines), listed.total, listed.page, listed.pages, not gaps)


def read_talk(
    actor: Actor,
    mailbox: Mailbox,
    session: MailSession,
    folders: Sequence[Folder],
    asked: Asked,
    uid: int,
    wanted: Sequence[str],
) -> list[Turn]:
    """The conversation of a mail, oldest first; open are those wanted, else unread and the last.

    NotFound while the index does not hold the mail, or when it is gone.
    """
    services.want(mailbox)
    with open_index(actor, mailbox.pk) as engine:
        sync.refresh(engine, session, most=_HEADS)
        sync.read_texts(engine, session, most=_TEXTS)
        thread = selectors.find_thread(engine, asked.folder, uid)
        found = selectors.read_threads(
            engine, [thread] if thread is not None else [], _places(folders, asked.folder)
        )
    hits = _single(next(iter(found.values()), []), asked.folder, uid)
    if not hits:
        raise NotFound("conversation", _("Chưa ghép được hội thoại của thư này: mở thư để đọc."))
    chosen = _chosen(hits, wanted)
    return [_turn(mailbox.pk, session, folders, asked, uid, hit, chosen) for hit in hits]


def _places(folders: Sequence[Folder], folder: str) -> list[str]:
    """What belongs to conversations: not junk, trash and drafts, unless one is in there."""
    return [f.name for f in folders if f.role not in _ASIDE or f.name == folder]


def _own(folders: Sequence[Folder]) -> set[str]:
    return {f.name for f in folders if f.role == FolderRole.SENT}


def _single(hits: Sequence[Hit], folder: str, uid: int) -> list[Hit]:
    """One folder's copy of each mail: the one asked for, else the one in the folder at hand.

    Two mails in one folder stay two: a stranger may use another mail's Message-ID again.
    """
    best: dict[int, Hit] = {}
    for hit in hits:
        known = best.get(hit.message_key)
        if known is None or _rank(hit, folder, uid) > _rank(known, folder, uid):
            best[hit.message_key] = hit
    kept = [h for h in hits if not h.message_key or h.folder == best[h.message_key].folder]
    return sorted(kept, key=lambda hit: (hit.received_at, hit.pk))


def _rank(hit: Hit, folder: str, uid: int) -> tuple[bool, bool]:
    return (hit.folder == folder and hit.row.uid == uid, hit.folder == folder)


def _chosen(hits: Sequence[Hit], wanted: Sequence[str]) -> set[str]:
    """At most OPEN_MAX, the newest of them."""
    names = [_anchor(hit) for hit in hits]
    if wanted:
        chosen = [name for name in names if name in wanted]
    else:
        chosen = [n for n, hit in zip(names, hits, strict=True) if not hit.row.is_seen] + names[-1:]
    return set(chosen[-OPEN_MAX:])


def _anchor(hit: Hit) -> str:
    return f"t{hit.pk}"


def _turn(
    mailbox_pk: int,
    session: MailSession,
    folders: Sequence[Folder],
    asked: Asked,
    uid: int,
    hit: Hit,
    chosen: set[str],
) -> Turn:
    anchor, here = _anchor(hit), Asked(hit.folder, 1, "")
    is_open = anchor in chosen
    query = urlencode(
        {"folder": asked.folder, "mo": [*sorted(chosen - {anchor}), anchor]}, doseq=True
    )
    path = reverse("mail:conversation", args=[mailbox_pk, uid])
    reading = _reading(session, hit) if is_open else None
    return Turn(
        hit=hit,
        anchor=anchor,
        is_open=is_open,
        is_own=hit.folder in _own(folders),
        place=next((folder_label(f) for f in folders if f.name == hit.folder), hit.folder),
        at=hit.row.sent_at.astimezone(clock.VIETNAM),
        url=message_url(mailbox_pk, hit.row.uid, here),
        frame_url=message_url(mailbox_pk, hit.row.uid, here, "frame"),
        open_url=f"{path}?{query}#{anchor}",
        reading=reading,
        trust=read_trust(reading, is_text=not reading.view.html) if reading else None,
    )


def _reading(session: MailSession, hit: Hit) -> Reading | None:
    """None for a mail that another program took away a moment ago."""
    try:
        return read_mail(session.fetch(hit.folder, hit.row.uid).content)
    except NotFound:
        return None


def _line(mailbox_pk: int, folder: str, hits: Sequence[Hit], own: set[str]) -> Line:
    here = [hit for hit in hits if hit.folder == folder]
    newest = here[-1]
    path = reverse("mail:conversation", args=[mailbox_pk, newest.row.uid])
    return Line(
        who=_names(hits, own),
        subject=newest.row.subject,
        preview=newest.preview,
        count=len(_single(hits, folder, newest.row.uid)),
        is_unread=any(not hit.row.is_seen for hit in here),
        is_flagged=any(hit.row.is_flagged for hit in hits),
        has_attachment=any(hit.row.has_attachment for hit in hits),
        when=short_time(newest.row.sent_at, clock.today()),
        url=f"{path}?{urlencode({'folder': folder})}",
    )


def _names(hits: Sequence[Hit], own: set[str]) -> str:
    """Who wrote, each once, in order; oneself as “tôi”."""
    names = [
        _("tôi") if hit.folder in own else hit.row.from_name or hit.row.from_address for hit in hits
    ]
    kept = [name for name in dict.fromkeys(names) if name]
    if len(kept) > _NAMES:
        kept = [kept[0], "…", *kept[-(_NAMES - 1) :]]
    return ", ".join(kept) or _("(không rõ)")
