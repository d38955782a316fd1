"""The actions of the document page: which form each has and where it is sent.

docflow's tables say which of them the actor may do now; here is only what they look like.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from django import forms
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from docflow.documents.selectors import list_replies
from docflow.models import Document, EarlierDay, NumberHold
from docflow.register.earlier_selectors import list_granted_days
from docflow.register.hold_selectors import list_open_holds
from docflow.routing.selectors import (
    list_actions,
    list_handlers,
    list_receivers,
    list_subordinates,
)
from docflow.rules.numbers import format_number
from docflow.rules.states import BEARING_NUMBERS, Direction, State
from docflow.rules.transitions import Transition
from docflow.rules.workdays import default_days, due_after
from mailsvc.base import clock
from mailsvc.base.errors import Forbidden
from mailsvc.directory.actor import Actor
from webui.documents.away import list_away, named, receiver_groups
from webui.documents.forms.accept import AcceptForm
from webui.documents.forms.complete import CompleteForm
from webui.documents.forms.direct import DirectForm
from webui.documents.forms.number import NumberForm
from webui.documents.forms.sub_assign import SubAssignForm
from webui.documents.forms.words import (
    ConfirmForm,
    CorrectForm,
    FileForm,
    NoteForm,
    ReasonForm,
    RemarkForm,
)

Data = QueryDict | None


@dataclass(frozen=True)
class Panel:
    """One action on the page: its words, its form, its address; `link` panels are plain links."""

    action: str
    label: str
    url: str
    form: forms.Form | None
    template: str = "documents/_panel.html"
    is_open: bool = False
    is_main: bool = False
    is_grave: bool = False
    button: str = ""  # where the label is a sentence

    @property
    def verb(self) -> str:
        return self.button or self.label


@dataclass(frozen=True)
class _Kind:
    url_name: str
    make: Callable[[Actor, Document, Data, str], forms.Form] | None
    template: str = "documents/_panel.html"
    is_main: bool = True
    is_grave: bool = False
    is_rare: bool = False  # never what a page opens with


def make_form(actor: Actor, document: Document, action: str, data: Data = None) -> forms.Form:
    """The form of an action, bound when there is data."""
    make = _kinds(document)[action].make
    if make is None:
        raise AssertionError("a link has no form")
    return make(actor, document, data, f"{action}_%s")


def list_panels(
    actor: Actor, document: Document, failed: tuple[str, forms.Form] | None = None
) -> list[Panel]:
    """The actions the actor may do now, the next step first and open."""
    kinds = _kinds(document)
    offered = [row for row in list_actions(actor, document) if row.action in kinds]
    # Python's sort is stable: within each group the order is the table's.
    ordered = sorted(offered, key=lambda row: not kinds[row.action].is_main)
    panels = [_panel(actor, document, row, kinds[row.action], failed) for row in ordered]
    return _open_first(panels, kinds) if failed is None else panels


def refuse_unless_offered(actor: Actor, document: Document, action: str) -> None:
    """Forbidden when the page would not show the action: a wrong form is not the matter then."""
    if action not in {row.action for row in list_actions(actor, document)}:
        raise Forbidden("not_your_step", _("Việc này không thuộc phần của đồng chí."))


def _panel(
    actor: Actor,
    document: Document,
    row: Transition,
    kind: _Kind,
    failed: tuple[str, forms.Form] | None,
) -> Panel:
    has_failed = failed is not None and failed[0] == row.action
    form = failed[1] if failed is not None and has_failed else None
    if form is None and kind.make is not None:
        form = make_form(actor, document, row.action)
    return Panel(
        action=row.action,
        label=str(row.label),
        url=reverse(f"documents:{kind.url_name}", args=[document.pk]),
        form=form,
        template=kind.template,
        is_open=has_failed,
        is_main=kind.is_main,
        is_grave=kind.is_grave,
    )


def _open_first(panels: list[Panel], kinds: Mapping[str, _Kind]) -> list[Panel]:
    """The next step lies open, so that nobody has to look for it; where none is, nothing does."""
    with_fields = [panel for panel in panels if panel.form is not None and panel.form.fields]
    if any(panel.is_main and panel not in with_fields for panel in panels):
        return panels
    first = next((p for p in with_fields if p.is_main), None) or next(
        (p for p in with_fields if not p.is_grave and not kinds[p.action].is_rare), None
    )
    return [replace(p, is_open=p is first, is_main=p is first or p.is_main) for p in panels]


def _kinds(document: Document) -> dict[str, _Kind]:
    return _INCOMING if document.direction == Direction.IN else _OUTGOING


def _confirm(_actor: Actor, _document: Document, data: Data, ids: str) -> forms.Form:
    return ConfirmForm(data, auto_id=ids)


def _remark(_actor: Actor, _document: Document, data: Data, ids: str) -> forms.Form:
    return RemarkForm(data, auto_id=ids)


def _note(_actor: Actor, _document: Document, data: Data, ids: str) -> forms.Form:
    return NoteForm(data, auto_id=ids)


def _reason(_actor: Actor, _document: Document, data: Data, ids: str) -> forms.Form:
    return ReasonForm(data, auto_id=ids)


def _direct(actor: Actor, document: Document, data: Data, ids: str) -> forms.Form:
    choices = list_receivers(actor)
    today = clock.today()
    receivers = receiver_groups(choices, list_away(actor, today=today))
    due_on = due_after(clock.local(clock.now()), default_days(document.urgency))
    initial = {"due_on": due_on}
    codes = {f"u{unit.pk}": unit.code for unit in choices.units}
    return DirectForm(
        data, auto_id=ids, receivers=receivers, codes=codes, today=today, initial=initial
    )


def _correct(_actor: Actor, _document: Document, data: Data, ids: str) -> forms.Form:
    return CorrectForm(data, auto_id=ids)


def _file(_actor: Actor, _document: Document, data: Data, ids: str) -> forms.Form:
    return FileForm(data, auto_id=ids)


def _sub_assign(actor: Actor, document: Document, data: Data, ids: str) -> forms.Form:
    away = list_away(actor, today=clock.today())
    people = [(one.pk, named(one, away)) for one in list_subordinates(actor, document)]
    return SubAssignForm(data, auto_id=ids, people=people, today=clock.today())


def _accept(actor: Actor, document: Document, data: Data, ids: str) -> forms.Form:
    people = list_handlers(actor, document)
    away = list_away(actor, today=clock.today()) if people else {}
    handlers = [(one.pk, named(one, away)) for one in people if one.pk != actor.person_pk]
    return AcceptForm(data, auto_id=ids, handlers=handlers)


def _complete(actor: Actor, document: Document, data: Data, ids: str) -> forms.Form:
    replies = [one for one in list_replies(actor, document) if one.state in BEARING_NUMBERS]
    # What has gone out has answered it: nothing is left but to say so.
    issued = [one.pk for one in replies if one.state == State.ISSUED]
    choices = [(one.pk, f"{one.symbol} – {one.subject}") for one in replies]
    initial = {"reply": issued[0] if issued else None}
    return CompleteForm(data, auto_id=ids, replies=choices, initial=initial)


def _number(actor: Actor, document: Document, data: Data, ids: str) -> forms.Form:
    holds = [
        (one.pk, _("Số giữ %(number)s, ghi ngày %(day)s: %(paper)s") % _words(one))
        for one in list_open_holds(actor, document)
    ]
    days = list_granted_days(actor, agency_pk=document.agency_id, direction=document.direction)
    earlier = [
        (one.pk, _("Số tiếp theo, ghi lùi ngày %(day)s: %(paper)s") % _day_words(one))
        for one in days
    ]
    return NumberForm(data, auto_id=ids, holds=holds, earlier=earlier)


def _words(hold: NumberHold) -> dict[str, str]:
    day = f"{hold.held_on:%d/%m/%Y}"
    return {"number": format_number(hold.number), "day": day, "paper": hold.paper}


def _day_words(earlier: EarlierDay) -> dict[str, str]:
    return {"day": f"{earlier.day:%d/%m/%Y}", "paper": earlier.paper}


_INCOMING: dict[str, _Kind] = {
    "present": _Kind("present", _remark),
    "direct": _Kind("direct", _direct, "documents/_direct.html"),
    "accept": _Kind("accept", _accept),
    "complete": _Kind("complete", _complete),
    "report": _Kind("report", _complete),
    "approve_result": _Kind("approve_result", _remark),
    "sub_assign": _Kind("sub_assign", _sub_assign, is_main=False),
    "add_work_note": _Kind("add_work_note", _note, is_main=False),
    "draft_reply": _Kind("draft_reply", _confirm, is_main=False),
    "correct": _Kind("correct", _correct, is_main=False, is_rare=True),
    "redirect": _Kind("redirect", _direct, "documents/_direct.html", is_main=False, is_rare=True),
    "nudge": _Kind("nudge", _remark, is_main=False, is_rare=True),
    "note": _Kind("note", _remark, is_main=False),
    "file": _Kind("file_away", _file, is_main=False),
    "decline_result": _Kind("decline_result", _reason, is_main=False),
    "reopen": _Kind("reopen", _reason, is_main=False, is_grave=True),
    "return": _Kind("return_directive", _reason, is_main=False, is_grave=True),
    "recall": _Kind("recall", _reason, is_main=False, is_grave=True),
    "void": _Kind("void_number", _reason, is_main=False, is_grave=True),
}
_OUTGOING: dict[str, _Kind] = {
    "submit": _Kind("submit", _confirm),
    "approve_content": _Kind("approve_content", _confirm),
    "approve": _Kind("approve", _confirm),
    "assign_number": _Kind("assign_number", _number, "documents/_number.html"),
    "seal": _Kind("seal", _confirm, "documents/_seal.html"),
    "issue": _Kind("issue", _confirm, "documents/_issue.html"),
    "save": _Kind("edit_draft", None, is_main=False),
    "change": _Kind("edit_draft", None, is_main=False),
    "return": _Kind("return_draft", _reason, is_main=False, is_grave=True),
    "void": _Kind("void_number", _reason, is_main=False, is_grave=True),
}
