"""A group of the address book: another name, or none any more."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mailsvc.base.errors import Conflict, Invalid
from mailsvc.contacts import services
from mailsvc.contacts.access import access_group
from webui.mail.forms.contact import GroupForm
from webui.shared.http import WebRequest


@require_POST
def contact_group(request: WebRequest, pk: int) -> HttpResponse:
    """Rename or remove; the people stay."""
    access_group(request.actor, pk)
    if request.POST.get("action") == "delete":
        services.delete_group(request.actor, pk=pk)
        messages.success(request, _("Đã bỏ nhóm; mọi người vẫn còn trong danh bạ."))
        return redirect("mail:contacts")
    form = GroupForm(request.POST)
    if form.is_valid():
        try:
            services.rename_group(request.actor, pk=pk, name=form.cleaned_data["name"])
            messages.success(request, _("Đã đổi tên nhóm."))
        except (Conflict, Invalid) as refusal:
            messages.error(request, refusal.public_text)
    else:
        messages.warning(request, _("Đồng chí ghi tên nhóm."))
    return redirect(f"{reverse('mail:contacts')}?nhom={pk}")
