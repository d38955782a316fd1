"""How much one account may send: a stolen password must not empty a spam list.

Counted from the queue's own rows, so a restart forgets nothing and all processes count together;
mails that are being taken at the same moment may go over the limit by as many.
"""

import logging
from datetime import datetime, timedelta

from django.conf import settings

from mailsvc.base.errors import RateLimited
from mailsvc.directory.actor import Actor
from mailsvc.directory.selectors import list_domains
from mailsvc.metrics.limits import export_limit, rejections
from mailsvc.queue.selectors import count_sent, list_senders

logger = logging.getLogger(__name__)

_WINDOWS = (
    ("sends_per_hour", timedelta(hours=1), "SENDS_PER_HOUR", "một giờ"),
    ("sends_per_day", timedelta(days=1), "SENDS_PER_DAY", "một ngày"),
)
_counted = {name: rejections(name) for name, *_ in _WINDOWS}


def export_limits() -> None:
    """Show the limits in force; once a process."""
    for name, _length, setting, _words in _WINDOWS:
        export_limit(name, getattr(settings, setting))


def check_quota(actor: Actor, *, adding: int, now: datetime) -> None:
    """RateLimited when `adding` recipients more are too many for the hour or the day."""
    if actor.account_pk is None:
        return
    own = list_domains()
    for name, length, setting, words in _WINDOWS:
        limit: int = getattr(settings, setting)
        sent = count_sent(actor.account_pk, since=now - length, own_domains=own)
        if sent + adding > limit:
            _counted[name].inc()
            logger.warning("account %d is over %s: %d sent", actor.account_pk, name, sent)
            raise RateLimited(
                name,
                f"Tài khoản chỉ gửi được tới {limit} người nhận trong {words}; "
                "đồng chí chờ rồi gửi tiếp. Nếu không phải đồng chí gửi, hãy đổi mật khẩu ngay "
                "và báo quản trị.",
                retry_after_s=int(length.total_seconds()) // 4,
                sent=sent,
            )


def list_heavy(now: datetime, *, share: float) -> list[tuple[int, int]]:
    """Accounts that used this share of an hour's quota, and how much they sent."""
    since = now - timedelta(hours=1)
    at_least = max(1, int(settings.SENDS_PER_HOUR * share))
    own = list_domains()
    counted = [
        (pk, count_sent(pk, since=since, own_domains=own))
        for pk in list_senders(since=since, at_least=at_least)
    ]
    return [(pk, sent) for pk, sent in counted if sent >= at_least]
