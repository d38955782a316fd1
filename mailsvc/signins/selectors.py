"""A person's own sign-ins."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.sessions.models import Session

from mailsvc.base import clock
from mailsvc.directory.actor import Actor
from mailsvc.signins.models import SignIn

SHOWN = 30


@dataclass(frozen=True)
class Seen:
    """A log-in as its person is shown it; `is_here`: the one that asks."""

    pk: int
    address: str
    program: str
    begun_at: datetime
    used_at: datetime
    is_open: bool
    is_here: bool


def list_sign_ins(actor: Actor, *, session_key: str) -> list[Seen]:
    """The actor's own, the newest first; at most thirty, but every one that is still open."""
    rows = list(SignIn.objects.filter(account_id=actor.account_pk or 0).order_by("-begun_at"))
    going_on = set(
        Session.objects.filter(
            session_key__in=[row.session_key for row in rows], expire_date__gt=clock.now()
        ).values_list("session_key", flat=True)
    )
    found = [
        Seen(
            row.pk,
            row.address,
            row.program,
            row.begun_at,
            row.used_at,
            is_open=row.session_key in going_on,
            is_here=row.session_key == session_key,
        )
        for row in rows
    ]
    return [one for place, one in enumerate(found) if one.is_open or place < SHOWN]
