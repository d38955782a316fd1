"""Keeping alerts: what was found begins or goes on, what is found no more has ended."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from mailsvc.base import clock
from mailsvc.directory.access import require_administrator
from mailsvc.directory.actor import Actor
from mailsvc.jobs.models import PeriodicJob
from mailsvc.operations.models import Alert
from mailsvc.operations.watch import PROBES, Probe, Trouble

JOB = "operations.look"
EVERY_S = 60
# The looker itself is a job: when it has not ended well for so long, nothing here can be believed.
BLIND_AFTER = timedelta(minutes=5)
KEPT = timedelta(days=30)

logger = logging.getLogger(__name__)


def look(*, probes: Sequence[Probe] = PROBES, now: datetime | None = None) -> int:
    """Run the probes and keep what they find; how many alerts are open then.

    Each new alert is one line of the log, at level ERROR.
    """
    moment = now or clock.now()
    found = {(one.kind, one.subject[:300]): one for probe in probes for one in probe(moment)}
    with transaction.atomic():
        open_ones = {(a.kind, a.subject): a for a in list_open()}
        for key, trouble in found.items():
            _keep(open_ones.get(key), trouble, moment)
        ended = [alert.pk for key, alert in open_ones.items() if key not in found]
        Alert.objects.filter(pk__in=ended).update(ended_at=moment)
        Alert.objects.filter(ended_at__lt=moment - KEPT).delete()
    return len(found)


def list_alerts(actor: Actor, *, now: datetime | None = None) -> list[Alert]:
    """What is wrong, worst first; that nobody looks any more comes before everything."""
    require_administrator(actor)
    order = Alert.Kind.values
    found = sorted(list_open(), key=lambda one: (order.index(one.kind), one.since))
    return [*_blindness(now or clock.now()), *found]


def list_ended(actor: Actor, *, limit: int = 20) -> list[Alert]:
    """What was wrong lately, the last to end first."""
    require_administrator(actor)
    return list(Alert.objects.exclude(ended_at=None).order_by("-ended_at")[:limit])


def list_open() -> list[Alert]:
    """Alerts that have not ended."""
    return list(Alert.objects.filter(ended_at=None))


def _keep(known: Alert | None, trouble: Trouble, now: datetime) -> None:
    if known is None:
        since = min(trouble.since or now, now)
        Alert.objects.create(
            kind=trouble.kind,
            subject=trouble.subject[:300],
            since=since,
            facts=dict(trouble.facts),
        )
        logger.error("alert: %s %s", trouble.kind, trouble.subject)
    elif known.facts != trouble.facts:
        Alert.objects.filter(pk=known.pk).update(facts=dict(trouble.facts))


def _blindness(now: datetime) -> list[Alert]:
    """The jobs process is silent: an alert of this moment, in no table."""
    job = PeriodicJob.objects.filter(name=JOB).first()
    if job is None or job.succeeded_at is None or now - job.succeeded_at <= BLIND_AFTER:
        return []
    return [Alert(kind=Alert.Kind.PART, subject="jobs", since=job.succeeded_at)]
