"""Reading what belongs to a mail, and what is given to me."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from mailsvc.directory.access import list_colleagues, list_open_mailboxes
from mailsvc.directory.actor import Actor
from mailsvc.directory.models import Account, Mailbox
from mailsvc.prepared.queries import Prepared
from mailsvc.teamwork.matters import find_by_keys
from mailsvc.teamwork.models import Comment, Matter, MatterAct, MatterMail, Mention
from mailsvc.teamwork.rules import MailIds

_SHOWN = 200
_ANY: Prepared[MatterMail] = Prepared(
    lambda mailbox_pk: MatterMail.objects.filter(mailbox_id=mailbox_pk).order_by()[:1], int
)


@dataclass(frozen=True)
class Entry:
    """A line of the history: an act or a comment, by time."""

    at: datetime
    act: MatterAct | None = None
    comment: Comment | None = None


@dataclass(frozen=True)
class Together:
    """What stands beside a mail; `assignee` is None too when he may no longer open the mailbox."""

    matter: Matter | None
    assignee: Account | None
    colleagues: tuple[Account, ...]
    history: tuple[Entry, ...]


@dataclass(frozen=True)
class RowState:
    """What a line of a list says of its mail."""

    assignee: Account | None
    is_done: bool
    comments: int


def read_together(mailbox: Mailbox, ids: MailIds) -> Together:
    """For a mailbox the caller has opened for the actor."""
    matter = find_by_keys(mailbox, ids)
    colleagues = tuple(list_colleagues(mailbox))
    if matter is None:
        return Together(None, None, colleagues, ())
    assignee = next((one for one in colleagues if one.pk == matter.assignee_id), None)
    return Together(matter, assignee, colleagues, _history(matter))


def has_matters(mailbox_pk: int) -> bool:
    """False for a mailbox nobody ever worked in together, which is what most are."""
    return _ANY.first(mailbox_pk) is not None


def read_states(mailbox_pk: int, keys: Collection[str]) -> dict[str, RowState]:
    """By mail key, those that have a matter, in a mailbox the caller has opened.

    One query for a page of a list without any.
    """
    rows = MatterMail.objects.filter(mailbox_id=mailbox_pk, key__in=[key for key in keys if key])
    by_key = dict(rows.values_list("key", "matter_id"))
    if not by_key:
        return {}
    matters = Matter.objects.filter(pk__in=set(by_key.values())).select_related("mailbox")
    counted = list(matters.annotate(said=Count("comments", filter=Q(comments__is_withdrawn=False))))
    colleagues = {one.pk: one for one in list_colleagues(counted[0].mailbox)}
    states = {
        one.pk: RowState(colleagues.get(one.assignee_id or 0), one.is_done, one.said)
        for one in counted
    }
    return {key: states[pk] for key, pk in by_key.items()}


def list_mine(actor: Actor) -> list[Matter]:
    """What is given to the actor and not finished, in mailboxes still open to him; newest first."""
    rows = Matter.objects.filter(assignee_id=actor.account_pk or 0, is_done=False)
    rows = rows.filter(mailbox__in=[one.pk for one in list_open_mailboxes(actor)])
    return list(rows.select_related("mailbox")[:_SHOWN])


def list_given(actor: Actor, mailbox: Mailbox) -> list[Matter]:
    """What of an open mailbox is given to the actor and not finished."""
    rows = Matter.objects.filter(mailbox=mailbox, assignee_id=actor.account_pk or 0, is_done=False)
    return list(rows.only("message_id", "folder", "uid"))


def list_settled(mailbox: Mailbox) -> list[Matter]:
    """What of an open mailbox somebody has taken who may still open it, or is finished."""
    colleagues = [one.pk for one in list_colleagues(mailbox)]
    rows = Matter.objects.filter(Q(is_done=True) | Q(assignee__in=colleagues), mailbox=mailbox)
    return list(rows.only("message_id", "folder", "uid"))


def list_mentions(actor: Actor) -> list[Mention]:
    """Comments that name the actor and that he has not seen, where he may still read them."""
    rows = Mention.objects.filter(account_id=actor.account_pk or 0, is_seen=False)
    rows = rows.filter(comment__matter__mailbox__in=[m.pk for m in list_open_mailboxes(actor)])
    rows = rows.select_related("comment__matter__mailbox", "comment__author__person")
    return list(rows.order_by("-comment__written_at")[:_SHOWN])


def _history(matter: Matter) -> tuple[Entry, ...]:
    acts = matter.acts.select_related("actor__person", "target__person").order_by("-at")[:_SHOWN]
    said = matter.comments.select_related("author__person").order_by("-written_at")[:_SHOWN]
    entries = [Entry(one.at, act=one) for one in acts]
    entries += [Entry(one.written_at, comment=one) for one in said]
    return tuple(sorted(entries, key=lambda entry: entry.at))
