"""The actions on single parts of a document: their forms, their services, their words."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from docflow.deadlines import services as deadlines
from docflow.deadlines.selectors import open_extensions
from docflow.models import Assignment, Document, Extension
from docflow.routing import part_services
from docflow.routing.part_steps import list_part_actions
from docflow.routing.selectors import list_parts
from docflow.routing.whose import name_of
from docflow.rules.parts import PartRow
from mailsvc.directory.actor import Actor
from webui.documents.forms.extension import AnswerExtensionForm, AskExtensionForm
from webui.documents.forms.words import ConfirmForm, ReasonForm, ResultForm
from webui.documents.panels import Panel

Failed = tuple[str, forms.Form] | None


@dataclass(frozen=True)
class PartKind:
    """One action: how it is asked for, what it calls, what is said afterwards."""

    form: Callable[..., forms.Form]
    run: Callable[[Actor, int, Any], object]
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
    "ask_extension": PartKind(
        AskExtensionForm,
        lambda actor, pk, form: deadlines.ask_extension(
            actor,
            part_pk=pk,
            wanted_on=form.cleaned_data["due_on"],
            reason=form.cleaned_data["reason"],
        ),
        gettext_lazy("Đã xin gia hạn; người đặt hạn sẽ trả lời."),
    ),
    "answer_extension": PartKind(
        AnswerExtensionForm,
        lambda actor, pk, form: deadlines.answer_extension(
            actor, part_pk=pk, answer=form.to_answer()
        ),
        gettext_lazy("Đã trả lời xin gia hạn."),
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


def make_part_form(
    part: Assignment,
    action: str,
    data: QueryDict | None = None,
    asked: Extension | None = None,
) -> forms.Form:
    """The form of an action on a part, bound when there is data."""
    initial = {"due_on": asked.wanted_on} if asked else None
    return PART_KINDS[action].form(data, auto_id=f"{action}_{part.pk}_%s", initial=initial)


def list_part_panels(actor: Actor, document: Document, failed: Failed = None) -> list[Panel]:
    """What the actor may do with single parts, own parts first."""
    parts = list_parts(document)
    parts.sort(key=lambda part: part.person_id != actor.person_pk)
    asked = open_extensions(document)
    return [
        _panel(part, row, failed, asked.get(part.pk))
        for part in parts
        for row in list_part_actions(actor, part)
        if row.action in PART_KINDS and _is_asked_for(row, asked.get(part.pk))
    ]


def _is_asked_for(row: PartRow, asked: Extension | None) -> bool:
    """An answer where somebody asked; a request where nobody has."""
    if row.action == "answer_extension":
        return asked is not None
    return row.action != "ask_extension" or asked is None


def part_label(part: Assignment, row: PartRow, asked: Extension | None = None) -> str:
    """`Rút lại: Văn phòng Sở (phối hợp)`; a request with who asks, until when and why."""
    if row.action == "answer_extension" and asked is not None:
        return _("%(who)s xin gia hạn đến %(day)s: %(reason)s") % {
            "who": asked.asked_by.full_name,
            "day": f"{asked.wanted_on:%d/%m/%Y}",
            "reason": asked.reason,
        }
    words = {"action": row.label, "who": name_of(part), "part": part.get_part_display()}
    return _("%(action)s: %(who)s (%(part)s)") % words


def _panel(part: Assignment, row: PartRow, failed: Failed, asked: Extension | None) -> Panel:
    key = f"{row.action}:{part.pk}"
    has_failed = failed is not None and failed[0] == key
    answers = asked if row.action == "answer_extension" else None
    form = (
        failed[1]
        if failed is not None and has_failed
        else make_part_form(part, row.action, asked=answers)
    )
    return Panel(
        action=row.action,
        label=part_label(part, row, asked),
        url=reverse("documents:part", args=[part.pk, row.action]),
        form=form,
        is_open=has_failed or answers is not None,
        is_main=answers is not None,
        is_grave=PART_KINDS[row.action].is_grave,
        button=str(row.label) if answers else "",
    )
