"""Filling indexes beside the pages, and throwing them away."""

import logging
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta

from django.core.cache import cache

from mailsvc.base import clock
from mailsvc.base.errors import AppError
from mailsvc.directory.access import require_administrator
from mailsvc.directory.actor import Actor
from mailsvc.directory.models import Mailbox
from mailsvc.mailindex import sync
from mailsvc.mailindex.engine import Engine, drop_index, open_engine
from mailsvc.mailindex.models import IndexedMailbox
from mailsvc.mailindex.rows import list_folders
from mailsvc.mailstore.session import open_session

# At most half of one core: a slice of three seconds, then as long for everything else.
EVERY_S = 6
_SLICE_S = 3.0
_LEASE = timedelta(minutes=2)
_AGAIN_AFTER = timedelta(minutes=10)
_PAGE_SILENCE_S = 600
# Between these the clock is looked at: some 0.3 s each.
_HEADS, _TEXTS = 1000, 80

Opener = Callable[[Mailbox], AbstractContextManager[sync.Source]]

logger = logging.getLogger(__name__)


def want(mailbox: Mailbox) -> None:
    """Somebody looks into this mailbox: have its index filled; costs nothing when just said."""
    if not cache.add(f"mailindex:{mailbox.pk}", 1, _PAGE_SILENCE_S):
        return
    now = clock.now()
    found, is_new = IndexedMailbox.objects.get_or_create(
        mailbox=mailbox, defaults={"wanted_at": now, "due_at": now}
    )
    if not is_new:
        IndexedMailbox.objects.filter(pk=found.pk, due_at=None).update(due_at=now)
        IndexedMailbox.objects.filter(pk=found.pk).update(wanted_at=now)


def run_fill(opener: Opener = open_session, slice_s: float = _SLICE_S) -> int:
    """One slice of filling, the mailbox that waits longest first; how many were worked at."""
    deadline, done = time.monotonic() + slice_s, 0
    while time.monotonic() < deadline and (job := _claim(clock.now())) is not None:
        _work(job, opener, deadline)
        done += 1
    return done


def rebuild(actor: Actor, *, mailbox: Mailbox) -> None:
    """Throw the index away and fill it anew. Forbidden unless an administrator asks."""
    require_administrator(actor)
    drop_index(mailbox.pk)
    now = clock.now()
    IndexedMailbox.objects.update_or_create(
        mailbox=mailbox, defaults={"wanted_at": now, "due_at": now, "last_error": ""}
    )


def forget_gone() -> int:
    """Throw away the indexes of mailboxes that nobody looked into for 90 days. A periodic job."""
    old = IndexedMailbox.objects.filter(wanted_at__lt=clock.now() - timedelta(days=90))
    rows = list(old)
    for row in rows:
        drop_index(row.mailbox_id)
        row.delete()
    return len(rows)


def _claim(now: datetime) -> IndexedMailbox | None:
    """Take the mailbox that is due longest; whoever moves its time has it until the lease ends."""
    due = IndexedMailbox.objects.filter(due_at__lte=now, mailbox__is_suspended=False)
    for job in due.select_related("mailbox").order_by("due_at")[:5]:
        mine = IndexedMailbox.objects.filter(pk=job.pk, due_at=job.due_at)
        if mine.update(due_at=now + _LEASE):
            return job
    return None


def _work(job: IndexedMailbox, opener: Opener, deadline: float) -> None:
    """Until it is complete or the time is over. A mailbox that fails waits, the others go on."""
    error, missing = "", job.missing
    due_at: datetime | None = clock.now() + _AGAIN_AFTER
    try:
        with (
            opener(job.mailbox) as source,
            open_engine(job.mailbox_id, job.mailbox.address) as engine,
        ):
            is_done = _fill(engine, source, deadline)
            missing = sync.count_missing(engine)
            if is_done:
                engine.tidy()
            due_at = None if is_done else clock.now()
    except AppError as problem:
        error = problem.code[:60]
        logger.warning("index of mailbox %s: %s", job.mailbox_id, error)
    IndexedMailbox.objects.filter(pk=job.pk).update(
        due_at=due_at, missing=missing, last_error=error
    )


def _fill(engine: Engine, source: sync.Source, deadline: float) -> bool:
    """True when everything is held."""
    while True:
        sync.refresh(engine, source, most=_HEADS)
        has_heads = all(row.low_uid == 1 for row in list_folders(engine))
        if has_heads and not sync.read_texts(engine, source, most=_TEXTS):
            return True
        if time.monotonic() >= deadline:
            return False
