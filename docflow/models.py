"""The one app's tables, split by subpackage; each package's services write its own rows."""

from docflow.catalogue.models import OwnItem
from docflow.deadlines.models import DueChange, Extension, Reminder
from docflow.dispatch.models import Dispatch, StatusEvent
from docflow.documents.models import Document, DocumentFile, Movement, Recipient, Relation
from docflow.intake.models import Arrival, ArrivalFile
from docflow.notices.models import Digest, Notice
from docflow.papers.models import CopyUse, Posting, SecretPaper, SecretSeries
from docflow.register.models import (
    BookEvent,
    EarlierDay,
    NumberHold,
    NumberSeries,
    PrintedRange,
    Register,
    RegisterEntry,
)
from docflow.routing.models import (
    Approval,
    Assignment,
    Directive,
    TypedDraft,
    Version,
    WorkNote,
)
from docflow.search.models import SavedSearch, SearchText
from docflow.signatures.models import SignatureCheck
from docflow.texts.models import FileText

__all__ = [
    "Approval",
    "Arrival",
    "ArrivalFile",
    "Assignment",
    "BookEvent",
    "CopyUse",
    "Digest",
    "Directive",
    "Dispatch",
    "Document",
    "DocumentFile",
    "DueChange",
    "EarlierDay",
    "Extension",
    "FileText",
    "Movement",
    "Notice",
    "NumberHold",
    "NumberSeries",
    "OwnItem",
    "Posting",
    "PrintedRange",
    "Recipient",
    "Register",
    "RegisterEntry",
    "Reminder",
    "Relation",
    "SignatureCheck",
    "SavedSearch",
    "SecretPaper",
    "SecretSeries",
    "SearchText",
    "StatusEvent",
    "TypedDraft",
    "Version",
    "WorkNote",
]
