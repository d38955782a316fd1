"""Logging in: one sentence for every wrong try, throttled by address and machine (django-axes)."""

from typing import Any
from urllib.parse import urlencode

from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView, LogoutView
from django.forms import CharField, PasswordInput, TextInput
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mailsvc.base.text import clean_line
from mailsvc.directory.models import Account
from mailsvc.directory.passwords import may_log_in
from mailsvc.directory.selectors import find_account, get_actor
from mailsvc.directory.services import record_first_login
from mailsvc.live.services import tell_sessions_ended
from mailsvc.onboarding.selectors import has_open_slip
from mailsvc.signins.services import begin_sign_in, end_others, move_sign_in
from mailsvc.usage.personal import has_seen_notice
from webui.begin.gate import FLAG
from webui.shared.http import WebRequest


class DirectoryBackend(BaseBackend):
    """Checks the page password of an account; unknown addresses cost the same time."""

    def authenticate(
        self, request: HttpRequest | None, username: str = "", password: str = "", **_: object
    ) -> Account | None:
        account = find_account(address=clean_line(username or "").casefold())
        if account is None:
            Account().set_password(password)
            return None
        if not account.check_password(password) or not may_log_in(account):
            return None
        return account

    def get_user(self, user_id: int) -> Account | None:
        account = find_account(pk=user_id)
        return account if account is not None and may_log_in(account) else None


class LoginForm(AuthenticationForm):
    """Address and password; paste and password managers are welcome (WCAG 2.2 §3.3.8)."""

    username = CharField(
        label=_("Địa chỉ thư"),
        max_length=254,
        widget=TextInput(
            attrs={
                "autofocus": True,
                "autocomplete": "username",
                "inputmode": "email",
                "spellcheck": "false",
            }
        ),
    )
    password = CharField(
        label=_("Mật khẩu"),
        strip=False,
        widget=PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    error_messages = {
        "invalid_login": _(
            "Sai địa chỉ hoặc mật khẩu. Đồng chí gõ lại, chú ý phím Caps Lock và bộ gõ tiếng Việt."
        ),
        "inactive": _("Tài khoản đã bị khóa: đồng chí liên hệ quản trị hệ thống."),
    }


class Login(LoginView):
    """The log-in page."""

    form_class = LoginForm
    template_name = "login.html"
    redirect_authenticated_user = True
    login_required = False

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        account = form.get_user()
        response = super().form_valid(form)
        if isinstance(account, Account):
            record_first_login(account)
            self._note(account)
            response = self._lead(account, response)
            response.set_cookie("cv_language", account.language, max_age=31_536_000, samesite="Lax")
        return response

    def _note(self, account: Account) -> None:
        """Its person finds it among his sign-ins."""
        headers = self.request.META
        begin_sign_in(
            get_actor(account),
            session_key=self.request.session.session_key or "",
            address=headers.get("REMOTE_ADDR", ""),
            program=headers.get("HTTP_USER_AGENT", ""),
        )

    def _lead(self, account: Account, response: HttpResponse) -> HttpResponse:
        """A slip's password is changed first; who was not told what is measured is told."""
        if has_open_slip(account):
            self.request.session[FLAG] = True
            return redirect("begin:password")
        if has_seen_notice(get_actor(account)):
            return response
        return redirect(f"{reverse('begin:home')}?{urlencode({'next': response['Location']})}")


class Logout(LogoutView):
    """The log-out: other tabs of this browser hear no more either."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        account = request.user
        response = super().post(request, *args, **kwargs)
        if isinstance(account, Account):
            tell_sessions_ended(account.pk)
        return response


def keep_signed_in(request: WebRequest, account: Account) -> None:
    """After a new password: this browser goes on under a new key, every other is at the log-in."""
    old_key = request.session.session_key or ""
    update_session_auth_hash(request, account)
    new_key = request.session.session_key or ""
    move_sign_in(old_key=old_key, new_key=new_key)
    end_others(request.actor, session_key=new_key)


def typed_address(request: HttpRequest, credentials: dict[str, str] | None = None) -> str:
    """The address a try is counted under, however it was written."""
    typed = (credentials or {}).get("username") or request.POST.get("username", "")
    return clean_line(typed).casefold()


def locked_out(request: HttpRequest, *_args: object, **_kwargs: object) -> HttpResponse:
    """Too many wrong tries from this machine for this address."""
    return render(request, "locked_out.html", status=429)
