"""Messages that leave a folder, and what a list of it shows then, in one round trip."""

import re
from collections.abc import Collection

from mailsvc.mailstore import folders
from mailsvc.mailstore.link import NO_FOLDER, Link, fetched, list_command, listed, quoted
from mailsvc.mailstore.messages import no_message
from mailsvc.mailstore.pages import expand
from mailsvc.mailstore.rows import read_flags
from mailsvc.mailstore.turns import my_turn
from mailsvc.mailstore.validate import folder_name, uid_list
from mailsvc.mailstore.values import Left, Moved
from mailsvc.mailstore.wire import Line

_COPYUID = re.compile(rb"OK \[COPYUID \d+ [\d,:]+ ([\d,:]+)\]")


def move_and_look(link: Link, folder: str, uids: Collection[int], target: str) -> Left:
    """As `messages.move`, with all folders as they are afterwards.

    What is there is asked before it moves: IMAP passes over uids that are gone.
    """
    source, wanted, goal = folder_name(folder), uid_list(uids), folder_name(target)
    which = b",".join(b"%d" % uid for uid in wanted)
    commands = (
        b"UID FETCH " + which + b" (UID FLAGS)",
        b"UID MOVE " + which + b" " + quoted(goal),  # RFC 6851 §3.2
        b"UNSELECT",  # RFC 3691 §2: STATUS of an open folder would tell of it as last seen
        list_command(folders.STATUS),
    )
    with my_turn(link.address):
        lines = link.ask_in(source, *commands, to_change=True)
    link.folder_key = NO_FOLDER
    if not read_flags(fetched(lines)):
        raise no_message()
    names, counts = listed(lines)
    return Left(Moved(target, _new_uids(lines)), folders.read_folders(tuple(names), tuple(counts)))


def _new_uids(lines: list[Line]) -> tuple[int, ...]:
    """RFC 4315 §3: COPYUID names the validity, the old uids and the new ones."""
    told = (_COPYUID.match(line) for line in lines if isinstance(line, bytes))
    found = next((match for match in told if match), None)
    return tuple(expand(found[1])) if found else ()
