"""The actions on single parts of a document: their forms, their services, their words."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django import forms
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from docflow.models import Assignment, Document
from docflow.routing import part_services
from docflow.routing.part_steps import list_part_actions
from docflow.routing.selectors import list_parts
from docflow.routing.whose import name_of
from docflow.rules.parts import PartRow
from mailsvc.directory.actor import Actor
from webui.documents.forms.words import ConfirmForm, ReasonForm, ResultForm
from webui.documents.panels import Panel

Failed = tuple[str, forms.Form] | None


@dataclass(frozen=True)
class PartKind:
    """One action: how it is asked for, what it calls, what is said afterwards."""

    form: Callable[..., forms.Form]
    run: Callable[[Actor, int, forms.Form], object]
    done: object
    is_grave: bool = False


PART_KINDS: dict[str, PartKind] = {
    "accept_part": PartKind(
        ConfirmForm,
        lambda actor, pk, form: part_services.accept_part(actor, part_pk=pk),
        gettext_lazy("Đã nhận phần việc."),
    ),
    "finish_part": PartKind(
        ResultForm,
        lambda actor, pk, form: part_services.finish_part(
            actor, part_pk=pk, result=form.cleaned_data["result"]
        ),
        gettext_lazy("Đã xong phần việc."),
    ),
    "return_part": PartKind(
        ReasonForm,
        lambda actor, pk, form: part_services.return_part(
            actor, part_pk=pk, reason=form.cleaned_data["reason"]
        ),
        gettext_lazy("Đã trả lại phần việc kèm lý do."),
        is_grave=True,
    ),
    "revoke_part": PartKind(
        ReasonForm,
        lambda actor, pk, form: part_services.revoke_part(
            actor, part_pk=pk, reason=form.cleaned_data["reason"]
        ),
        gettext_lazy("Đã rút lại phần việc."),
        is_grave=True,
    ),
}


def make_part_form(part: Assignment, action: str, data: QueryDict | None = None) -> forms.Form:
    """The form of an action on a part, bound when there is data."""
    return PART_KINDS[action].form(data, auto_id=f"{action}_{part.pk}_%s")


def list_part_panels(actor: Actor, document: Document, failed: Failed = None) -> list[Panel]:
    """What the actor may do with single parts, own parts first."""
    parts = list_parts(document)
    parts.sort(key=lambda part: part.person_id != actor.person_pk)
    return [
        _panel(part, row, failed)
        for part in parts
        for row in list_part_actions(actor, part)
        if row.action in PART_KINDS
    ]


def part_label(part: Assignment, row: PartRow) -> str:
    """`Rút lại: Văn phòng Sở (phối hợp)`."""
    words = {"action": row.label, "who": name_of(part), "part": part.get_part_display()}
    return _("%(action)s: %(who)s (%(part)s)") % words


def due_words(due_on: date | None) -> str:
    """`hạn 30/11/2009`, or nothing."""
    return _("hạn %s") % f"{due_on:%d/%m/%Y}" if due_on else ""


def _panel(part: Assignment, row: PartRow, failed: Failed) -> Panel:
    key = f"{row.action}:{part.pk}"
    has_failed = failed is not None and failed[0] == key
    form = failed[1] if failed is not None and has_failed else make_part_form(part, row.action)
    return Panel(
        action=row.action,
        label=part_label(part, row),
        url=reverse("documents:part", args=[part.pk, row.action]),
        form=form,
        is_open=has_failed,
        is_grave=PART_KINDS[row.action].is_grave,
    )
