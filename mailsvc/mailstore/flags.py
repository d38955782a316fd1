"""Marks on messages: read, flagged, answered."""

from collections.abc import Collection

from mailsvc.mailstore.link import Link, translated
from mailsvc.mailstore.messages import require_some
from mailsvc.mailstore.validate import folder_name, uid_list


def mark(
    link: Link,
    folder: str,
    uids: Collection[int],
    *,
    seen: bool | None = None,
    flagged: bool | None = None,
    answered: bool | None = None,
) -> None:
    """Set (True) or take away (False) marks; None leaves one as it is."""
    wishes = {"\\Seen": seen, "\\Flagged": flagged, "\\Answered": answered}
    wanted = uid_list(uids)
    link.select(folder_name(folder), to_change=True)
    with translated():
        require_some(link, wanted)
        on = [flag for flag, wish in wishes.items() if wish is True]
        off = [flag for flag, wish in wishes.items() if wish is False]
        if on:
            link.client.add_flags(wanted, on, silent=True)
        if off:
            link.client.remove_flags(wanted, off, silent=True)
