"""The form of a draft, new or saved, and what was typed into it and not saved."""

import secrets
from dataclasses import dataclass

from django.http import HttpResponse

from docflow.documents.files import StoredFile
from docflow.documents.selectors import list_files
from docflow.models import Document, TypedDraft
from docflow.routing.draft_services import content_of
from docflow.routing.selectors import list_recipient_agencies
from docflow.routing.typing_services import files_of, find_typed, list_typed
from docflow.rules.states import FileRole
from webui.documents.forms.draft import DraftForm, initial_of, initial_of_typed
from webui.documents.forms.lists import lists_for_drafts
from webui.documents.frame import drafting_agency, posted, render_page, uploaded
from webui.documents.refusals import focus_first_error, refusals_on
from webui.documents.uploads import seal, store_uploads, unseal
from webui.shared.http import WebRequest

_UNPROCESSABLE = 422


@dataclass(frozen=True)
class Typing:
    """One showing of the form: its token, and what was typed into it before, if anything."""

    token: str
    row: TypedDraft | None = None


def typing_of(request: WebRequest, document: Document | None = None) -> Typing:
    """A form that is sent keeps its token; `?tiep=` goes on with a new document's text."""
    if request.method == "POST":
        return Typing(request.POST.get("typed", "")[:32])
    token = request.GET.get("tiep", "")
    row = find_typed(request.actor, token=token, document_pk=document.pk if document else None)
    if row is None:
        return Typing(secrets.token_hex(16))
    # A saved draft opened again is another window: the earlier one is told when it types on.
    return Typing(row.token if document is None else secrets.token_hex(16), row)


def make_draft_form(
    request: WebRequest, document: Document | None = None, typing: Typing | None = None
) -> DraftForm:
    """Bound when the request posts; agencies and annexes to choose from."""
    annexes = [] if document is None else _annexes(document)
    initial = {} if document is None else initial_of(content_of(document))
    if typing is not None and typing.row is not None:
        initial |= initial_of_typed(typing.row.fields)
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
        uploads = form.cleaned_data.get("uploads") or []
        files = _kept_annexes(request) + store_uploads(uploads, first=FileRole.ANNEX)
    return files


def annexes_to_keep(request: WebRequest) -> tuple[StoredFile, ...] | None:
    """What the form holds of them now, new ones stored; None where nothing is said of annexes."""
    if "kept" not in request.POST and not request.FILES:
        return None
    uploads = request.FILES.getlist("uploads")
    return _kept_annexes(request) + store_uploads(uploads, first=FileRole.ANNEX)


def _kept_annexes(request: WebRequest) -> tuple[StoredFile, ...]:
    """Without those that were ticked to be left out."""
    dropped = request.POST.getlist("drop")
    kept = unseal(request.actor, request.POST.get("kept", ""))
    return tuple(file for file in kept if file.sha256 not in dropped)


def show_draft(
    request: WebRequest,
    form: DraftForm,
    document: Document | None,
    kept: tuple[StoredFile, ...] = (),
    *,
    typing: Typing,
) -> HttpResponse:
    """The drafting page; files already sent stay while it is mended, or with what was typed."""
    status = 200
    if typing.row is not None:
        kept = files_of(typing.row)
    if form.errors:
        focus_first_error(form)
        status = _UNPROCESSABLE
    context: dict[str, object] = {
        "form": form,
        "document": document,
        "kept": kept,
        "kept_token": seal(request.actor, kept),
        "typing": typing,
        "unfinished": [] if document or typing.row else _unfinished(request, typing),
    }
    return render_page(request, "draft.html", context, here="du-thao", status=status)


def _unfinished(request: WebRequest, typing: Typing) -> list[TypedDraft]:
    """Other new documents that were begun and not saved."""
    return [row for row in list_typed(request.actor) if row.token != typing.token]


def _annexes(document: Document) -> list[tuple[int, str]]:
    return [(f.pk, f.name) for f in list_files(document) if f.role == FileRole.ANNEX]
