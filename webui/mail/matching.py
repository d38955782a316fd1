"""One act on all mails that a search finds, as a background job."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mailsvc.base.errors import Conflict, NotFound
from mailsvc.directory.access import access_mailbox
from mailsvc.directory.actor import Actor
from mailsvc.directory.models import Mailbox
from mailsvc.jobs.run import Outcome, Run, work
from mailsvc.mailindex import selectors, sync
from mailsvc.mailindex.access import open_index
from mailsvc.teamwork.handling import note_handling
from webui.mail.acting import Act, perform
from webui.mail.finding import choose_folders
from webui.mail.labelled import read_named, read_within
from webui.mail.store import MailSession, open_store

_BATCH = 200
_HEADS, _TEXTS = 2000, 400


def find_matching(
    actor: Actor,
    mailbox: Mailbox,
    session: MailSession,
    text: str,
    folder: str,
    target: str,
    last: dict[str, int] | None = None,
) -> dict[str, list[int]]:
    """Uids by folder of all that match, newest first, but for those that lie in the target.

    `last`, the newest uid of each folder at some time, leaves out what came later.
    Conflict while the index does not hold everything that was asked for.
    """
    query = read_named(text, mailbox.pk)
    folders = [
        name
        for name in choose_folders(session.list_folders(), folder, query)
        if name != target and (last is None or name in last)
    ]
    with open_index(actor, mailbox.pk) as engine:
        sync.refresh(engine, session, most=_HEADS)
        sync.read_texts(engine, session, most=_TEXTS)
        if selectors.list_gaps(engine, query, folders):
            raise Conflict(
                "index_not_whole",
                _("Bảng tra của hộp thư đang được lập, chưa biết hết thư khớp. Hãy thử lại sau."),
            )
        ends, within = last or {}, read_within(session, query, folders)
        found = {
            name: selectors.find_uids(engine, query, name, ends.get(name), within)
            for name in folders
        }
    return {name: uids for name, uids in found.items() if uids}


@work(is_long=True)
def act_on_matching(run: Run, **asked: Any) -> Outcome:
    """Arguments: mailbox_pk, text, folder, action, target, label, last, total.

    What was done before a restart matches no longer, or is done again without harm.
    """
    mailbox = access_mailbox(run.actor, asked["mailbox_pk"], to_edit=True)
    action, target, total = asked["action"], asked["target"], asked["total"]
    with open_store(mailbox) as session:
        found = find_matching(
            *(run.actor, mailbox, session, asked["text"], asked["folder"], target, asked["last"])
        )
        done = max(0, total - sum(map(len, found.values())))
        gone = 0
        for folder, uids in _batches(found):
            if _is_done(session, Act(action, folder, uids, target, asked.get("label", 0))):
                note_handling(
                    run.actor,
                    mailbox=mailbox,
                    action=action,
                    folder=folder,
                    uids=uids,
                    target=target,
                )
            else:
                gone += len(uids)
            done += len(uids)
            run.step(min(done, total), total=total)
    return Outcome(_said(action, done - gone))


def _batches(found: dict[str, list[int]]) -> Iterator[tuple[str, list[int]]]:
    for folder, uids in found.items():
        for start in range(0, len(uids), _BATCH):
            yield folder, uids[start : start + _BATCH]


def _is_done(session: MailSession, act: Act) -> bool:
    """False when another program took all of them away meanwhile."""
    try:
        perform(session, act)
    except NotFound as error:
        if error.code != "message":
            raise
        return False
    return True


def _said(action: str, count: int) -> str:
    if action == "move":
        text = ngettext("Đã chuyển %(n)s thư.", "Đã chuyển %(n)s thư.", count)
    elif action == "delete":
        text = ngettext("Đã bỏ %(n)s thư vào Thùng rác.", "Đã bỏ %(n)s thư vào Thùng rác.", count)
    elif action == "label":
        text = _("Đã gắn nhãn %(n)s thư.")
    elif action == "unlabel":
        text = _("Đã bỏ nhãn %(n)s thư.")
    else:
        text = ngettext("Đã đánh dấu %(n)s thư.", "Đã đánh dấu %(n)s thư.", count)
    return text % {"n": count}
