"""The address book: find, choose, write to, take away and bring back; as a file."""

from collections.abc import Sequence
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from mailsvc.base.errors import Invalid, NotFound
from mailsvc.base.text import clean_line
from mailsvc.contacts import services
from mailsvc.contacts.access import access_group
from mailsvc.contacts.models import Contact, ContactGroup
from mailsvc.contacts.selectors import list_contacts, list_entries, list_groups
from mailsvc.contacts.tables import write_table
from mailsvc.contacts.vcard import write_vcards
from mailsvc.directory.actor import Actor
from mailsvc.directory.suggestions import suggest_recipients
from webui.mail.forms.contact import ChosenForm
from webui.mail.people import written
from webui.shared.http import WebRequest

_PAGE = 100
_TO_CHARS = 1000  # what the page a mail is written on takes from an address


def contacts(request: WebRequest) -> HttpResponse:
    """One's own people; when something is searched, those of the directory too."""
    typed = clean_line(request.GET.get("q", ""))[:60]
    group = request.GET.get("nhom", "")
    chosen = (
        access_group(request.actor, int(group)) if group.isdecimal() and len(group) < 12 else None
    )
    rows = list_contacts(request.actor, typed=typed, group_pk=chosen.pk if chosen else 0)
    removed = request.GET.get("vua-bo", "")
    context = {
        "page": Paginator(rows, _PAGE).get_page(request.GET.get("page")),
        "typed": typed,
        "group": chosen,
        "groups": list_groups(request.actor),
        "found": suggest_recipients(request.actor, typed) if typed else [],
        "removed": [one for one in removed.split(",") if _is_number(one)][:200],
    }
    return render(request, "mail/contacts.html", context)


@require_POST
def act_on_contacts(request: WebRequest) -> HttpResponse:
    """A button over the list, for the people chosen in it."""
    form = ChosenForm(request.POST)
    if not form.is_valid():
        said = form.non_field_errors()
        if not said:
            raise Invalid("form", _("Yêu cầu không hợp lệ: đồng chí tải lại trang."))
        messages.warning(request, str(said[0]))
        return redirect("mail:contacts")
    pks = form.cleaned_data["pks"]
    action = form.cleaned_data["action"]
    if action == "write":
        return _write(request, pks)
    if action == "group":
        return _group(request, form.cleaned_data["group"], pks)
    if action == "restore":
        back = services.restore_contacts(request.actor, pks=pks)
        said_back = ngettext("Đã đưa lại %(n)s người.", "Đã đưa lại %(n)s người.", back)
        messages.success(request, said_back % {"n": back})
        return redirect("mail:contacts")
    gone = services.delete_contacts(request.actor, pks=pks)
    said_gone = ngettext("Đã bỏ %(n)s người khỏi danh bạ.", "Đã bỏ %(n)s người khỏi danh bạ.", gone)
    messages.success(request, said_gone % {"n": gone})
    undo = urlencode({"vua-bo": ",".join(str(pk) for pk in pks[:200])})
    return redirect(f"{reverse('mail:contacts')}?{undo}")


@require_GET
def export_contacts(request: WebRequest, kind: str) -> HttpResponse:
    """The whole book, or `?nhom=` a group, as vCard or CSV."""
    kinds = {"vcf": (write_vcards, "text/vcard"), "csv": (write_table, "text/csv")}
    if kind not in kinds:
        raise NotFound("kind", _("Không có dạng tệp này."))
    write, content_type = kinds[kind]
    group = _asked_group(request)
    name = content_disposition_header(as_attachment=True, filename=f"danh-ba.{kind}")
    return HttpResponse(
        write(list_entries(request.actor, group_pk=group.pk if group else 0)),
        content_type=f"{content_type}; charset=utf-8",
        headers={"Content-Disposition": name or "attachment", "X-Content-Type-Options": "nosniff"},
    )


def _asked_group(request: WebRequest) -> ContactGroup | None:
    """`?nhom=7`; NotFound for one that is not the person's own."""
    given = request.GET.get("nhom", "")
    return access_group(request.actor, int(given)) if _is_number(given) else None


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 12


def _write(request: WebRequest, pks: Sequence[int]) -> HttpResponse:
    line = ", ".join(written(one.name, one.address) for one in _chosen(request.actor, pks))
    if len(line) > _TO_CHARS:
        messages.warning(
            request, _("Nhiều người quá: đồng chí đặt họ vào một nhóm, rồi gõ tên nhóm ở ô Đến.")
        )
        return redirect("mail:contacts")
    return redirect(f"{reverse('mail:compose_own')}?{urlencode({'to': line})}")


def _group(request: WebRequest, name: str, pks: Sequence[int]) -> HttpResponse:
    group = services.add_to_group(request.actor, name=name, contact_pks=pks)
    messages.success(request, _("Đã xếp vào nhóm %(name)s.") % {"name": group.name})
    return redirect(f"{reverse('mail:contacts')}?nhom={group.pk}")


def _chosen(actor: Actor, pks: Sequence[int]) -> list[Contact]:
    wanted = set(pks)
    return [one for one in list_contacts(actor) if one.pk in wanted]
