"""The labels of a mailbox: new ones, other names and colours, away with one and back again."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from mailsvc.base.errors import Invalid, Refused
from mailsvc.directory.access import access_mailbox
from mailsvc.labels.selectors import list_labels
from mailsvc.labels.services import add_label, change_label, delete_label, restore_label
from webui.mail.forms.labels import COLOURS, LabelActForm, LabelForm
from webui.shared.http import WebRequest


def labels(request: WebRequest, mailbox_pk: int) -> HttpResponse:
    """GET shows them; POST adds one, or does `action` with the one of `number`."""
    access_mailbox(request.actor, mailbox_pk, to_edit=True)
    if request.method != "POST":
        return _page(request, mailbox_pk, LabelForm(initial={"colour": 4}))
    if request.POST.get("action") == "add":
        return _add(request, mailbox_pk)
    try:
        said = _act(request, mailbox_pk)
    except Refused as refusal:  # beside the labels, not on a page of its own
        messages.error(request, refusal.public_text)
    else:
        messages.success(request, said, extra_tags="ok")
    return redirect("mail:labels", mailbox_pk)


def _add(request: WebRequest, mailbox_pk: int) -> HttpResponse:
    form = LabelForm(request.POST)
    if form.is_valid():
        try:
            made = add_label(request.actor, mailbox_pk=mailbox_pk, **form.cleaned_data)
        except Refused as refusal:  # at the form, with what was typed
            form.add_error("name", refusal.public_text)
        else:
            messages.success(request, _("Đã thêm nhãn “%(name)s”.") % {"name": made.name})
            return redirect("mail:labels", mailbox_pk)
    return _page(request, mailbox_pk, form, status=422)


def _act(request: WebRequest, mailbox_pk: int) -> str:
    """What was done, in one sentence."""
    asked = LabelActForm(request.POST)
    if not asked.is_valid():
        raise Invalid("form", _("Yêu cầu không hợp lệ: đồng chí tải lại trang."))
    actor, number = request.actor, asked.cleaned_data["number"]
    if asked.cleaned_data["action"] == "delete":
        gone = delete_label(actor, mailbox_pk=mailbox_pk, number=number)
        context = {"label": gone, "mailbox_pk": mailbox_pk}
        return render_to_string("mail/_label_gone.html", context, request)
    if asked.cleaned_data["action"] == "restore":
        back = restore_label(actor, mailbox_pk=mailbox_pk, number=number)
        return _("Đã khôi phục nhãn “%(name)s”.") % {"name": back.name}
    form = LabelForm(request.POST)
    if not form.is_valid():
        raise Invalid("label", _("Nhãn phải có tên (tối đa 40 ký tự) và màu."))
    now = change_label(actor, mailbox_pk=mailbox_pk, number=number, **form.cleaned_data)
    return _("Đã đổi nhãn “%(name)s”.") % {"name": now.name}


def _page(
    request: WebRequest, mailbox_pk: int, form: LabelForm, *, status: int = 200
) -> HttpResponse:
    context = {
        "mailbox": access_mailbox(request.actor, mailbox_pk, to_edit=True),
        "here": "labels",
        "labels": list_labels(mailbox_pk),
        "colours": COLOURS,
        "form": form,
    }
    return render(request, "mail/labels.html", context, status=status)
