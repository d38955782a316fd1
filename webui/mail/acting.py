"""What a button over a list does, and the way back: each act tells how it is undone."""

from dataclasses import asdict, dataclass

from mailsvc.mailstore.values import Moved
from webui.mail.store import ARCHIVE, INBOX, JUNK, MailSession

_MARKS = {
    "read": ("seen", True),
    "unread": ("seen", False),
    "star": ("flagged", True),
    "unstar": ("flagged", False),
}
_GOALS = {"archive": ARCHIVE, "junk": JUNK, "notjunk": INBOX}


@dataclass(frozen=True)
class Act:
    """A button pressed: on which mails, with which folder or label chosen."""

    action: str
    folder: str
    uids: list[int]
    target: str = ""
    label: int = 0


@dataclass(frozen=True)
class Undo:
    """The way back of one act: `does` is move, discard, seen, flagged or label. Goes into JSON."""

    does: str
    folder: str
    uids: list[int]
    target: str = ""
    is_on: bool = False
    label: int = 0

    def as_facts(self) -> dict[str, object]:
        return asdict(self)


def perform(session: MailSession, act: Act) -> Undo | None:
    """Do it; None when there is no way back or nothing to go back from."""
    if act.action in _MARKS:
        name, is_on = _MARKS[act.action]
        changed = session.mark(act.folder, act.uids, **{name: is_on})
        return _undo(name, act.folder, changed, is_on=not is_on)
    if act.action in {"label", "unlabel"}:
        is_on = act.action == "label"
        changed = session.label(act.folder, act.uids, act.label, is_on=is_on)
        return _undo("label", act.folder, changed, is_on=not is_on, label=act.label)
    if act.action == "copy":
        copied = session.copy(act.folder, act.uids, act.target)
        return _undo("discard", copied.folder, copied.uids)
    moved = _move(session, act)
    return _undo("move", moved.folder, moved.uids, target=act.folder)


def take_back(session: MailSession, undo: Undo) -> None:
    """Mails that are gone meanwhile stay gone; NotFound when all are."""
    if undo.does == "move":
        session.move(undo.folder, undo.uids, undo.target)
    elif undo.does == "discard":
        session.discard(undo.folder, undo.uids)
    elif undo.does == "label":
        session.label(undo.folder, undo.uids, undo.label, is_on=undo.is_on)
    else:
        session.mark(undo.folder, undo.uids, **{undo.does: undo.is_on})


def _move(session: MailSession, act: Act) -> Moved:
    if act.action == "delete":
        return session.delete(act.folder, act.uids)
    return session.move(act.folder, act.uids, _GOALS.get(act.action, act.target))


def _undo(
    does: str,
    folder: str,
    uids: tuple[int, ...],
    *,
    target: str = "",
    is_on: bool = False,
    label: int = 0,
) -> Undo | None:
    return Undo(does, folder, list(uids), target, is_on, label) if uids else None
