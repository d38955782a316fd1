"""Payroll files: hand in, look at what they would do and what is wrong, apply, take back."""

from collections import Counter
from dataclasses import dataclass, replace

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from mailsvc.base import clock
from mailsvc.base.errors import Refused, TooLarge
from mailsvc.directory.selectors import list_agencies
from mailsvc.payroll import files
from mailsvc.payroll.files import Plan
from mailsvc.payroll.models import PayrollFile
from mailsvc.payroll.reading import COLUMNS
from mailsvc.sheets.csv_file import write_csv
from mailsvc.sheets.reading import BYTES_MAX
from mailsvc.sheets.values import Sheet
from mailsvc.usage.access import require_keeper
from mailsvc.usage.bits import first_day
from webui.adoption.frame import render_page
from webui.adoption.keeping.forms import PayrollForm, initial_month
from webui.shared.http import WebRequest

_SHOWN = 200  # lines of a list; of more the number is told


@dataclass(frozen=True)
class Shown:
    """The first lines of a list, and how many there are besides."""

    title: str
    rows: list[tuple[str, str, str]]
    more: int


def home(request: WebRequest) -> HttpResponse:
    """Every file handed in; a POST takes a new one in and shows what it would do."""
    require_keeper(request.actor)
    if request.method != "POST":
        return _list(request, PayrollForm(initial=initial_month(clock.today())))
    form = PayrollForm(request.POST, request.FILES)
    if form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            if upload.size > BYTES_MAX:
                raise TooLarge("sheet", _("Tệp lớn hơn 10 MB: hãy chia thành vài tệp."))
            made = files.read_file(
                request.actor,
                ym=form.cleaned_data["month"],
                name=upload.name,
                content=upload.read(),
            )
        except Refused as error:
            form.add_error("file", error.public_text)  # at the form, with the month typed
        else:
            return redirect("adoption:payroll_file", made.pk)
    return _list(request, form, status=422)


@require_safe
def template(request: WebRequest) -> HttpResponse:
    """An empty file with the heads and one line as an example."""
    require_keeper(request.actor)
    example = ("DB00001", "Lò Thị Hoa", "STC", "Chuyên viên", "công chức", "01/01/2009", "")
    content = write_csv(Sheet("Biên chế", COLUMNS, (example,)))
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="mau-bien-che.csv"'
    return response


@require_safe
def show(request: WebRequest, pk: int) -> HttpResponse:
    """One file: what it would do, what is wrong in it, or what it did."""
    file = files.get_file(request.actor, pk=pk)
    context: dict[str, object] = {"file": file, "month": first_day(file.ym)}
    if file.state == PayrollFile.State.READ:
        context |= _before(request, file)
    else:
        done = files.summarize(request.actor, pk=pk)
        facts = {"made": done.made, "ended": done.ended}
        context |= {
            "message": _("Đã nạp: %(made)d vị trí mới, %(ended)d vị trí kết thúc") % facts
            if file.state == PayrollFile.State.APPLIED
            else _("Tệp này đã được hoàn tác"),
            "may_undo": file.state == PayrollFile.State.APPLIED and done.is_latest,
        }
    return render_page(request, "keeping/payroll_file.html", context, here="payroll")


@require_POST
def apply(request: WebRequest, pk: int) -> HttpResponse:
    """Do what was shown."""
    files.apply_file(request.actor, pk=pk)
    messages.success(request, _("Đã nạp tệp biên chế."), extra_tags="ok")
    return redirect("adoption:payroll_file", pk)


@require_POST
def undo(request: WebRequest, pk: int) -> HttpResponse:
    """Take back everything the file did."""
    files.undo_file(request.actor, pk=pk)
    messages.success(request, _("Đã hoàn tác tệp biên chế."), extra_tags="ok")
    return redirect("adoption:payroll_file", pk)


def _list(request: WebRequest, form: PayrollForm, *, status: int = 200) -> HttpResponse:
    found = list(files.list_files(request.actor))
    context = {
        "message": _list_message(found),
        "files": found,
        "form": form,
        "agencies": list_agencies().order_by("sort_key"),
    }
    return render_page(request, "keeping/payroll.html", context, here="payroll", status=status)


def _list_message(found: list[PayrollFile]) -> str:
    """How many files there are, and what became of them."""
    if not found:
        return _("Chưa có tệp biên chế nào được gửi ở đây")
    states = Counter("wrong" if _is_wrong(one) else one.state for one in found)
    words = [
        (PayrollFile.State.APPLIED, _("%d đã nạp")),
        (PayrollFile.State.UNDONE, _("%d đã hoàn tác")),
        ("wrong", _("%d có dòng sai")),
        (PayrollFile.State.READ, _("%d chờ xác nhận")),
    ]
    told = ", ".join(text % states[state] for state, text in words if states[state])
    return _("%(count)d tệp biên chế đã gửi: %(told)s") % {"count": len(found), "told": told}


def _is_wrong(file: PayrollFile) -> bool:
    return file.state == PayrollFile.State.READ and bool(file.errors)


def _before(request: WebRequest, file: PayrollFile) -> dict[str, object]:
    plan = files.preview(request.actor, pk=file.pk)
    wrong = [(int(number), text) for number, text in file.errors.items()]
    if wrong:  # who would come and go is not known yet: the wrong lines are not among them
        plan = replace(plan, hires=(), moves=(), leavers=(), warnings=())
    return {
        "message": _message(file, plan),
        "wrong": wrong[:_SHOWN],
        "wrong_more": max(0, len(wrong) - _SHOWN),
        "warnings": plan.warnings[:_SHOWN],
        "lists": [one for one in _lists(plan) if one.rows],
        "may_apply": not file.errors and bool(file.lines),
        "unchanged": plan.unchanged,
    }


def _message(file: PayrollFile, plan: Plan) -> str:
    if file.errors:
        return _("%d dòng sai: chưa nạp được, chưa có gì thay đổi") % len(file.errors)
    facts = {
        "hires": len(plan.hires),
        "moves": len(plan.moves),
        "leavers": len(plan.leavers),
    }
    if not any(facts.values()):
        return _("Tệp khớp với danh sách hiện có: không ai vào, chuyển hay ra")
    return (
        _("Nạp tệp này: %(hires)d người vào, %(moves)d người chuyển, %(leavers)d người ra") % facts
    )


def _lists(plan: Plan) -> list[Shown]:
    day = "%d/%m/%Y"
    hires = [
        (one.name, f"{one.agency} · {one.title}", one.begins_on.strftime(day)) for one in plan.hires
    ]
    moves = [
        (
            post.person.full_name,
            f"→ {line.agency} · {line.title}",
            line.begins_on.strftime(day),
        )
        for post, line in plan.moves
    ]
    names = {agency.pk: agency.code for agency in plan.agencies}
    leavers = [
        (
            one.post.person.full_name,
            f"{names.get(one.post.agency_id, '')} · {one.post.title}",
            one.on.strftime(day),
        )
        for one in plan.leavers
    ]
    return [
        _shown(_("Người vào"), hires),
        _shown(_("Người chuyển"), moves),
        _shown(_("Người ra: không còn trong tệp"), leavers),
    ]


def _shown(title: str, rows: list[tuple[str, str, str]]) -> Shown:
    return Shown(f"{title} ({len(rows)})", rows[:_SHOWN], max(0, len(rows) - _SHOWN))
