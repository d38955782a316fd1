"""What a button over a list does, and the way back: each act tells how it is undone."""

from dataclasses import asdict, dataclass

from mailsvc.mailstore.values import Left, Marked, Moved
from webui.mail.store import ARCHIVE, INBOX, JUNK, TRASH, MailSession

_MARKS = {
    "read": ("seen", True),
    "unread": ("seen", False),
    "star": ("flagged", True),
    "unstar": ("flagged", False),
}
IN_PLACE = frozenset({*_MARKS, "label", "unlabel"})  # the mails stay where they are listed
_GOALS = {"archive": ARCHIVE, "junk": JUNK, "notjunk": INBOX, "delete": TRASH}


@dataclass(frozen=True)
class Act:
    """A button pressed: on which mails, with which folder or label chosen."""

    action: str
    folder: str
    uids: list[int]
    target: str = ""
    label: int = 0

    @property
    def is_for_good(self) -> bool:
        return self.action == "delete" and self.folder == TRASH

    @property
    def leaves(self) -> bool:
        """True when the mails leave the list for another folder."""
        return self.action in {"move", *_GOALS} and not self.is_for_good


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
        return undo_of(act, session.mark(act.folder, act.uids, **{name: is_on}))
    if act.action in IN_PLACE:
        is_on = act.action == "label"
        return undo_of(act, session.label(act.folder, act.uids, act.label, is_on=is_on))
    if act.action == "copy":
        copied = session.copy(act.folder, act.uids, act.target)
        return _undo("discard", copied.folder, copied.uids)
    return undo_of_move(act, _move(session, act))


def perform_in_place(session: MailSession, act: Act) -> Marked:
    """One of IN_PLACE, with what the list shows afterwards; `undo_of` what changed undoes it."""
    if act.action in _MARKS:
        name, is_on = _MARKS[act.action]
        return session.mark_and_look(act.folder, act.uids, **{name: is_on})
    is_on = act.action == "label"
    return session.label_and_look(act.folder, act.uids, act.label, is_on=is_on)


def leave(session: MailSession, act: Act) -> Left:
    """An act by which the mails leave, with the folders afterwards; undo: `undo_of_move`."""
    return session.move_and_look(act.folder, act.uids, _GOALS.get(act.action, act.target))


def undo_of_move(act: Act, moved: Moved) -> Undo | None:
    """The way back of mails that left."""
    return _undo("move", moved.folder, moved.uids, target=act.folder)


def undo_of(act: Act, changed: tuple[int, ...]) -> Undo | None:
    """The way back of a mark or label that changed these mails."""
    if act.action in _MARKS:
        name, is_on = _MARKS[act.action]
        return _undo(name, act.folder, changed, is_on=not is_on)
    return _undo("label", act.folder, changed, is_on=act.action != "label", label=act.label)


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
    if act.is_for_good:
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
