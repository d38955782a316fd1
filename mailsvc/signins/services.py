"""Keeping log-ins, and ending them."""

import ipaddress
from datetime import datetime, timedelta

from django.contrib.sessions.models import Session
from django.db import models, transaction

from mailsvc.audit.services import record
from mailsvc.base import clock
from mailsvc.base.errors import Conflict, Forbidden, NotFound
from mailsvc.base.memory import Memory
from mailsvc.base.text import clean_line
from mailsvc.directory.actor import Actor
from mailsvc.live.services import tell_sessions_ended
from mailsvc.signins.models import PROGRAM_CHARS, SignIn

CHAIN = "signins"
KEPT_DAYS, KEPT_ROWS = 90, 60
_USED_S = 600
# By session: when this process last wrote (or first saw) its use.
_noted: Memory[str, float] = Memory(20_000)


@transaction.atomic
def begin_sign_in(actor: Actor, *, session_key: str, address: str, program: str) -> None:
    """The actor has just logged in; what is old of his is forgotten.

    Not in the journal: it is a list of its own, and each person's own business.
    """
    if actor.account_pk is None:
        raise Forbidden("sign_in_owner", "Chỉ người có tài khoản mới đăng nhập được.")
    now = clock.now()
    mine = SignIn.objects.filter(account_id=actor.account_pk)
    mine.filter(begun_at__lt=now - timedelta(days=KEPT_DAYS)).delete()
    beyond = mine.order_by("-begun_at").values_list("pk", flat=True)[KEPT_ROWS - 1 :]
    mine.filter(pk__in=list(beyond)).exclude(session_key__in=_open_keys(mine)).delete()
    SignIn.objects.create(
        account_id=actor.account_pk,
        session_key=session_key,
        address=_checked_address(address),
        program=clean_line(program)[:PROGRAM_CHARS],
        begun_at=now,
        used_at=now,
    )


def move_sign_in(*, old_key: str, new_key: str) -> None:
    """The same log-in goes on under another key, as it does when a password is changed."""
    SignIn.objects.filter(session_key=old_key).update(session_key=new_key)


def note_use(*, session_key: str, now: datetime | None = None) -> None:
    """Called at every request: writes at most every ten minutes."""
    now = now or clock.now()
    noted = _noted.get(session_key)
    if noted is not None and now.timestamp() - noted < _USED_S:
        return
    _noted.put(session_key, now.timestamp())
    if noted is not None:
        SignIn.objects.filter(session_key=session_key).update(used_at=now)


@transaction.atomic
def end_sign_in(actor: Actor, *, pk: int, session_key: str) -> None:
    """Sign out one other place. NotFound for what is not the actor's or is over, Conflict for the
    place that asks: it has the log-out.
    """
    row = SignIn.objects.filter(account_id=actor.account_pk or 0, pk=pk).first()
    if row is None:
        raise NotFound("sign_in", "Không có lần đăng nhập này.")
    if row.session_key == session_key:
        raise Conflict("sign_in_here", "Đây là chính nơi đồng chí đang ngồi: bấm “Thoát”.")
    if not Session.objects.filter(session_key=row.session_key).delete()[0]:
        raise NotFound("sign_in", "Nơi này đã thoát rồi.")
    tell_sessions_ended(row.account_id)
    _record(actor, 1)


@transaction.atomic
def end_others(actor: Actor, *, session_key: str) -> int:
    """Sign out everywhere but here; how many places that were."""
    mine = SignIn.objects.filter(account_id=actor.account_pk or 0).exclude(session_key=session_key)
    ended = Session.objects.filter(session_key__in=_open_keys(mine)).delete()[0]
    tell_sessions_ended(actor.account_pk or 0)  # whoever had no row of his own, too
    if ended:
        _record(actor, ended)
    return ended


def _open_keys(rows: models.QuerySet[SignIn]) -> list[str]:
    keys = list(rows.values_list("session_key", flat=True))
    found = Session.objects.filter(session_key__in=keys, expire_date__gt=clock.now())
    return list(found.values_list("session_key", flat=True))


def _checked_address(text: str) -> str:
    """A proxy that says nothing, or nonsense, leaves it empty."""
    try:
        return str(ipaddress.ip_address(text.strip()))
    except ValueError:
        return ""


def _record(actor: Actor, count: int) -> None:
    record(
        actor,
        chain=CHAIN,
        action="end_sign_ins",
        object_type="Account",
        object_pk=actor.account_pk or 0,
        facts={"count": count},
    )
