"""The mark "answered" on a mail, once the answer to it is on its way."""

import logging

from mailsvc.base.errors import AppError
from webui.mail.outgoing import Written
from webui.mail.store import INBOX, open_store

logger = logging.getLogger(__name__)


def mark_answered(written: Written) -> None:
    """Never raises: the answer is safe, the mark is a help. A kept answer knows its mail by id."""
    origin = written.origin
    if written.source is None or not origin.content:
        return
    try:
        with open_store(written.source) as session:
            if origin.is_draft:
                uids = session.find_uids(INBOX, origin.view.in_reply_to)
                if uids:
                    session.mark(INBOX, uids, answered=True)
            elif origin.kind in {"reply", "reply_all"}:
                session.mark(origin.folder, [origin.uid], answered=True)
    except AppError as error:
        logger.info("answered mark not set: %s", error.code)
