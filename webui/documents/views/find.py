"""Searching documents: conditions, hits, what is kept and what is exported."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from docflow.catalogue.selectors import all_type_choices
from docflow.documents.paging import count_up_to
from docflow.printing.tables import FORMATS
from docflow.search.export import AT_ONCE, arguments_of, export, export_later, known_kind
from docflow.search.selectors import find_by_number, find_documents, list_saved, select_documents
from docflow.search.services import forget_search, save_search
from docflow.search.table import COLUMNS, chosen
from mailsvc.directory.selectors import list_units
from mailsvc.jobs.onetime import enqueue
from webui.documents.forms.find import FindChoices, FindForm
from webui.documents.frame import page_number, render_page
from webui.documents.views.box import make_row
from webui.shared.http import WebRequest

_NUMBER_MAX = 7


def find(request: WebRequest) -> HttpResponse:
    """`?q=` and the conditions; `?trang=` the page. A bare number is looked up in the registers."""
    choices = _choices(request)
    form = FindForm(request.GET, choices)
    form.is_valid()
    query = form.to_query()
    page = find_documents(request.actor, query, page=page_number(request))
    numbered = []
    if query.text.isdecimal() and len(query.text) <= _NUMBER_MAX:
        numbered = find_by_number(request.actor, int(query.text))
    context: dict[str, object] = {
        "form": form,
        "choices": choices,
        "page": page,
        "rows": [make_row(document) for document in page.rows],
        "numbered": [make_row(document) for document in numbered],
        "saved": list_saved(request.actor),
        "columns": [(name, head) for name, (head, _read) in COLUMNS.items()],
        "picked": chosen(request.GET.getlist("cot")),
        "asked": request.GET.urlencode(),
        "query": query.text,  # in the box of the top bar too
        "kinds": tuple(FORMATS),
        "title": _("Tìm văn bản"),
    }
    return render_page(request, "find.html", context, here="find")


def export_found(request: WebRequest) -> HttpResponse:
    """The same conditions with `?cot=` columns and `?dang=` xlsx, docx or pdf."""
    form = FindForm(request.GET, _choices(request))
    form.is_valid()
    query, kind = form.to_query(), known_kind(request.GET.get("dang", ""))
    columns = chosen(request.GET.getlist("cot"))
    most = AT_ONCE[kind]
    if count_up_to(select_documents(request.actor, query), most) > most:
        job = enqueue(
            request.actor,
            export_later,
            title=_("Xuất văn bản tìm được (%s)") % kind,
            arguments={"query": arguments_of(query), "columns": columns, "kind": kind},
            back_url=f"{reverse('documents:find')}?{request.GET.urlencode()}",
        )
        return redirect("jobs:job", job.pk)
    content = export(request.actor, query, columns, kind)
    response = HttpResponse(content, content_type=FORMATS[kind])
    response["Content-Disposition"] = f'attachment; filename="van-ban.{kind}"'
    return response


@require_POST
def keep_search(request: WebRequest) -> HttpResponse:
    """Under a name, for oneself."""
    query = request.POST.get("query", "")
    save_search(request.actor, name=request.POST.get("name", ""), query=query)
    messages.success(request, _("Đã giữ lần tìm này."))
    return redirect(f"{reverse('documents:find')}?{query}")


@require_POST
def drop_search(request: WebRequest, pk: int) -> HttpResponse:
    """One's own."""
    forget_search(request.actor, pk=pk)
    messages.success(request, _("Đã bỏ lần tìm đã giữ."))
    return redirect("documents:find")


def _choices(request: WebRequest) -> FindChoices:
    agency = request.actor.agency_pk
    units = [(unit.pk, unit.name) for unit in list_units(agency)] if agency else []
    return FindChoices(tuple(all_type_choices(agency)), tuple(units))
