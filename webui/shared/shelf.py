"""Pages of a shelf of templates, a mailbox's or an agency's: the list, one more, one changed."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mailsvc.base.errors import NotFound, Refused
from mailsvc.stationery.models import TEMPLATE_CHARS
from mailsvc.stationery.shelves import (
    Shelf,
    TemplateOrder,
    delete_template,
    get_template,
    list_shelf,
    save_template,
)
from webui.shared.fields import Line, Text
from webui.shared.http import WebRequest

_DELETED = "template_deleted"


class TemplateForm(forms.Form):
    """A name to find it by, the subject it brings, its text."""

    name = Line(label=gettext_lazy("Tên thư mẫu"), max_length=100)
    subject = Line(
        label=gettext_lazy("Tiêu đề"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Được ghi vào thư nếu thư chưa có tiêu đề."),
    )
    text = Text(label=gettext_lazy("Nội dung"), rows=10, max_length=TEMPLATE_CHARS)

    def to_command(self) -> TemplateOrder:
        """What the service is asked for."""
        return TemplateOrder(**self.cleaned_data)


@dataclass(frozen=True)
class Place:
    """A shelf and where its pages are; `page` is the template that frames them."""

    shelf: Shelf
    list_url: str
    page: str
    context: Mapping[str, object]

    @property
    def key(self) -> list[int | None]:
        """As a session keeps it."""
        return [self.shelf.mailbox_pk, self.shelf.agency_pk]


def show_shelf(request: WebRequest, place: Place) -> HttpResponse:
    """GET shows the list and an empty form; POST adds, or `action`: delete, restore."""
    list_shelf(request.actor, place.shelf)
    action = request.POST.get("action", "")
    if request.method != "POST":
        return _page(request, place, TemplateForm())
    if action == "delete":
        return _delete(request, place)
    if action == "restore":
        return _restore(request, place)
    return _save(request, place, None)


def show_template(request: WebRequest, place: Place, pk: int) -> HttpResponse:
    """One template: GET shows it, POST changes it."""
    row = get_template(request.actor, place.shelf, pk=pk)
    if request.method == "POST":
        return _save(request, place, pk)
    initial = {"name": row.name, "subject": row.subject, "text": row.text}
    return _page(request, place, TemplateForm(initial=initial), pk=pk)


def _save(request: WebRequest, place: Place, pk: int | None) -> HttpResponse:
    form = TemplateForm(request.POST)
    if form.is_valid():
        try:
            saved = save_template(request.actor, place.shelf, order=form.to_command(), pk=pk)
        except Refused as refusal:  # at the form, with what was typed
            form.add_error(None, refusal.public_text)
        else:
            text = _("Đã lưu thư mẫu “%(name)s”.") % {"name": saved.name}
            messages.success(request, text, extra_tags="ok")
            return redirect(place.list_url)
    return _page(request, place, form, pk=pk, status=422)


def _delete(request: WebRequest, place: Place) -> HttpResponse:
    asked = request.POST.get("pk", "")
    if not asked.isdecimal() or len(asked) > 18:
        raise NotFound("template", _("Không có thư mẫu này."))
    gone = delete_template(request.actor, place.shelf, pk=int(asked))
    request.session[_DELETED] = {"shelf": place.key, "order": asdict(gone)}
    messages.success(request, _("Đã xóa thư mẫu “%(name)s”.") % {"name": gone.name})
    return redirect(place.list_url)


def _restore(request: WebRequest, place: Place) -> HttpResponse:
    if _may_restore(request, place):
        order = TemplateOrder(**request.session.pop(_DELETED)["order"])
        save_template(request.actor, place.shelf, order=order)
        messages.success(request, _("Đã khôi phục thư mẫu vừa xóa."), extra_tags="ok")
    return redirect(place.list_url)


def _may_restore(request: WebRequest, place: Place) -> bool:
    return bool(request.session.get(_DELETED, {}).get("shelf") == place.key)


def _page(
    request: WebRequest,
    place: Place,
    form: TemplateForm,
    *,
    pk: int | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "rows": list_shelf(request.actor, place.shelf),
        "form": form,
        "pk": pk,
        "list_url": place.list_url,
        "may_restore": _may_restore(request, place),
    }
    return render(request, place.page, context | dict(place.context), status=status)
