"""Ordering an import or an export: permission, check, journal, job."""

from collections.abc import Iterable

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from mailsvc.audit.services import JSON, record
from mailsvc.base import clock
from mailsvc.base.errors import Invalid, TooLarge
from mailsvc.directory.access import access_mailbox_settings
from mailsvc.directory.actor import Actor
from mailsvc.directory.models import Mailbox
from mailsvc.jobs.models import Job
from mailsvc.jobs.onetime import enqueue
from mailsvc.mailstore.validate import folder_name, new_folder_name
from mailsvc.message.filenames import clean_filename
from mailsvc.transfer.exporting import FORMATS, export_folder
from mailsvc.transfer.importing import import_mails

CHAIN = "transfer"


@transaction.atomic(durable=True)
def order_export(
    actor: Actor, *, mailbox_pk: int, folder: str, label: str, kind: str, back_url: str = ""
) -> Job:
    """A folder as one file; `label` is the folder's name for people.

    NotFound for strangers, Forbidden for who only works in a shared mailbox, Invalid for a kind
    that is none.
    """
    mailbox = access_mailbox_settings(actor, mailbox_pk)
    if kind not in FORMATS:
        raise Invalid("export_kind", "Không có kiểu tệp này.")
    name = clean_filename(f"{label} {clock.today():%Y-%m-%d}.{kind}") or f"thu.{kind}"
    job = enqueue(
        actor,
        export_folder,
        title=_("Xuất thư mục “%(folder)s”") % {"folder": label},
        arguments={
            "mailbox_pk": mailbox.pk,
            "folder": folder_name(folder),
            "kind": kind,
            "name": name,
        },
        back_url=back_url,
    )
    _record(actor, "export_folder", mailbox, {"folder": folder, "kind": kind})
    return job


@transaction.atomic(durable=True)
def order_import(
    actor: Actor,
    *,
    mailbox_pk: int,
    folder: str,
    upload: Iterable[bytes],
    size_bytes: int,
    file_name: str,
    back_url: str = "",
) -> Job:
    """The mails of a file into a folder, which is made when there is none.

    Refusals as for an export; TooLarge for a file over the limit.
    """
    mailbox = access_mailbox_settings(actor, mailbox_pk)
    if size_bytes > settings.IMPORT_MAX_BYTES:
        most = settings.IMPORT_MAX_BYTES // 1024**2
        raise TooLarge("import_size", f"Tệp lớn hơn {most} MB: chia nhỏ rồi nhập từng phần.")
    job = enqueue(
        actor,
        import_mails,
        title=_("Nhập thư từ “%(file)s”") % {"file": clean_filename(file_name) or "?"},
        arguments={"mailbox_pk": mailbox.pk, "folder": new_folder_name(folder)},
        back_url=back_url,
        upload=upload,
    )
    _record(actor, "import_mails", mailbox, {"folder": folder, "size_bytes": size_bytes})
    return job


def _record(actor: Actor, action: str, mailbox: Mailbox, facts: dict[str, JSON]) -> None:
    record(
        actor,
        chain=CHAIN,
        action=action,
        object_type="mailbox",
        object_pk=mailbox.pk,
        facts={"mailbox": mailbox.address, **facts},
    )
