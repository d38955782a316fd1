"""The survey's page: the province's table beside last year's, and how far the agencies are."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from mailsvc.base import clock
from mailsvc.base.errors import Refused
from mailsvc.directory.actor import Actor
from mailsvc.directory.models import Tier
from mailsvc.survey import access, selectors, services
from mailsvc.survey.indicators import Kind, Value
from mailsvc.survey.models import Reply, Round
from webui.adoption.frame import render_page
from webui.adoption.survey import words
from webui.adoption.survey.forms import RoundForm
from webui.shared.http import WebRequest


@dataclass(frozen=True)
class Line:
    """An indicator as a line; `width` is its share in percent, None where it is no share."""

    name: str
    total: Value
    tiers: tuple[tuple[Tier, Value], ...]
    last: Value | None
    width: int | None


@dataclass(frozen=True)
class AgencyRow:
    """An agency's state in words; `is_open` when this reader may open its reply."""

    code: str
    name: str
    tier: str
    state: str
    tag: str
    declared: bool | None
    is_seen_working: bool
    is_open: bool


@require_safe
def home(request: WebRequest) -> HttpResponse:
    """The newest round, or the page that says what will come."""
    rounds = selectors.list_rounds()
    if rounds:
        return _show(request, rounds[0], rounds)
    return render_page(request, "survey/empty.html", _running(request), here="survey")


@require_safe
def year(request: WebRequest, year: int) -> HttpResponse:
    """One year's survey."""
    return _show(request, access.access_round(year), selectors.list_rounds())


@require_POST
def open_round(request: WebRequest) -> HttpResponse:
    """Begin the survey of the day's year."""
    access.require_runner(request.actor)
    form = RoundForm(request.POST)
    if form.is_valid():
        as_of, due_on = form.cleaned_data["as_of"], form.cleaned_data["due_on"]
        try:
            services.open_round(request.actor, year=as_of.year, as_of=as_of, due_on=due_on)
        except Refused as error:
            form.add_error(None, error.public_text)  # at the form, with what was typed
        else:
            messages.success(request, _("Đã mở đợt khảo sát."), extra_tags="ok")
            return redirect("adoption:survey")
    rounds = selectors.list_rounds()
    if rounds:
        return _show(request, rounds[0], rounds, form=form, status=422)
    context = _running(request, form)
    return render_page(request, "survey/empty.html", context, here="survey", status=422)


@require_POST
def close_round(request: WebRequest, year: int) -> HttpResponse:
    """No reply changes any more."""
    services.close_round(request.actor, year=year)
    messages.success(request, _("Đã khép đợt khảo sát."), extra_tags="ok")
    return redirect("adoption:survey_year", year)


def _show(
    request: WebRequest,
    round_: Round,
    rounds: list[Round],
    *,
    form: RoundForm | None = None,
    status: int = 200,
) -> HttpResponse:
    table = selectors.province_table(round_)
    progress = selectors.list_progress(round_)
    rows = [_row(request.actor, one) for one in progress]
    context = {
        "table": table,
        "message": _message(table),
        "missing": table.asked - table.signed,
        "is_late": round_.closed_at is None and round_.due_on < clock.today(),
        "lines": [_line(row, table.tiers) for row in table.rows],
        "rounds": rounds,
        "blocks": [(tier, [row for row in rows if row.tier == tier.code]) for tier in table.tiers],
        "own": [row for row in rows if row.is_open and _is_own(request.actor, row, progress)],
    }
    return render_page(
        request,
        "survey/table.html",
        context | _running(request, form),
        here="survey",
        status=status,
    )


def _running(request: WebRequest, form: RoundForm | None = None) -> dict[str, object]:
    may_run = access.may_run_survey(request.actor)
    return {"may_run": may_run, "form": (form or RoundForm()) if may_run else None}


def _message(table: selectors.Table) -> str:
    """While replies come: how many there are. Once closed: what they say."""
    facts: dict[str, object] = {"year": table.round.year}
    if table.round.closed_at is None or not table.signed:
        facts |= {"signed": table.signed, "asked": table.asked}
        return _("Khảo sát CNTT %(year)d: %(signed)d/%(asked)d cơ quan đã ký phiếu") % facts
    works, computers = table.of("management_seen").total, table.of("per_head").total
    facts |= {"works": works.text, "computers": computers.text}
    return (
        _(
            "Khảo sát CNTT %(year)d: %(works)s cơ quan điều hành qua mạng, %(computers)s máy tính"
            " mỗi cán bộ"
        )
        % facts
    )


def _line(row: selectors.Row, tiers: tuple[Tier, ...]) -> Line:
    share = row.total if row.total.kind is Kind.SHARE and row.total.whole else None
    return Line(
        name=str(words.INDICATORS[row.indicator.code]),
        total=row.total,
        tiers=tuple(zip(tiers, row.tiers, strict=True)),
        last=row.last,
        width=100 * share.part // share.whole if share else None,
    )


def _row(actor: Actor, one: selectors.AgencyProgress) -> AgencyRow:
    state, tag = {
        "": (_("chưa bắt đầu"), ""),
        Reply.State.DRAFT: (_("đang điền"), "soon"),
        Reply.State.READY: (_("chờ lãnh đạo ký"), "soon"),
        Reply.State.SIGNED: (_("đã ký"), "done"),
    }[one.state]
    pk = one.agency.pk
    return AgencyRow(
        code=one.agency.code,
        name=one.agency.name,
        tier=one.agency.tier_id,
        state=state,
        tag=tag,
        declared=one.declared,
        is_seen_working=one.is_seen_working,
        is_open=access.may_run_survey(actor) or access.may_fill(actor, pk),
    )


def _is_own(actor: Actor, row: AgencyRow, progress: list[selectors.AgencyProgress]) -> bool:
    return any(
        one.agency.code == row.code and access.may_fill(actor, one.agency.pk) for one in progress
    )
