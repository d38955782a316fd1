"""Answering a mail others may be answering too: say so, hear of it, and never twice unasked.

The page that opens an answer leaves a row (`teamwork.writing`); whatever becomes of the form, a
draft in another mailbox included, finds it again by the ids of the mail that is answered.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from django.urls import reverse

from mailsvc.directory.access import is_worked_together
from mailsvc.directory.actor import Actor
from mailsvc.directory.models import Mailbox
from mailsvc.teamwork import writing
from mailsvc.teamwork.rules import MailIds, mail_ids, mail_key
from mailsvc.teamwork.services import forget_answer, note_answer
from webui.mail.origin import Origin
from webui.mail.work import person_name

_ANSWERS = frozenset({"reply", "reply_all"})
_EVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Colleague:
    """Who writes, or has answered, and since when."""

    name: str
    at: datetime


@dataclass(frozen=True)
class Beside:
    """What the page a mail is written on says of colleagues."""

    url: str
    key: str
    writers: tuple[Colleague, ...]
    answered: Colleague | None


def begin_answer(actor: Actor, mailbox: Mailbox, origin: Origin) -> None:
    """The page with the answer opens; nothing for other mail and in mailboxes nobody shares."""
    ids = answered_ids(origin)
    if ids is None:
        return
    place = mailbox if origin.kind in _ANSWERS else _place_of(actor, mailbox, ids)
    if place is not None and is_worked_together(place):
        writing.begin_writing(actor, mailbox_pk=place.pk, key=ids.key, is_opening=True)


def read_beside(actor: Actor, mailbox: Mailbox, origin: Origin) -> Beside | None:
    """None where nobody else could be answering."""
    ids = answered_ids(origin)
    place = _place_of(actor, mailbox, ids) if ids else None
    if ids is None or place is None:
        return None
    return Beside(
        url=reverse("mail:writing", args=[place.pk]),
        key=ids.key,
        writers=list_colleagues_writing(actor, place, ids.key),
        answered=_answered(actor, place, ids, origin.view.date or _EVER),
    )


def list_colleagues_writing(actor: Actor, mailbox: Mailbox, key: str) -> tuple[Colleague, ...]:
    """In a mailbox the caller has opened."""
    rows = writing.list_writers(actor, mailbox, key)
    return tuple(Colleague(person_name(row.account), row.begun_at) for row in rows)


def answered_meanwhile(actor: Actor, origin: Origin) -> Colleague | None:
    """A colleague whose answer went since this person's page opened."""
    ids = answered_ids(origin)
    own = writing.find_own_writing(actor, ids.key) if ids else None
    if ids is None or own is None:
        return None
    return _answered(actor, own.mailbox, ids, own.begun_at)


def note_sent(actor: Actor, mailbox: Mailbox, origin: Origin, message_id: str) -> None:
    """In the transaction that takes the answer: colleagues see who answered."""
    ids = answered_ids(origin)
    place = _place_of(actor, mailbox, ids) if ids else None
    if ids is None or place is None:
        return
    key = mail_key(message_id)
    note_answer(
        actor, mailbox_pk=place.pk, ids=ids, answer=MailIds(key, (key,), "", "", message_id)
    )
    writing.stop_writing(actor, mailbox_pk=place.pk, key=ids.key)


def note_taken_back(actor: Actor, message_id: str) -> None:
    """The answer never went: colleagues no longer see it."""
    forget_answer(actor, answer_key=mail_key(message_id))


def answered_ids(origin: Origin) -> MailIds | None:
    """The ids of the mail that is answered; None when the form is no answer."""
    if not origin.content:
        return None
    if origin.kind in _ANSWERS:
        return mail_ids(origin.view)
    view = origin.view
    key = mail_key(view.in_reply_to)
    if origin.kind != "draft" or not key:
        return None
    keys = dict.fromkeys([key, *(mail_key(one) for one in reversed(view.references))])
    return MailIds(key, tuple(keys), view.subject[:200], "", view.in_reply_to[:500])


def _place_of(actor: Actor, mailbox: Mailbox, ids: MailIds) -> Mailbox | None:
    """The mailbox the answered mail lies in: where the page was opened, else this one."""
    own = writing.find_own_writing(actor, ids.key)
    if own is not None:
        return own.mailbox
    return mailbox if is_worked_together(mailbox) else None


def _answered(actor: Actor, mailbox: Mailbox, ids: MailIds, since: datetime) -> Colleague | None:
    found = writing.find_answer_since(actor, mailbox, ids, since)
    return Colleague(person_name(found.account), found.at) if found else None
