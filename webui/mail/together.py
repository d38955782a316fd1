"""What stands beside a mail that several people look after: whose it is, who said what, who writes.

Only in mailboxes several people work in; elsewhere the page has no such part and costs nothing.
"""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from mailsvc.base import clock
from mailsvc.directory.access import is_worked_together
from mailsvc.directory.actor import Actor
from mailsvc.message import parse
from mailsvc.message.view import MessageView
from mailsvc.teamwork.comments import mark_seen
from mailsvc.teamwork.models import MatterAct
from mailsvc.teamwork.rules import MailIds, mail_ids, may_still_edit
from mailsvc.teamwork.selectors import Entry, Together, read_together
from mailsvc.teamwork.writing import list_writers
from webui.mail.door import Door
from webui.mail.listing import Asked, message_url
from webui.mail.store import open_store
from webui.mail.work import person_name

_NAMES_SHOWN = 12


@dataclass(frozen=True)
class Writer:
    """A colleague with an answer open."""

    name: str
    since: datetime


@dataclass(frozen=True)
class Said:
    """A line of the history: who did what when, or a comment."""

    at: datetime
    who: str
    kind: str
    target: str
    text: str
    edit_url: str
    is_withdrawn: bool
    is_edited: bool


@dataclass(frozen=True)
class Side:
    """The part of the page, ready for `_together.html`."""

    url: str
    comment_url: str
    folder: str
    may_edit: bool
    writers: tuple[Writer, ...]
    assignee: str
    assignee_pk: int
    is_mine: bool
    is_done: bool
    colleagues: tuple[tuple[int, str], ...]
    handles: tuple[tuple[str, str], ...]
    history: tuple[Said, ...]


def fetch_ids(door: Door, folder: str, uid: int) -> MailIds:
    """The ids of a mail in an open mailbox; NotFound when it is gone."""
    with open_store(door.mailbox) as session:
        return mail_ids(parse(session.fetch(folder, uid).content))


def make_side(actor: Actor, door: Door, asked: Asked, uid: int, view: MessageView) -> Side | None:
    """None in a mailbox nobody shares."""
    if not is_worked_together(door.mailbox):
        return None
    return read_side(actor, door, asked, uid, mail_ids(view))


def read_side(actor: Actor, door: Door, asked: Asked, uid: int, ids: MailIds) -> Side:
    """The part beside a mail; who looks at it has seen where he was named."""
    together = read_together(door.mailbox, ids)
    if together.matter is not None:
        mark_seen(actor, together.matter)
    writers = list_writers(actor, door.mailbox, ids.key)
    return Side(
        url=message_url(door.mailbox.pk, uid, asked, "together"),
        comment_url=message_url(door.mailbox.pk, uid, asked, "comment"),
        folder=asked.folder,
        may_edit=door.may_edit,
        writers=tuple(Writer(person_name(w.account), w.begun_at) for w in writers),
        assignee=person_name(together.assignee),
        assignee_pk=together.assignee.pk if together.assignee else 0,
        is_mine=together.assignee is not None and together.assignee.pk == actor.account_pk,
        is_done=together.matter is not None and together.matter.is_done,
        colleagues=tuple((one.pk, person_name(one)) for one in together.colleagues),
        handles=_handles(actor, together),
        history=tuple(_said(actor, door, entry) for entry in together.history),
    )


def _handles(actor: Actor, together: Together) -> tuple[tuple[str, str], ...]:
    """What to type to name a colleague."""
    others = [one for one in together.colleagues if one.pk != actor.account_pk]
    return tuple(
        (f"@{one.address.partition('@')[0]}", person_name(one)) for one in others[:_NAMES_SHOWN]
    )


def _said(actor: Actor, door: Door, entry: Entry) -> Said:
    if entry.comment is None:
        assert entry.act is not None
        return _done(entry.act)
    comment = entry.comment
    is_own = comment.author_id == actor.account_pk and not comment.is_withdrawn
    may_edit = is_own and may_still_edit(comment.written_at, clock.now())
    edit_url = reverse("mail:edit_comment", args=[door.mailbox.pk, comment.pk])
    return Said(
        at=comment.written_at,
        who=person_name(comment.author),
        kind="comment",
        target="",
        text=comment.text,
        edit_url=edit_url if may_edit else "",
        is_withdrawn=comment.is_withdrawn,
        is_edited=comment.edited_at is not None,
    )


def _done(act: MatterAct) -> Said:
    who, target = person_name(act.actor), person_name(act.target)
    return Said(act.at, who, act.kind, target, "", "", is_withdrawn=False, is_edited=False)
