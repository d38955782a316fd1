"""The first steps: password, notice, one mail read, one mail sent, the card."""

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.forms import SetPasswordForm
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from mailsvc.base import clock
from mailsvc.base.errors import Conflict
from mailsvc.directory import passwords
from mailsvc.directory.actor import Actor
from mailsvc.onboarding import selectors as onboarding
from mailsvc.usage import personal
from mailsvc.usage.bits import month_of
from webui.begin.gate import FLAG
from webui.shared.http import WebRequest
from webui.shared.login import keep_signed_in


@dataclass(frozen=True)
class Step:
    """One thing to do; `is_done` None where nobody can tell."""

    name: str
    text: str
    url: str
    is_done: bool | None


@require_safe
def home(request: WebRequest) -> HttpResponse:
    """What is done, what comes next, the notice."""
    has_read = personal.has_seen_notice(request.actor)
    steps = _steps(request, has_read=has_read)
    context = {
        "steps": steps,
        "done": sum(step.is_done is True for step in steps),
        # Whether the card was printed nobody can tell.
        "all": sum(step.is_done is not None for step in steps),
        "has_read": has_read,
        "next": request.GET.get("next", ""),
        "champion": _champion(request.actor),
        "helped": onboarding.find_helped_agency(request.actor),
    }
    return render(request, "begin/home.html", context)


@require_POST
def read_notice(request: WebRequest) -> HttpResponse:
    """The person was told; on to where he wanted to go."""
    personal.note_notice_seen(request.actor)
    target = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}):
        target = reverse("begin:home")
    return redirect(target)


def password(request: WebRequest) -> HttpResponse:
    """Instead of the password of a slip one's own; only while it is still the slip's."""
    if not onboarding.has_open_slip(request.user):
        request.session.pop(FLAG, None)
        if request.method == "POST":
            raise Conflict("no_slip", _("Mật khẩu của phiếu đã được đổi rồi."))
        return redirect("begin:home")
    form = SetPasswordForm(request.user, request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        status = 422 if request.method == "POST" else 200
        return render(request, "begin/password.html", {"form": form}, status=status)
    account = passwords.change_password(request.actor, new=form.cleaned_data["new_password1"])
    keep_signed_in(request, account)
    request.session.pop(FLAG, None)
    messages.success(request, _("Đã đổi mật khẩu."), extra_tags="ok")
    return redirect("begin:home")


def _steps(request: WebRequest, *, has_read: bool) -> list[Step]:
    read, sent = _has_worked(request.actor)
    official = _official_address(request.actor)
    compose = reverse("mail:compose_own")
    return [
        Step(
            _("Đổi mật khẩu in trên phiếu"),
            _("Mật khẩu riêng, từ mười ký tự, không ai khác biết."),
            reverse("begin:password"),
            not onboarding.has_open_slip(request.user),
        ),
        Step(
            _("Đọc thông báo về số liệu sử dụng"),
            _("Hệ thống ghi gì, không ghi gì, ai xem được: ở mục Thông báo."),
            "#thong-bao",
            has_read,
        ),
        Step(_("Đọc một thư"), _("Mở hộp thư đến và bấm vào một thư."), reverse("mail:home"), read),
        Step(
            _("Gửi một thư"),
            _("Gửi lời chào tới hộp thư của cơ quan, hoặc trả lời một thư bất kỳ."),
            f"{compose}?to={official}" if official else compose,
            sent,
        ),
        Step(
            _("In thẻ nhớ"),
            _("Một trang A4 với địa chỉ của đồng chí và các việc hằng ngày."),
            reverse("begin:card"),
            None,
        ),
    ]


def _has_worked(actor: Actor) -> tuple[bool, bool]:
    """Whether this person has read, and sent, on any day of the last month of use."""
    if actor.person_pk is None:
        return False, False
    months = personal.list_own_months(actor)
    own = personal.get_own_month(actor, months[0] if months else month_of(clock.today()))
    return bool(own.read), bool(own.sent or own.processed)


def _official_address(actor: Actor) -> str:
    if actor.agency_pk is None:
        return ""
    mailbox = onboarding.get_own_agency(actor).official_mailbox
    return mailbox.address if mailbox else ""


def _champion(actor: Actor) -> str:
    if actor.agency_pk is None:
        return ""
    found = onboarding.find_champion(onboarding.get_own_agency(actor))
    return str(found.account.person or found.account) if found else ""
