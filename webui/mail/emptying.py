"""Emptying Trash or Junk: in the background, batch by batch; what comes later stays."""

from typing import Any

from django.utils.translation import ngettext

from mailsvc.base.errors import Invalid, NotFound
from mailsvc.directory.access import access_mailbox
from mailsvc.jobs.run import Outcome, Run, work
from mailsvc.teamwork.handling import note_handling
from webui.mail.store import JUNK, TRASH, MailSession, open_store

FOLDERS = (TRASH, JUNK)
_BATCH = 200


def require_emptied(folder: str) -> str:
    """Only what people throw away is ever emptied at once; Invalid for other folders."""
    if folder not in FOLDERS:
        raise Invalid("folder", "Chỉ dọn sạch được Thùng rác và Thư rác.")
    return folder


def list_lying(session: MailSession, folder: str, last: int | None = None) -> list[int]:
    """Uids in the folder, up to `last` when given."""
    return [uid for uid in session.list_uids(folder) if last is None or uid <= last]


@work(is_long=True)
def empty_folder(run: Run, **asked: Any) -> Outcome:
    """Arguments: mailbox_pk, folder, last, total. Begun anew after a restart without harm."""
    mailbox = access_mailbox(run.actor, asked["mailbox_pk"], to_edit=True)
    folder, total = require_emptied(asked["folder"]), asked["total"]
    with open_store(mailbox) as session:
        uids = list_lying(session, folder, asked["last"])
        done = total - len(uids)
        for start in range(0, len(uids), _BATCH):
            batch = uids[start : start + _BATCH]
            _discard(session, folder, batch)
            note_handling(run.actor, mailbox=mailbox, action="empty", folder=folder, uids=batch)
            done += len(batch)
            run.step(done, total=total)
    said = ngettext("Đã xóa hẳn %(n)s thư.", "Đã xóa hẳn %(n)s thư.", done)
    return Outcome(said % {"n": done})


def _discard(session: MailSession, folder: str, uids: list[int]) -> None:
    """Another program may have taken them all away meanwhile."""
    try:
        session.discard(folder, uids)
    except NotFound as error:
        if error.code != "message":
            raise
