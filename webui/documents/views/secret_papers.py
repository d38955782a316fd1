"""Sổ văn bản mật: the bare numbers of state secrets, which stay on paper."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from docflow.models import SecretPaper
from docflow.papers.selectors import list_secrets
from docflow.papers.services import enter_secret, void_secret
from mailsvc.base import clock
from mailsvc.directory.roles import Role
from webui.documents.forms.papers import SecretForm
from webui.documents.forms.words import ReasonForm
from webui.documents.frame import clerk_agency, keeper_agency, posted, render_page
from webui.documents.people import list_people
from webui.documents.refusals import focus_first_error, refusals_on
from webui.shared.http import WebRequest

_UNPROCESSABLE = 422
_SHOWN = 500


def secret_papers(request: WebRequest) -> HttpResponse:
    """GET lists this year's numbers; POST takes the next one."""
    agency_pk = keeper_agency(request.actor)
    form = SecretForm(posted(request), people=list_people(agency_pk))
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            line = enter_secret(
                request.actor, agency_pk=clerk_agency(request.actor), **form.cleaned_data
            )
            words = _("Đã ghi sổ văn bản mật số %(number)s. Bản giấy do %(who)s giữ.")
            facts = {"number": f"{line.number:02}", "who": line.holder.full_name}
            messages.success(request, words % facts)
            return redirect("documents:secret_papers")
    return _page(request, agency_pk, form)


@require_POST
def void_secret_paper(request: WebRequest, pk: int) -> HttpResponse:
    """The leader strikes a line."""
    agency_pk = keeper_agency(request.actor)
    form = ReasonForm(request.POST, auto_id=f"s{pk}_%s")
    if form.is_valid():
        with refusals_on(form):
            line = void_secret(request.actor, pk=pk, reason=form.cleaned_data["reason"])
            words = _("Đã hủy dòng số %s; số vẫn nằm trong sổ.") % f"{line.number:02}"
            messages.success(request, words)
            return redirect("documents:secret_papers")
    blank = SecretForm(None, people=list_people(agency_pk))
    return _page(request, agency_pk, blank, failed=(pk, form))


def _page(
    request: WebRequest,
    agency_pk: int,
    form: SecretForm,
    failed: tuple[int, ReasonForm] | None = None,
) -> HttpResponse:
    if form.errors:
        focus_first_error(form)
    year = clock.today().year
    context: dict[str, object] = {
        "form": form,
        "year": year,
        "rows": [
            (line, _void_form(line, failed))
            for line in list_secrets(request.actor, year=year, most=_SHOWN)
        ],
        "may_write": request.actor.has_role(Role.CLERK, agency_pk=agency_pk),
        "may_void": request.actor.has_role(Role.LEADER, agency_pk=agency_pk),
        "failed_pk": failed[0] if failed else 0,
    }
    status = _UNPROCESSABLE if form.errors or failed else 200
    return render_page(request, "secret_papers.html", context, here="keeping", status=status)


def _void_form(line: SecretPaper, failed: tuple[int, ReasonForm] | None) -> ReasonForm:
    if failed is not None and failed[0] == line.pk:
        return failed[1]
    return ReasonForm(auto_id=f"s{line.pk}_%s")
