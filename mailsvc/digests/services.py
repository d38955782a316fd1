"""The weekly digest: who is told what, each once a week."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import translation

from mailsvc.base import clock
from mailsvc.base.trace import new_trace_id
from mailsvc.digests.models import WeeklyDigest
from mailsvc.digests.words import body_text, subject_text, warning_lines
from mailsvc.directory.actor import SYSTEM
from mailsvc.directory.models import Account, Post, valid_on
from mailsvc.directory.roles import Role
from mailsvc.directory.selectors import get_actor
from mailsvc.message.compose import OutgoingMessage, compose, new_message_id
from mailsvc.message.view import Address
from mailsvc.preferences.selectors import get_preferences
from mailsvc.smtp.envelope import Envelope, Recipient
from mailsvc.submission.services import Source, accept
from mailsvc.usage.quality import Notice, list_warnings

EVERY_S = 1800
_OPENS_H = 7
_KEPT = timedelta(weeks=60)
_KEEPERS = (Role.STATISTICIAN, Role.SYSADMIN)
_TOLD = (*_KEEPERS, Role.LEADER)


@dataclass
class Reader:
    """Somebody who is told: everything, or what is about the agencies he leads."""

    account: Account
    sees_all: bool = False
    agencies: set[int] = field(default_factory=set)

    def picks(self, notices: Iterable[Notice]) -> list[Notice]:
        """Those for him."""
        return [one for one in notices if self.sees_all or one.agency_pk in self.agencies]


def run_weekly(*, now: datetime | None = None) -> int:
    """The periodic job: from the set weekday on, seven in the morning, everybody not told yet.

    How many mails went. One person a transaction: stopped anywhere, the next run goes on with the
    others, and nobody is told twice.
    """
    moment = now or clock.now()
    local = moment.astimezone(clock.VIETNAM)
    weekday: int = settings.USAGE_DIGEST_WEEKDAY
    if not weekday or local.isoweekday() < weekday or local.hour < _OPENS_H:
        return 0
    year, week, _day = local.isocalendar()
    number = year * 100 + week
    notices = list_warnings(local.date())
    told = set(WeeklyDigest.objects.filter(week=number).values_list("account_id", flat=True))
    waiting = [one for one in list_readers() if one.account.pk not in told]
    sent = sum(_tell(reader, notices, number, moment) for reader in waiting)
    WeeklyDigest.objects.filter(made_at__lt=moment - _KEPT).delete()
    return sent


def list_readers() -> list[Reader]:
    """Everybody with an open account whose post today makes him a keeper or a leader."""
    readers: dict[int, Reader] = {}
    posts = Post.objects.filter(valid_on(clock.today()), role__in=_TOLD)
    for post in posts.filter(person__account__is_active=True).select_related("person__account"):
        account = post.person.account
        reader = readers.setdefault(account.pk, Reader(account))
        if post.role in _KEEPERS:
            reader.sees_all = True
        else:
            reader.agencies.add(post.agency_id)
    return sorted(readers.values(), key=lambda one: one.account.pk)


def is_reader(account_pk: int | None) -> bool:
    """Somebody to whom the digest may come: his settings offer to switch it off."""
    posts = Post.objects.filter(valid_on(clock.today()), role__in=_TOLD)
    return account_pk is not None and posts.filter(person__account=account_pk).exists()


@transaction.atomic
def _tell(reader: Reader, notices: list[Notice], week: int, now: datetime) -> bool:
    """True when a mail went; the row is there in any case, so that the week is done."""
    wants = get_preferences(get_actor(reader.account)).wants_warnings
    picked = reader.picks(notices) if wants else []
    row, is_new = WeeklyDigest.objects.get_or_create(
        account=reader.account, week=week, defaults={"lines": len(picked), "made_at": now}
    )
    if not is_new or not picked:
        return False
    row.trace_id = _send(reader.account, picked, week, now)
    row.save(update_fields=["trace_id"])
    return True


def _send(account: Account, picked: list[Notice], week: int, now: datetime) -> str:
    trace_id = new_trace_id()
    with translation.override(account.language):
        lines = warning_lines(picked)
        subject, text = subject_text(len(lines), week), body_text(lines)
    content = compose(
        OutgoingMessage(
            from_=Address("Công Văn", f"mailer-daemon@{settings.MAIL_DOMAIN}"),
            to=(Address(str(account.person or ""), account.address),),
            subject=subject,
            text=text,
            date=now,
            message_id=new_message_id(trace_id, host=settings.HOST_NAME),
            # RFC 3834 §5: nobody answers it automatically.
            extra=(("Auto-Submitted", "auto-generated"), ("X-Auto-Response-Suppress", "All")),
        )
    )
    accept(
        actor=SYSTEM,
        envelope=Envelope("", (Recipient(account.address),)),
        content=content,
        source=Source.SYSTEM,
        trace_id=trace_id,
    )
    return trace_id
