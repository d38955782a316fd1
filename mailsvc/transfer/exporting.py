"""The job that writes a folder into one file."""

from django.utils.translation import ngettext

from mailsvc.base.errors import NotFound
from mailsvc.directory.access import access_mailbox_settings
from mailsvc.jobs.run import Outcome, Run, work
from mailsvc.mailstore.session import open_session
from mailsvc.transfer import writing

FORMATS: dict[str, writing.Writer] = {"mbox": writing.mbox, "zip": writing.eml_zip}


@work(is_long=True)
def export_folder(run: Run, *, mailbox_pk: int, folder: str, kind: str, name: str) -> Outcome:
    """Oldest first; begun anew after an interruption, since half a file is none."""
    mailbox = access_mailbox_settings(run.actor, mailbox_pk)
    with open_session(mailbox) as session:
        uids = session.list_uids(folder)
    gone = 0
    with FORMATS[kind](run.result) as add:
        for number, uid in enumerate(uids, 1):
            try:
                with open_session(mailbox) as session:
                    add(session.fetch(folder, uid))
            except NotFound:
                gone += 1  # deleted meanwhile
            run.step(number, total=len(uids))
    count = len(uids) - gone
    said = ngettext("Đã xuất %(n)s thư.", "Đã xuất %(n)s thư.", count) % {"n": count}
    return Outcome(said, file_name=name)
