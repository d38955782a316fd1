"""What was reported, for administrators."""

from dataclasses import dataclass

from django.db.models import Count

from mailsvc.base.errors import NotFound
from mailsvc.directory.access import require_administrator
from mailsvc.directory.actor import Actor
from mailsvc.phishing.models import PhishingReport

_SHOWN = 200


@dataclass(frozen=True)
class DomainCount:
    """How many mails of a sender's domain were reported, by how many people."""

    domain: str
    mails: int
    people: int


def list_reports(actor: Actor) -> list[PhishingReport]:
    """The newest, without the mails themselves; Forbidden for everybody but administrators."""
    require_administrator(actor)
    rows = PhishingReport.objects.select_related("account__person").defer("content")
    return list(rows[:_SHOWN])


def count_domains(actor: Actor) -> list[DomainCount]:
    """The most reported first."""
    require_administrator(actor)
    rows = PhishingReport.objects.order_by().values("domain")
    counted = rows.annotate(mails=Count("pk"), people=Count("account", distinct=True))
    return [DomainCount(**row) for row in counted.order_by("-mails", "domain")[:20]]


def get_report(actor: Actor, pk: int) -> PhishingReport:
    """One with its mail."""
    require_administrator(actor)
    found = PhishingReport.objects.select_related("account__person").filter(pk=pk).first()
    if found is None:
        raise NotFound("phishing_report", "Không có báo cáo này: có thể người báo đã rút lại.")
    return found
