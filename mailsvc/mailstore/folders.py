"""Folders: list with counts in one command, make, delete."""

from typing import Any

from imapclient.imap_utf7 import decode as decode_utf7
from imapclient.response_parser import parse_response

from mailsvc.base.errors import Conflict, Forbidden
from mailsvc.base.text import nfc, sort_key
from mailsvc.mailstore.link import Link, translated
from mailsvc.mailstore.validate import folder_name, new_folder_name
from mailsvc.mailstore.values import Folder, FolderRole

INBOX = "INBOX"
TRASH = "Trash"  # the names dovecot.conf.template gives
_ORDER = list(FolderRole)[1:]
_ROLE_OF_FLAG = {
    f"\\{role.value}".encode(): role for role in FolderRole if role not in {"", "inbox"}
}


def list_folders(link: Link) -> list[Folder]:
    """All folders, those with a role first, then by Vietnamese order of their names."""
    with translated():
        # RFC 5819 §2: the counts come with the list, so a page costs one round trip.
        link.client._raw_command(
            b"LIST",
            [b'""', b'"*"', b"RETURN", b"(STATUS (MESSAGES UNSEEN) SPECIAL-USE)"],
            uid=False,
        )
        listed = _untagged(link, "LIST")
        counts = {_decode(name): _pairs(items) for name, items in _untagged(link, "STATUS", 2)}
    found = [_folder(flags, _decode(name), counts) for flags, _, name in listed]
    return sorted((f for f in found if f is not None), key=_place)


def create_folder(link: Link, name: str) -> None:
    """Make (and subscribe) a folder; Conflict when there is one of that name."""
    wanted = new_folder_name(name)
    # Dovecot makes Sent and its like at first use, and would let a second "sent" stand beside.
    taken = {folder.name.casefold() for folder in list_folders(link)}
    if wanted.casefold() in taken or wanted.upper().startswith(f"{INBOX}/"):
        raise Conflict("folder_exists", "Đã có thư mục tên này.")
    with translated():
        link.client.create_folder(wanted)
        link.client.subscribe_folder(wanted)


def delete_folder(link: Link, name: str) -> None:
    """Remove an empty folder of one's own making; mail is never lost with a folder."""
    wanted = folder_name(name)
    if any(f.role for f in list_folders(link) if f.name == wanted) or wanted.upper() == INBOX:
        raise Forbidden("system_folder", "Thư mục này là của hệ thống, không xóa được.")
    link.select(wanted)
    if link.exists:
        raise Conflict("folder_not_empty", "Thư mục còn thư: hãy chuyển hoặc xóa thư trước.")
    with translated():
        link.client.close_folder()
        link.client.unsubscribe_folder(wanted)
        link.client.delete_folder(wanted)


def _untagged(link: Link, name: str, size: int = 3) -> list[Any]:
    """The untagged answers of a raw command, parsed, in groups of `size`."""
    data = link.client._imap.untagged_responses.pop(name, [])
    flat = parse_response([item for item in data if item not in (b"", None)])
    return [flat[at : at + size] for at in range(0, len(flat), size)]


def _folder(
    flags: tuple[bytes, ...], name: str, counts: dict[str, dict[bytes, int]]
) -> Folder | None:
    if not {b"\\noselect", b"\\nonexistent"}.isdisjoint(flag.lower() for flag in flags):
        return None
    known = counts.get(name, {})
    roles = [_ROLE_OF_FLAG[flag.lower()] for flag in flags if flag.lower() in _ROLE_OF_FLAG]
    role = FolderRole.INBOX if name.upper() == INBOX else next(iter(roles), FolderRole.NONE)
    label = name.rpartition("/")[2]
    return Folder(name, role, label, known.get(b"MESSAGES", 0), known.get(b"UNSEEN", 0))


def _decode(name: bytes | int) -> str:
    """A folder called 2009 comes back as a number."""
    return nfc(decode_utf7(name)) if isinstance(name, bytes) else str(name)


def _pairs(items: tuple[Any, ...]) -> dict[bytes, int]:
    return dict(zip(items[::2], items[1::2], strict=True))


def _place(folder: Folder) -> tuple[int, str]:
    return (_ORDER.index(folder.role) if folder.role else len(_ORDER), sort_key(folder.name))
