"""Closing a book with the print of what is closed: the lines are those of the legal columns."""

from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from docflow.printing.book import read_lines
from docflow.register.access import access_register_by_pk
from docflow.register.closing import close_register
from docflow.register.models import BookEvent, Register
from mailsvc.base import clock
from mailsvc.directory.actor import Actor
from mailsvc.jobs.run import Outcome, Run, work


def close_book(
    actor: Actor, register: Register, *, until: date, now: datetime | None = None
) -> BookEvent:
    """As `close_register`, with the lines as this package prints them."""
    return close_register(
        actor,
        register_pk=register.pk,
        until=until,
        read_lines=read_lines,
        now=now or clock.now(),
    )


@work(is_long=True)
def close_later(run: Run, **asked: Any) -> Outcome:
    """The same for a long book. Arguments: register_pk, until."""
    register = access_register_by_pk(run.actor, asked["register_pk"])
    event = close_book(run.actor, register, until=date.fromisoformat(asked["until"]))
    assert event.printed is not None  # every closing is printed
    words = _("Đã khóa sổ: %(count)d dòng, mã %(code)s…")
    return Outcome(words % {"count": event.printed.line_count, "code": event.printed.sha256[:16]})
