"""The form of a draft, new or saved."""

from django.http import HttpResponse

from docflow.documents.files import StoredFile
from docflow.documents.selectors import list_files
from docflow.models import Document
from docflow.routing.draft_services import content_of
from docflow.routing.selectors import list_recipient_agencies
from docflow.rules.states import FileRole
from webui.documents.forms.draft import DraftForm, initial_of
from webui.documents.forms.lists import lists_for_drafts
from webui.documents.frame import drafting_agency, posted, render_page, uploaded
from webui.documents.refusals import focus_first_error, refusals_on
from webui.documents.uploads import seal, store_uploads, unseal
from webui.shared.http import WebRequest

_UNPROCESSABLE = 422


def make_draft_form(request: WebRequest, document: Document | None = None) -> DraftForm:
    """Bound when the request posts; agencies and annexes to choose from."""
    annexes = [] if document is None else _annexes(document)
    initial = {} if document is None else initial_of(content_of(document))
    agencies = [(agency.pk, agency.name) for agency in list_recipient_agencies(request.actor)]
    # Those already chosen stand first, in sight.
    agencies.sort(key=lambda row: row[0] not in initial.get("agencies", ()))
    agency_pk = drafting_agency(request.actor) if document is None else document.agency_id
    return DraftForm(
        posted(request),
        uploaded(request),
        lists=lists_for_drafts(agency_pk),
        agencies=agencies,
        annexes=annexes,
        initial=initial,
    )


def stored_annexes(request: WebRequest, form: DraftForm) -> tuple[StoredFile, ...]:
    """New annexes, stored; those sent with an earlier try of the form come first."""
    form.full_clean()
    files: tuple[StoredFile, ...] = ()
    with refusals_on(form):
        kept = unseal(request.actor, request.POST.get("kept", ""))
        uploads = form.cleaned_data.get("uploads") or []
        files = kept + store_uploads(uploads, first=FileRole.ANNEX)
    return files


def show_draft(
    request: WebRequest,
    form: DraftForm,
    document: Document | None,
    kept: tuple[StoredFile, ...] = (),
) -> HttpResponse:
    """The drafting page; files already sent stay while the form is mended."""
    status = 200
    if form.errors:
        focus_first_error(form)
        status = _UNPROCESSABLE
    context: dict[str, object] = {
        "form": form,
        "document": document,
        "kept": kept,
        "kept_token": seal(request.actor, kept),
    }
    return render_page(request, "draft.html", context, here="du-thao", status=status)


def _annexes(document: Document) -> list[tuple[int, str]]:
    return [(f.pk, f.name) for f in list_files(document) if f.role == FileRole.ANNEX]
