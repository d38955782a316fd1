"""Taking in the address book of another program, and undoing it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from mailsvc.base.errors import Refused
from mailsvc.contacts import services
from mailsvc.contacts.entries import Read
from mailsvc.contacts.tables import read_table
from mailsvc.contacts.vcard import read_vcards
from mailsvc.sheets import reading
from webui.mail.forms.contact import ContactsFileForm
from webui.shared.http import WebRequest

_COLUMNS_MAX = 200  # Outlook writes 92
_ROWS_MAX = 5_001


def import_contacts(request: WebRequest) -> HttpResponse:
    """The form; what became of the file stands on the page that answers, with a way back."""
    form = ContactsFileForm(request.POST or None, request.FILES or None)
    taken = None
    if request.method == "POST" and form.is_valid():
        try:
            taken = services.take_in(request.actor, read=_read(form.cleaned_data["file"].read()))
        except Refused as refusal:
            form.add_error("file", refusal.public_text)
    context = {"form": form, "taken": taken}
    status = 422 if form.errors else 200
    return render(request, "mail/contacts_file.html", context, status=status)


@require_POST
def undo_import(request: WebRequest) -> HttpResponse:
    """Away with the people a file brought."""
    gone = services.undo_take_in(request.actor, batch=request.POST.get("batch", "")[:32])
    said = ngettext("Đã bỏ %(n)s người vừa nhập.", "Đã bỏ %(n)s người vừa nhập.", gone)
    messages.success(request, said % {"n": gone})
    return redirect("mail:contacts")


def _read(content: bytes) -> Read:
    if b"BEGIN:VCARD" in content[:200].upper():
        return read_vcards(content)
    return read_table(reading.read_table(content, rows_max=_ROWS_MAX, columns_max=_COLUMNS_MAX))
