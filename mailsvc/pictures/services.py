"""Whose pictures a person wants to see without being asked."""

from django.db import transaction

from mailsvc.base.errors import Forbidden, Invalid
from mailsvc.base.text import clean_line
from mailsvc.directory.actor import Actor
from mailsvc.pictures.models import ShownSender
from mailsvc.pictures.rules import domain_of

SENDERS_MAX = 500


@transaction.atomic
def show_always(actor: Actor, *, address: str, is_for_domain: bool = False) -> str:
    """Keep the sender, or everybody of his domain; what was kept. Invalid for what is no address,
    for a domain where anybody has an address, or when there are too many.

    Not in the journal: it changes what one person sees, nothing that others rely on.
    """
    account_pk, wanted = _owner(actor), _checked(address)
    if is_for_domain:
        if not domain_of(wanted):
            raise Invalid("domain", "Tên miền này ai cũng đăng ký được: chỉ chọn từng người gửi.")
        wanted = f"@{domain_of(wanted)}"
    mine = ShownSender.objects.filter(account_id=account_pk)
    if mine.count() >= SENDERS_MAX:
        raise Invalid("senders", f"Đã có {SENDERS_MAX} người gửi luôn được hiện hình.")
    ShownSender.objects.get_or_create(account_id=account_pk, address=wanted)
    return wanted


@transaction.atomic
def show_no_longer(actor: Actor, *, address: str) -> None:
    """Forget the sender and his domain: he is not shown after that. Not kept is no error."""
    wanted = _checked(address)
    both = [wanted, f"@{domain_of(wanted)}"]
    ShownSender.objects.filter(account_id=_owner(actor), address__in=both).delete()


def _owner(actor: Actor) -> int:
    if actor.account_pk is None:
        raise Forbidden("pictures_owner", "Chỉ người có tài khoản mới đặt được việc này.")
    return actor.account_pk


def _checked(address: str) -> str:
    wanted = address.strip().casefold()
    if "@" not in wanted or len(wanted) > 320 or wanted != clean_line(wanted):
        raise Invalid("address", "Địa chỉ người gửi không hợp lệ.")
    return wanted
