"""The job that does to mail already in the inbox what a rule does to mail that comes."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mailsvc.directory.access import access_mailbox
from mailsvc.directory.models import Mailbox
from mailsvc.filters.rules import Rule
from mailsvc.filters.selectors import get_rule, try_rule
from mailsvc.jobs.run import Outcome, Run, work
from mailsvc.mailstore.session import Session, open_session

INBOX = "INBOX"
_BATCH = 100


@work()
def apply_to_inbox(run: Run, *, mailbox_pk: int, pk: int) -> Outcome:
    """Oldest first, in batches; what was done before a stop is not looked at again."""
    mailbox = access_mailbox(run.actor, mailbox_pk, to_edit=True)
    rule = get_rule(run.actor, mailbox_pk=mailbox_pk, pk=pk).rule
    uids = _waiting(mailbox, int(run.checkpoint.get("uid", 0)))
    met, total = int(run.checkpoint.get("met", 0)), run.done + len(uids)
    for start in range(0, len(uids), _BATCH):
        batch = uids[start : start + _BATCH]
        with open_session(mailbox) as session:
            met += _apply(session, rule, batch)
        run.step(run.done + len(batch), total=total, checkpoint={"uid": batch[-1], "met": met})
    if not met:
        return Outcome(_("Không có thư nào khớp bộ lọc."))
    said = ngettext("Bộ lọc đã làm với %(n)s thư.", "Bộ lọc đã làm với %(n)s thư.", met)
    return Outcome(said % {"n": met})


def _waiting(mailbox: Mailbox, after: int) -> list[int]:
    with open_session(mailbox) as session:
        return [uid for uid in session.list_uids(INBOX) if uid > after]


def _apply(session: Session, rule: Rule, uids: list[int]) -> int:
    """How many of them met the rule."""
    found = [head.uid for head in try_rule(rule, session.read_raw_heads(INBOX, uids))]
    if not found:
        return 0
    actions = rule.actions
    if actions.marks_read or actions.stars:
        session.mark(INBOX, found, seen=actions.marks_read or None, flagged=actions.stars or None)
    if actions.folder and actions.folder != INBOX:
        session.move(INBOX, found, actions.folder)
    return len(found)
