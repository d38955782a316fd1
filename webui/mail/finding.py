"""Looking for mails: our index answers first, Dovecot for what the index does not hold yet.

A search page never waits for more than it must: the index is brought up to date by at most
`_HEADS` new mails, and what remains is a list of `Gap`s that `step` works through in pieces of
about a second, each a request of its own: with the page closed or the link not followed, nothing
goes on.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

from mailsvc.base.errors import Unavailable
from mailsvc.base.text import fold
from mailsvc.directory.actor import Actor
from mailsvc.directory.models import Mailbox
from mailsvc.mailindex import selectors, services, sync
from mailsvc.mailindex.access import open_index
from mailsvc.mailindex.conditions import Within
from mailsvc.mailindex.selectors import Found, Gap, Hit
from mailsvc.mailstore.pages import place
from mailsvc.mailstore.query import Query
from mailsvc.mailstore.values import Folder, FolderRole, Page, Row
from mailsvc.message.vouched import NO_MARKS, Marks
from webui.mail.labelled import read_named, read_within, with_labels
from webui.mail.rail import folder_label
from webui.mail.store import MailSession

_HEADS, _TEXTS = 300, 30
_STEP_S = 0.8
_BODIES_AT_ONCE, _HEADS_AT_ONCE = 2000, 10_000
_ROWS_A_STEP = 50
_ASIDE = frozenset({FolderRole.JUNK, FolderRole.TRASH})
_NOTHING = Found((), 0, 1, 1)


@dataclass(frozen=True)
class Answer:
    """What is found at once; `gaps` are to be asked of Dovecot in steps."""

    found: Found
    texts: dict[int, str]
    gaps: tuple[Gap, ...]


@dataclass(frozen=True)
class Step:
    """One piece of asking Dovecot: rows by folder, and where the next begins (None: the end)."""

    rows: tuple[tuple[str, Row], ...]
    at: Gap | None
    mails_left: int


def choose_folders(folders: Sequence[Folder], name: str, query: Query) -> list[str]:
    """The folder asked for, by the page or by `trong:`; else all but junk and trash."""
    if query.folder:
        key = fold(query.folder)
        said = [f.name for f in folders if key in {fold(folder_label(f)), fold(f.name)}]
        return said or [f.name for f in folders if fold(f.label) == key]
    if name:
        return [f.name for f in folders if f.name == name]
    return [f.name for f in folders if f.role not in _ASIDE]


def find(
    actor: Actor,
    mailbox: Mailbox,
    session: MailSession,
    query: Query,
    folders: Sequence[str],
    page: int,
    size: int,
) -> Answer:
    """A page of what the index finds in these folders, and what it does not know."""
    services.want(mailbox)
    query = with_labels(query, mailbox.pk)
    try:
        with open_index(actor, mailbox.pk) as engine:
            sync.refresh(engine, session, most=_HEADS)
            if query.needs_body:
                sync.read_texts(engine, session, most=_TEXTS)
            within = read_within(session, query, folders)
            found = selectors.find(engine, query, folders, page, size, within)
            texts = selectors.read_words(engine, [hit.pk for hit in found.hits])
            gaps = selectors.list_gaps(engine, query, folders)
    except Unavailable as error:
        if error.code != "index_unavailable":
            raise
        return Answer(_NOTHING, {}, tuple(Gap(name, 2**32 - 1) for name in folders))
    found = replace(found, hits=_with_marks(session, found.hits))
    return Answer(found, texts, tuple(_within(session, gap) for gap in gaps))


def find_page(
    actor: Actor,
    mailbox: Mailbox,
    session: MailSession,
    text: str,
    folder: str,
    page: int,
    size: int,
) -> Page:
    """The same for the list of one folder: wholly by the index, or wholly by Dovecot."""
    query = read_named(text, mailbox.pk)
    answer = find(actor, mailbox, session, query, [folder], page, size)
    if answer.gaps and query.labels:
        return _scanned(session, query, folder, page, size)
    if answer.gaps:
        return session.search(folder, text, page, size)
    found = answer.found
    return Page(tuple(hit.row for hit in found.hits), found.total, found.page, found.pages)


def step(
    actor: Actor,
    mailbox: Mailbox,
    session: MailSession,
    query: Query,
    gaps: Sequence[Gap],
    at: Gap,
) -> Step:
    """Ask Dovecot from `at` downwards for about a second; what the index has found is left out."""
    left = [replace(gap, last_uid=at.last_uid) if gap.folder == at.folder else gap for gap in gaps]
    while left and left[0].folder != at.folder:
        left.pop(0)
    query = with_labels(query, mailbox.pk)
    names = [gap.folder for gap in left]
    known = _known(actor, mailbox, query, names, read_within(session, query, names))
    deadline, found = time.monotonic() + _STEP_S, 0
    rows: list[tuple[str, Row]] = []
    span = _BODIES_AT_ONCE if query.needs_body else _HEADS_AT_ONCE
    while left and time.monotonic() < deadline and found < _ROWS_A_STEP:
        gap = left[0]
        first = max(1, gap.last_uid - span + 1)
        uids = session.scan(gap.folder, query, first, gap.last_uid)
        new = [uid for uid in uids if uid not in known.get(gap.folder, ())]
        rows += [(gap.folder, row) for row in session.rows_of(gap.folder, new)]
        found += len(new)
        left[:1] = [replace(gap, last_uid=first - 1)] if first > 1 else []
    return Step(tuple(rows), left[0] if left else None, sum(gap.last_uid for gap in left))


def _scanned(session: MailSession, query: Query, folder: str, page: int, size: int) -> Page:
    """A page of one folder by Dovecot alone, with labels."""
    uids = session.scan(folder, query, 1, 2**32 - 1)
    page, pages, size = place(len(uids), page, size)
    rows = session.rows_of(folder, uids[(page - 1) * size : page * size])
    return Page(tuple(rows), len(uids), page, pages)


def _with_marks(session: MailSession, hits: Sequence[Hit]) -> tuple[Hit, ...]:
    """Internal and urgent are read from the mails: the index may hold what others claim."""
    marks: dict[tuple[str, int], Marks] = {}
    for folder in dict.fromkeys(hit.folder for hit in hits):
        uids = [hit.row.uid for hit in hits if hit.folder == folder]
        marks |= {(folder, row.uid): row.marks for row in session.rows_of(folder, uids)}
    return tuple(
        replace(hit, row=replace(hit.row, marks=marks.get((hit.folder, hit.row.uid), NO_MARKS)))
        for hit in hits
    )


def _within(session: MailSession, gap: Gap) -> Gap:
    """The gap of a folder that is not known at all ends at its newest mail."""
    if gap.last_uid < 2**32 - 1:
        return gap
    uids = session.list_uids(gap.folder)
    return replace(gap, last_uid=uids[-1] if uids else 0)


def _known(
    actor: Actor, mailbox: Mailbox, query: Query, folders: Sequence[str], within: Within | None
) -> dict[str, set[int]]:
    try:
        with open_index(actor, mailbox.pk) as engine:
            return {
                name: set(selectors.find_uids(engine, query, name, within=within))
                for name in folders
            }
    except Unavailable:
        return {}
