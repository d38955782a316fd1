"""A quiet word beside "send": it is night, or he is away. It holds nothing up and asks nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from mailsvc.absence.selectors import Away, find_away
from mailsvc.base import clock
from mailsvc.base.clock import VIETNAM
from mailsvc.directory.selectors import find_mailbox
from mailsvc.message.addresses import parse_addresses
from mailsvc.outbox.moment import DAYS_MAX
from mailsvc.smtp.address import lookup_key
from mailsvc.workdays.hours import is_office_time, next_morning

_NAMED = 3


@dataclass(frozen=True)
class Hint:
    """`send_at` is a moment as the field "when" takes it, `label` the button's words; both "" where
    waiting would help nobody.
    """

    text: str
    send_at: str = ""
    label: str = ""


def hint_for(people: str, *, now: datetime | None = None) -> Hint | None:
    """For what stands in the fields of recipients, as typed; None when there is nothing to say."""
    now = now or clock.now()
    addresses = {lookup_key(one.address) for one in parse_addresses(people) if one.address}
    away = find_away(addresses, today=now.astimezone(VIETNAM).date())
    if away:
        return _of_absence(away, is_everybody=len(away) == len(addresses), now=now)
    if is_office_time(now):
        return None
    return _offering(_("Đang ngoài giờ làm việc: bấm Gửi thì thư tới ngay."), next_morning(now))


def _of_absence(away: Mapping[str, Away], *, is_everybody: bool, now: datetime) -> Hint:
    text = " ".join(_said(address, away[address]) for address in sorted(away)[:_NAMED])
    back = max(one.last_on for one in away.values()) + timedelta(days=1)
    morning = next_morning(datetime.combine(back, time.min, VIETNAM))
    # Whoever is there gets his mail now; a moment too far cannot be chosen.
    if not is_everybody or morning - now > timedelta(days=DAYS_MAX):
        return Hint(text)
    return _offering(text, morning)


def _said(address: str, one: Away) -> str:
    mailbox = find_mailbox(address)
    facts = {
        "who": mailbox.name if mailbox else address,
        "day": one.last_on.strftime("%d/%m/%Y"),
        "deputy": one.deputy,
    }
    if one.deputy:
        return _("%(who)s vắng đến hết %(day)s, người thay: %(deputy)s.") % facts
    return _("%(who)s vắng đến hết %(day)s.") % facts


def _offering(text: str, moment: datetime) -> Hint:
    said = date_format(moment, "H:i l d/m")
    return Hint(text, moment.strftime("%d/%m/%Y %H:%M"), _("Gửi lúc %(when)s") % {"when": said})
