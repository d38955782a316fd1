"""The daily mail: what waits for somebody and what he has not seen; one a person and day (N2)."""

import logging
from datetime import datetime, time

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from docflow.documents.models import Document
from docflow.notices.models import Digest
from docflow.notices.selectors import unseen_notices
from docflow.register.hold_selectors import list_unsettled_holds
from docflow.register.models import NumberHold
from docflow.routing.selectors import WorkItem, list_my_work
from docflow.rules.levels import URGENCY_STAMP
from docflow.rules.numbers import format_number
from mailsvc.base import clock
from mailsvc.base.errors import AppError
from mailsvc.base.text import clean_line
from mailsvc.base.trace import new_trace_id
from mailsvc.directory.actor import SYSTEM, Actor
from mailsvc.directory.models import Account
from mailsvc.directory.selectors import get_actor
from mailsvc.message.compose import OutgoingMessage, compose, new_message_id
from mailsvc.message.view import Address
from mailsvc.preferences.models import Digest as Wish
from mailsvc.preferences.selectors import list_digest_wishes
from mailsvc.smtp.envelope import Envelope, Recipient
from mailsvc.submission.services import Source, accept
from mailsvc.workdays.calendar import is_working_day
from mailsvc.workdays.selectors import refresh

logger = logging.getLogger(__name__)

EVERY_S = 60
_AT_ONCE = 40  # a couple of seconds of work: 1,850 people are through within an hour
_FROM, _UNTIL = time(6, 30), time(17, 0)
_LINES = 20
_MONDAY = 0


def send_digests(now: datetime | None = None) -> int:
    """On working mornings, some dozens of people a run; how many mails were queued.

    A log-in of the demo gets one only where somebody asked for it in the settings. What stands in a
    mail is read as its receiver, so it is never more than he may see (N1).
    """
    at = now or clock.now()
    refresh()
    local = clock.local(at)
    if not is_working_day(local.date()) or not _FROM <= local.time() < _UNTIL:
        return 0
    wishes, sent = list_digest_wishes(), 0
    done = Digest.objects.filter(day=local.date()).values("account_id")
    people = Account.objects.filter(is_active=True, person__isnull=False).exclude(pk__in=done)
    # Who has never been here is not mailed about it.
    people = people.exclude(first_login_at=None)
    for account in people.select_related("person").order_by("pk")[:_AT_ONCE]:
        wish = wishes.get(account.pk, Wish.NEVER if account.is_demo else Wish.DAILY)
        is_wanted = wish == Wish.DAILY or (wish == Wish.WEEKLY and local.weekday() == _MONDAY)
        sent += _send(account, at, is_wanted=is_wanted)
    return sent


def _send(account: Account, at: datetime, *, is_wanted: bool) -> bool:
    """The mail and the row that keeps a second one away, in one transaction.

    The words are made before it begins: on SQLite nobody else could write meanwhile.
    """
    day = clock.local_day(at)
    try:
        with translation.override(account.language):
            text = _text(get_actor(account), at) if is_wanted else ""
            with transaction.atomic():
                Digest.objects.create(account=account, day=day, is_sent=bool(text))
                if text:
                    _queue(account, text, at)
    except IntegrityError:  # another worker was faster
        return False
    except AppError as error:
        logger.warning("digest not queued: %s", error.code)
        return False
    return bool(text)


def _text(actor: Actor, at: datetime) -> str:
    """The mail's words; "" when there is nothing to say."""
    today = clock.local_day(at)
    work = list_my_work(actor, today=today)
    notices = list(unseen_notices(actor)[:_LINES])
    holds = list_unsettled_holds(actor, today=today)
    if not work and not notices and not holds:
        return ""
    parts = [_("Việc đang chờ đồng chí: %(count)d") % {"count": len(work)}]
    parts += [f"- {_work_line(item)}" for item in work[:_LINES]]
    if notices:
        parts += ["", _("Thông báo chưa xem:")]
        parts += [f"- {one.get_kind_display()}: {_title(one.document)}" for one in notices]
    if holds:
        parts += ["", _("Số giữ chưa dùng, phải dùng hoặc hủy trước khi khóa sổ năm:")]
        parts += [f"- {_hold_line(one)}" for one in holds[:_LINES]]
    parts += ["", _("Mở “Việc của tôi” để làm. Không muốn nhận thư này: vào Tùy chọn.")]
    return "\n".join(parts) + "\n"


def _work_line(item: WorkItem) -> str:
    thing = item.document or item.arrival
    assert thing is not None  # an item is one of the two
    stamp = URGENCY_STAMP.get(item.urgency, "")
    words = f"{stamp} {item.label}: {thing.type_name} {thing.symbol} {thing.subject}"
    due = _("hạn %s") % f"{item.due_on:%d/%m/%Y}" if item.due_on else ""
    return clean_line(f"{words} ({due})" if due else words)


def _hold_line(hold: NumberHold) -> str:
    return clean_line(f"{hold.series.register.name}: {format_number(hold.number)} – {hold.paper}")


def _title(document: Document) -> str:
    return clean_line(f"{document.type_name} {document.symbol} {document.subject}")


def _queue(account: Account, text: str, at: datetime) -> None:
    trace_id = new_trace_id()
    message = OutgoingMessage(
        from_=Address("Công Văn", f"cong-van@{settings.MAIL_DOMAIN}"),
        to=(Address("", account.address),),
        subject=_("Việc đang chờ, %(day)s") % {"day": f"{clock.local_day(at):%d/%m/%Y}"},
        text=text,
        date=at,
        message_id=new_message_id(trace_id, host=settings.MAIL_DOMAIN),
        extra=(("Auto-Submitted", "auto-generated"),),  # RFC 3834 §5
    )
    accept(
        actor=SYSTEM,
        envelope=Envelope("", (Recipient(account.address),)),
        content=compose(message),
        source=Source.SYSTEM,
        trace_id=trace_id,
    )
