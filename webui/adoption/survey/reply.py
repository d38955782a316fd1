"""An agency's reply: fill in, check, hand to the leader, sign, give back; on paper too."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mailsvc.base.errors import Invalid
from mailsvc.survey import access, rules, selectors, services
from mailsvc.survey.models import Reply
from webui.adoption.frame import render_page
from webui.adoption.survey import words
from webui.adoption.survey.forms import ReplyForm, ReturnForm, StepForm, initial_of
from webui.shared.http import WebRequest


def reply(request: WebRequest, year: int, code: str) -> HttpResponse:
    """The form with its check; a POST keeps what is answered."""
    found = access.access_reply(request.actor, year, code)
    if request.method != "POST":
        return _show(request, found)
    form = ReplyForm(request.POST)
    if not form.is_valid():
        return _show(request, found, form=form, status=422)
    services.save_answers(
        request.actor,
        round_=found.round,
        agency=found.agency,
        answers=form.to_answers(),
        note=form.cleaned_data["note"],
        version=form.cleaned_data["version"],
    )
    messages.success(request, _("Đã lưu phiếu. Xem phần kiểm tra ở dưới."), extra_tags="ok")
    return redirect("adoption:survey_reply", year, code)


@require_POST
def hand_over(request: WebRequest, year: int, code: str) -> HttpResponse:
    """To the leader."""
    found = access.access_reply(request.actor, year, code)
    services.hand_over(
        request.actor, round_=found.round, agency=found.agency, version=_version(request)
    )
    messages.success(request, _("Đã trình lãnh đạo ký."), extra_tags="ok")
    return redirect("adoption:survey_reply", year, code)


@require_POST
def sign(request: WebRequest, year: int, code: str) -> HttpResponse:
    """The leader's signature."""
    found = access.access_reply(request.actor, year, code)
    services.sign_off(
        request.actor, round_=found.round, agency=found.agency, version=_version(request)
    )
    messages.success(request, _("Đã ký phiếu."), extra_tags="ok")
    return redirect("adoption:survey_reply", year, code)


@require_POST
def give_back(request: WebRequest, year: int, code: str) -> HttpResponse:
    """Back to those who fill it in, with a reason."""
    found = access.access_reply(request.actor, year, code)
    form = ReturnForm(request.POST)
    if not form.is_valid():
        return _show(request, found, return_form=form, status=422)
    services.give_back(
        request.actor,
        round_=found.round,
        agency=found.agency,
        reason=form.cleaned_data["reason"],
        version=form.cleaned_data["version"],
    )
    messages.success(request, _("Đã trả lại phiếu."), extra_tags="ok")
    return redirect("adoption:survey_reply", year, code)


def _version(request: WebRequest) -> int:
    form = StepForm(request.POST)
    if not form.is_valid():
        raise Invalid("survey_version", _("Phiếu gửi lên thiếu số phiên bản: mở lại phiếu."))
    version: int = form.cleaned_data["version"]
    return version


def _show(
    request: WebRequest,
    found: Reply,
    *,
    form: ReplyForm | None = None,
    return_form: ReturnForm | None = None,
    status: int = 200,
) -> HttpResponse:
    answers = selectors.answers_of(found)
    findings = selectors.check_reply(found) if found.version else []
    start = {"version": found.version}
    form = form or ReplyForm(initial=initial_of(answers) | start | {"note": found.note})
    is_open = found.round.closed_at is None
    may_fill = access.may_fill(request.actor, found.agency_id)
    may_sign = access.may_sign(request.actor, found.agency_id)
    is_signed = found.state == Reply.State.SIGNED
    may_return = access.may_run_survey(request.actor) or (may_sign and not is_signed)
    is_clean = bool(found.version) and rules.may_be_signed(findings)
    context = {
        "reply": found,
        "form": form,
        "to_mend": [_finding(one) for one in findings if one.stops],
        "to_look_at": [_finding(one) for one in findings if not one.stops],
        "facts": _facts(form),
        "last": selectors.find_last_answers(found),
        "may_fill": is_open and may_fill and not is_signed,
        "may_hand_over": is_open
        and may_fill
        and is_clean
        and not may_sign
        and found.state == Reply.State.DRAFT,
        "may_sign": is_open and may_sign and is_clean and not is_signed,
        "return_form": return_form or ReturnForm(initial=start),
        "may_return": is_open and may_return and bool(found.pk) and found.state != "draft",
    }
    return render_page(request, "survey/reply.html", context, here="survey", status=status)


def _finding(one: rules.Finding) -> tuple[str, str, str]:
    return one.question, str(words.QUESTIONS[one.question]), words.finding_text(one)


def _facts(form: ReplyForm) -> list[tuple[str, str]]:
    """Question and answer as they stand on paper."""
    lines = []
    for name in rules.QUESTIONS:
        field = form[name]
        value = "" if field.value() is None else str(field.value())
        choices = dict(getattr(field.field, "choices", []))
        lines.append((str(field.label), str(choices.get(value, value)) if value else "…………"))
    return lines
