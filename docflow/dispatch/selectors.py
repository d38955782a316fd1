"""Reading dispatches; the caller has the document through `access_document`."""

from docflow.dispatch.models import Dispatch
from docflow.documents.models import Document
from mailsvc.queue.selectors import RecipientState, list_states


def list_dispatches(document: Document) -> list[Dispatch]:
    """One row per recipient with its receipts, in the order of Nơi nhận."""
    return list(document.dispatches.select_related("agency").prefetch_related("events"))


def mail_states(dispatch: Dispatch) -> list[RecipientState]:
    """How far the mail of a dispatch has come; empty for carrier local."""
    return list_states(dispatch.trace_id) if dispatch.trace_id else []
