"""Reporting a mail, and taking the report back."""

from hashlib import sha256

from django.db import transaction

from mailsvc.audit.services import record
from mailsvc.base import clock
from mailsvc.base.errors import Forbidden, NotFound
from mailsvc.base.text import clean_line
from mailsvc.directory.access import access_mailbox
from mailsvc.directory.actor import Actor
from mailsvc.message import parse
from mailsvc.phishing.models import PhishingReport

CHAIN = "phishing"
KEPT_BYTES = 1_000_000


@transaction.atomic
def report(actor: Actor, *, mailbox_pk: int, content: bytes) -> PhishingReport:
    """Hand a mail over; the report there is when it was reported before. NotFound for strangers
    and for who may only read.
    """
    mailbox = access_mailbox(actor, mailbox_pk, to_edit=True)
    if actor.account_pk is None:
        raise Forbidden("report_owner", "Chỉ người có tài khoản mới báo được.")
    view = parse(content)
    made, is_new = PhishingReport.objects.get_or_create(
        mailbox=mailbox,
        digest=sha256(content).hexdigest(),
        defaults={
            "account_id": actor.account_pk,
            "sender": clean_line(view.from_.address)[:320],
            "domain": clean_line(view.from_.address.rpartition("@")[2].casefold())[:255],
            "subject": clean_line(view.subject)[:200],
            "content": content[:KEPT_BYTES],
            "reported_at": clock.now(),
        },
    )
    if is_new:
        _record(actor, "report_phishing", made)
    return made


@transaction.atomic
def withdraw(actor: Actor, *, pk: int) -> None:
    """Take one's own report back, with the copy of the mail; NotFound for others'."""
    mine = PhishingReport.objects.select_for_update().filter(account_id=actor.account_pk or 0)
    made = mine.filter(pk=pk).first()
    if made is None:
        raise NotFound("phishing_report", "Không có báo cáo này.")
    _record(actor, "withdraw_phishing", made)
    made.delete()


def _record(actor: Actor, action: str, made: PhishingReport) -> None:
    record(
        actor,
        chain=CHAIN,
        action=action,
        object_type="PhishingReport",
        object_pk=made.pk,
        facts={"domain": made.domain},
        on_behalf_of=made.mailbox.address,
    )
