"""Mails people reported as dangerous: how many of which sender, and each as it came."""

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mailsvc.message import parse
from mailsvc.phishing.models import PhishingReport
from mailsvc.phishing.selectors import count_domains, get_report, list_reports
from webui.operations.frame import render_page
from webui.shared.http import WebRequest

_SHOWN_CHARS = 20_000


@require_safe
def phishing(request: WebRequest) -> HttpResponse:
    """The counts, then the newest."""
    reports = [(one, _who(one)) for one in list_reports(request.actor)]
    context: dict[str, object] = {"domains": count_domains(request.actor), "reports": reports}
    return render_page(request, "phishing.html", context, here="phishing")


@require_safe
def phishing_mail(request: WebRequest, pk: int) -> HttpResponse:
    """One reported mail: its text and its source, both as text; no link of it can be pressed."""
    found = get_report(request.actor, pk)
    content = bytes(found.content)
    context: dict[str, object] = {
        "report": found,
        "who": _who(found),
        "text": parse(content).text[:_SHOWN_CHARS],
        "source": content[:_SHOWN_CHARS].decode("utf-8", "replace"),
    }
    return render_page(request, "phishing_mail.html", context, here="phishing")


def _who(found: PhishingReport) -> str:
    person = found.account.person
    return person.full_name if person else _("(không rõ)")
