"""What a line of a list says of the work on its mail: whose it is, whether it is finished."""

from collections.abc import Sequence
from dataclasses import dataclass

from mailsvc.directory.models import Account
from mailsvc.mailstore.values import Row
from mailsvc.teamwork.rules import mail_key
from mailsvc.teamwork.selectors import has_matters, read_states


@dataclass(frozen=True)
class Work:
    """One line's; `assignee` is a name, "" for nobody."""

    assignee: str
    is_done: bool
    comments: int


def read_works(mailbox_pk: int, rows: Sequence[Row]) -> dict[int, Work]:
    """By uid, the lines that have any."""
    if not has_matters(mailbox_pk):
        return {}
    keys = {row.uid: mail_key(row.message_id) for row in rows}
    states = read_states(mailbox_pk, keys.values())
    return {
        uid: Work(person_name(state.assignee), state.is_done, state.comments)
        for uid, key in keys.items()
        if (state := states.get(key))
    }


def person_name(account: Account | None) -> str:
    """How colleagues call somebody; "" for nobody."""
    if account is None:
        return ""
    return account.person.full_name if account.person else account.address
