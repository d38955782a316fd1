"""Looking for trouble: each probe gives what is wrong now. A probe never raises for what it finds.

Run by the job `operations.look`, which keeps what is found (`alerts`).
"""

import shutil
import socket
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from django.conf import settings
from django.db.models import Count, Min
from django.db.models.functions import Coalesce

from mailsvc.delivery.routing import split_host
from mailsvc.directory.selectors import find_account
from mailsvc.jobs.heartbeat import last_beat
from mailsvc.jobs.models import PeriodicJob
from mailsvc.operations.models import Alert
from mailsvc.queue.models import Destination, QueuedRecipient
from mailsvc.relay.parts import list_parts
from mailsvc.relay.tls import server_context
from mailsvc.submission.quota import list_heavy

SILENT_AFTER = timedelta(seconds=60)
# A line that is cut for a moment heals itself; so long is worth a telephone call.
DOWN_AFTER = timedelta(minutes=30)
_STORE_S = 3.0
_LMTP_PORT = 24
_HEAVY_SHARE = 0.5  # of an hour's quota: far more than anybody's daily work
_Kind = Alert.Kind


@dataclass(frozen=True)
class Trouble:
    """What is wrong, and since when where that is known."""

    kind: str
    subject: str = ""
    since: datetime | None = None
    facts: Mapping[str, str | int] = field(default_factory=dict)


Probe = Callable[[datetime], Iterator[Trouble]]


def find_held(now: datetime) -> Iterator[Trouble]:
    """Mail that our own error stopped; what an operator holds is no trouble."""
    held = QueuedRecipient.objects.filter(state=QueuedRecipient.State.HELD, hold_reason="")
    found = held.aggregate(count=Count("pk"), since=Min("tries__started_at"))
    if found["count"]:
        count = held.count()  # the join above counts tries
        last = held.order_by("-pk").values_list("last_text", flat=True)[0]
        yield Trouble(_Kind.HELD, since=found["since"], facts={"count": count, "error": last[:100]})


def find_old_mail(now: datetime) -> Iterator[Trouble]:
    """Mail that has been waiting too long; what is held or was written ahead waits as it should."""
    patience = timedelta(hours=settings.ALERT_OLDEST_HOURS)
    found = (
        QueuedRecipient.objects.filter(state=QueuedRecipient.State.DUE)
        .annotate(waits_since=Coalesce("message__not_before", "message__created_at"))
        .filter(waits_since__lte=now - patience)
        .aggregate(count=Count("pk"), oldest=Min("waits_since"))
    )
    if found["count"]:
        facts = {"count": found["count"], "oldest": found["oldest"].isoformat()}
        yield Trouble(_Kind.OLD_MAIL, since=found["oldest"] + patience, facts=facts)


def find_silent_destinations(now: datetime) -> Iterator[Trouble]:
    """Places that have not answered for a while, with what waits for them."""
    for one in Destination.objects.filter(down_since__lte=now - DOWN_AFTER):
        count = QueuedRecipient.objects.parked().filter(waits_for=one.goal).count()
        facts: dict[str, str | int] = {"error": one.last_error[:100], "count": count}
        yield Trouble(_Kind.DESTINATION, one.goal, one.down_since, facts)


def find_full_disks(now: datetime) -> Iterator[Trouble]:
    """Less room than asked for where mail is kept; each disk once."""
    seen: set[int] = set()
    for folder in (settings.SPOOL_DIR, settings.VAR_DIR):
        if not Path(folder).exists() or (device := Path(folder).stat().st_dev) in seen:
            continue
        seen.add(device)
        usage = shutil.disk_usage(folder)
        percent = usage.free * 100 // usage.total
        if percent < settings.ALERT_DISK_PERCENT:
            facts = {"percent": percent, "free_mb": usage.free // 1024**2}
            yield Trouble(_Kind.DISK, str(folder), facts=facts)


def find_bad_certificate(now: datetime) -> Iterator[Trouble]:
    """The mail ports' certificate: unreadable, of another key, or at its end."""
    path = Path(settings.TLS_DIR) / "cert.pem"
    try:
        server_context(path.parent)
        ends_at = x509.load_pem_x509_certificate(path.read_bytes()).not_valid_after_utc
    except (OSError, ValueError) as error:  # ssl.SSLError is an OSError
        if path.exists():  # none yet: the relay makes one when it starts
            yield Trouble(_Kind.CERTIFICATE, facts={"error": type(error).__name__})
        return
    if ends_at - now < timedelta(days=settings.ALERT_CERTIFICATE_DAYS):
        yield Trouble(_Kind.CERTIFICATE, facts={"ends": ends_at.isoformat()})


def find_silent_parts(now: datetime) -> Iterator[Trouble]:
    """Processes of this machine that ran once and say nothing any more."""
    for part in (*list_parts(), "delivery"):
        beat = last_beat(part)
        beat_at = datetime.fromtimestamp(beat, UTC)
        if beat and now - beat_at > SILENT_AFTER:
            yield Trouble(_Kind.PART, part, beat_at)


def find_store_away(now: datetime) -> Iterator[Trouble]:
    """Dovecot takes no mail: nobody gets any until it does."""
    address = settings.LMTP_ADDRESS
    try:
        with _connected(address) as store:
            if not store.recv(200).startswith(b"220"):
                raise OSError("no greeting")
    except OSError as error:
        yield Trouble(_Kind.STORE, facts={"error": type(error).__name__})


def find_failed_jobs(now: datetime) -> Iterator[Trouble]:
    """Periodic jobs whose last run ended in an error, the check of the journal among them."""
    for job in PeriodicJob.objects.exclude(last_error=""):
        since = job.succeeded_at
        yield Trouble(_Kind.JOB, job.name, since, {"error": job.last_error[:200]})


def find_heavy_senders(now: datetime) -> Iterator[Trouble]:
    """Accounts that send as only a stolen password does."""
    for pk, sent in list_heavy(now, share=_HEAVY_SHARE):
        account = find_account(pk=pk)
        limit: int = settings.SENDS_PER_HOUR
        facts: dict[str, str | int] = {"account": str(account or pk), "count": sent, "limit": limit}
        yield Trouble(_Kind.SENDER, str(pk), facts=facts)


PROBES: tuple[Probe, ...] = (
    find_store_away,
    find_silent_parts,
    find_full_disks,
    find_held,
    find_bad_certificate,
    find_old_mail,
    find_silent_destinations,
    find_heavy_senders,
    find_failed_jobs,
)


def _connected(address: str) -> socket.socket:
    if not address.startswith("/"):
        return socket.create_connection(split_host(address, default_port=_LMTP_PORT), _STORE_S)
    store = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    store.settimeout(_STORE_S)
    try:
        store.connect(address)
    except OSError:
        store.close()
        raise
    return store
