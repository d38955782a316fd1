"""The list of a folder, for the list page and beside an open mail."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from mailsvc.base import clock
from mailsvc.base.text import clean_line
from mailsvc.directory.actor import Actor
from mailsvc.directory.models import Mailbox
from mailsvc.labels.rules import Label
from mailsvc.labels.selectors import list_labels
from mailsvc.mailstore.values import (
    AS_THEY_CAME,
    Arrangement,
    Folder,
    FolderRole,
    Only,
    Page,
    Row,
)
from webui.mail.arranging import (
    Choice,
    arrangement_query,
    list_orders,
    list_selections,
    read_arrangement,
)
from webui.mail.finding import find_page
from webui.mail.given import read_uids
from webui.mail.lines import Look, render_lines
from webui.mail.rail import folder_label, list_url
from webui.mail.store import DRAFTS, INBOX, SENT, MailSession
from webui.mail.work import read_works
from webui.shared.http import WebRequest

PAGE_SIZE = 50
_NO_LINES = SafeString()


@dataclass(frozen=True)
class Asked:
    """What part of which folder the address asks for."""

    folder: str
    page: int
    query: str
    arranged: Arrangement = AS_THEY_CAME
    size: int = PAGE_SIZE


@dataclass(frozen=True)
class Link:
    """A choice over the list."""

    name: str
    url: str
    is_here: bool


@dataclass(frozen=True)
class Listing:
    """A page of a folder, ready for `_list.html`."""

    asked: Asked
    label: str
    rows: tuple[Row, ...]
    lines: SafeString  # the rows of the table, "" without any
    total: int
    page: int
    pages: int
    first: int
    last: int
    url: str
    previous_url: str
    next_url: str
    state: str
    orders: tuple[Link, ...]
    selections: tuple[Link, ...]
    view: str
    labels: tuple[Label, ...] = ()
    # All that this is made of: the look and the folder's state; None where that is not known.
    key: tuple[Look, str] | None = None


def read_asked(request: WebRequest) -> Asked:
    """From the query string; nonsense in it counts as absent."""
    if not request.META.get("QUERY_STRING"):
        return Asked(INBOX, 1, "", size=request.preferences.page_length)
    page = request.GET.get("page", "")
    return Asked(
        folder=request.GET.get("folder", "") or INBOX,
        page=int(page) if page.isdecimal() and len(page) < 7 else 1,
        query=clean_line(request.GET.get("q", ""))[:200],
        arranged=read_arrangement(request.GET.dict()),
        size=request.preferences.page_length,
    )


def read_listing(
    actor: Actor,
    session: MailSession,
    mailbox: Mailbox,
    asked: Asked,
    folders: list[Folder],
    open_uid: int = 0,
) -> Listing:
    """The newest page, or the page of what was searched."""
    mailbox_pk = mailbox.pk
    labels = list_labels(mailbox_pk)
    asked = _within(asked, labels, is_shared=mailbox.kind == Mailbox.Kind.ROLE)
    if asked.query:
        found = find_page(
            actor, mailbox, session, asked.query, asked.folder, asked.page, asked.size
        )
    else:
        arranged = replace(asked.arranged, mine=mailbox.address)
        if arranged == replace(AS_THEY_CAME, mine=mailbox.address):
            arranged = AS_THEY_CAME
        if arranged.is_by_uids:
            uids = read_uids(actor, mailbox, session, asked.folder, arranged.only)
            arranged = replace(arranged, uids=uids)
        found = session.list_page(asked.folder, asked.page, asked.size, arranged)
        if arranged.is_by_uids:  # what is given changes without the folder
            found = replace(found, state="")
    role = _role(asked.folder, folders)
    look = _look(mailbox_pk, asked, role, found.rows, labels, open_uid)
    state = "" if asked.query else found.state
    html = render_lines(found.rows, look, state)
    label = next((folder_label(f) for f in folders if f.name == asked.folder), asked.folder)
    is_shared = mailbox.kind == Mailbox.Kind.ROLE
    listing = _listing(mailbox_pk, asked, label, found, html, labels, is_shared=is_shared)
    return replace(listing, key=(look, state)) if state else listing


def render_changed(
    mailbox_pk: int, asked: Asked, rows: tuple[Row, ...], folders: Sequence[Folder]
) -> SafeString:
    """The lines of these mails, as the page asked for shows them."""
    role, labels = _role(asked.folder, folders), list_labels(mailbox_pk)
    return render_lines(rows, _look(mailbox_pk, asked, role, rows, labels), "")


def _look(
    mailbox_pk: int,
    asked: Asked,
    role: str,
    rows: tuple[Row, ...],
    labels: tuple[Label, ...],
    open_uid: int = 0,
) -> Look:
    return Look(
        list_url=asked_url(mailbox_pk, asked),
        size=asked.size,
        address=_address(mailbox_pk, asked, role),
        is_own=role in {FolderRole.SENT, FolderRole.DRAFTS} or asked.folder in {SENT, DRAFTS},
        open_uid=open_uid,
        works=tuple(read_works(mailbox_pk, rows).items()),
        today=clock.today(),
        language=get_language() or "",
        labels=labels,
    )


def _within(asked: Asked, labels: tuple[Label, ...], *, is_shared: bool) -> Asked:
    """A label that is gone, and work in a mailbox of one's own, narrow nothing."""
    arranged = asked.arranged
    if arranged.label not in {0, *(one.number for one in labels)}:
        arranged = replace(arranged, label=0)
    if arranged.is_by_uids and not is_shared:
        arranged = replace(arranged, only=Only.ALL)
    return replace(asked, arranged=arranged)


