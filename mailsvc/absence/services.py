"""Setting and ending an absence; noting who was answered."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from mailsvc.absence.models import Absence, AbsenceAnswer
from mailsvc.audit.services import record
from mailsvc.base import clock
from mailsvc.base.errors import Invalid
from mailsvc.base.text import nfc
from mailsvc.directory.access import access_mailbox_settings
from mailsvc.directory.actor import Actor
from mailsvc.directory.models import Mailbox
from mailsvc.directory.selectors import find_mailbox
from mailsvc.smtp.address import lookup_key

CHAIN = "absence"
TEXT_CHARS = 2000
DAYS_MAX = 366


@dataclass(frozen=True)
class AbsenceOrder:
    """What a person asks for; `deputy` is an address here, or empty."""

    first_on: date
    last_on: date
    inside_text: str
    outside_text: str = ""
    deputy: str = ""


@transaction.atomic
def set_absence(actor: Actor, *, mailbox_pk: int, order: AbsenceOrder) -> Absence:
    """Answer automatically on these days, instead of any absence set before.

    NotFound for strangers, Forbidden for who only works in a shared mailbox, Invalid for days that
    are over or the wrong way round, an empty text, a deputy who is unknown or the absent himself.
    """
    mailbox = access_mailbox_settings(actor, mailbox_pk)
    _check_days(order)
    inside, outside = _clean(order.inside_text), _clean(order.outside_text)
    if not inside:
        raise Invalid("absence_text", "Viết lời trả lời cho người trong hệ thống.")
    absence, _ = Absence.objects.update_or_create(
        mailbox=mailbox,
        defaults={
            "first_on": order.first_on,
            "last_on": order.last_on,
            "inside_text": inside,
            "outside_text": outside,
            "deputy": _deputy(mailbox, order.deputy),
            "changed_at": clock.now(),
        },
    )
    # New words are news to those who had the old ones today.
    AbsenceAnswer.objects.filter(mailbox=mailbox).delete()
    days = {"first_on": order.first_on.isoformat(), "last_on": order.last_on.isoformat()}
    _record(actor, "set_absence", mailbox, days | {"deputy": order.deputy})
    return absence


@transaction.atomic
def end_absence(actor: Actor, *, mailbox_pk: int) -> None:
    """Back: no more answers from now on; nothing happens where there is none."""
    mailbox = access_mailbox_settings(actor, mailbox_pk)
    gone, _ = Absence.objects.filter(mailbox=mailbox).delete()
    AbsenceAnswer.objects.filter(mailbox=mailbox).delete()
    if gone:
        _record(actor, "end_absence", mailbox, {})


def note_answer(mailbox_pk: int, sender: str, *, today: date) -> bool:
    """True the first time today: then the answer is the caller's to queue in his transaction."""
    row, is_new = AbsenceAnswer.objects.get_or_create(
        mailbox_id=mailbox_pk, sender=sender, defaults={"answered_on": today}
    )
    if is_new:
        return True
    older = AbsenceAnswer.objects.filter(pk=row.pk).exclude(answered_on=today)
    return bool(older.update(answered_on=today))


def forget_old() -> None:
    """The periodic job: answers of other days say nothing any more."""
    AbsenceAnswer.objects.exclude(answered_on=clock.today()).delete()


def _check_days(order: AbsenceOrder) -> None:
    if order.last_on < order.first_on:
        raise Invalid("absence_days", "Ngày cuối phải từ ngày đầu trở đi.")
    if order.last_on < clock.today():
        raise Invalid("absence_over", "Những ngày này đã qua.")
    if (order.last_on - order.first_on).days > DAYS_MAX:
        raise Invalid("absence_long", "Mỗi lần báo vắng tối đa một năm.")


def _deputy(mailbox: Mailbox, address: str) -> Mailbox | None:
    if not address.strip():
        return None
    found = find_mailbox(lookup_key(address.strip()))
    if found is None or found.is_suspended:
        raise Invalid("absence_deputy", f"Không có hộp thư {address.strip()[:100]} trong hệ thống.")
    if found.pk == mailbox.pk:
        raise Invalid("absence_deputy", "Người thay phải là người khác.")
    return found


def _clean(text: str) -> str:
    kept = nfc(text).replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in kept if c == "\n" or c.isprintable()).strip()[:TEXT_CHARS]


def _record(actor: Actor, action: str, mailbox: Mailbox, facts: dict[str, str]) -> None:
    record(
        actor,
        chain=CHAIN,
        action=action,
        object_type="mailbox",
        object_pk=mailbox.pk,
        facts={"mailbox": mailbox.address} | facts,
    )
