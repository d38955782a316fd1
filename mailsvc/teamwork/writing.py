"""Who has an answer open: told to colleagues, so that nobody answers twice.

A page says it is there when it opens and every few minutes; what was not heard of for
`rules.WRITING_MINUTES` counts as closed, so a browser that dies blocks nobody.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from mailsvc.base import clock
from mailsvc.directory.access import access_mailbox, list_colleagues, list_open_mailboxes
from mailsvc.directory.actor import Actor
from mailsvc.directory.models import Account, Mailbox
from mailsvc.live import groups
from mailsvc.live.services import publish
from mailsvc.teamwork.matters import find_by_keys
from mailsvc.teamwork.models import MatterAct, Writing
from mailsvc.teamwork.rules import MailIds, writing_since
from mailsvc.teamwork.services import account_of

KIND = "mail.together"
_KEPT_DAYS = 2  # a page may stay open overnight; its row tells what it had seen


@dataclass(frozen=True)
class Answered:
    """A colleague's answer, and when it went."""

    account: Account
    at: datetime


@transaction.atomic
def begin_writing(actor: Actor, *, mailbox_pk: int, key: str, is_opening: bool = False) -> None:
    """The actor has an answer open, or still has; colleagues hear only of one who was not there.

    With `is_opening` the page has just been shown: answers of colleagues from before are known.
    """
    mailbox = access_mailbox(actor, mailbox_pk)
    now = clock.now()
    Writing.objects.filter(mailbox=mailbox, seen_at__lt=now - timedelta(days=_KEPT_DAYS)).delete()
    row, is_new = Writing.objects.get_or_create(
        mailbox=mailbox,
        key=key,
        account=account_of(actor),
        defaults={"begun_at": now, "seen_at": now},
    )
    was_away = is_new or row.seen_at < writing_since(now)
    row.begun_at = now if is_opening else row.begun_at
    row.seen_at = now
    row.save(update_fields=["begun_at", "seen_at"])
    if was_away:
        publish(groups.mailbox(mailbox.pk), {"kind": KIND, "pk": 0})


@transaction.atomic
def stop_writing(actor: Actor, *, mailbox_pk: int, key: str) -> None:
    """Sent, or given up; nothing happens where there was nothing."""
    mailbox = access_mailbox(actor, mailbox_pk)
    rows = Writing.objects.filter(mailbox=mailbox, key=key, account_id=actor.account_pk or 0)
    if rows.delete()[0]:
        publish(groups.mailbox(mailbox.pk), {"kind": KIND, "pk": 0})


def find_own_writing(actor: Actor, key: str) -> Writing | None:
    """The answer to this mail the actor opened last, in a mailbox still open to him."""
    rows = Writing.objects.filter(account_id=actor.account_pk or 0, key=key)
    open_to_him = {one.pk for one in list_open_mailboxes(actor)}
    found = rows.select_related("mailbox").order_by("-seen_at")
    return next((row for row in found if row.mailbox_id in open_to_him), None)


def list_writers(actor: Actor, mailbox: Mailbox, key: str) -> list[Writing]:
    """Colleagues who have an answer to this mail open now, in a mailbox the caller has opened."""
    since = writing_since(clock.now())
    rows = Writing.objects.filter(mailbox=mailbox, key=key, seen_at__gte=since)
    rows = rows.exclude(account_id=actor.account_pk or 0)
    open_to = {one.pk for one in list_colleagues(mailbox)}
    return [row for row in rows.select_related("account__person") if row.account_id in open_to]


def find_answer_since(
    actor: Actor, mailbox: Mailbox, ids: MailIds, since: datetime
) -> Answered | None:
    """The last answer somebody else gave in this conversation after `since`."""
    matter = find_by_keys(mailbox, ids)
    if matter is None:
        return None
    acts = matter.acts.filter(kind=MatterAct.Kind.ANSWERED, at__gt=since)
    last = acts.exclude(actor_id=actor.account_pk or 0).select_related("actor__person").last()
    return Answered(last.actor, last.at) if last else None
