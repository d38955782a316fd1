"""Folders: list with counts in one command, make, delete."""

from functools import lru_cache

from imapclient.imap_utf7 import decode as decode_utf7

from mailsvc.base.errors import Conflict, Forbidden
from mailsvc.base.text import nfc, sort_key
from mailsvc.mailstore.link import Link, folder_state, listed, translated
from mailsvc.mailstore.lists import Untagged, read_list, read_status
from mailsvc.mailstore.validate import folder_name, new_folder_name
from mailsvc.mailstore.values import Folder, FolderRole
from mailsvc.mailstore.wire import Line

INBOX = "INBOX"
TRASH = "Trash"  # the names dovecot.conf.template gives
STATUS = b"(STATUS (MESSAGES UNSEEN UIDVALIDITY HIGHESTMODSEQ) SPECIAL-USE)"
_ORDER = list(FolderRole)[1:]
_ROLE_OF_FLAG = {
    f"\\{role.value}".encode(): role for role in FolderRole if role not in {"", "inbox"}
}


def list_folders(link: Link) -> list[Folder]:
    """All folders, those with a role first, then by Vietnamese order of their names."""
    with translated():
        answer = link.ask_folders(STATUS)
    return list(_read_answer(tuple(answer)))


@lru_cache(maxsize=500)
def _read_answer(answer: tuple[Line, ...]) -> tuple[Folder, ...]:
    """Most looks at a mailbox get the answer of the look before, word by word."""
    names, counts = listed(answer)
    return read_folders(tuple(names), tuple(counts))


@lru_cache(maxsize=500)
def read_folders(names: Untagged, counted: Untagged) -> tuple[Folder, ...]:
    """From LIST and STATUS."""
    counts = read_status(counted)
    found = [read_folder(flags, name, counts.get(name, {})) for flags, name in read_list(names)]
    return tuple(sorted((f for f in found if f is not None), key=_place))


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


def rename_folder(link: Link, name: str, wanted: str) -> None:
    """Another name for a folder of one's own making, what is below it included."""
    before, after = folder_name(name), new_folder_name(wanted)
    there = list_folders(link)
    if any(f.role for f in there if f.name == before) or before.upper() == INBOX:
        raise Forbidden("system_folder", "Thư mục này là của hệ thống, không đổi tên được.")
    taken = {folder.name.casefold() for folder in there if folder.name != before}
    if after.casefold() in taken or after.upper().startswith(f"{INBOX}/"):
        raise Conflict("folder_exists", "Đã có thư mục tên này.")
    if after.startswith(f"{before}/"):
        raise Conflict("folder_inside", "Không đưa thư mục vào trong chính nó được.")
    with translated():
        link.client.rename_folder(before, after)
        link.client.unsubscribe_folder(before)
        link.client.subscribe_folder(after)


def delete_folder(link: Link, name: str) -> None:
    """Remove an empty folder of one's own making; mail is never lost with a folder."""
    wanted = folder_name(name)
    if any(f.role for f in list_folders(link) if f.name == wanted) or wanted.upper() == INBOX:
        raise Forbidden("system_folder", "Thư mục này là của hệ thống, không xóa được.")
    link.select(wanted)
    if link.exists:
        raise Conflict("folder_not_empty", "Thư mục còn thư: hãy chuyển hoặc xóa thư trước.")
    link.let_go()
    with translated():
        link.client.unsubscribe_folder(wanted)
        link.client.delete_folder(wanted)


def read_folder(
    flags: frozenset[bytes], raw_name: bytes, counts: dict[bytes, int]
) -> Folder | None:
    """One answer of LIST with its counts; None for a name that holds no mail."""
    if {b"\\noselect", b"\\nonexistent"} & flags:
        return None
    name = nfc(decode_utf7(raw_name))
    roles = [_ROLE_OF_FLAG[flag] for flag in flags if flag in _ROLE_OF_FLAG]
    role = FolderRole.INBOX if name.upper() == INBOX else next(iter(roles), FolderRole.NONE)
    total = counts.get(b"MESSAGES", 0)
    state = folder_state(counts.get(b"UIDVALIDITY", 0), counts.get(b"HIGHESTMODSEQ"), total)
    return Folder(name, role, name.rpartition("/")[2], total, counts.get(b"UNSEEN", 0), state)


def _place(folder: Folder) -> tuple[int, str]:
    return (_ORDER.index(folder.role) if folder.role else len(_ORDER), sort_key(folder.name))
