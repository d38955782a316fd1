"""The clerk registers a paper or a scan."""

from django.http import HttpResponse

from docflow.documents.files import StoredFile
from docflow.rules.states import FileRole
from webui.documents.forms.register import RegisterForm
from webui.documents.frame import clerk_agency, posted, uploaded
from webui.documents.refusals import refusals_on
from webui.documents.registering import issuer_names, save, show_form
from webui.documents.uploads import seal, store_uploads, unseal
from webui.shared.http import WebRequest


def register(request: WebRequest) -> HttpResponse:
    """Nine fields; files already sent are kept while the form is mended."""
    agency_pk = clerk_agency(request.actor)
    form = RegisterForm(posted(request), uploaded(request), issuers=issuer_names())
    context: dict[str, object] = {}
    if request.method == "POST":
        files = _files(request, form)
        context = {"kept": files, "kept_token": seal(request.actor, files)}
        if form.is_valid():
            command = form.to_command(agency_pk=agency_pk, files=files)
            response = save(request, form, command, context)
            if response is not None:
                return response
    return show_form(request, form, agency_pk, context)


def _files(request: WebRequest, form: RegisterForm) -> tuple[StoredFile, ...]:
    """New uploads take the place of those kept from the last try."""
    form.full_clean()
    uploads = form.cleaned_data.get("uploads") or []
    files: tuple[StoredFile, ...] = ()
    with refusals_on(form):
        if uploads:
            files = store_uploads(uploads, first=FileRole.MAIN)
        else:
            files = unseal(request.actor, request.POST.get("kept", ""))
    return files
