"""The clerk registers a paper or a scan."""

from dataclasses import asdict

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _

from docflow.documents.files import StoredFile
from docflow.intake.prefill import prefill_from_files
from docflow.intake.selectors import find_last_registered
from docflow.rules.fields import FoundFields
from docflow.rules.numbers import join_symbol
from docflow.rules.states import FileRole
from webui.documents.forms.register import RegisterForm, initial_like
from webui.documents.frame import clerk_agency, posted, uploaded
from webui.documents.refusals import refusals_on
from webui.documents.registering import form_options, save, show_form
from webui.documents.uploads import seal, store_uploads, unseal
from webui.shared.http import WebRequest


def register(request: WebRequest) -> HttpResponse:
    """Nine fields; files already sent are kept while the form is mended.

    `?mau=1` starts with what the last entry had in common; the button `look` reads the files that
    were sent and fills what is still empty.
    """
    agency_pk = clerk_agency(request.actor)
    initial = _like_last(request)
    form = RegisterForm(
        posted(request),
        uploaded(request),
        initial=initial,
        **form_options(request.actor, agency_pk),
    )
    context: dict[str, object] = {}
    if request.method == "POST":
        files = _files(request, form)
        context = {"kept": files, "kept_token": seal(request.actor, files)}
        if "look" in request.POST and "uploads" not in form.errors and not form.non_field_errors():
            form = _with_found(request, files, agency_pk)
        elif form.is_valid():
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


def _with_found(request: WebRequest, files: tuple[StoredFile, ...], agency_pk: int) -> RegisterForm:
    """The form as typed, with what the file says where nothing was typed."""
    found = prefill_from_files(files, agency_pk=agency_pk)
    read = asdict(found) | {"symbol": join_symbol(found.number, found.notation)}
    form = RegisterForm(**form_options(request.actor, agency_pk))
    typed = {name: request.POST.get(name, "") for name in form.fields if name != "uploads"}
    is_untouched = not typed["symbol"] and not typed["subject"]
    for name in form.fields:
        taken = typed.get(name, "")
        # Lists stand at their first choice until somebody has begun to type.
        has_choice = name in {"doc_type", "urgency"} and is_untouched and read.get(name)
        form.initial[name] = read[name] if has_choice else taken or read.get(name, "")
    if files and found == FoundFields():
        messages.info(
            request, _("Tệp này không có chữ đọc được (bản quét): đồng chí gõ theo trang bên cạnh.")
        )
    return form


def _like_last(request: WebRequest) -> dict[str, object]:
    if "mau" not in request.GET or request.method == "POST":
        return {}
    last = find_last_registered(request.actor)
    return initial_like(last) if last else {}
