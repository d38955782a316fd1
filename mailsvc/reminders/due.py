"""The periodic job that brings back what is due."""

import logging
from datetime import datetime

from mailsvc.base import clock
from mailsvc.base.errors import Refused, Unavailable
from mailsvc.live import groups
from mailsvc.live.services import publish
from mailsvc.mailstore.session import Session, open_session
from mailsvc.reminders.models import Reminder
from mailsvc.reminders.services import INBOX, SENT, bring_back

logger = logging.getLogger(__name__)

_BATCH = 200


def bring_due(*, now: datetime | None = None) -> None:
    """Each by itself: a mailbox that cannot be opened is tried again at the next run."""
    due = Reminder.objects.filter(due_at__lte=now or clock.now()).select_related("mailbox")
    for row in due[:_BATCH]:
        try:
            with open_session(row.mailbox) as session:
                _bring(session, row)
        except Unavailable as error:
            logger.warning("reminder waits: %s", error.code)
            continue
        except Refused as error:
            logger.warning("reminder dropped: %s", error.code)
        row.delete()
        group = groups.mailbox(row.mailbox_id)
        publish(group, {"kind": "mail.arrived", "pk": row.mailbox_id})


def _bring(session: Session, row: Reminder) -> None:
    if row.kind == Reminder.Kind.LATER:
        bring_back(session, row)
    elif not _is_answered(session, row):
        for uid in session.find_uids(SENT, row.message_id)[:1]:
            session.append(INBOX, session.fetch(SENT, uid).content, {"\\Flagged"})


def _is_answered(session: Session, row: Reminder) -> bool:
    """A mail in one of the folders, not our own, that names it."""
    folders = [one.name for one in session.list_folders() if one.name != SENT]
    return any(session.find_answers(folder, row.message_id) for folder in folders)
