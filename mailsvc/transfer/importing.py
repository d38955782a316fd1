"""The job that takes the mails of an uploaded file into a folder."""

from collections.abc import Iterator

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mailsvc.base.errors import Invalid, TooLarge
from mailsvc.directory.access import access_mailbox_settings
from mailsvc.directory.models import Mailbox
from mailsvc.jobs.run import Outcome, Run, work
from mailsvc.mailstore.session import Session, open_session
from mailsvc.message.headers import split_fields
from mailsvc.message.markings import is_marked_secret
from mailsvc.message.parse import message_ids
from mailsvc.transfer.reading import FoundMail, read_mails

_BATCH = 500


@work(is_long=True)
def import_mails(run: Run, *, mailbox_pk: int, folder: str) -> Outcome:
    """What is in the folder already (by Message-ID) is passed over: a second run does no harm."""
    mailbox = access_mailbox_settings(run.actor, mailbox_pk)
    known = _known(mailbox, folder)
    taken = doubled = 0
    details: list[str] = []
    for number, mail in enumerate(_found(run), 1):
        problem = mail.problem or _refusal(mail)
        message_id = _message_id(mail)
        if problem:
            details.append(_("Thư %(which)s: %(why)s") % {"which": mail.label, "why": problem})
        elif message_id and message_id in known:
            doubled += 1
        else:
            _append(mailbox, folder, mail, taken)
            known.add(message_id)
            taken += 1
        run.step(number)
    return Outcome(_said(taken, doubled), details)


def _found(run: Run) -> Iterator[FoundMail]:
    return read_mails(run.upload, mail_max_bytes=settings.MESSAGE_MAX_BYTES)


def _known(mailbox: Mailbox, folder: str) -> set[str]:
    """The Message-IDs of the folder, which is made when there is none."""
    with open_session(mailbox) as session:
        if folder not in {one.name for one in session.list_folders()}:
            session.create_folder(folder)
        uids = session.list_uids(folder)
        return {
            one.message_id
            for start in range(0, len(uids), _BATCH)
            for one in session.read_heads(folder, uids[start : start + _BATCH])
            if one.message_id
        }


def _append(mailbox: Mailbox, folder: str, mail: FoundMail, taken: int) -> None:
    with open_session(mailbox) as session:
        try:
            _store(session, folder, mail)
        except TooLarge as error:
            text = _("Hộp thư đã đầy sau khi nhập %(n)s thư: xóa bớt rồi nhập lại tệp này.")
            raise TooLarge("import_quota", text % {"n": taken}) from error


def _store(session: Session, folder: str, mail: FoundMail) -> None:
    session.append(folder, mail.content, mail.flags, mail.received_at)


def _refusal(mail: FoundMail) -> str:
    fields, _body = split_fields(mail.content, 0, min(len(mail.content), 256 * 1024))
    if is_marked_secret(mail.content, [fields.first("subject")]):
        return _("có dấu độ mật, không được đưa vào hệ thống")
    return ""


def _message_id(mail: FoundMail) -> str:
    fields, _body = split_fields(mail.content, 0, min(len(mail.content), 256 * 1024))
    return next(iter(message_ids(fields.first("message-id"))), "")


def _said(taken: int, doubled: int) -> str:
    if not taken and not doubled:
        raise Invalid("import_none", _("Trong tệp không có thư nào nhập được."))
    said = ngettext("Đã nhập %(n)s thư.", "Đã nhập %(n)s thư.", taken) % {"n": taken}
    if not doubled:
        return said
    again = ngettext("Bỏ qua %(n)s thư đã có sẵn.", "Bỏ qua %(n)s thư đã có sẵn.", doubled) % {
        "n": doubled
    }
    return f"{said} {again}"
