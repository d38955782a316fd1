"""The definition's versions: which is in force, trying another on real months, publishing it."""

from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mailsvc.base import clock
from mailsvc.base.errors import Refused
from mailsvc.usage import versions
from mailsvc.usage.access import may_publish, require_keeper, require_publisher
from mailsvc.usage.bits import first_day, month_of
from mailsvc.usage.versions import Trial, Version
from webui.adoption.frame import render_page
from webui.adoption.keeping.forms import VersionForm
from webui.adoption.method import rule_text
from webui.adoption.months import previous_month
from webui.shared.http import WebRequest


@dataclass(frozen=True)
class Line:
    """A version with its rule in words."""

    one: Version
    rule: str
    may_withdraw: bool


@dataclass(frozen=True)
class TrialLine:
    """A month by both definitions."""

    month: date
    now: str
    then: str


def home(request: WebRequest) -> HttpResponse:
    """Every version; a POST tries another (`try`) or publishes it."""
    require_keeper(request.actor)
    if request.method != "POST":
        return _show(request, _form_of(versions.list_versions(request.actor)))
    require_publisher(request.actor)
    form = VersionForm(request.POST)
    if form.is_valid():
        try:
            if "try" in request.POST:
                tried = versions.try_version(request.actor, asked=form.to_command())
                return _show(request, form, tried=tried)
            made = versions.publish_version(request.actor, asked=form.to_command())
        except Refused as error:
            form.add_error(None, error.public_text)  # at the form, with what was typed
        else:
            facts = {"code": made.code, "month": made.valid_from.strftime("%m/%Y")}
            said = _("Đã công bố định nghĩa %(code)s, áp dụng từ tháng %(month)s.") % facts
            messages.success(request, said, extra_tags="ok")
            return redirect(request.path)
    return _show(request, form, status=422)


@require_POST
def withdraw(request: WebRequest, code: str) -> HttpResponse:
    """Take a version back by which nothing was published yet."""
    versions.withdraw_version(request.actor, code=code)
    messages.success(request, _("Đã rút định nghĩa %s.") % code, extra_tags="ok")
    return redirect("adoption:versions")


def _form_of(found: list[Version]) -> VersionForm:
    """Begins with the numbers of the newest version, from the next month on."""
    terms = found[0].terms
    initial = {
        "name": found[0].definition.name,
        "month": previous_month(month_of(clock.today()), -1),
        "share": 100 * terms.share_over // terms.share_under,
        "min_weeks": terms.min_weeks,
        "min_outgoing_days": terms.min_outgoing_days,
        "min_available_days": terms.min_available_days,
    }
    return VersionForm(initial=initial)


def _show(
    request: WebRequest, form: VersionForm, *, tried: list[Trial] | None = None, status: int = 200
) -> HttpResponse:
    found = versions.list_versions(request.actor)
    may = may_publish(request.actor)
    context = {
        "lines": [_line(one, index, found, may=may) for index, one in enumerate(found)],
        "message": _message(found),
        "form": form,
        "may_publish": may,
        "is_tried": tried is not None,
        "tried": [
            TrialLine(first_day(one.ym), one.now.share_text, one.then.share_text)
            for one in reversed(tried or [])
        ],
    }
    return render_page(request, "keeping/versions.html", context, here="versions", status=status)


def _line(one: Version, index: int, found: list[Version], *, may: bool) -> Line:
    is_newest = index == 0 and len(found) > 1
    return Line(one, rule_text(one.terms), may and is_newest and not one.is_published)


def _message(found: list[Version]) -> str:
    current = next((one for one in found if one.is_current), found[-1])
    coming = found[0]
    if coming is not current:
        facts = {
            "now": current.definition.code,
            "next": coming.definition.code,
            "month": coming.definition.valid_from.strftime("%m/%Y"),
        }
        return _("Đang đo theo %(now)s; từ tháng %(month)s đo theo %(next)s") % facts
    return _("Đang đo theo định nghĩa %s") % current.definition.code
