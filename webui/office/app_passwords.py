"""Passwords for mail programs: make one, take one back."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mailsvc.directory import passwords
from mailsvc.mailstore.users import render_users
from webui.office.account import render_account
from webui.office.forms import AppPasswordForm
from webui.shared.http import WebRequest


@require_POST
def create(request: WebRequest) -> HttpResponse:
    """Make an app password and show it this one time: hence no redirect."""
    form = AppPasswordForm(request.POST)
    if not form.is_valid():
        return render_account(request, app_form=form, status=422)
    plain = passwords.create_app_password(request.actor, label=form.cleaned_data["label"])
    render_users()
    return render_account(request, new_password=plain)


@require_POST
def revoke(request: WebRequest, slot: int) -> HttpResponse:
    """Programs that use this password are refused from now on."""
    passwords.revoke_app_password(request.actor, slot=slot)
    render_users()
    messages.success(request, _("Đã thu hồi mật khẩu ứng dụng."), extra_tags="ok")
    return redirect("office:account")