def name_listing(mailbox_pk: int, asked: Asked, label: str) -> Listing:
    """The list an open mail stands in, by name only: its lines come when they are looked at."""
    return _listing(mailbox_pk, asked, label, Page((), 0, asked.page, asked.page))


def read_open(request: HttpRequest) -> int:
    """`?open=7`: the mail that is marked as the open one, 0 for none."""
    uid = request.GET.get("open", "")
    return int(uid) if uid.isdecimal() and len(uid) < 11 else 0


@lru_cache(maxsize=5000)
def message_url(mailbox_pk: int, uid: int, asked: Asked, name: str = "message") -> str:
    """The address of a mail (or another page of it); it knows the list it was opened from."""
    return reverse(f"mail:{name}", args=[mailbox_pk, uid]) + asked_tail(asked)


@lru_cache(maxsize=5000)
def asked_tail(asked: Asked) -> str:
    """What follows the path of a mail's pages: `?…` that tells of its list, "" for the inbox."""
    kept = {
        "folder": asked.folder if asked.folder != INBOX else "",
        "q": asked.query,
        "page": str(asked.page) if asked.page > 1 else "",
        **arrangement_query(asked.arranged),
    }
    query = urlencode({key: value for key, value in kept.items() if value})
    return f"?{query}" if query else ""


@lru_cache(maxsize=5000)
def asked_url(mailbox_pk: int, asked: Asked) -> str:
    """The address of a list."""
    more = {} if asked.query else arrangement_query(asked.arranged)
    return list_url(mailbox_pk, asked.folder, page=asked.page, query=asked.query, more=more)


def _address(mailbox_pk: int, asked: Asked, role: str) -> tuple[str, str]:
    """Around the uid: made once a page, routes and queries are most of what a line costs."""
    if role == FolderRole.DRAFTS:
        return f"{reverse('mail:compose', args=[mailbox_pk])}?draft=", ""
    before, after = message_url(mailbox_pk, 0, asked).split("/0/", 1)
    return f"{before}/", f"/{after}"


def _role(name: str, folders: Sequence[Folder]) -> str:
    return next((f.role for f in folders if f.name == name), FolderRole.NONE)


@lru_cache(maxsize=1000)
def _links(
    mailbox_pk: int,
    folder: str,
    arranged: Arrangement,
    labels: tuple[Label, ...],
    language: str,
    *,
    is_shared: bool,
) -> tuple[tuple[Link, ...], tuple[Link, ...]]:
    """(orders, selections), in this language."""

    def link(choice: Choice) -> Link:
        url = list_url(mailbox_pk, folder, more=choice.query)
        return Link(choice.name, url, choice.is_here)

    return tuple(map(link, list_orders(arranged))), tuple(
        map(link, list_selections(arranged, labels, is_shared=is_shared))
    )


def _listing(
    mailbox_pk: int,
    asked: Asked,
    label: str,
    found: Page,
    lines: SafeString = _NO_LINES,
    labels: tuple[Label, ...] = (),
    *,
    is_shared: bool = False,
) -> Listing:
    def at(page: int) -> str:
        return asked_url(mailbox_pk, replace(asked, page=page))

    orders, selections = _links(
        mailbox_pk,
        asked.folder,
        asked.arranged,
        labels,
        get_language() or "",
        is_shared=is_shared,
    )
    first = (found.page - 1) * asked.size + 1
    return Listing(
        asked=asked,
        label=label,
        rows=found.rows,
        lines=lines,
        total=found.total,
        page=found.page,
        pages=found.pages,
        first=first if found.rows else 0,
        last=first + len(found.rows) - 1 if found.rows else 0,
        url=at(found.page),
        previous_url=at(found.page - 1) if found.page > 1 else "",
        next_url=at(found.page + 1) if found.page < found.pages else "",
        state=found.state,
        orders=orders,
        selections=selections,
        view=urlencode({k: v for k, v in arrangement_query(asked.arranged).items() if v}),
        labels=labels,
    )
