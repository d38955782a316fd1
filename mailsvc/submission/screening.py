"""The last look before a mail is taken: the account's quota, then viruses, then spam.

May take seconds and asks other programs: call it outside a transaction.
"""

import logging
from mmap import mmap

from django.conf import settings
from django.db import transaction

from mailsvc.audit.services import record
from mailsvc.authn.field import junk_field
from mailsvc.base import clock
from mailsvc.base.errors import Forbidden, TooLarge, Unavailable
from mailsvc.directory.actor import Actor
from mailsvc.metrics.declare import counter
from mailsvc.submission.hooks import clamd, rspamd
from mailsvc.submission.hooks.verdict import Subject, Treatment, Verdict, not_screened
from mailsvc.submission.policy import Source
from mailsvc.submission.quota import check_quota

logger = logging.getLogger(__name__)

CHAIN = "screening"
_SCREENED = counter(
    "congvan_mail_screened_total",
    "What hooks said of mails and large files.",
    "program",
    "treatment",
)
_UNSEEN = "unscreened"  # not a treatment: the program could not say
for _program in ("clamd", "rspamd"):
    for _word in (*(one.value for one in Treatment), _UNSEEN):
        _SCREENED.labels(_program, _word)


def is_on() -> bool:
    """True when a hook is configured."""
    return bool(settings.CLAMD_ADDRESS or settings.RSPAMD_URL)


def admit(subject: Subject, *, actor: Actor, source: Source, asked: int) -> bytes:
    """What `check_quota` and `screen` say of a mail the relay is about to take."""
    if source.is_person:
        check_quota(actor, adding=asked, now=clock.now())
    return screen(subject, actor=actor)


def screen(subject: Subject, *, actor: Actor) -> bytes:
    """Header lines to put before the mail.

    Forbidden("virus_found") and Forbidden("spam_refused"), both in the journal;
    TooLarge("too_large_to_screen"); Unavailable("not_screened"), Unavailable("asked_to_wait").
    """
    marks = b""
    if settings.CLAMD_ADDRESS:
        _heed("clamd", scan(subject.content), subject, actor)
    if settings.RSPAMD_URL:
        verdict = _checked(subject)
        _heed("rspamd", verdict, subject, actor)
        marks = junk_field("spam") if verdict.treatment is Treatment.JUNK else b""
    return marks


def scan(content: bytes | mmap) -> Verdict:
    """What clamd says of a mail or a file, counted; to be asked only where it is configured.

    PASS also for what is too large where the operator accepts that (CV_CLAMD_TOO_LARGE);
    Unavailable("not_screened") when it cannot say, or may not and mails are put off.
    """
    try:
        verdict = clamd.scan(content, address=settings.CLAMD_ADDRESS, timeout_s=settings.SCREEN_S)
    except Unavailable as error:
        raise _noted("clamd", error) from error
    _SCREENED.labels("clamd", verdict.treatment.value).inc()
    if verdict.treatment is not Treatment.TOO_LARGE or settings.CLAMD_TOO_LARGE == "refuse":
        return verdict
    if settings.CLAMD_TOO_LARGE == "defer":
        raise not_screened("clamd", "too large")
    return Verdict(Treatment.PASS, "too large")


def _checked(subject: Subject) -> Verdict:
    try:
        verdict = rspamd.check(subject, url=settings.RSPAMD_URL, timeout_s=settings.SCREEN_S)
    except Unavailable as error:
        raise _noted("rspamd", error) from error
    _SCREENED.labels("rspamd", verdict.treatment.value).inc()
    return verdict


def _noted(program: str, error: Unavailable) -> Unavailable:
    _SCREENED.labels(program, _UNSEEN).inc()
    logger.error("%s cannot say: %s", program, error.facts.get("why"))
    return error


def _heed(program: str, verdict: Verdict, subject: Subject, actor: Actor) -> None:
    if verdict.treatment is Treatment.REFUSE:
        _journal(program, verdict, subject, actor)
        if program == "clamd":
            raise Forbidden("virus_found", "Thư có mã độc, hệ thống không nhận.")
        raise Forbidden("spam_refused", "Thư bị bộ lọc thư rác từ chối.")
    if verdict.treatment is Treatment.LATER:
        raise Unavailable("asked_to_wait", "Bộ lọc thư rác yêu cầu gửi lại sau.")
    if verdict.treatment is Treatment.TOO_LARGE:
        raise TooLarge("too_large_to_screen", "Thư lớn quá, không quét mã độc được.")


@transaction.atomic
def _journal(program: str, verdict: Verdict, subject: Subject, actor: Actor) -> None:
    record(
        actor,
        chain=CHAIN,
        action="refuse_mail",
        object_type="QueuedMessage",
        object_pk=subject.trace_id,
        facts={
            "program": program,
            "reason": verdict.reason[:300],
            "peer": subject.peer_ip,
            "mail_from": subject.envelope.mail_from,
            "recipients": len(subject.envelope.recipients),
        },
    )
