"""One entry of the address book: new, or changed."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from mailsvc.base.errors import Refused
from mailsvc.contacts import services
from mailsvc.contacts.access import access_contact
from webui.mail.forms.contact import ContactForm
from webui.shared.http import WebRequest

_FIELDS = ("name", "address", "phone", "organisation", "title", "note")


def new_contact(request: WebRequest) -> HttpResponse:
    """An empty form, or one with what a mail said of its sender (`?name=…&address=…`)."""
    given = {name: request.GET.get(name, "")[:200] for name in _FIELDS}
    return _take(request, ContactForm(request.POST or None, initial=given), None)


def contact(request: WebRequest, pk: int) -> HttpResponse:
    """The entry in a form."""
    found = access_contact(request.actor, pk)
    initial = {name: getattr(found, name) for name in _FIELDS}
    initial["groups"] = ", ".join(one.name for one in found.groups.all())
    return _take(request, ContactForm(request.POST or None, initial=initial), pk)


def _take(request: WebRequest, form: ContactForm, pk: int | None) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            saved = services.save_contact(request.actor, entry=form.to_entry(), pk=pk)
        except Refused as refusal:
            form.add_error("address", refusal.public_text)
        else:
            messages.success(request, _("Đã ghi %(name)s vào danh bạ.") % {"name": saved.name})
            return redirect("mail:contacts")
    context = {"form": form, "pk": pk}
    return render(request, "mail/contact.html", context, status=422 if form.errors else 200)
