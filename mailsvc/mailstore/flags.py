"""Marks on messages: read, flagged, answered, labels. Each tells which messages it changed."""

from collections.abc import Collection

from mailsvc.mailstore.link import Link, translated
from mailsvc.mailstore.messages import require_some
from mailsvc.mailstore.validate import folder_name, label_keyword, uid_list


def mark(
    link: Link,
    folder: str,
    uids: Collection[int],
    *,
    seen: bool | None = None,
    flagged: bool | None = None,
    answered: bool | None = None,
    receipted: bool | None = None,
) -> tuple[int, ...]:
    """Set (True) or take away (False) marks; None leaves one as it is. Those that changed."""
    wishes = {
        "\\Seen": seen,
        "\\Flagged": flagged,
        "\\Answered": answered,
        "$MDNSent": receipted,  # RFC 3503 §3.1
    }
    return _change(link, folder, uids, {k: v for k, v in wishes.items() if v is not None})


def label(
    link: Link, folder: str, uids: Collection[int], number: int, *, is_on: bool
) -> tuple[int, ...]:
    """Put a label on messages or take it off. Those that changed."""
    return _change(link, folder, uids, {label_keyword(number): is_on})


def _change(
    link: Link, folder: str, uids: Collection[int], wishes: dict[str, bool]
) -> tuple[int, ...]:
    wanted = uid_list(uids)
    link.select(folder_name(folder), to_change=True)
    with translated():
        before = require_some(link, wanted)
        on = [flag for flag, wish in wishes.items() if wish]
        off = [flag for flag, wish in wishes.items() if not wish]
        if on:
            link.client.add_flags(wanted, on, silent=True)
        if off:
            link.client.remove_flags(wanted, off, silent=True)
    wished = {flag.lower().encode(): wish for flag, wish in wishes.items()}
    return tuple(
        uid
        for uid, flags in before.items()
        if any((flag in flags) != wish for flag, wish in wished.items())
    )
