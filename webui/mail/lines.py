"""The lines of a list as HTML; those of a page that nobody changed are not made again."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from mailsvc.base import clock
from mailsvc.base.memory import Memory
from mailsvc.labels.rules import Label
from mailsvc.mailstore.values import Row
from webui.mail.work import Work


@dataclass(frozen=True)
class Line:
    """A row as the list shows it."""

    row: Row
    who: str
    when: str
    url: str
    is_open: bool
    tags: tuple[Label, ...] = ()
    work: Work | None = None


@dataclass(frozen=True)
class Look:
    """All that lines depend on beside their rows."""

    list_url: str  # which mailbox, folder, order and page
    size: int
    address: tuple[str, str]  # of a mail: what stands before its uid and behind
    is_own: bool  # lines name who gets the mail, not who wrote it
    open_uid: int
    works: tuple[tuple[int, Work], ...]
    today: date
    language: str
    labels: tuple[Label, ...] = ()  # of the mailbox


_LIMIT_CHARS = 12_000_000
_kept: Memory[tuple[Look, str], SafeString] = Memory(_LIMIT_CHARS)


def render_lines(rows: tuple[Row, ...], look: Look, state: str) -> SafeString:
    """The rows of a table. `state`: of the folder the rows were read from; "": not to be kept."""
    kept = _kept.get((look, state)) if state else None
    if kept is not None:
        return kept
    works = dict(look.works)
    lines = [_line(row, look, works.get(row.uid)) for row in rows]
    html = mark_safe("".join(_render(line, look.language) for line in lines))  # noqa: S308
    if state:
        _kept.put((look, state), html, len(html))
    return html


def short_time(at: datetime, today: date) -> str:
    """08:42 · hôm qua · 21/12 · 21/12/2008."""
    local = at.astimezone(clock.VIETNAM)
    if local.date() == today:
        return local.strftime("%H:%M")
    if local.date() == today - timedelta(days=1):
        return _("hôm qua")
    return local.strftime("%d/%m" if local.year == today.year else "%d/%m/%Y")


def _line(row: Row, look: Look, work: Work | None) -> Line:
    before, after = look.address
    return Line(
        row=row,
        who=_who(row, is_own=look.is_own),
        when=short_time(row.sent_at, look.today),
        url=f"{before}{row.uid}{after}",
        is_open=row.uid == look.open_uid,
        tags=tuple(one for one in look.labels if one.number in row.labels),
        work=work,
    )


@lru_cache(maxsize=10_000)
def _render(line: Line, language: str) -> str:
    return render_to_string("mail/_row.html", {"line": line, "row": line.row, "language": language})


def _who(row: Row, *, is_own: bool) -> str:
    found = ", ".join(row.to_names) if is_own else row.from_name or row.from_address
    return found or _("(không rõ)")
