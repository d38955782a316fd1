"""The overview: what is wrong, how much waits, how old it is and where for."""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpResponse
from django.utils.translation import gettext as _

from mailsvc.base import clock
from mailsvc.directory.access import require_administrator
from mailsvc.operations.alerts import list_alerts
from mailsvc.queue.destinations import list_down
from mailsvc.queue.models import QueuedRecipient
from mailsvc.queue.operator_selectors import AGES, DomainAges, age_table
from mailsvc.queue.parking import list_parked
from mailsvc.queue.selectors import get_depth
from webui.operations.alerts import alert_lines
from webui.operations.frame import render_page
from webui.operations.words import age_word, span_word
from webui.shared.http import WebRequest

_State = QueuedRecipient.State


@dataclass(frozen=True)
class Bar:
    """An age class over all destinations; `width` is its share of the fullest, in percent."""

    label: str
    count: int
    width: int


@dataclass(frozen=True)
class AgeRow:
    """A destination in the table; `width` is its share of the fullest, in percent."""

    domain: str
    total: int
    counts: tuple[int, ...]
    held: int
    oldest: str
    width: int


@dataclass(frozen=True)
class SilentPlace:
    """A destination that does not answer."""

    goal: str
    since: datetime
    next_probe_at: datetime
    waiting: int
    error: str


def home(request: WebRequest) -> HttpResponse:
    """Everything of this moment on one page."""
    require_administrator(request.actor)
    now = clock.now()
    table = age_table(request.actor, now=now)
    lines = [*table.rows, *([table.others] if table.others else [])]
    depth = get_depth()
    context: dict[str, object] = {
        "now": now,
        "alerts": alert_lines(list_alerts(request.actor)),
        "depth": [(word, state, depth.by_state.get(state, 0)) for word, state in _states()],
        "total": sum(depth.by_state.values()),
        "oldest": age_word(depth.oldest_at, now) if depth.oldest_at else "",
        "columns": _columns(),
        "bars": _bars(lines),
        "rows": _rows(lines, now),
        "others_count": table.others_count,
        "silent": _silent(),
    }
    return render_page(request, "home.html", context, here="home")


def _states() -> list[tuple[str, str]]:
    return [
        (_("Chờ gửi"), _State.DUE.value),
        (_("Đang gửi"), _State.CLAIMED.value),
        (_("Bị giữ"), _State.HELD.value),
    ]


def _columns() -> list[str]:
    """The heads of the age columns: each ends where the next begins."""
    edges = [_("đến %s") % span_word(age) for age in AGES]
    return [*edges, _("trên %s") % span_word(AGES[-1])]


def _bars(lines: list[DomainAges]) -> list[Bar]:
    """None when nothing waits."""
    if not lines:
        return []
    sums = [sum(column) for column in zip(*(one.counts for one in lines), strict=True)]
    most = max(sums)
    return [
        Bar(label, count, -(-count * 100 // most))
        for label, count in zip(_columns(), sums, strict=True)
    ]


def _rows(lines: list[DomainAges], now: datetime) -> list[AgeRow]:
    most = max((one.total for one in lines), default=1)
    return [
        AgeRow(
            domain=one.domain,
            total=one.total,
            counts=one.counts,
            held=one.by_state.get(_State.HELD, 0),
            oldest=age_word(one.oldest_at, now),
            width=max(one.total * 100 // most, 1),
        )
        for one in lines
    ]


def _silent() -> list[SilentPlace]:
    parked = {one.goal: one.small + one.large for one in list_parked()}
    return [
        SilentPlace(
            one.goal, one.down_since, one.next_probe_at, parked.get(one.goal, 0), one.last_error
        )
        for one in list_down()
    ]
