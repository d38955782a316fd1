"""The settings page: how the pages look and behave for me."""

from dataclasses import asdict

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from mailsvc.digests.services import is_reader
from mailsvc.preferences.selectors import get_preferences
from mailsvc.preferences.services import save
from webui.office.settings_form import SettingsForm
from webui.shared.http import WebRequest


def settings(request: WebRequest) -> HttpResponse:
    """Show, or keep and show again."""
    is_told = is_reader(request.actor.account_pk)
    if request.method != "POST":
        wishes = asdict(get_preferences(request.actor))
        return _page(request, SettingsForm(initial=wishes, is_told=is_told))
    form = SettingsForm(request.POST, is_told=is_told)
    if not form.is_valid():
        return _page(request, form, status=422)
    save(request.actor, wishes=form.to_command(get_preferences(request.actor)))
    messages.success(request, _("Đã lưu tùy chọn."), extra_tags="ok")
    return redirect("office:settings")


def _page(request: WebRequest, form: SettingsForm, status: int = 200) -> HttpResponse:
    return render(request, "office/settings.html", {"form": form}, status=status)
