"""A mail that carries links goes: from then on its recipients may open them."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.conf import settings
from django.db import transaction

from mailsvc.audit.services import record
from mailsvc.base import clock
from mailsvc.base.errors import Invalid
from mailsvc.directory.access import may_send_as
from mailsvc.directory.actor import Actor
from mailsvc.directory.selectors import is_local_domain
from mailsvc.filelinks.access import was_sent_to
from mailsvc.filelinks.models import FileLink, FileLinkReader
from mailsvc.filelinks.rules import find_keys
from mailsvc.filelinks.services import CHAIN
from mailsvc.smtp.address import lookup_key, split


def check(
    actor: Actor,
    *,
    texts: Iterable[str],
    addresses: Iterable[str],
    goes_at: datetime | None = None,
) -> None:
    """Before a mail is accepted. Invalid when it carries a link of a mailbox the actor may send
    from that is over when the mail goes, or goes outside where the operator allows that to none.
    """
    at = goes_at or clock.now()
    for link in _links_in(texts):
        if may_send_as(actor, link.mailbox.address):
            _refuse_over(link, at)
            _refuse_outside(link, addresses)


@transaction.atomic
def grant(actor: Actor, *, texts: Iterable[str], addresses: Iterable[str], trace_id: str) -> None:
    """In the transaction that accepts a mail: whom it goes to may open the links its text carries.

    A link of a mailbox the actor may send from opens to all of them; one he was sent himself, to
    those inside. Others' are left as they are.
    """
    people = list(dict.fromkeys(lookup_key(one) for one in addresses))
    inside = [one for one in people if _is_inside(one)]
    for link in _links_in(texts):
        if may_send_as(actor, link.mailbox.address):
            _note(actor, link, people if settings.FILE_LINKS_OUTSIDE else inside, trace_id)
        elif was_sent_to(actor, link):
            _note(actor, link, inside, trace_id)


@transaction.atomic
def take_from(*, trace_id: str, addresses: Iterable[str] | None = None) -> None:
    """A mail was taken back, or recalled from these: what it alone had opened to them is shut."""
    rows = FileLinkReader.objects.filter(trace_id=trace_id)
    if addresses is not None:
        rows = rows.filter(address__in=[lookup_key(one) for one in addresses])
    rows.delete()


def _links_in(texts: Iterable[str]) -> Iterable[FileLink]:
    keys = find_keys(*texts)
    rows = FileLink.objects.filter(key__in=keys).order_by("pk")
    return rows.select_related("mailbox") if keys else ()


def _is_inside(address: str) -> bool:
    return is_local_domain(split(address)[1])


def _refuse_over(link: FileLink, at: datetime) -> None:
    if not link.is_open(at):
        raise Invalid(
            "file_over",
            f"Đường dẫn tới tệp “{link.name}” đã thu hồi, hoặc hết hạn trước khi thư đi: đồng chí "
            "gia hạn ở trang “Tệp lớn”, hoặc bỏ đường dẫn khỏi thư.",
        )


def _refuse_outside(link: FileLink, people: Iterable[str]) -> None:
    outside = [one for one in people if not _is_inside(one)]
    if outside and not settings.FILE_LINKS_OUTSIDE:
        raise Invalid(
            "file_outside",
            f"Tệp “{link.name}” chỉ gửi được trong hệ thống, không gửi được tới {outside[0]}: đồng "
            "chí bỏ người nhận ấy hoặc bỏ đường dẫn khỏi thư.",
        )


def _note(actor: Actor, link: FileLink, people: Sequence[str], trace_id: str) -> None:
    is_own = may_send_as(actor, link.mailbox.address)
    rows = [
        FileLinkReader(
            link=link,
            address=one,
            is_inside=_is_inside(one),
            trace_id=trace_id,
            passed_on_by="" if is_own else actor.address,
        )
        for one in people
    ]
    FileLinkReader.objects.bulk_create(rows, ignore_conflicts=True)
    record(
        actor,
        chain=CHAIN,
        action="send_file_link" if is_own else "pass_on_file_link",
        object_type="FileLink",
        object_pk=link.pk,
        facts={"name": link.name, "to": list(people), "trace_id": trace_id},
        on_behalf_of="" if link.mailbox.owner_id == actor.account_pk else link.mailbox.address,
    )
