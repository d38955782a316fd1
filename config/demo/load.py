"""The steps of loading the sample province; each knows whether it has been done."""

from django.conf import settings
from django.db import transaction

from config.demo.activity import MONTH, plan_activity
from config.demo.directory import load_directory
from config.demo.months import load_months
from config.demo.people import plan_workers
from config.demo.survey import load_survey
from mailsvc.base.errors import Conflict
from mailsvc.directory.models import Account, Person
from mailsvc.directory.selectors import get_actor
from mailsvc.usage.personal import note_notice_seen
from mailsvc.usage.reference import load_reference
from mailsvc.usage.services import merge_month


@transaction.atomic
def load_province() -> bool:
    """People, mailboxes, fourteen months, the survey; False when they are there already."""
    if Person.objects.filter(is_generated=True).exists():
        return False
    if Person.objects.exists():
        raise Conflict(
            "real_data", "Cơ sở dữ liệu đã có người thật: không nạp dữ liệu minh họa vào đó."
        )
    workers = plan_workers(settings.MAIL_DOMAIN)
    pks = load_directory(workers)
    load_reference()
    merge_month(MONTH, {pks[number]: bits for number, bits in plan_activity(workers).items()})
    load_months(workers, pks)
    load_survey()
    _tell_known_log_ins()
    return True


def _tell_known_log_ins() -> None:
    """They have been at work for a year: the notice is behind them."""
    for account in Account.objects.filter(is_demo=True):
        note_notice_seen(get_actor(account))
