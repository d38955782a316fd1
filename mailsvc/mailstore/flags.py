"""Marks on messages: read, flagged, answered, labels. Each tells which messages it changed.

The folder is opened, the flags of before read and the new ones set in one round trip.
"""

from collections.abc import Collection, Mapping

from mailsvc.mailstore import folders, search
from mailsvc.mailstore.link import NO_FOLDER, Link, fetched, list_command, listed
from mailsvc.mailstore.messages import no_message
from mailsvc.mailstore.rows import known_rows, read_flags
from mailsvc.mailstore.validate import folder_name, label_keyword, uid_list
from mailsvc.mailstore.values import Marked

Wishes = Mapping[str, bool]  # flag → whether it is wanted
_Flags = dict[int, frozenset[bytes]]


def wish(
    *,
    seen: bool | None = None,
    flagged: bool | None = None,
    answered: bool | None = None,
    receipted: bool | None = None,
) -> Wishes:
    """Set (True) or take away (False) marks; None leaves one as it is."""
    wishes = {
        "\\Seen": seen,
        "\\Flagged": flagged,
        "\\Answered": answered,
        "$MDNSent": receipted,  # RFC 3503 §3.1
    }
    return {flag: value for flag, value in wishes.items() if value is not None}


def wish_label(number: int, *, is_on: bool) -> Wishes:
    """Put a label on messages or take it off."""
    return {label_keyword(number): is_on}


def mark(link: Link, folder: str, uids: Collection[int], wishes: Wishes) -> tuple[int, ...]:
    """Those that changed; NotFound when all are gone."""
    commands = _commands(uid_list(uids), wishes)
    before = _before(link.ask_in(folder_name(folder), *commands, to_change=True))
    return _changed(before, wishes)


def mark_and_look(link: Link, folder: str, uids: Collection[int], wishes: Wishes) -> Marked:
    """As `mark`, with what a list shows of these messages and of all folders afterwards."""
    name, wanted = folder_name(folder), uid_list(uids)
    # RFC 3691 §2: STATUS of an open folder would tell of it as last seen.
    after = (b"UNSELECT", list_command(folders.STATUS))
    lines = link.ask_in(name, *_commands(wanted, wishes), *after, to_change=True)
    key, link.folder_key = link.folder_key, NO_FOLDER
    before = _before(lines)
    rows = known_rows(key, {uid: _wished(flags, wishes) for uid, flags in before.items()})
    names, counts = listed(lines)
    found = folders.read_folders(tuple(names), tuple(counts))
    if rows is None:  # nobody has listed them yet
        rows = search.rows_of(link, name, list(before))
    return Marked(_changed(before, wishes), tuple(rows), found)


def _commands(uids: list[int], wishes: Wishes) -> list[bytes]:
    which = b",".join(b"%d" % uid for uid in uids)
    found = [b"UID FETCH " + which + b" (UID FLAGS)"]
    for sign, is_on in ((b"+", True), (b"-", False)):
        flags = " ".join(flag for flag, wanted in wishes.items() if wanted == is_on).encode()
        if flags:
            found.append(b"UID STORE %b %bFLAGS.SILENT (%b)" % (which, sign, flags))
    return found


def _before(lines: list[bytes | tuple[bytes, bytes]]) -> _Flags:
    """IMAP passes over uids that are gone; NotFound when all are."""
    found = read_flags(fetched(lines))
    if not found:
        raise no_message()
    return found


def _wished(flags: frozenset[bytes], wishes: Wishes) -> frozenset[bytes]:
    lower = {flag.lower().encode(): is_on for flag, is_on in wishes.items()}
    return (flags - lower.keys()) | {flag for flag, is_on in lower.items() if is_on}


def _changed(before: _Flags, wishes: Wishes) -> tuple[int, ...]:
    return tuple(uid for uid, flags in before.items() if _wished(flags, wishes) != flags)
