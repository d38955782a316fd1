"""The common end of the three entrances: register, ask about a twin, or show the form again."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from docflow.documents.access import access_document
from docflow.documents.selectors import list_files
from docflow.intake.commands import RegisterIncoming
from docflow.intake.services import register_incoming
from docflow.models import NumberHold
from docflow.register.book_selectors import find_shut_book
from docflow.register.earlier_selectors import list_granted_days
from docflow.register.hold_selectors import list_arrival_holds
from docflow.register.selectors import preview_next
from docflow.rules.kinds import OFFICIAL_LETTER, find_type
from docflow.rules.numbers import format_number
from docflow.rules.states import Direction
from mailsvc.base import clock
from mailsvc.base.errors import Conflict
from mailsvc.directory.actor import Actor
from mailsvc.directory.selectors import list_agencies
from webui.documents.file_lines import FileLine, list_kept, list_lines, url_of_document_page
from webui.documents.forms.lists import lists_for_register
from webui.documents.forms.register import RegisterFields
from webui.documents.frame import render_page
from webui.documents.refusals import focus_first_error, refusals_on
from webui.shared.http import WebRequest

_UNPROCESSABLE = 422
# The book gives no number now: locked, closed, its last line is younger, a day used by another.
_OF_THE_BOOK = frozenset({"locked", "closed", "date_order", "earlier", "hold"})
_CONFLICT = 409


def issuers() -> list[tuple[str, str]]:
    """(name, short name) of the agencies that the box of the issuer suggests."""
    return [(agency.name, agency.label.upper()) for agency in list_agencies()]


def form_options(
    actor: Actor, agency_pk: int, *, came_as: tuple[str, str] | None = None
) -> dict[str, Any]:
    """What every entrance's form offers: issuers, the agency's lists, days before today."""
    return {
        "issuers": issuers(),
        "lists": lists_for_register(agency_pk, came_as=came_as),
        "earlier": _earlier_days(actor, agency_pk),
        "holds": _holds(actor, agency_pk),
    }


def _holds(actor: Actor, agency_pk: int) -> list[tuple[int, str]]:
    """(pk, words) of the arrival numbers that are held; mostly none."""
    words = _("Số giữ %(number)s, ghi ngày %(day)s: %(paper)s")
    return [
        (one.pk, words % {**_number_and_day(one), "paper": one.paper})
        for one in list_arrival_holds(actor, agency_pk=agency_pk)
    ]


def _number_and_day(hold: NumberHold) -> dict[str, str]:
    return {"number": format_number(hold.number), "day": f"{hold.held_on:%d/%m/%Y}"}


def _earlier_days(actor: Actor, agency_pk: int) -> list[tuple[int, str]]:
    """(pk, words) of the days before today that the leader has allowed; mostly none."""
    rows = list_granted_days(actor, agency_pk=agency_pk, direction=Direction.IN)
    return [(row.pk, f"{row.day:%d/%m/%Y} – {row.paper}") for row in rows]


def save(
    request: WebRequest,
    form: RegisterFields,
    command: RegisterIncoming,
    context: dict[str, object],
) -> HttpResponse | None:
    """The redirect, or the page about a twin; None when the form has errors to show."""
    response: HttpResponse | None = None
    with refusals_on(form):
        try:
            entry = register_incoming(request.actor, command)
        except Conflict as conflict:
            if conflict.code in _OF_THE_BOOK:
                form.add_error(None, conflict.public_text)  # nothing typed is lost
                return None
            return _answer_conflict(request, form, conflict, context)
        words = _("Đã vào sổ: số đến %(number)d ngày %(day)s.")
        day = f"{entry.entered_on:%d/%m/%Y}"
        messages.success(request, words % {"number": entry.number, "day": day})
        response = redirect("documents:document", entry.document_id)
        if "next" in request.POST:
            response = redirect(f"{reverse('documents:register')}?mau=1")
    return response


def show_form(
    request: WebRequest,
    form: RegisterFields,
    agency_pk: int,
    context: dict[str, object],
    *,
    here: str = "register",
) -> HttpResponse:
    """The form with the number it would get now."""
    number = preview_next(
        agency_pk, direction=Direction.IN, doc_type=OFFICIAL_LETTER, today=clock.today()
    )
    status = 200
    if form.errors:
        focus_first_error(form)
        status = _UNPROCESSABLE
    context = context | {"form": form, "next_number": number, "today": clock.today()}
    context["kept_lines"] = _kept(context)
    context["shut"] = find_shut_book(agency_pk, direction=Direction.IN, today=clock.today())
    return render_page(request, "register.html", context, here=here, status=status)


def _answer_conflict(
    request: WebRequest, form: RegisterFields, conflict: Conflict, context: dict[str, object]
) -> HttpResponse:
    pk = conflict.facts.get("document_pk")
    if conflict.code == "duplicate" and isinstance(pk, int):
        return _show_twin(request, form, pk, conflict.public_text, context)
    if conflict.code == "mail_registered" and isinstance(pk, int):
        messages.info(request, conflict.public_text)
        return redirect("documents:document", pk)
    raise conflict


def _show_twin(
    request: WebRequest, form: RegisterFields, pk: int, text: str, context: dict[str, object]
) -> HttpResponse:
    """Both side by side; "vẫn vào sổ" needs a reason (ND30 Annex VI III.1.h)."""
    twin = access_document(request.actor, pk)
    data = form.cleaned_data
    names: Sequence[tuple[str, str, str]] = [
        (_("Số, ký hiệu"), twin.symbol, data["symbol"]),
        (_("Ngày văn bản"), _day(twin.issued_on), _day(data["issued_on"])),
        (_("Cơ quan ban hành"), twin.issuer, data["issuer"]),
        (_("Tên loại"), twin.type_name, find_type(data["doc_type"]).name),
        (_("Trích yếu"), twin.subject, data["subject"]),
    ]
    hidden = [field for field in form if field.name not in {"uploads", "duplicate_reason"}]
    context = context | {"form": form, "twin": twin, "rows": names, "text": text, "hidden": hidden}
    context["twin_lines"] = list_lines(list_files(twin), url_of_document_page)
    context["new_lines"] = context.get("came_along") or _kept(context)
    return render_page(request, "duplicate.html", context, here="register", status=_CONFLICT)


def _kept(context: dict[str, object]) -> list[FileLine]:
    """The files that came with the form so far, to be read beside it."""
    files, token = context.get("kept"), context.get("kept_token")
    return list_kept(files, token) if isinstance(files, tuple) and isinstance(token, str) else []


def _day(value: object) -> str:
    return f"{value:%d/%m/%Y}" if value else ""
