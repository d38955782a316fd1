"""The account page and the change of its password."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mailsvc.directory import passwords
from mailsvc.signins.selectors import list_sign_ins
from webui.office.forms import AppPasswordForm, PasswordForm
from webui.office.programs import name_program
from webui.shared.http import WebRequest
from webui.shared.login import keep_signed_in


def account(request: WebRequest) -> HttpResponse:
    """Who I am here, my password, my mail programs."""
    return render_account(request)


@require_POST
def change_password(request: WebRequest) -> HttpResponse:
    """Set a new page password; this browser stays signed in, others are signed out."""
    form = PasswordForm(request.user, request.POST)
    if not form.is_valid():
        return render_account(request, password_form=form, status=422)
    new = form.cleaned_data["new_password1"]
    account = passwords.change_password(request.actor, new=new)
    keep_signed_in(request, account)
    messages.success(request, _("Đã đổi mật khẩu."), extra_tags="ok")
    return redirect("office:account")


def render_account(
    request: WebRequest,
    *,
    password_form: PasswordForm | None = None,
    app_form: AppPasswordForm | None = None,
    new_password: str = "",
    status: int = 200,
) -> HttpResponse:
    """The page, with a refused form or a freshly made app password where there is one."""
    context = {
        "password_form": password_form or PasswordForm(request.user),
        "app_form": app_form or AppPasswordForm(),
        "app_passwords": passwords.list_app_passwords(request.actor),
        "new_password": new_password,
        "sign_ins": _sign_ins(request),
        "server": {
            "host": settings.BIND if settings.IS_LOOPBACK else settings.HOST_NAME,
            "imap": settings.IMAP_PORT,
            "submission": settings.SUBMISSION_PORT,
            "submissions": settings.SUBMISSIONS_PORT,
        },
    }
    return render(request, "office/account.html", context, status=status)


def _sign_ins(request: WebRequest) -> list[dict[str, object]]:
    """The places that are open first."""
    found = list_sign_ins(request.actor, session_key=request.session.session_key or "")
    ordered = sorted(found, key=lambda one: (not one.is_here, not one.is_open))
    return [{"seen": one, "program": name_program(one.program)} for one in ordered]
